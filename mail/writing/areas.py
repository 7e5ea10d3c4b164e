"""The table of areas: grades or yes and no, with comments, under the framework's headings."""

from docx.document import Document as DocxDocument
from docx.table import Table, _Cell

from framework.forms import Area, Form
from framework.reading import Answer, Reading
from framework.words import Judgement
from mail.writing.pieces import (
    SECTION_SHADE,
    add_header_row,
    add_row,
    new_table,
    shade,
    small,
    write_cell,
    write_text,
)
from mail.writing.words import area_words, form_words

MARK = "X"
NOT_APPLICABLE = "N/A"
_NUMBER_COLUMN = frozenset(
    {"tier1-generic"}
)  # forms that print the areas' numbers in a column (framework L2868)


def write_areas(document: DocxDocument, form: Form, reading: Reading) -> None:
    """Adds the table of the form's areas with the reading's answers; the columns in the form's order (A-31)."""
    heads = _heads(form)
    table = new_table(document, [_width(name) for name, _ in heads], about=f"{form.short_title}: areas")
    centred = frozenset(n for n, (name, _) in enumerate(heads) if name not in ("area", "comments"))
    head_row = add_header_row(table, [head for _, head in heads], centred=centred)
    for place in centred:
        small(head_row.cells[place].paragraphs[0])
    answers = {answer.number: answer for answer in reading.answers}
    names = [name for name, _ in heads]
    section: str | None = None
    for area in form.areas:
        if area.section and area.section != section:
            section = area.section
            _section_row(table, form, section)
        _area_row(table, area, answers.get(area.number) or Answer(number=area.number), names)


def _heads(form: Form) -> list[tuple[str, str]]:
    """The columns by what they hold, with their headings."""
    heads = [(name, label.shown) for name, label in form.column_heads.items()]
    return [("number", "No."), *heads] if form.id in _NUMBER_COLUMN else heads


def _width(name: str) -> float:
    widths = {"number": 4.0, "area": 34.0, "grade": 9.0, "answer": 9.0, "comments": 48.0}
    return widths.get(name, 14.5)


def _section_row(table: Table, form: Form, section: str) -> None:
    row = add_row(table)
    cell = row.cells[0].merge(row.cells[-1])
    shade(cell, SECTION_SHADE)
    label = next(s.label for s in form.sections if s.id == section)
    write_cell(cell, form_words(label)).style = "Heading 3"


def _area_row(table: Table, area: Area, answer: Answer, columns: list[str]) -> None:
    words = area_words(area)
    row = add_row(table, length=max(len(answer.comment), sum(map(len, words))))
    marks = _marks(answer, columns)
    for name, cell in zip(columns, row.cells, strict=True):
        if name == "area":
            _write_area(cell, words)
        elif name == "comments":
            write_cell(cell, answer.comment)
        elif text := marks.get(name, ""):
            write_cell(cell, text, bold=name != "number", centred=True)


def _marks(answer: Answer, columns: list[str]) -> dict[str, str]:
    """What stands in the columns that hold no prose; a doubtful answer leaves them empty."""
    grades = [name for name in columns if name not in ("number", "area", "comments")]
    marks = {"number": str(answer.number)}
    if answer.not_applicable:
        return marks | dict.fromkeys(grades, NOT_APPLICABLE)
    if answer.answer is not None:
        return marks | {"answer": "Yes" if answer.answer else "No"}
    if answer.grade is not None:
        return marks | {"grade": str(answer.grade), Judgement.of(answer.grade).value: MARK}
    return marks


def _write_area(cell: _Cell, words: list[str]) -> None:
    write_cell(cell, words[0])
    for prompt in words[1:]:
        paragraph = cell.add_paragraph()
        write_text(paragraph, prompt)
        small(paragraph)
