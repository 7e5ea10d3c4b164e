"""What the buttons and fields of an audit are called.

A button's value is "conversation:version:question:rest", so that a click says which screen it was made on.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.notice import GO_ON, START_AUDIT

GIVE = "talk-give"  # rest: path=value; goes on. Several in a row are told apart by what follows a hyphen
ON = "talk-on"
ANYWAY = "talk-anyway"
BACK = "talk-back"
SKIP = "talk-skip"
GO_TO = "talk-go-to"
TAKE_OUT = "talk-take-out"
WORRIED = "talk-worried"
TELL = "talk-tell"  # those who are named, now
WORRY = "worry"  # the field beside it
SUBMIT = "talk-submit"
PAGE = "talk-page"  # rest: the page of the check
EARLIER = "talk-earlier"  # what was answered in the part before
GOOD = "talk-good"  # what good looks like
MORE = "talk-more"  # a menu: the last part of what is chosen is one of the words below
BEGIN = "talk-begin"  # the value is a form's id
COME_BACK = GO_ON
HAND_OVER = "talk-hand-over"
HAND_TO = "talk-hand-to"  # rest: the address of one of those who may be meant
TAKE_BACK = "talk-take-back"
START = START_AUDIT
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

FIELD, ADDED, PART = (
    "slot",
    "more",
    "part",
)  # blocks: what is given, added to what stands, one part of several
PICKED = "who"  # the block of a field in which a person is chosen instead of written
JOINTS = {"line": "\n", "space": " ", "none": ""}  # what stood between a part and the one before
PART_LENGTH = 2800  # characters, so that each part can grow a little


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


def part_field(number: int, joint: str, path: str) -> str:
    """The id of the block of one of several fields that hold one text."""
    return f"{PART}-{number}-{joint}|{path}"


def path_of(block: str) -> tuple[str, str]:
    """(FIELD, ADDED or PART, path) of the block of a field; empty for any other block."""
    head, _, path = block.partition("|")
    kind = head.partition("-")[0]
    return (kind, path) if kind in (FIELD, ADDED, PART) else ("", "")


def parted(text: str) -> list[tuple[str, str]]:
    """A long text in parts: what joins each to the one before (a key of JOINTS), and its words."""
    parts: list[tuple[str, str]] = []
    joint = "none"
    while len(text) > PART_LENGTH:
        at, joint_after = _where_to_part(text)
        parts.append((joint, text[:at]))
        text, joint = text[at + len(JOINTS[joint_after]) :], joint_after
    return [*parts, (joint, text)]


def joined(parts: Mapping[str, str]) -> str:
    """The text that stands in several fields, by their blocks; a field that was emptied leaves nothing behind."""
    told = ((*block.partition("|")[0].split("-")[1:], words) for block, words in parts.items())
    in_order = sorted((int(number), joint, words) for number, joint, words in told)
    return "".join(JOINTS[joint] + words for _, joint, words in in_order if words)


def _where_to_part(text: str) -> tuple[int, str]:
    for joint, mark in (("line", "\n"), ("space", " ")):
        at = text.rfind(mark, PART_LENGTH // 2, PART_LENGTH)
        if at != -1:
            return at, joint
    return PART_LENGTH, "none"
