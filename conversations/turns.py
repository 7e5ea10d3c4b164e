"""A conversation as it is kept: turns, each added to the last, none ever changed."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from conversations.facts import Value

CHECK = "check"
"""Where everything is checked before it is submitted; a place like a question."""


class TurnKind(StrEnum):
    """What happened in a turn. What `where` and `value` hold stands beside each."""

    BEGAN = "began"  # edition | the first part, which is that of whoever began
    GAVE = "gave"  # path of a slot | its value; None takes it out
    WENT = "went"  # question, or CHECK | CHECK where going on leads back to the check
    WENT_ON = "went-on"  # question |
    SKIPPED = "skipped"  # question |
    LEFT = "left"
    CAME_BACK = "came-back"
    HANDED = "handed"  # part | the address of who has it now
    FINISHED = "finished"  # part |
    SUBMITTED = "submitted"
    REOPENED = "reopened"  # the part that is gone back to | the reason
    CANCELLED = "cancelled"
    CONCERN = "concern"  # question | the words
    MOVED_OVER = "moved-over"  # edition | the questions that are asked anew
    STAYED = "stayed"  # the edition that was offered |
    ASKED = "asked"  # an outcomes.Asking, or empty: nothing any more | about what


@dataclass(frozen=True)
class Turn:
    """One turn. `number` counts from 1; `at` has a time zone; `by` is an e-mail address.

    `instead_of` is the number of the turn that gave the value which this one replaces.
    """

    number: int
    at: dt.datetime
    by: str
    kind: TurnKind
    where: str = ""
    value: Value = None
    instead_of: int | None = None


@dataclass(frozen=True)
class Asked:
    """A question of the bot's own that is not answered yet: what it is, about what, and the turn that asked it."""

    what: str
    about: tuple[str, ...]
    turn: int


class Standing(StrEnum):
    """How a conversation stands."""

    OPEN = "open"
    LEFT = "left"
    SUBMITTED = "submitted"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Given:
    """A value that stands, and the turn that gave it."""

    value: Value
    turn: int


@dataclass(frozen=True)
class State:
    """What the turns come to. `focus` is where somebody went; None: the first question that is not settled.

    `to_check`: going on from the focus leads back to the check. `passed` were gone on from, `skipped` put off.
    `with_whom` says who has a part that somebody was given; `finished` are the parts that are done. `because` is
    why it is being amended, `submitted` how it stood before: what it is again where the amendment is given up.
    `declined` is the edition to which somebody would not move over. `asked` is what the bot has asked back of its
    own: the next thing that is said answers that, and any other turn puts it away.
    """

    edition: str = ""
    declined: str = ""
    given: Mapping[str, Given] = field(default_factory=dict[str, Given])
    passed: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()
    focus: str | None = None
    to_check: bool = False
    standing: Standing = Standing.OPEN
    with_whom: Mapping[str, str] = field(default_factory=dict[str, str])
    finished: tuple[str, ...] = ()
    because: str = ""
    submitted: "State | None" = None
    asked: Asked | None = None

    @property
    def amending(self) -> bool:
        """Whether it was submitted, and is being changed."""
        return self.submitted is not None

    @cached_property
    def values(self) -> Mapping[str, Value]:
        """The values that stand, by path."""
        return {path: given.value for path, given in self.given.items()}


@dataclass(frozen=True)
class Conversation:
    """The turns so far; `version` is how many there are, and what a screen was drawn from."""

    turns: tuple[Turn, ...] = ()

    @property
    def version(self) -> int:
        """The number of the last turn."""
        return len(self.turns)

    def plus(self, turn: Turn) -> "Conversation":
        """The conversation with one more turn; ValueError if its number is not the next."""
        if turn.number != self.version + 1:
            raise ValueError("a turn must have the next number")
        longer = Conversation((*self.turns, turn))
        longer.__dict__["_state"] = after(self._state, turn)
        return longer

    def state(self) -> State:
        """What the turns come to."""
        return self._state

    @cached_property
    def _state(self) -> State:
        state = State()
        for turn in self.turns:
            state = after(state, turn)
        return state


