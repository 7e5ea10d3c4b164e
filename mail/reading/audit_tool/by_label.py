"""Whether each value of its own stands at its label in the flow of a document: beside it, under it or after it."""

import re
from collections.abc import Iterator
from functools import lru_cache

from framework.forms import FieldKind, Form, FormField
from framework.reading import Evidence, Reading
from mail.reading.audit_tool.known import OWN_FIELDS
from mail.reading.flow import Flow, FlowCell, squashed

_NUMBERED = re.compile(r"[\W\d_]*")
_APART = re.compile(r"[ ?.)\]]*(?::|[\t\n]|[ ]{3}|$)")
_SET_IN = re.compile(r"(?:^[\W\d_]*|\t[\W_]*|\s{3,})$", re.MULTILINE)  # before a label without a colon
_WORD = re.compile(r"\w+")
_NEAR = 120  # letters after a label within which its value begins
_BEGINNING = 60  # letters by which a text of any length is known
_ROWS_BELOW = 4
_IN_TABLES = "table "
_EDGES = ("header", "footer")  # the edges of the pages are no part of the flow


def astray(reading: Reading, flow: Flow, form: Form) -> list[FormField]:
    """The fields of which a value was read that does not stand at its label in `flow`.

    A label that the flow has in no wording of the form leaves its value as it is: slips and labels cut in two are
    for the first reading alone. So does a value that the flow has nowhere if it holds signs, which are no words.
    """
    labels = _Labels(form, flow)
    return [field for field in form.fields if not labels.hold(field, reading)]


def where_of(field: FormField) -> str:
    """The path of a field's value in a reading."""
    return field.id if field.id in OWN_FIELDS else f"fields.{field.id}"


def label_pattern(wordings: tuple[str, ...]) -> re.Pattern[str]:
    """The words of a label with anything between them that is no letter, the longest wording first."""
    return _pattern(tuple(sorted(wordings)))


class _Wordings:
    """How the labels of a form are worded."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.of = {field.id: _wordings(field) for field in form.fields}
        every = [(words, name) for name, all_ in self.of.items() for words in all_]
        self.keys = {squashed(words): name for words, name in every}
        self.any = label_pattern((*(words for words, _ in every), *_further_labels(form)))
        self.openings = {_opening(words) for words, _ in every}


def _further_labels(form: Form) -> list[str]:
    """The labels of what is no value of its own: words of a field's label may stand in them."""
    labels = [form.judgement.label] if form.judgement else []
    if form.actions is not None:
        labels += [*([form.actions.heading] if form.actions.heading else []), *form.actions.columns.values()]
    return [words for label in labels for words in label.wordings]


_MADE: dict[int, _Wordings] = {}


def _wordings_of(form: Form) -> _Wordings:
    made = _MADE.get(id(form))
    if made is None or made.form is not form:
        made = _MADE[id(form)] = _Wordings(form)
    return made


