"""What was read from a page that is seen, not from text: where it stood on the page, and how sure its words are."""

import re
from typing import TypeVar

from framework.checking import area_name, is_blank
from framework.forms import FieldKind, Form
from framework.reading import Answer, Evidence, Problem, Reading, Region
from mail.reading.document import Document

T = TypeVar("T")

_RING = re.compile(r"[()<>{}@©]")  # what recognition makes of a ring: it may be around the word beside

_FROM_A_SCAN = (
    "This was read from a scan or a photograph. Hold every value against its picture before it counts."
)
_UNSURE = "The scan is too poor there to be sure of it. Read it from its picture and put it in."
_UNSURE_TEXT = "The scan is too poor there to be sure of every word. Hold the text against its picture."


def with_pictures(reading: Reading, document: Document, form: Form) -> Reading:
    """`reading` with the region of each piece of evidence; of a scan, with what nobody may believe unseen.

    A short value that recognition was not sure of is taken out; a text is kept, to be put right.
    """
    if document.regions:
        reading = reading.model_copy(update={"evidence": _regions(reading, document)})
    if not document.scanned:
        return reading
    unsure = [
        where
        for where, evidence in reading.evidence.items()
        if _is_of_a_value(where) and _is_unsure(where, evidence, document)
    ]
    for where in unsure:
        reading = _without(reading, where, form)
    told = {problem.where for problem in reading.problems}
    problems = [_problem(where, form) for where in unsure if where not in told]
    if not problems and is_blank(reading):
        return reading  # nothing to hold against its picture: the form itself was scanned
    whole = Problem(code="from-a-scan", where="", message=_FROM_A_SCAN)
    return reading.model_copy(update={"problems": (*reading.problems, *problems, whole)})


def _regions(reading: Reading, document: Document) -> dict[str, Evidence]:
    return {
        where: evidence.model_copy(update={"region": _region(where, evidence.place, document)})
        for where, evidence in reading.evidence.items()
    }


def _region(where: str, place: str, document: Document) -> Region | None:
    """That of an action is its whole row, of which the evidence names the first cell."""
    row, column, _ = place.rpartition(", column ")
    cells = [
        region
        for held, region in document.regions.items()
        if where.startswith("actions.") and column and held.startswith(f"{row}{column}")
    ]
    if not cells:
        return _at(document.regions, place)
    return cells[0].model_copy(
        update={
            "left": min(each.left for each in cells),
            "top": min(each.top for each in cells),
            "right": max(each.right for each in cells),
            "bottom": max(each.bottom for each in cells),
        }
    )


def _at(held: dict[str, T], place: str) -> T | None:
    """What is held for a place, or for the nearest that it is part of: "table 2, row 4, column 3, first line"."""
    while place:
        if place in held:
            return held[place]
        place = place.rpartition(", ")[0]
    return None


def _is_of_a_value(where: str) -> bool:
    """Not the whole, nor the words beside an area's label: those are no value."""
    return bool(where) and not (where.startswith("answers.") and where.count(".") == 1)


def _is_unsure(where: str, evidence: Evidence, document: Document) -> bool:
    """An action stands in a whole row, of which the evidence names the first cell."""
    if _at(document.unsure, evidence.place) is not None:
        return True
    if where == "overall" and _RING.search(evidence.text):
        return True
    row, column, _ = evidence.place.rpartition(", column ")
    return (
        where.startswith("actions.")
        and bool(column)
        and any(place.startswith(f"{row}{column}") for place in document.unsure)
    )


def _problem(where: str, form: Form) -> Problem:
    name = name_at(where, form)
    return Problem(
        code="unsure-scan",
        where=where,
        message=f"{name}: {_UNSURE_TEXT if _is_long(where, form) else _UNSURE}",
    )


def name_at(where: str, form: Form) -> str:
    """What a person calls the value at that path."""
    head, _, rest = where.partition(".")
    if head == "answers":
        return area_name(form.area(int(rest.partition(".")[0])))
    if head == "actions":
        return f"Action {rest.partition('.')[0]}"
    if head == "overall" and form.judgement is not None:
        return form.judgement.label.shown.rstrip(" :")
    field = form.field(rest or head)
    return where if field is None else field.label.shown.rstrip(" :?")


def _is_long(where: str, form: Form) -> bool:
    """Whether it is a text of any length, in which one letter is not the whole value."""
    head, _, rest = where.partition(".")
    field = form.field(rest or head)
    return (
        head == "actions"
        or where.endswith(".comment")
        or (field is not None and field.kind is FieldKind.TEXT)
    )


def _without(reading: Reading, where: str, form: Form) -> Reading:
    """Without the value at `where`, if it is one of a few characters that must be right each."""
    head, _, rest = where.partition(".")
    if _is_long(where, form):
        return reading
    if head == "answers":
        return _without_answer(reading, int(rest.partition(".")[0]))
    if head == "fields":
        return reading.model_copy(update={"fields": {**reading.fields, rest: None}})
    return reading.model_copy(update={head: None})


def _without_answer(reading: Reading, number: int) -> Reading:
    answers = [
        Answer(number=number, comment=answer.comment) if answer.number == number else answer
        for answer in reading.answers
    ]
    return reading.model_copy(update={"answers": tuple(answers)})
