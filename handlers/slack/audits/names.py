"""What the buttons and fields of an audit are called.

A button's value is "conversation:version:question:rest", so that a click says which screen it was made on.
"""

from dataclasses import dataclass

from handlers.notice import GO_ON

GIVE = "talk-give"  # rest: path=value; goes on. Several in a row are told apart by what follows a hyphen
ON = "talk-on"
ANYWAY = "talk-anyway"
BACK = "talk-back"
SKIP = "talk-skip"
GO_TO = "talk-go-to"
TAKE_OUT = "talk-take-out"
WORRIED = "talk-worried"
SUBMIT = "talk-submit"
PAGE = "talk-page"  # rest: the page of the check
GOOD = "talk-good"  # what good looks like
MORE = "talk-more"  # a menu: the last part of what is chosen is one of the words below
BEGIN = "talk-begin"  # the value is a form's id
COME_BACK = GO_ON
HAND_OVER = "talk-hand-over"
TAKE_BACK = "talk-take-back"
START = "audits-start"  # the window in which an audit is begun or gone on with
MINE = "audits-mine"  # all audits of a person; the value is "which:page"
CHANGED = "form-changed"  # what a changed form does to the answers; rest: the page
MOVE_OVER = "form-move-over"
STAY = "form-stay"
FOCUS = "audits-focus"  # the programme of focus
HELP_WINDOW = "audits-help"
THEMES = "themes-list"
ADD_THEME = "themes-name"  # or rename: the value is the theme's id
RETIRE_THEME = "themes-retire"  # or bring back
THEME_LABEL = "themes-label"  # the window with one field, and the field
WINDOW = "audits-in-window"  # from the message into a window
MESSAGE = "audits-in-message"  # and back
ASKED = "audits-asked"  # the window in which a question is asked; what it remembers is the value of a button
WHERE, HELP, LEAVE, CANCEL, SURE = "where", "help", "leave", "cancel", "sure"
HAND = "hand-over"  # in the menu

FIELD, ADDED = "slot", "more"  # blocks of fields: what is given, and what is added to what stands


@dataclass(frozen=True)
class Clicked:
    """The value of a button, taken apart."""

    conversation: int
    version: int
    question: str
    rest: str = ""


def value(conversation: int, version: int, question: str, rest: str = "") -> str:
    """The value of a button."""
    return f"{conversation}:{version}:{question}:{rest}"


def clicked(written: str) -> Clicked | None:
    """What the value of a button says, or None where it is none of ours."""
    parts = written.split(":", 3)
    if len(parts) != 4 or not parts[0].isdecimal() or not parts[1].isdecimal():
        return None
    return Clicked(int(parts[0]), int(parts[1]), parts[2], parts[3])


def field(kind: str, path: str) -> str:
    """The id of the block of a field."""
    return f"{kind}|{path}"


def path_of(block: str) -> tuple[str, str]:
    """(FIELD or ADDED, path) of the block of a field; empty for any other block."""
    kind, _, path = block.partition("|")
    return (kind, path) if kind in (FIELD, ADDED) else ("", "")
