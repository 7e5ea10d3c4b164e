"""What somebody can do in a conversation."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from conversations.facts import Value


@dataclass(frozen=True)
class Give:
    """Values for slots of one question, by path. `on`: and go on from it.

    `anyway`: go on although something worth having is missing (a comment to a 3 or a 4).
    """

    question: str
    values: Mapping[str, Value] = field(default_factory=dict[str, Value])
    on: bool = False
    anyway: bool = False


@dataclass(frozen=True)
class Typed:
    """Words written as a message: an answer to the question that is asked, or one of the words in `typed.WORDS`."""

    words: str


@dataclass(frozen=True)
class Back:
    """To the question before."""


@dataclass(frozen=True)
class GoTo:
    """To a question, or to CHECK; `actions.new` begins another action."""

    question: str


@dataclass(frozen=True)
class Skip:
    """The question is put off; the check names it."""

    question: str


@dataclass(frozen=True)
class Help:
    """What can be done here."""


@dataclass(frozen=True)
class WhereAmI:
    """All questions, and how each stands."""


@dataclass(frozen=True)
class Leave:
    """Save and leave."""


@dataclass(frozen=True)
class ComeBack:
    """Go on where it was left, on whatever device."""


@dataclass(frozen=True)
class HandOver:
    """The part that is under way is somebody else's from now on. Whether they may is for the caller to know."""

    to: str


@dataclass(frozen=True)
class Cancel:
    """Give it up. `sure` once what is kept was told."""

    sure: bool = False


@dataclass(frozen=True)
class AskBack:
    """Have a question of the bot's own asked: an outcomes.Asking, and what it is about."""

    what: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Submit:
    """Everything was checked: the part is finished, and with the last part the audit is submitted."""


@dataclass(frozen=True)
class Reopen:
    """Amend a submitted audit, for a reason that is kept."""

    reason: str


@dataclass(frozen=True)
class Concern:
    """I am worried about this child now. Others are told once it is `sure`: before, it is asked back."""

    words: str = ""
    sure: bool = False


_Answering = Give | Typed | Skip | Concern
_Moving = Back | GoTo | Help | WhereAmI
_ComingAndGoing = Leave | ComeBack | HandOver | Cancel | Submit | Reopen | AskBack
Move = _Answering | _Moving | _ComingAndGoing
