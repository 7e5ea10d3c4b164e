"""The judgement on the whole: collected where its label stands, in a line or a table, and told at the end."""

import re
from collections.abc import Callable

from framework.answers import TICKS, grade, grade_lexicon, is_blank
from framework.words import Judgement
from mail.reading.audit_tool.choice import Choice, choose
from mail.reading.audit_tool.draft import Draft, standing, written
from mail.reading.audit_tool.fields import Fields, Thing
from mail.reading.document import Cell, Paragraph, Row, Table

_LONGEST_LABEL = 160  # characters of a line that is looked at for a label with slips
_MINUS = re.compile(r"[:\n]\s*[-–—−]$")
_MARK = re.compile(rf"\s*[\[(]?\s*(?:[xX]|[{''.join(TICKS)}●•■◉⬤▲△↑^*])\s*[\])]?\s*")
_LONGEST_CHOICE = 120  # characters of a line that goes on with the options


class Judging:
    """Gathers what stands at the judgement's label, wherever that is, and says which judgement is meant."""

    def __init__(self, draft: Draft, fields: Fields) -> None:
        self._draft = draft
        self._form = draft.known
        self._fields = fields
        self._open: list[Thing] | None = None
        self._marks: list[Paragraph] = []  # that stand on a line of their own
        self._gathered: list[tuple[list[Paragraph], int]] = []

    @property
    def is_open(self) -> bool:
        """Whether a label was met and what belongs to it may go on."""
        return self._open is not None

    def is_label(self, text: str) -> bool:
        """Whether a text begins with the judgement's label."""
        return self._form.judgement.match(text, like=len(text) < _LONGEST_LABEL) is not None

    def begin(self, paragraph: Paragraph) -> None:
        """A line with the label."""
        self._draft.take(paragraph)
        self._open = [paragraph]

    def go_on(self, paragraph: Paragraph) -> None:
        """A further line: taken if it belongs to the judgement, for it names an option, or marks one."""
        if self._open is None or len(paragraph.text) >= _LONGEST_CHOICE:
            return
        if self._names_option(paragraph.text) or len(paragraph.text.strip()) <= 3:
            self._draft.take(paragraph)
            self._open.append(paragraph)
            if _MARK.fullmatch(paragraph.standing):
                self._marks.append(paragraph)

    def go_on_in(self, table: Table) -> bool:
        """A table after the label's line: taken whole if one of its cells names an option."""
        cells = [cell for row in table.rows for cell in row.cells]
        if self._open is None or not any(
            self._names_option(cell.text) and len(cell.text) < _LONGEST_CHOICE for cell in cells
        ):
            return False
        self._open += cells
        self._draft.take(*cells)
        self.end()
        return True

    def end(self) -> None:
        """Nothing further belongs to the label that was met."""
        things, self._open = self._open or [], None
        if not things:
            return
        first = things[0]
        match = self._form.judgement.match(first.text, like=True)
        start = match.at if match is not None else len(first.text)
        self._gathered.append((_paragraphs_of(things), start))

    def read_table(self, table: Table, close: Callable[[], None]) -> bool:
        """The label in a cell: what is right of it belongs to it, or the row below. `close` ends what was open."""
        found = False
        for at, row in enumerate(table.rows):
            for n, cell in enumerate(row.cells):
                if self._draft.is_taken(cell) or not cell.text.strip() or not self.is_label(cell.text):
                    continue
                close()
                cells = self._beside(table, at, row, n)
                self._open = [cell, *cells]
                self._draft.take(cell, *cells)
                self.end()
                found = True
        return found

    def _beside(self, table: Table, at: int, row: Row, n: int) -> list[Cell]:
        right = [cell for cell in row.cells[n + 1 :] if self._fields.label(cell.text) is None]
        match = self._form.judgement.match(row.cells[n].text, like=True)
        if right or at + 1 >= len(table.rows) or match is None or match.rest.strip():
            return right
        below = table.rows[at + 1].cells
        free = all(
            len(cell.text) < _LONGEST_LABEL
            and not self._draft.is_taken(cell)
            and self._fields.label(cell.text) is None
            for cell in below
        )
        return below if free else []

    def _names_option(self, text: str) -> bool:
        return grade_lexicon(self._draft.pack).pattern.search(text) is not None

    # What it says

    def settle(self) -> None:
        """Puts the judgement into the draft, or the doubt about it."""
        judgement = self._draft.form.judgement
        if judgement is None:
            return
        named = [(paragraphs, start) for paragraphs, start in self._gathered if _is_filled(paragraphs, start)]
        if not named:
            return
        name = judgement.label.shown.rstrip(" :")
        if len(named) > 1:
            shown = " and ".join(_place_of(paragraphs, start) for paragraphs, start in named[:2])
            self._draft.problem(
                "two-values", "overall", f"{name}: it is given in more than one place: {shown}."
            )
            return
        self._say(name, *named[0])

    def _say(self, name: str, paragraphs: list[Paragraph], start: int) -> None:
        text = "\n".join(paragraph.text for paragraph in paragraphs)
        self._draft.stood("overall", _place_of(paragraphs, start), text[start:])
        self._draft.changed("overall", name, paragraphs)
        chosen = self._chosen(paragraphs, start)
        if _MINUS.search(text[:start]) and text[start : start + 1].isdigit():
            chosen = Choice(doubt="a sign stands before it", code="unclear")
        if self._marks:
            chosen = Choice(
                doubt="a mark stands on a line of its own; look which judgement it marks", code="unclear"
            )
        if any(paragraph.place in self._draft.drawn for paragraph in paragraphs):
            chosen = Choice(doubt="a shape is drawn there; look which judgement it marks", code="drawn-mark")
        if chosen.doubt:
            self._draft.problem(chosen.code, "overall", f"{name}: {chosen.doubt}.")
        elif chosen.value is not None:
            self._draft.overall = Judgement.of(chosen.value)
            if chosen.how and chosen.how != "the others deleted":
                self._draft.notice("marked", "overall", f"{name}: told by {chosen.how}.")
            if chosen.beside:
                self._draft.notice("words-beside", "overall", f"{name}: further words stand after it.")

    def _chosen(self, paragraphs: list[Paragraph], start: int) -> Choice[int]:
        text = standing(paragraphs)
        if len(text) == len(written(paragraphs)):
            parsed = grade(text[start:], self._draft.pack)
            if parsed.value is not None:
                return Choice(parsed.value, "the others deleted")
        chosen = choose(paragraphs, grade_lexicon(self._draft.pack), start=start)
        judgement = self._draft.form.judgement
        if chosen.blank and judgement is not None and not judgement.options_printed:
            return Choice(doubt="more than one is written", code="two-values")
        return chosen


def _is_filled(paragraphs: list[Paragraph], start: int) -> bool:
    return not is_blank("\n".join(paragraph.text for paragraph in paragraphs)[start:])


def _place_of(paragraphs: list[Paragraph], start: int) -> str:
    """The place where something stands after the label, which may be a cell of its own."""
    for paragraph in paragraphs:
        if not is_blank(paragraph.text[max(start, 0) :]):
            return paragraph.place
        start -= len(paragraph.text) + 1
    return paragraphs[0].place


def _paragraphs_of(things: list[Thing]) -> list[Paragraph]:
    """Their paragraphs; the shading of a cell counts as that of its words."""
    paragraphs: list[Paragraph] = []
    for thing in things:
        if isinstance(thing, Paragraph):
            paragraphs.append(thing)
            continue
        for paragraph in thing.paragraphs():
            if thing.shading and thing is not things[0]:
                for run in paragraph.runs:
                    run.style = run.style._replace(shading=run.style.shading or thing.shading)
            paragraphs.append(paragraph)
    return paragraphs
