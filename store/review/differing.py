"""What differs between two versions of an audit, value by value, for the person who must choose."""

import datetime as dt
from collections.abc import Iterator

from framework.reading import Answer, Reading
from framework.words import Judgement
from store.review.model import Difference

_PLAIN = ("case_id", "completed_by", "social_worker", "date", "overall", "comments")
_COLUMNS = ("action", "who", "timescale", "due", "reviewed", "outcome", "initials")


def differences(here: Reading, there: Reading, audit_id: int) -> tuple[Difference, ...]:
    """Each value that is not the same in `here`, which waits, and in `there`, the audit with that id."""
    mine, others = dict(_values(here)), dict(_values(there))
    places = (*mine, *(where for where in others if where not in mine))
    return tuple(
        Difference(audit_id, where, mine.get(where, ""), others.get(where, ""))
        for where in places
        if _settled(mine.get(where, "")) != _settled(others.get(where, ""))
    )


def _values(reading: Reading) -> Iterator[tuple[str, str]]:
    """Every value that is there, by its path, in words."""
    for name in _PLAIN:
        yield name, _shown(getattr(reading, name))
    yield from ((f"fields.{name}", value or "") for name, value in reading.fields.items())
    for answer in reading.answers:
        yield from _of_area(answer)
    for number, line in enumerate(reading.actions, start=1):
        yield from ((f"actions.{number}.{name}", _shown(getattr(line, name))) for name in _COLUMNS)


def _of_area(answer: Answer) -> Iterator[tuple[str, str]]:
    at = f"answers.{answer.number}"
    yield f"{at}.grade", _shown(answer.grade)
    yield f"{at}.answer", _shown(answer.answer)
    yield f"{at}.not_applicable", "yes" if answer.not_applicable else ""
    yield f"{at}.comment", answer.comment


def _shown(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case dt.date():
            return f"{value.day} {value:%B %Y}"
        case Judgement():
            return value.label
        case _:
            return str(value)


def _settled(value: str) -> str:
    return " ".join(value.split())
