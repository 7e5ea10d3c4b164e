"""What a person is told, before it is known whether Slack or e-mail carries it."""

from dataclasses import dataclass
from typing import Literal

Style = Literal["primary", "danger"]

OPEN = "audit-open"
SEEN = "delivery-seen"
LOOK = "view-page"
START_AUDIT = "audits-start"  # the window in which an audit is begun or gone on with
REVIEW_DESK = "review-desk"
ANSWER = "question-answer"
REPLY = "audit-reply"
WRITE_DOWN = "audit-reply-for"  # the practitioner's words, by the auditor
GO_ON = "talk-come-back"
AMEND = "audit-amend"  # the value is a conversation's id, or empty where one is to be chosen
MODERATE, MODERATION_LIST = "moderate", "moderation-list"  # the values are an audit's id, and a page
RECORD_DONE, RECORD_UNDONE = "record-done", "record-undone"  # what follows a hyphen tells several apart
RECORD_LIST, RECORD_COPY = "record-list", "record-copy"


@dataclass(frozen=True)
class Button:
    """Something to press. `action` is one of this module's names, `value` says on which record."""

    label: str
    action: str
    value: str
    style: Style | None = None


@dataclass(frozen=True)
class Fact:
    """One thing to know; `value` may have several lines."""

    label: str
    value: str


@dataclass(frozen=True)
class Task:
    """One of several things to do, with a button of its own; `copy` is text to take over as it stands."""

    text: str
    button: Button
    copy: str = ""


@dataclass(frozen=True)
class Notice:
    """The content of one notification.

    `preview` is what shows on a locked screen and as the subject of an e-mail: it holds no case reference and no
    judgement (requirements 5.3). `with_buttons` says what the buttons are for, and `without_buttons` how to
    do the same by other means: Slack shows the one, an e-mail the other.
    """

    preview: str
    heading: str
    facts: tuple[Fact, ...] = ()
    paragraphs: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    footnote: str = ""
    with_buttons: str = ""
    without_buttons: str = ""
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True)
class Nothing:
    """What was to be said is no longer true. `gone`: because the recipient no longer works here."""

    reason: str
    gone: bool = False


@dataclass(frozen=True)
class Wait:
    """Whether this is still true will be known in a moment."""

    reason: str
    seconds: float = 2.0
