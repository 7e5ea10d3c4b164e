"""Audit tools as people mark them by hand: other shapes of the same form than the ones that we write."""

import io
from collections.abc import Iterator
from typing import cast

from docx import Document
from docx.document import Document as DocxDocument
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import Table, _Cell

from framework.forms import Form
from framework.pack import Pack
from framework.words import Judgement
from mail.writing.areas import MARK
from mail.writing.pieces import saved

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def with_ticks(content: bytes, form: Form) -> bytes:
    """The same document with a tick wherever a column was marked."""
    document = _opened(content)
    for cell in _cells(_areas(document, form)):
        if cell.text == MARK:
            cell.paragraphs[0].runs[0].text = "✓"
    return saved(document)


def with_two_marks(content: bytes, form: Form, twice: int, none: int) -> bytes:
    """The same document with a second mark in one area and no mark in another (areas by their numbers)."""
    document = _opened(content)
    table = _areas(document, form)
    for number, mark in ((twice, MARK), (none, "")):
        label = form.area(number).label.shown
        row = next(row for row in table.rows if row.cells[0].text.startswith(label))
        marked = next(n for n, cell in enumerate(row.cells) if cell.text == MARK)
        cell = row.cells[marked + 1] if mark else row.cells[marked]
        cell.paragraphs[0].clear().add_run(mark)
    return saved(document)


def with_drop_downs(content: bytes, form: Form) -> bytes:
    """The same document with each grade chosen in a drop-down control, as templates made in Word have it."""
    document = _opened(content)
    for cell in _cells(_areas(document, form)):
        if cell.text in ("1", "2", "3", "4") and cell.paragraphs[0].runs[0].bold:
            _into_drop_down(cell)
    return saved(document)


def with_bold_judgement(content: bytes, form: Form, pack: Pack, judgement: Judgement) -> bytes:
    """The same document with all options of the judgement left standing and the chosen one bold."""
    document = _opened(content)
    assert form.judgement is not None
    label = form.judgement.label.shown
    paragraph = next(p for p in document.paragraphs if p.text.startswith(label))
    paragraph.clear().add_run(f"{label}: ").bold = False
    for number, words in enumerate(pack.grades):
        if number:
            paragraph.add_run(" / ").bold = False
        paragraph.add_run(words.label).bold = words.judgement is judgement
    return saved(document)


def _opened(content: bytes) -> DocxDocument:
    return Document(io.BytesIO(content))


def _areas(document: DocxDocument, form: Form) -> Table:
    head = form.column_heads["area"].shown
    return next(t for t in document.tables if any(cell.text == head for cell in t.rows[0].cells))


def _cells(table: Table) -> Iterator[_Cell]:
    for row in table.rows:
        yield from row.cells


def _into_drop_down(cell: _Cell) -> None:
    choices = "".join(f'<w:listItem w:displayText="{n}" w:value="{n}"/>' for n in range(1, 5))
    control = cast(
        BaseOxmlElement,
        parse_xml(
            f'<w:sdt xmlns:w="{_W}"><w:sdtPr><w:alias w:val="Grade"/><w:dropDownList>{choices}'
            "</w:dropDownList></w:sdtPr><w:sdtContent/></w:sdt>"
        ),
    )
    run = cell.paragraphs[0].runs[0]._r
    run.addprevious(control)
    content = control.find(qn("w:sdtContent"))
    assert content is not None
    content.append(run)
