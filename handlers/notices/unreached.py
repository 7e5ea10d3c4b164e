"""That the practitioner cannot be reached in Slack: the auditor goes through the audit with them (L970-974)."""

from handlers.about import About
from handlers.notice import WRITE_DOWN, Button, Nothing, Notice
from handlers.notices.common import SUPERSEDED, case_facts, open_button
from handlers.notices.escalation import seen_button

PREVIEW = "A practitioner cannot be reached in Slack"
_WHY = (
    "What may be shared of this audit is shown in Slack only, so {name} has not seen it. If e-mail is set up, they "
    "have had one that says so and no more: findings about a child are in no e-mail. Please go through the audit "
    "with them."
)
_THEIR_WORDS = (
    "They have the right of reply. Press “Write down what they say” to keep their words beside the audit; they "
    "stand there as theirs, written down by you."
)
_WITHOUT = "They have the right of reply: press the button in Slack to keep their words beside the audit."


def unreached(about: About) -> Notice | Nothing:
    """To the auditor; nothing once a later version stands, of which the practitioner is told anew."""
    audit = about.audit
    if audit is None:
        return Nothing("the audit is not there any more")
    if audit.superseded:
        return Nothing(SUPERSEDED)
    name = audit.reading.social_worker or "the practitioner"
    return Notice(
        preview=PREVIEW,
        heading=PREVIEW,
        facts=case_facts(audit),
        paragraphs=(_WHY.format(name=name),),
        buttons=(
            Button("Write down what they say", WRITE_DOWN, f"{audit.id}:for", "primary"),
            open_button(audit),
            seen_button(about),
        ),
        with_buttons=_THEIR_WORDS,
        without_buttons=_WITHOUT,
    )
