"""The values of a waiting audit: what stands at a place, what may be chosen there, what the document says."""

import datetime as dt

from framework.correcting import places
from framework.forms import Form
from framework.reading import Answer
from framework.words import Grade
from handlers.slack.desk.elements import Option
from handlers.slack.desk.wording import grade_label
from handlers.words import shown_date
from store.review import Waiting

_NOT_APPLICABLE = ("Not applicable", "n/a")


def place_to_correct(waiting: Waiting, where: str) -> str:
    """The place whose value settles a problem at `where`; empty where it is none that can be given."""
    head, _, part = where.rpartition(".")
    if head.startswith("answers.") and part == "not_applicable":
        where = f"{head}.{'grade' if waiting.form.graded else 'answer'}"
    return where if where in places(waiting.form, waiting.reading) else ""


def offered(where: str) -> list[Option]:
    """What a menu offers for a place: (words, as `correct` takes it); empty where it must be written."""
    grades = [(grade_label(grade), str(grade.value)) for grade in Grade]
    if where == "overall":
        return grades
    if where.startswith("answers.") and where.endswith(".grade"):
        return [*grades, _NOT_APPLICABLE]
    if where.startswith("answers.") and where.endswith(".answer"):
        return [("Yes", "yes"), ("No", "no"), _NOT_APPLICABLE]
    return []


def value_at(waiting: Waiting, where: str) -> str:
    """What stands at a place now, as a field shows it and `correct` takes it; empty where nothing does."""
    reading = waiting.reading
    head, *rest = where.split(".")
    if head == "overall":
        return str(reading.overall.grade.value) if reading.overall else ""
    if head == "answers":
        answer = next((each for each in reading.answers if str(each.number) == rest[0]), None)
        return _answered(answer, rest[1]) if answer else ""
    if head == "actions":
        number = int(rest[0])
        line = reading.actions[number - 1] if number <= len(reading.actions) else None
        return _written(getattr(line, rest[1], None))
    return _written(reading.fields.get(rest[0]) if head == "fields" else getattr(reading, head))


def _answered(answer: Answer, part: str) -> str:
    if part == "comment":
        return answer.comment
    if answer.not_applicable:
        return _NOT_APPLICABLE[1]
    if part == "grade":
        return str(answer.grade or "")
    return "" if answer.answer is None else "yes" if answer.answer else "no"


def _written(value: str | dt.date | None) -> str:
    return shown_date(value) if isinstance(value, dt.date) else value or ""


def evidence_of(waiting: Waiting, where: str) -> str:
    """What stands in the document at that place, in words; empty where nothing is known of it."""
    seen = waiting.reading.evidence.get(where) if where else None
    if seen is None:
        return ""
    if not seen.text.strip():
        return f"In the document, {seen.place}: nothing is written there."
    return f"In the document, {seen.place}: “{seen.text.strip()}”"


def is_long(form: Form, where: str) -> bool:
    """Whether a place holds more than a line."""
    part = where.rpartition(".")[2]
    field = form.field(part)
    return part in ("comment", "action", "outcome") or (field is not None and field.kind == "text")
