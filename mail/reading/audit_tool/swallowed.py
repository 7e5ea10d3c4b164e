"""Texts that may have swallowed another part of the form: the label of an unread one begins a line of them."""

import re
from collections.abc import Iterator

from framework.checking import area_name
from framework.forms import FieldKind, Form
from framework.reading import Answer, Problem, Reading
from mail.reading.audit_tool.known import OWN_FIELDS, Known, known
from mail.reading.audit_tool.labels import Labels, opening_in

# After a label that stands for itself; a sentence that begins with the same words goes on.
_STANDS_ALONE = re.compile(
    r"[\s?.)\]]*(?:[:;\t\n_…]|\s[–—-]\s|\s{3,}|$)|[\s?.:]+(?:[1-4]|N/?A|Yes|No|[Xx✓✗☒☑])(?!\w)"
)


def with_swallowed_asked(reading: Reading, form: Form) -> Reading:
    """`reading` with a problem for each text in which a label begins a line of whose own part nothing was read."""
    words = known(form)
    unread = _Unread(reading, form)
    if not (unread.areas or unread.fields):
        return reading
    problems = [
        Problem(code="another-label", where=where, message=f"{name}: {_MESSAGE}")
        for where, name, text, owner in _texts(reading, form)
        if any(unread.begins(line, words, owner) for line in _lines(text, words))
    ]
    told = {(problem.code, problem.where) for problem in reading.problems}
    problems = [problem for problem in problems if (problem.code, problem.where) not in told]
    return reading.model_copy(update={"problems": (*reading.problems, *problems)}) if problems else reading


_MESSAGE = (
    "a line of it begins with the label of another part of the form, of which nothing was read. "
    "Look where the text ends."
)


class _Unread:
    """The parts of a form of which nothing was read."""

    def __init__(self, reading: Reading, form: Form) -> None:
        self.areas = {answer.number for answer in reading.answers if _is_open(answer)}
        self.fields = {field.id for field in form.fields if not _value(reading, field.id)}

    def begins(self, text: str, words: Known, owner: int | str) -> bool:
        """Whether a text begins with the label of such a part, another than its owner, in the form's own words."""
        opening = opening_in(text, 0)
        return _begins(text, opening, words.areas, self.areas - {owner}) or _begins(
            text, opening, words.printed_fields, self.fields - {owner}
        )


def _begins(text: str, opening: str, labels: Labels, unread: set) -> bool:
    if not unread or opening not in labels.openings:
        return False
    match = labels.match(text)
    return (
        match is not None
        and match.printed
        and match.key in unread
        and _STANDS_ALONE.match(text, _end_of(text, match.rest)) is not None
    )


def _end_of(text: str, rest: str) -> int:
    """Where the label ends: before the marks that part it from what follows."""
    return len(text[: len(text) - len(rest)].rstrip(" \t\n?.:;,)]–—…_-")) if rest else len(text)


def _lines(text: str, words: Known) -> Iterator[str]:
    """The text from each of its lines on that begins like a label: one may go over several."""
    at = 0
    while at >= 0:
        if text[at : at + 1].strip():
            first = opening_in(text, at)
            if first in words.areas.openings or first in words.printed_fields.openings:
                yield text[at : at + _LONGEST]
        at = text.find("\n", at) + 1 or -1


_LONGEST = 1_000  # characters of a text that are looked at for a label


def _texts(reading: Reading, form: Form) -> Iterator[tuple[str, str, str, int | str]]:
    """Each text of any length: where it goes, how it is named, its words, and what it belongs to."""
    for answer in reading.answers:
        if answer.comment:
            name = area_name(form.area(answer.number))
            yield f"answers.{answer.number}.comment", name, answer.comment, answer.number
    for field in form.fields:
        text = _value(reading, field.id) if field.kind is FieldKind.TEXT else None
        if isinstance(text, str) and text:
            where = field.id if field.id in OWN_FIELDS else f"fields.{field.id}"
            yield where, field.label.shown.rstrip(" :?"), text, field.id
    for number, action in enumerate(reading.actions, start=1):
        words = "\n".join((action.action, action.who, action.timescale, action.outcome))
        yield f"actions.{number}", f"Action {number}", words, ""


def _value(reading: Reading, name: str) -> object:
    return getattr(reading, name) if name in OWN_FIELDS else reading.fields.get(name)


def _is_open(answer: Answer) -> bool:
    return answer.grade is None and answer.answer is None and not answer.not_applicable
