"""What a move leads to: what is to be shown next, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from conversations.facts import Value
from conversations.questions import Question
from framework.outlines import Option
from framework.reading import Reading


class Asking(StrEnum):
    """What the bot asks back of its own, and what that is about."""

    CANCEL = "cancel"
    NO_ACTION = "no-action"  # an Inadequate audit that asks for nothing to be done
    MOVE_OVER = "move-over"  # to the form of today
    HAND_OVER = "hand-over"  # the addresses of those who may be meant
    MEANT = "meant"  # question, path, and the words that may mean this or that
    RIGHT = "right"  # question, path, and a value that is likely a slip
    WORRIED = "worried"  # what was written of it so far


class Settled(StrEnum):
    """How one question stands."""

    ANSWERED = "answered"
    LEFT_EMPTY = "left-empty"  # gone on from without an answer, which none needs
    SKIPPED = "skipped"
    OPEN = "open"


@dataclass(frozen=True)
class Line:
    """A question that applies, what was answered, and how it stands."""

    question: Question
    values: Mapping[str, Value]
    settled: Settled


@dataclass(frozen=True)
class Progress:
    """How many of the questions that apply are settled; of an area, its place among the areas that apply."""

    settled: int
    questions: int
    area: int | None = None
    areas: int = 0


@dataclass(frozen=True)
class Ask:
    """The question to ask now. `values` are those of its slots that stand, or else are suggested.

    `note` is one sentence on what just happened ("By Monday 7 December 2026."); `warning` one on what was
    written (a name in a comment). `overview` and `help` are there when they were asked for.
    """

    question: Question
    values: Mapping[str, Value]
    progress: Progress
    note: str = ""
    warning: str = ""
    overview: tuple[Line, ...] = ()
    help: bool = False
    first: bool = False  # there is nothing to go back to


@dataclass(frozen=True)
class AskAgain:
    """The same question once more, with the reason. What was written is in `ask` or in `words`: never lost.

    `suggestion` is what may have been meant, for the slot `path`, `choices` are people who may be meant, by their
    addresses, or cases; `anyway`: it is possible to go on all the same. `right`: the suggestion is what was
    given, and whether it is right is asked.
    """

    ask: Ask
    reason: str
    path: str = ""
    words: str = ""
    suggestion: Value = None
    anyway: bool = False
    choices: tuple[Option, ...] = ()
    right: bool = False


@dataclass(frozen=True)
class Review:
    """Check your answers: every question that applies, what is missing, and what is worth another look.

    `last`: submitting it submits the audit, and does not only finish a part.
    """

    part: str
    lines: tuple[Line, ...]
    missing: tuple[Question, ...]
    notices: tuple[str, ...] = ()
    note: str = ""
    last: bool = True


@dataclass(frozen=True)
class PartDone:
    """One part is finished; `next_part` waits for whoever does it."""

    part: str
    next_part: str


@dataclass(frozen=True)
class Done:
    """The audit is submitted: what it says as a reading, and what was answered beside the form."""

    reading: Reading
    beside: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Left:
    """The conversation rests. `message` says what is kept and how to come back.

    `over`: there is nothing to come back to; it was submitted or `cancelled`.
    """

    message: str
    cancelled: bool = False
    over: bool = False


@dataclass(frozen=True)
class AreYouSure:
    """A question of the bot's own, which stands until it is answered: `message`, and `what` is asked.

    `about` is what it is about (addresses, for handing over), `choices` those of which one may be meant. `words`
    were written and are no answer to it; they are shown again. Of WORRIED they are what is told.
    """

    message: str
    what: Asking = Asking.CANCEL
    choices: tuple[Option, ...] = ()
    words: str = ""


@dataclass(frozen=True)
class Refused:
    """Not done, and why; nothing was changed."""

    reason: str


Outcome = Ask | AskAgain | Review | PartDone | Done | Left | AreYouSure | Refused
