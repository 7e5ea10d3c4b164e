"""Pages that are not there: what the form prints and the document lacks, in its midst or at its end, tells."""

from collections.abc import Iterable, Iterator

from framework.checking import area_name
from framework.forms import FieldKind, Form, FormField, Label
from framework.reading import Answer, Problem, Reading
from mail.reading.document import Document
from mail.reading.flow import squashed

_A_PAGE = 3  # areas in a row that are missing, from which a page may be
_AT_END = (
    "It ends at the foot of a page, but what the form prints at its end is not there: the last page may be "
    "missing, and what was read last may go on there. Ask for the whole audit."
)
_BESIDE = "it stands beside rows that are not there, and may be put together from two. Look at the page."


def with_missing_pages(reading: Reading, document: Document, form: Form) -> Reading:
    """`reading`, of a document in pages, with a problem for each page that may be missing.

    Of a file with text the grades beside such a gap are taken out: where a row goes over the end of a page, what
    follows the gap was taken for its other half.
    """
    stretches = [stretch for stretch in _gaps(reading, form) if len(stretch) >= _A_PAGE]
    problems = [
        Problem(
            code="page-missing",
            where="",
            message=f"Areas {each[0]} to {each[-1]} are not there: a page may be missing. Ask for the whole audit.",
        )
        for each in stretches
    ]
    if document.paged and document.flow is not None:
        reading = _without(reading, form, {n for each in stretches for n in (each[0] - 1, each[-1] + 1)})
        words = squashed(document.flow.text)
        problems += [_gap(field) for field in _lacking(form, words)]
        if document.full and form.line_starts and not _ends(form, words):
            problems.append(Problem(code="page-missing", where="", message=_AT_END))
    return reading.model_copy(update={"problems": (*reading.problems, *problems)}) if problems else reading


def _gaps(reading: Reading, form: Form) -> list[list[int]]:
    """The areas whose rows are not there, those that follow one another together."""
    missing = {problem.where.split(".")[1] for problem in reading.problems if problem.code == "row-missing"}
    stretches: list[list[int]] = [[]]
    for area in form.areas:
        if str(area.number) in missing:
            stretches[-1].append(area.number)
        elif stretches[-1]:
            stretches.append([])
    return stretches


def _without(reading: Reading, form: Form, numbers: set[int]) -> Reading:
    doubted = {problem.where for problem in reading.problems}
    slot = "grade" if form.graded else "answer"
    beside = [
        answer
        for answer in reading.answers
        if answer.number in numbers and f"answers.{answer.number}.{slot}" not in doubted
    ]
    if not beside:
        return reading
    kept = {answer.number: Answer(number=answer.number, comment=answer.comment) for answer in beside}
    problems = [
        Problem(
            code="page-missing",
            where=f"answers.{number}.{slot}",
            message=f"{area_name(form.area(number))}: {_BESIDE}",
        )
        for number in kept
    ]
    answers = tuple(kept.get(answer.number, answer) for answer in reading.answers)
    return reading.model_copy(update={"answers": answers, "problems": (*reading.problems, *problems)})


def _lacking(form: Form, words: str) -> Iterator[FormField]:
    """The boxes of a form that is made of them whose headings are not in the document, though later ones are."""
    if form.areas:
        return
    boxes = [field for field in form.fields if field.kind is FieldKind.TEXT]
    there = [any(heading in words for heading in _wordings(field.label)) for field in boxes]
    for at, field in enumerate(boxes):
        if not there[at] and any(there[at + 1 :]):
            yield field


def _wordings(label: Label) -> Iterable[str]:
    return [squashed(text) for text in (label.shown, label.printed, *label.aliases) if text]


def _gap(field: FormField) -> Problem:
    return Problem(
        code="page-missing",
        where="",
        message=(
            f"The box “{field.label.shown}” is not there: a page may be missing, and what was read before it may "
            "be put together from two. Ask for the whole audit."
        ),
    )


def _ends(form: Form, words: str) -> bool:
    return any(squashed(start) in words for start in form.line_starts)