class _Labels:
    """The labels of one form, looked for in one flow."""

    def __init__(self, form: Form, flow: Flow) -> None:
        self._flow = flow
        self._lower = flow.text.lower()
        self._words = words = _wordings_of(form)
        self._cells: dict[
            str, list[tuple[int, int, int]]
        ] = {}  # where labels begin cells: row, cell, their end
        for at, row in enumerate(flow.rows):
            for n, cell in enumerate(row):
                if cell.text and (found := self._label(cell)) is not None:
                    key = words.keys.get(squashed(found[0]), "")
                    self._cells.setdefault(key, []).append((at, n, found.end()))

    def hold(self, field: FormField, reading: Reading) -> bool:
        """Whether the value of a field stands at its label, if there is one."""
        value = getattr(reading, field.id) if field.id in OWN_FIELDS else reading.fields.get(field.id)
        stood = reading.evidence.get(where_of(field))
        if not value or stood is None or stood.place.startswith(_EDGES):
            return True
        if field.kind is FieldKind.TEXT and not self._flow.words:  # lines of a page tell no paragraphs apart
            return True
        said = self._said(field, str(value), stood)
        if not said:
            return True
        held = self._held_by_cell(field, said)
        if held is None and not stood.place.startswith(_IN_TABLES):  # in cells a label may be said in passing
            held = self._held_by_line(field, said)
        if held is not False:
            return True
        return self._flow.signs and not any(one in squashed(self._flow.text) for one in said)

    def _said(self, field: FormField, value: str, stood: Evidence) -> list[str]:
        """The value in the ways in which it may be written, as its letters."""
        if field.kind is FieldKind.TEXT:
            return [squashed(value)[:_BEGINNING]]
        text = stood.text
        own = label_pattern(self._words.of[field.id]).search(text)
        if own is not None:
            text = text[own.end() :]
        other = self._words.any.search(text)
        if own is not None and other is not None and squashed(text[: other.start()]):
            text = text[: other.start()]
        said = [squashed(text)]
        if field.kind not in (FieldKind.DATE, FieldKind.CASE_REFERENCE):
            said.append(squashed(value))
        return [one for one in said if one]

    # In tables

    def _label(self, cell: FlowCell) -> re.Match[str] | None:
        start = _NUMBERED.match(cell.text)
        assert start is not None
        first = _WORD.match(cell.text, start.end())
        if first is None or first[0].lower() not in self._words.openings:
            return None
        return self._words.any.match(cell.text, first.start())

    def _held_by_cell(self, field: FormField, said: list[str]) -> bool | None:
        """Whether it stands in the cell of its label, right of it or below; None where nothing does."""
        held: bool | None = None
        for at, n, end in self._cells.get(field.id, ()):
            cell = self._flow.rows[at][n]
            rest = squashed(cell.text[end:])
            words = rest or self._right(at, n) or self._below(at, cell)
            if any(one in words for one in said):
                return True
            held = held if rest or not words else False
        return held

    def _right(self, at: int, n: int) -> str:
        right: list[str] = []
        for cell in self._flow.rows[at][n + 1 :]:
            if cell.text and self._label(cell) is not None:
                break
            right.append(cell.text)
        return squashed(" ".join(right))

    def _below(self, at: int, label: FlowCell) -> str:
        for row in self._flow.rows[at + 1 : at + 1 + _ROWS_BELOW]:
            under = [cell for cell in row if cell.column < label.end and label.column < cell.end]
            if any(cell.text and self._label(cell) is not None for cell in under):
                break
            if words := squashed(" ".join(cell.text for cell in under)):
                return words
        return ""

    # In lines of text

    def _held_by_line(self, field: FormField, said: list[str]) -> bool | None:
        """Whether it follows its label soon, no other label between; None where its label stands nowhere."""
        held: bool | None = None
        reach = 4 * (_NEAR + max(map(len, said)))
        for end in self._ends_in_lines(field):
            after = self._flow.text[end : end + reach]
            words = squashed(after)
            starts = [start for one in said if 0 <= (start := words.find(one)) <= _NEAR]
            if starts and self._is_free(after, min(starts), field):
                return True
            held = False
        return held

    def _ends_in_lines(self, field: FormField) -> Iterator[int]:
        """Where the labels of a field end that begin a line or are set apart in one."""
        text = self._flow.text
        own = label_pattern(self._words.of[field.id])
        for opening in {_opening(words) for words in self._words.of[field.id]}:
            at = self._lower.find(opening)
            while at >= 0:
                if (found := own.match(text, at)) is not None and self._is_label(found):
                    yield found.end()
                at = self._lower.find(opening, at + 1)

    def _is_label(self, found: re.Match[str]) -> bool:
        """Whether words are a label of their own: no part of a longer one, and not said in passing."""
        text = self._flow.text
        start = text.rfind("\n", 0, found.start()) + 1
        apart = _APART.match(text, found.end())
        if apart is None or not (apart[0].endswith(":") or _SET_IN.search(text, start, found.start())):
            return False
        return any(
            other.start() == found.start() for other in self._words.any.finditer(text, start, found.end())
        )

    def _is_free(self, text: str, letters: int, field: FormField) -> bool:
        """Whether no label but the field's own begins within so many letters."""
        for other in self._words.any.finditer(text):
            if len(squashed(text[: other.start()])) >= letters:
                return True
            if self._words.keys.get(squashed(other[0])) != field.id:
                return False
        return True


def _wordings(field: FormField) -> tuple[str, ...]:
    """The wordings of a label, but those that hold the options too: one of these is the value."""
    options = squashed("".join(field.options))
    return tuple(words for words in field.label.wordings if not options or options not in squashed(words))


def _opening(words: str) -> str:
    first = _WORD.search(words)
    return "" if first is None else first[0].lower()


@lru_cache(maxsize=64)
def _pattern(wordings: tuple[str, ...]) -> re.Pattern[str]:
    words = sorted((re.findall(r"\w+", wording) for wording in wordings), key=len, reverse=True)
    patterns = (r"[\W_]+".join(re.escape(word) for word in each) for each in words)
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)
