"""Words that the end of a line on paper may have parted: where one stands in a name, the name is asked about."""

from framework.forms import FieldKind, Form
from framework.reading import Problem, Reading
from mail.reading.document import Document

_TOLD = (
    "it goes over the end of a line, and nothing shows whether a word was parted there. "
    "Look at the document and put it in."
)
_OF_ACTION = ("who", "initials")


def with_torn(reading: Reading, document: Document, form: Form) -> Reading:
    """`reading` without the short values that hold such words, each with a problem; an action keeps its own.

    In a text of any length a hyphen too many changes nothing that is decided: it is kept.
    """
    if not document.torn:
        return reading
    fields, update = dict(reading.fields), dict[str, object]()
    told: list[Problem] = []
    for field in form.fields:
        own = field.id in fields
        where = f"fields.{field.id}" if own else field.id
        stood = reading.evidence.get(where)
        if field.kind is FieldKind.TEXT or stood is None or not _holds(stood.text, stood.place, document):
            continue
        told.append(_problem(where, field.label.shown.rstrip(" :?")))
        if own:
            fields[field.id] = None
        else:
            update[field.id] = None
    for number, action in enumerate(reading.actions, start=1):
        stood = reading.evidence.get(where := f"actions.{number}")
        row = stood.place.partition(", column ")[0] if stood is not None else ""
        if any(_holds(getattr(action, name), row, document, whole_row=True) for name in _OF_ACTION):
            told.append(_problem(where, f"Action {number}, who"))
    known = {problem.where for problem in reading.problems}
    told = [problem for problem in told if problem.where not in known]
    return reading.model_copy(update={**update, "fields": fields}).with_problems(*told)


def _holds(text: str, place: str, document: Document, *, whole_row: bool = False) -> bool:
    written = " ".join(text.split())
    return any(
        torn in written
        for at, words in document.torn.items()
        if at == place or (whole_row and at.partition(", column ")[0] == place)
        for torn in words
    )


def _problem(where: str, name: str) -> Problem:
    return Problem(code="word-torn", where=where, message=f"{name}: {_TOLD}")
