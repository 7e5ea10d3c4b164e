"""Workbooks: a sheet shows what a form says, as a person sees it, and what it does not show is told of."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Border, Color, Font, PatternFill, Side

from mail.reading.document import Document, NotReadable, Paragraph, Table
from mail.reading.formats.kinds import READERS, kind_of
from mail.reading.formats.sheets.values import shown
from tests.corpus.formats.packages import strict
from tests.reading.old_files import made

_LINE = Side(style="thin")
_RULED = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def saved(fill: Callable[[Workbook], None]) -> bytes:
    book = Workbook()
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def read(content: bytes) -> Document:
    return READERS[kind_of(content)](content)


def told(document: Document) -> list[str | list[list[str]]]:
    return [
        block.text
        if isinstance(block, Paragraph)
        else [[cell.text for cell in row.cells] for row in block.rows]
        for block in document.blocks
    ]


def sheet_of(*rows: tuple[Any, ...], ruled: tuple[int, ...] = ()) -> Callable[[Workbook], None]:
    def fill(book: Workbook) -> None:
        sheet = book.worksheets[0]
        for at, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(at, column, value)
                if at in ruled:
                    cell.border = _RULED

    return fill


def test_ruled_rows_are_tables_and_the_others_lines_of_text() -> None:
    content = saved(
        sheet_of(
            ("Title",),
            ("Area", "Grade"),
            ("1", 2),
            ("2", None),
            ("After\nit",),
            (),
            ("End",),
            ruled=(2, 3, 4),
        )
    )
    rows = [["Area", "Grade"], ["1", "2"], ["2", ""]]
    assert told(read(content)) == ["Title", rows, "After", "it", "", "End"]


def test_without_ruled_lines_rows_with_cells_beside_each_other_are_a_table() -> None:
    content = saved(sheet_of(("Title",), ("Area", "Grade"), ("1",), ("2", "Good"), ("After",)))
    assert told(read(content)) == ["Title", [["Area", "Grade"], ["1", ""], ["2", "Good"]], "After"]


@pytest.mark.parametrize(
    ("value", "code", "text", "day"),
    [
        (2, "General", "2", ""),
        (2.0, "0.00", "2", ""),
        (0.5, "0%", "50%", ""),
        (123, "000000", "000123", ""),
        (123456789012, "General", "123456789012", ""),
        (dt.datetime(2014, 1, 15, tzinfo=None), "mm-dd-yy", "15/01/2014", "2014-01-15"),  # noqa: DTZ001
        (dt.datetime(2014, 1, 15, tzinfo=None), "[$-809]dd mmmm yyyy", "15/01/2014", "2014-01-15"),  # noqa: DTZ001
        (dt.datetime(2014, 1, 1, tzinfo=None), "mmm-yy", "Jan 2014", ""),  # noqa: DTZ001
        (dt.datetime(2014, 1, 5, tzinfo=None), "d-mmm", "5 Jan", ""),  # noqa: DTZ001
        (True, "General", "TRUE", ""),
        ("=1/0", "General", "\ufffd", ""),
        ("_x0041_", "General", "A", ""),
    ],
)
def test_a_cell_shows_what_a_person_sees(value: Any, code: str, text: str, day: str) -> None:
    def fill(book: Workbook) -> None:
        sheet_of((value,))(book)
        book.worksheets[0]["A1"].number_format = code

    (block,) = read(saved(fill)).blocks
    assert isinstance(block, Paragraph)
    assert block.text == text
    assert "".join(run.control.value for run in block.runs if run.control) == day


@pytest.mark.needs("soffice")
@pytest.mark.parametrize("code", [";;;", '"3"', '"3";"4"', r"\3"])
def test_a_number_is_believed_that_its_format_does_not_show(code: str) -> None:
    assert shown("2", code) == ("\ufffd", "")
    assert shown("2", '0" of 4"') == ("2", "")


def test_an_ods_says_what_the_workbook_said(tmp_path: Path) -> None:
    def fill(book: Workbook) -> None:
        sheet_of(
            ("Date:", dt.date(2014, 1, 15)), ("Month", dt.date(2014, 1, 1)), ("Sum", "=1+1"), ("Bad", "=1/0")
        )(book)
        sheet = book.worksheets[0]
        sheet["B1"].number_format = "dd/mm/yyyy"
        sheet["B2"].number_format = "mmm yyyy"
        sheet["A1"].font = Font(bold=True)
        sheet["A2"].fill = PatternFill("solid", fgColor="FFFF00")
        sheet.merge_cells("A6:B7")
        sheet["A6"], sheet["A6"].border = "merged", _RULED
        sheet["C6"].border = sheet["C7"].border = _RULED
        sheet.row_dimensions[8].hidden = True
        sheet["A8"] = "out of sight"

    document = read(made(saved(fill), ".xlsx", "ods", tmp_path))
    assert document.hidden
    first, _, second = document.blocks
    assert isinstance(first, Table)
    assert isinstance(second, Table)
    assert [row.cells[1].text for row in first.rows] == ["15/01/2014", "Jan 2014", "2", "\ufffd"]
    controls = [[run.control.value for run in row.cells[1].runs() if run.control] for row in first.rows]
    assert controls == [["2014-01-15"], [], [], []]
    assert next(first.rows[0].cells[0].runs()).style.bold
    assert first.rows[1].cells[0].shading == "ffff00"
    assert [(c.column, c.span, c.continues) for row in second.rows for c in row.cells] == [
        (0, 2, False),
        (2, 1, False),
        (0, 2, True),
        (2, 1, False),
    ]


def test_looks_of_letters_and_cells_are_kept() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet["A1"] = CellRichText(
            "1 2 ", TextBlock(InlineFont(strike=True, color=Color("FFFF0000")), "3"), " 4"
        )
        sheet["B1"], sheet["B1"].font = "x", Font(underline="single", italic=True)
        sheet["C1"], sheet["C1"].fill = "ü", PatternFill("solid", fgColor="FF00FF00")
        sheet["C1"].font = Font(name="Wingdings")

    (table,) = read(saved(fill)).blocks
    assert isinstance(table, Table)
    rich, styled, filled = table.rows[0].cells
    assert [(run.text, run.style.strike, run.style.colour) for run in rich.runs()] == [
        ("1 2 ", False, ""),
        ("3", True, "ff0000"),
        (" 4", False, ""),
    ]
    assert [(run.style.underline, run.style.italic) for run in styled.runs()] == [(True, True)]
    assert (filled.text, filled.shading) == ("✓", "00ff00")


def test_what_a_sheet_hides_is_left_out_and_told_of() -> None:
    def fill(book: Workbook) -> None:
        sheet_of(("a", "b", "c"), ("d", "e", "f"), ("g", "h", "i"))(book)
        book.worksheets[0].column_dimensions["B"].hidden = True
        book.worksheets[0].row_dimensions[2].hidden = True

    document = read(saved(fill))
    assert (told(document), document.hidden) == ([[["a", "c"], ["g", "i"]]], True)

    def hide_sheet(book: Workbook) -> None:
        sheet_of(("a",))(book)
        further = book.create_sheet("more")
        further["A1"] = "b"
        further.sheet_state = "veryHidden"

    document = read(saved(hide_sheet))
    assert (told(document), document.hidden) == (["a"], True)


def test_comments_are_counted_and_are_no_marks() -> None:
    def fill(book: Workbook) -> None:
        sheet_of(("a",))(book)
        book.worksheets[0]["A1"].comment = Comment("look again", "An Auditor")

    document = read(saved(fill))
    assert (told(document), document.margin_comments, document.drawings) == (["a"], 1, False)
    content = saved(fill)
    (drawing,) = [
        name
        for name in zipfile.ZipFile(io.BytesIO(content)).namelist()
        if "vmlDrawing" in name or name.endswith(".vml")
    ]
    ticked = changed(
        content, drawing, lambda vml: re.sub(rb'ObjectType="Note"', b'ObjectType="Checkbox"', vml)
    )
    assert read(ticked).drawings


def test_a_strict_workbook_is_one_too() -> None:
    assert told(read(strict(saved(sheet_of(("a", 1)))))) == [[["a", "1"]]]


def test_a_formula_that_was_never_worked_out_shows_nothing_known() -> None:
    assert told(read(saved(sheet_of(("=1+1",))))) == ["\ufffd"]


@pytest.mark.parametrize(
    ("found", "instead", "code"),
    [
        (b"<mergeCells", b"<mergeCells", ""),
        (b"</sheetData>", b"</sheetData>" + b"<c />" * 200_001, "too-large"),
        (b'ref="B2:C3"', b'ref="A1:XFD1048576"', ""),
        (b'r="A1"', b'r="XFE1"', "unreadable"),
        (b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', "unsafe"),
    ],
)
def test_a_hostile_sheet_is_refused_or_harmless(found: bytes, instead: bytes, code: str) -> None:
    def fill(book: Workbook) -> None:
        sheet_of(("a", "b", "c"), ("d", "e", "f"), ("g", "h", "i"))(book)
        book.worksheets[0].merge_cells("B2:C3")

    content = changed(saved(fill), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(found, instead, 1))
    try:
        read(content)
        refused = ""
    except NotReadable as error:
        refused = error.code
    assert refused == code


def test_a_cell_far_away_makes_no_large_table() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.worksheets[0]
        for row in range(1, 40):
            sheet.cell(row, 1, "a")
            sheet.cell(row, 16_000, "b")

    with pytest.raises(NotReadable) as refused:
        read(saved(fill))
    assert refused.value.code == "too-large"
