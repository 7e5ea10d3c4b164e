"""The steps: what a button or window says, as a call of the review desk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import get_args

from handlers.slack.desk import names
from store.review import Choice, Item, NoSuchItem, Refused, ReviewDesk, Turn

_DIGITS = 9
_CHOICES: dict[str, Choice] = {choice: choice for choice in get_args(Choice)}


@dataclass(frozen=True)
class Said:
    """What was pressed and written: the parts of its value, and what was given in a window."""

    parts: list[str]
    given: Mapping[str, str]

    @staticmethod
    def of(value: str, given: Mapping[str, str]) -> "Said":
        return Said(value.split(":"), given)

    def part(self, at: int) -> str:
        """A part of the value; empty where there is none."""
        return self.parts[at] if at < len(self.parts) else ""

    def number(self, at: int) -> int:
        """The same as a number. Refused where it is none: no button of ours is like that."""
        try:
            return number_of(self.part(at))
        except NoSuchItem:
            raise Refused("This button is an old one and does nothing any more.") from None

    @property
    def item(self) -> int:
        return self.number(0)

    @property
    def written(self) -> str:
        return self.given.get(names.WRITTEN, "")

    def turn(self, who: str) -> Turn:
        return Turn(self.item, self.number(1), who)


def number_of(written: str) -> int:
    """A record's number. NoSuchItem if it is none that a record can have."""
    if not (written.isascii() and written.isdecimal() and len(written) <= _DIGITS):
        raise NoSuchItem("There is no mail with that number at the review desk.")
    return int(written)


Take = Callable[[ReviewDesk, Turn, Said], Item]


def _choose(review: ReviewDesk, turn: Turn, said: Said) -> Item:
    if said.part(4) == names.OTHER_STANDS:
        return review.set_aside(turn, said.number(2), "The other version stands.")
    choice = _CHOICES.get(said.part(4), "")
    of = said.number(5) if said.part(5) else None
    return review.settle(turn, said.number(2), said.part(3), choice=choice, of=of)


def _key_in(review: ReviewDesk, turn: Turn, said: Said) -> Item:
    enclosed = review.item(turn.item).attachments
    at = said.number(2) if said.part(2) else len(enclosed)
    part = enclosed[at].path if at < len(enclosed) else ""
    return review.key_in(turn, said.part(3), part)


def _other(review: ReviewDesk, turn: Turn, said: Said) -> Item:
    """Any value; nothing is taken out because a field was left empty."""
    out, written = bool(said.given.get(names.OUT)), said.written.strip()
    if out and written:
        raise Refused("Write a value, or tick “Take it out”: not both.")
    if not out and not written:
        raise Refused("Write the value. To take it out, tick “Take it out”.")
    return review.correct(turn, said.number(2), said.given.get(names.WHERE, ""), "" if out else said.written)


STEPS: dict[str, Take] = {
    names.GIVE: lambda review, turn, s: review.correct(turn, s.number(2), s.part(3), s.part(4)),
    names.SETTLE: lambda review, turn, s: review.settle(turn, s.number(2), s.part(3), s.part(4)),
    names.CHOOSE: _choose,
    names.FILE: lambda review, turn, s: review.file(turn),
    names.KIND: lambda review, turn, s: review.say_kind(turn, s.part(2)),
    names.KEY_IN: _key_in,
    names.NO_AUDIT: lambda review, turn, s: review.no_audit(turn, s.number(2)),
    names.TRY_AGAIN: lambda review, turn, s: review.try_again(turn),
    names.TAKE_BACK: lambda review, turn, s: review.take_back(turn),
    names.WRITE: lambda review, turn, s: review.correct(turn, s.number(2), s.part(3), s.written),
    names.OTHER: _other,
    names.ASK: lambda review, turn, s: review.ask(turn, s.written, anyway=bool(s.given.get(names.ANYWAY))),
    names.REJECT: lambda review, turn, s: review.reject(turn, s.written),
    names.VOUCH_SURE: lambda review, turn, s: review.vouch(turn, s.written.strip()),
    names.ASIDE: lambda review, turn, s: review.set_aside(turn, s.number(2), s.written),
}
