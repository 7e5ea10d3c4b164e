"""The facts beside a grade, written in words: "2, yes, 12 March 2013: seen in the file" (A-30)."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from conversations.facts import Facts, Value
from conversations.questions import NOT_APPLICABLE, Question, Slot, SlotKind
from framework import answers
from framework.dates import Doubt, parse_date

_HEAD = re.compile(r"\s*(?P<head>[^:\n]{1,80}?)\s*(?:(?::|\n)\s*(?P<comment>\S.*))?\s*", re.DOTALL)
_BETWEEN = re.compile(r"\s*[,;]\s*(?:and\s+)?|\s+and\s+")
_A_DATE_OF_SORTS = re.compile(
    r"\d{1,2}(?:st|nd|rd|th)?[\s./-]+(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE
)
_EXAMPLE = "Write the answers first and your comment after a colon, as in “{example}: seen in the file”."


@dataclass(frozen=True)
class Told:
    """What the words say, by path, and the comment; or `doubt`: why they cannot be taken, and what to write."""

    values: Mapping[str, Value]
    comment: str = ""
    doubt: str = ""


def facts_of(question: Question, words: str, facts: Facts) -> Told | None:
    """The grade, the yes or no and the days that the words begin with; None where they begin with other words.

    What may be meant in two ways is a doubt, never guessed: a day without a year, one "yes" where two are asked.
    """
    details = question.slots[1:-1]
    match = _HEAD.fullmatch(words)
    if not details or match is None:
        return None
    found = [_one(piece, question.slots[0], facts) for piece in _BETWEEN.split(match["head"]) if piece]
    if not found or found[0] is None:
        return None
    doubts = [each.reason for each in found if isinstance(each, Doubt)]
    if doubts or None in found:
        return Told({}, doubt=" ".join([*doubts[:1], _EXAMPLE.format(example=example_of(question))]))
    values, doubt = _placed(question, [each for each in found if isinstance(each, _Piece)])
    return Told(values, (match["comment"] or "").strip(), doubt)


@dataclass(frozen=True)
class _Piece:
    kind: SlotKind
    value: Value


def _one(written: str, first: Slot, facts: Facts) -> _Piece | Doubt | None:
    """One of the facts; a Doubt for a day that cannot be taken; None for other words."""
    if first.kind is SlotKind.GRADE:
        grade = answers.grade(written, facts.pack)
        if grade.clear:
            return _Piece(SlotKind.GRADE, NOT_APPLICABLE if grade.not_applicable else grade.value)
    answer = answers.yes_no(written, facts.pack)
    if answer.value is not None:
        return _Piece(SlotKind.YES_NO, answer.value)
    date = facts.today if written.casefold() == "today" else parse_date(written)
    if isinstance(date, dt.date):
        return _Piece(SlotKind.DATE, date.isoformat())
    return date if date.code != "unclear-date" or _A_DATE_OF_SORTS.match(written) else None


def _placed(question: Question, pieces: list[_Piece]) -> tuple[dict[str, Value], str]:
    """The facts in their slots, or why it cannot be told which is which."""
    values: dict[str, Value] = {}
    slots = [question.slots[0], *question.slots[1:-1]]
    for kind in (SlotKind.GRADE, SlotKind.YES_NO, SlotKind.DATE):
        wanted = [slot for slot in slots if slot.kind is kind]
        given = [piece.value for piece in pieces if piece.kind is kind]
        if given and len(given) != len(wanted):
            return {}, _which(wanted, kind, question)
        values |= {slot.path: value for slot, value in zip(wanted, given, strict=False)}
    return values, ""


def _which(wanted: list[Slot], kind: SlotKind, question: Question) -> str:
    example = _EXAMPLE.format(example=example_of(question))
    if not wanted:
        thing = "a day" if kind is SlotKind.DATE else "yes or no"
        return f"None of the questions here is answered by {thing}. {example}"
    if len(wanted) == 1:
        return f"“{wanted[0].label}” has one answer. {example}"
    named = " and ".join(f"“{slot.label}”" for slot in wanted)
    return f"It is not clear which of {named} is meant: give both in this order, or use the fields. {example}"


def example_of(question: Question) -> str:
    """How the grade and the facts of an area may be written."""
    said = {
        SlotKind.GRADE: "2",
        SlotKind.FINDING: "yes",
        SlotKind.YES_NO: "yes",
        SlotKind.DATE: "12 March 2013",
    }
    return ", ".join(said[slot.kind] for slot in question.slots[:-1] if slot.kind in said)
