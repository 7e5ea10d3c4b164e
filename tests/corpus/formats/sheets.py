"""The tool copied into a spreadsheet: a paragraph in a cell of its own, the tables' cells as cells."""

import io

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tests.corpus.paper import Cell, Page, Para, Table

_LINE = Side(style="thin")
_RULED = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def write(page: Page) -> bytes:
    """The page as .xlsx, as it looks when a document is pasted into Excel."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("A new workbook has a sheet.")
    at = 1
    for block in page.blocks:
        if isinstance(block, Table):
            at = _table(sheet, block, at)
        else:
            _para(sheet, block, at)
            at += 1
    for column in range(1, 9):
        sheet.column_dimensions[get_column_letter(column)].width = 28
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _para(sheet: Worksheet, para: Para, at: int) -> None:
    if para.text:
        cell = _cell(sheet, at, 1)
        cell.value = _typed(para.text)
        cell.font = Font(name="Arial", size=10, bold=para.pieces[0].bold)


def _cell(sheet: Worksheet, row: int, column: int) -> SheetCell:
    cell = sheet.cell(row, column)
    if not isinstance(cell, SheetCell):
        raise TypeError("Only the first of merged cells is written to.")
    return cell


def _table(sheet: Worksheet, table: Table, at: int) -> int:
    merging: dict[int, int] = {}
    for row in table.rows:
        column = 1
        for cell in row.cells:
            _write(sheet, cell, at, column)
            if cell.merge == "first":
                merging[column] = at
            if cell.merge == "later":
                sheet.merge_cells(
                    start_row=merging[column], end_row=at, start_column=column, end_column=column
                )
            if cell.span > 1:
                last = column + cell.span - 1
                sheet.merge_cells(start_row=at, end_row=at, start_column=column, end_column=last)
            column += cell.span
        at += 1
    return at


def _write(sheet: Worksheet, cell: Cell, row: int, column: int) -> None:
    written = _cell(sheet, row, column)
    written.border = _RULED
    written.alignment = Alignment(wrap_text=True, vertical="top")
    if cell.text:
        written.value = _typed(cell.text)
        paragraphs = [block for block in cell.blocks if isinstance(block, Para) and block.pieces]
        written.font = Font(name="Arial", size=10, bold=paragraphs[0].pieces[0].bold)


def _typed(text: str) -> str | int:
    """Excel makes a number of what looks like one."""
    return int(text) if text.isdecimal() and not text.startswith("0") else text
