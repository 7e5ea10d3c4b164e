"""What the buttons, windows and fields are called."""

REPLY_WINDOW = "audit-reply-written"
WORDS = "words"

REVIEW = (
    "action-review"  # the value is an action's id; several on Home are told apart by what follows a hyphen
)
TELL = "action-tell"  # the same, for whoever the action is with
ACTIONS = "actions-all"  # all actions of a person; the value is "actions:page"
TELL_WINDOW = "action-tell-written"
REVIEW_WINDOW = "action-review-written"
REVIEWED, DONE, WHAT, CHANGED, INITIALS = "reviewed", "done", "what", "changed", "initials"

HAND_OVER_WINDOW = "talk-hand-over-chosen"
TO = "to"