def after(state: State, turn: Turn) -> State:
    """The state once `turn` has happened."""
    now = _AFTER[turn.kind](state, turn)
    return replace(now, asked=None) if now.asked and turn.kind is not TurnKind.ASKED else now


def _open(state: State) -> State:
    return replace(state, standing=Standing.OPEN) if state.standing is Standing.LEFT else state


def _after_giving(state: State, turn: Turn) -> State:
    """A value that is given settles what was put off; the question it belongs to is a beginning of its path."""
    question = {each for each in state.skipped if turn.where == each or turn.where.startswith(f"{each}.")}
    given = {**state.given, turn.where: Given(turn.value, turn.number)}
    return replace(_open(state), given=given, skipped=state.skipped - question)


def _after_moving(state: State, turn: Turn) -> State:
    return replace(_open(state), focus=turn.where, to_check=turn.value == CHECK)


def _after_skipping(state: State, turn: Turn) -> State:
    return _gone_on(replace(state, skipped=state.skipped | {turn.where}, passed=state.passed - {turn.where}))


def _after_going_on(state: State, turn: Turn) -> State:
    return _gone_on(replace(state, passed=state.passed | {turn.where}, skipped=state.skipped - {turn.where}))


def _gone_on(state: State) -> State:
    return replace(_open(state), focus=CHECK if state.to_check else None, to_check=False)


def _after_handing(state: State, turn: Turn) -> State:
    return replace(state, with_whom={**state.with_whom, turn.where: str(turn.value)})


def _after_finishing(state: State, turn: Turn) -> State:
    return replace(state, finished=(*state.finished, turn.where), focus=None, to_check=False)


def _after_reopening(state: State, turn: Turn) -> State:
    """Back at the check of a part; the parts before it stay as they were finished."""
    part = turn.where if turn.where in state.finished else state.finished[-1]
    finished = state.finished[: state.finished.index(part)]
    because = str(turn.value or "")
    return replace(
        state, standing=Standing.OPEN, focus=CHECK, finished=finished, because=because, submitted=state
    )


def _after_submitting(state: State, _turn: Turn) -> State:
    return replace(state, standing=Standing.SUBMITTED, focus=None, because="", submitted=None)


def _after_cancelling(state: State, _turn: Turn) -> State:
    """An amendment that is given up leaves the audit as it was submitted."""
    return state.submitted or replace(state, standing=Standing.CANCELLED)


def _after_moving_over(state: State, turn: Turn) -> State:
    """Back at the first question that is open: those whose words or answers changed are open again."""
    anew = frozenset(turn.value) if isinstance(turn.value, tuple) else frozenset[str]()
    moved = replace(state, passed=state.passed - anew, skipped=state.skipped - anew)
    return replace(moved, edition=turn.where, focus=None, to_check=False)


def _after_asking(state: State, turn: Turn) -> State:
    about = turn.value if isinstance(turn.value, tuple) else ()
    return replace(state, asked=Asked(turn.where, about, turn.number) if turn.where else None)


_AFTER: dict[TurnKind, Callable[[State, Turn], State]] = {
    TurnKind.BEGAN: lambda s, t: replace(s, edition=t.where, with_whom={str(t.value): t.by}),
    TurnKind.GAVE: _after_giving,
    TurnKind.WENT: _after_moving,
    TurnKind.WENT_ON: _after_going_on,
    TurnKind.SKIPPED: _after_skipping,
    TurnKind.LEFT: lambda s, _: replace(s, standing=Standing.LEFT),
    TurnKind.CAME_BACK: lambda s, _: _open(s),
    TurnKind.HANDED: _after_handing,
    TurnKind.FINISHED: _after_finishing,
    TurnKind.SUBMITTED: _after_submitting,
    TurnKind.REOPENED: _after_reopening,
    TurnKind.CANCELLED: _after_cancelling,
    TurnKind.CONCERN: lambda s, _: s,
    TurnKind.MOVED_OVER: _after_moving_over,
    TurnKind.STAYED: lambda s, t: replace(s, declined=t.where),
    TurnKind.ASKED: _after_asking,
}
