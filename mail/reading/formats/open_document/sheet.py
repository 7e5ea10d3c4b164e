"""The sheets of an OpenDocument spreadsheet: cells as they are shown, what is hidden left out and told of."""

import re

from lxml import etree

from mail.reading.document import Control, Run
from mail.reading.formats.open_document.walk import Walk, cells_of, number, rows_of
from mail.reading.formats.sheets.grid import MAX_COLUMNS, MAX_ROWS, Grid, SheetCell, blocks_of

_Element = etree._Element
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ERROR = re.compile(r"#[A-Z]|Err:\d")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DIGITS = re.compile(r"\d+")
_TAIL = 50  # repetitions from which empty cells or rows are the rest of the sheet, whatever their borders


def read_sheets(body: _Element, walk: Walk) -> None:
    """Fills the walk's document with what its sheets show."""
    for at, table in enumerate(body.findall(f"{_TABLE}table"), start=1):
        look = walk.looks.facts("table", table.get(f"{_TABLE}style-name"))
        grid = _Sheet(walk, table, f"sheet {at}").grid()
        if look.get("hidden"):
            walk.document.hidden = walk.document.hidden or grid.has_words
        else:
            walk.document.blocks += blocks_of(grid)


class _Sheet:
    """One sheet. Its columns give the looks of the cells that have none of their own."""

    def __init__(self, walk: Walk, table: _Element, name: str) -> None:
        self._walk = walk
        self._table = table
        self._grid = Grid(name)
        self._columns: list[
            tuple[int, str, bool]
        ] = []  # how many, their cells' style, whether they are shown
        for column in table.iter(f"{_TABLE}table-column"):
            style = column.get(f"{_TABLE}default-cell-style-name", "")
            shown = column.get(f"{_TABLE}visibility", "visible") == "visible"
            self._columns.append((number(column, f"{_TABLE}number-columns-repeated"), style, shown))

    def grid(self) -> Grid:
        """Its cells."""
        if self._table.find(f"{_TABLE}shapes") is not None:
            self._walk.document.drawings = True
        at = 0
        for row in rows_of(self._table):
            times = number(row, f"{_TABLE}number-rows-repeated")
            if times < _TAIL or _has_words(row):
                for step in range(times):
                    self._row(row, at + step)
            at += times
            if at > MAX_ROWS:
                break
        return self._grid

    def _row(self, row: _Element, at: int) -> None:
        shown = row.get(f"{_TABLE}visibility", "visible") == "visible"
        column = 0
        for item, covered in cells_of(row):
            times = number(item, f"{_TABLE}number-columns-repeated")
            if times < _TAIL or _has_words(item):
                for step in range(times):
                    self._cell(item, at, column + step, shown=shown, covered=covered)
            column += times
            if column > MAX_COLUMNS:
                break

    def _cell(self, item: _Element, row: int, column: int, *, shown: bool, covered: bool) -> None:
        self._walk.count(1)
        default, is_column_shown = self._of_column(column)
        if not shown or not is_column_shown or covered:
            self._walk.document.hidden = self._walk.document.hidden or _has_words(item)
            if not shown:
                self._grid.hidden_rows.add(row)
            elif not is_column_shown:
                self._grid.hidden_columns.add(column)
            return
        facts = self._walk.looks.facts("table-cell", item.get(f"{_TABLE}style-name") or default)
        place = self._grid.place(row, column)
        lines = self._walk.paragraphs(item, place, facts)
        if item.get(f"{_TABLE}formula") and _is_unknown(item, lines):
            lines = [[Run("\ufffd")]]
        self._grid.put(
            row,
            column,
            SheetCell(
                _with_date(lines, item),
                span=number(item, f"{_TABLE}number-columns-spanned"),
                down=number(item, f"{_TABLE}number-rows-spanned"),
                shading=facts.get("fill", ""),
                ruled=bool(facts.get("ruled")),
            ),
        )

    def _of_column(self, column: int) -> tuple[str, bool]:
        for times, style, shown in self._columns:
            if column < times:
                return style, shown
            column -= times
        return "", True


def _is_unknown(item: _Element, lines: list[list[Run]]) -> bool:
    """Whether a formula shows an error, or the file does not say what it shows."""
    text = "".join(run.text for line in lines for run in line).strip()
    return bool(_ERROR.match(text)) or (not text and item.get(f"{_OFFICE}value-type") is None)


def _has_words(item: _Element) -> bool:
    return any(any(words.strip() for words in line.itertext()) for line in item.iter(f"{_TEXT}p"))


def _with_date(lines: list[list[Run]], item: _Element) -> list[list[Run]]:
    """The day that a cell holds, where what it shows is that day and not only its month."""
    day = item.get(f"{_OFFICE}date-value", "")[:10]
    is_date = item.get(f"{_OFFICE}value-type") == "date" and _DAY.fullmatch(day)
    if is_date and len(lines) == 1 and len(lines[0]) == 1 and _says_day(lines[0][0].text, day):
        lines[0][0].control = Control("date", day)
    return lines


def _says_day(text: str, iso: str) -> bool:
    """Whether the words that show a date give its day and its year."""
    numbers = [int(digits) for digits in _DIGITS.findall(text)]
    year, _, day = (int(part) for part in iso.split("-"))
    return day in numbers and (year in numbers or (year % 100 in numbers and len(numbers) > 1))
