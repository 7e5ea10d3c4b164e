"""Rows out of a spreadsheet file, CSV or XLSX, told apart by what is in it and not by its name."""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from openpyxl import load_workbook

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 200_000
_MAX_UNPACKED = 400 * 1024 * 1024
_MAX_COLUMNS = 200
_HEADER_WITHIN = 15  # lines with something in them
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ERRORS = {"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"}


class SheetError(ValueError):
    """A file without readable rows: a sentence, and the line where that is known (else 0)."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell whose value cannot be known; `why` completes "the cell …"."""

    why: str


Cell = str | dt.date | Broken


@dataclass(frozen=True, slots=True)
class Row:
    """One line with something in it; lines count from 1 as an editor or Excel shows them."""

    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A header line and what stands under it. Blank lines are left out.

    `stopped` is where and why the rest of a text cannot be read; `rows` are then those before it.
    """

    header: Row
    rows: tuple[Row, ...]
    warnings: tuple[str, ...] = field(default=())
    stopped: SheetError | None = None


def read_sheet(name: str, data: bytes, recognised: Callable[[Sequence[str]], int]) -> Sheet:
    """The sheet in a file of that name and content; SheetError says what is wrong with the file.

    `recognised` counts how many of the words in a line are headings of columns: at least two make a header.
    Formulas give the values that were saved with them.
    """
    if not data.strip(b"\x00\t\r\n ,;\xef\xbb\xbf"):
        raise SheetError("The file is empty.")
    if len(data) > MAX_BYTES:
        raise SheetError(f"The file is larger than {MAX_BYTES // 1024 // 1024} MB.")
    _refuse_other_kinds(data)
    is_workbook = data.startswith(b"PK")
    suffix = name.rpartition(".")[2].lower()
    warnings = []
    if is_workbook != (suffix in ("xlsx", "xlsm")):
        what = "an Excel workbook" if is_workbook else "text (CSV)"
        warnings.append(f"The file holds {what}, although its name ends in .{suffix}; it was read as that.")
    found = _from_workbook(data, recognised) if is_workbook else _from_text(data, recognised)
    return replace(found, warnings=(*warnings, *found.warnings))


def _refuse_other_kinds(data: bytes) -> None:
    start = data[:512].lstrip().lower()
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if _ENCRYPTED in data:
            raise SheetError("The workbook is protected with a password. Save a copy without one.")
        raise SheetError("This is a workbook of an old kind (.xls). Save it as .xlsx or as CSV.")
    if start.startswith(b"%pdf"):
        raise SheetError("This is a PDF. Save the spreadsheet itself as .xlsx or as CSV.")
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"{\\rtf")):
        raise SheetError("This is neither CSV nor an Excel workbook. Save it as .xlsx or as CSV.")


def _from_text(data: bytes, recognised: Callable[[Sequence[str]], int]) -> Sheet:
    text, warnings, stopped = _decode(data)
    told = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    best: tuple[int, str] = (0, ",")
    for delimiter in told[1] if told else ",;\t|":
        first, _ = _until_stopped(_first(_text_rows(text, delimiter)))
        heads = (recognised(_texts(row)) for row in first)
        best = max(best, (max(heads, default=0), delimiter), key=lambda found: found[0])
    rows, broken = _until_stopped(_limited(_text_rows(text, best[1])))
    stopped = stopped or broken
    try:
        return replace(_with_header(rows, recognised, warnings), stopped=stopped)
    except SheetError as error:
        raise stopped or error from error


def _until_stopped(rows: Iterator[Row]) -> tuple[list[Row], SheetError | None]:
    """The rows up to where they cannot be read, and why not."""
    found: list[Row] = []
    try:
        found.extend(rows)
    except SheetError as error:
        return found, error
    return found, None


def _decode(data: bytes) -> tuple[str, list[str], SheetError | None]:
    """The text, as far as its characters are known."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), [], None
    if b"\x00" in data:
        raise SheetError("This is neither text (CSV) nor an Excel workbook.")
    try:
        return data.decode("utf-8-sig"), [], None
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        before, warnings, _ = _decode(data[: data.rfind(b"\n", 0, error.start) + 1])
        why = "A character here is in no known encoding; nothing from here on was read. Save the file as CSV UTF-8."
        return before, warnings, SheetError(why, line)
    return (
        text,
        ["The file is not UTF-8; it was read as Windows-1252. Look whether accents are right."],
        None,
    )


def _text_rows(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            cause = f"usually a quotation mark that is not closed ({error})"
            raise SheetError(f"From this line on the file cannot be read: {cause}.", line) from error
        if any(cell.strip() for cell in cells) and not re.fullmatch(r"sep=.?", cells[0], re.IGNORECASE):
            yield Row(line, tuple(_tidy(cell) for cell in cells))
        line = reader.line_num + 1


def _from_workbook(data: bytes, recognised: Callable[[Sequence[str]], int]) -> Sheet:
    _check_package(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        formulas = load_workbook(io.BytesIO(data), read_only=True) if _has_formulas(data) else None
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        filled = [(sheet.title, rows) for sheet in sheets if (rows := _sheet_rows(sheet, formulas))]
    except SheetError:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged part made it stumble over
        raise SheetError("The workbook is damaged. Open it in Excel, save it again, and try that.") from error
    if not filled:
        raise SheetError("The workbook is empty.")
    counts = [
        max((recognised(_texts(row)) for row in rows[:_HEADER_WITHIN]), default=0) for _, rows in filled
    ]
    chosen, rows = filled[counts.index(max(counts))]
    others = [title for title, _ in filled if title != chosen]
    warnings = [f"Only the sheet {chosen!r} was read, not {', '.join(map(repr, others))}."] if others else []
    return _with_header(rows, recognised, warnings)


def _check_package(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
            size = sum(info.file_size for info in package.infolist())
    except zipfile.BadZipFile as error:
        raise SheetError("The workbook is damaged. Open it in Excel, save it again, and try that.") from error
    if "xl/workbook.xml" not in names:
        raise SheetError("This is not an Excel workbook. Save the spreadsheet as .xlsx or as CSV.")
    if size > _MAX_UNPACKED:
        raise SheetError("The workbook is too large when unpacked.")


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with package.open(name) as part:
                    tail = b""
                    while chunk := part.read(1 << 20):
                        if re.search(rb"<(?:\w+:)?f[ >/]", tail + chunk):
                            return True
                        tail = chunk[-16:]
    return False


def _sheet_rows(sheet: Any, formulas: Any) -> list[Row]:
    sheet.reset_dimensions()
    lines = sheet.iter_rows(max_col=_MAX_COLUMNS)
    if formulas is None:
        return list(_limited(_rows_of((cells, None) for cells in lines)))
    twin = formulas[sheet.title]
    twin.reset_dimensions()
    return list(_limited(_rows_of(zip(lines, twin.iter_rows(max_col=_MAX_COLUMNS), strict=True))))


def _rows_of(lines: Iterable[tuple[Sequence[Any], Sequence[Any] | None]]) -> Iterator[Row]:
    for line, (cells, formulas) in enumerate(lines, start=1):
        values = [_value(cell, formulas[i] if formulas else None) for i, cell in enumerate(cells)]
        while values and values[-1] == "":
            values.pop()
        if values:
            yield Row(line, tuple(values))


def _value(cell: Any, formula: Any) -> Cell:
    value = cell.value
    if value is None:
        if formula is not None and formula.value is not None:
            return Broken("holds a formula without a saved value; open the file in Excel and save it again")
        return ""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _number(value, cell.number_format)
    if isinstance(value, str):
        text = _tidy(value)
        return Broken(f"holds the Excel error {text}") if text in _ERRORS else text
    return Broken("holds something that is neither text, a number nor a date")


def _number(value: float, number_format: str | None) -> Cell:
    if value != int(value):
        return str(value)
    digits = str(int(value))
    if len(digits) > 15:
        return Broken("holds a number of which Excel keeps only 15 digits; format the column as text")
    zeros = re.fullmatch("0+", number_format or "")
    return digits.zfill(len(zeros[0])) if zeros else digits


def _with_header(rows: list[Row], recognised: Callable[[Sequence[str]], int], warnings: list[str]) -> Sheet:
    counts = [recognised(_texts(row)) for row in rows[:_HEADER_WITHIN]]
    if max(counts, default=0) < 2:
        raise SheetError("There is no line that names the columns.")
    at = counts.index(max(counts))
    if at:
        warnings = [*warnings, f"The lines above the header in line {rows[at].line} were not read."]
    return Sheet(rows[at], tuple(rows[at + 1 :]), tuple(warnings))


def _limited(rows: Iterable[Row]) -> Iterator[Row]:
    for count, row in enumerate(rows):
        if count > MAX_ROWS:
            raise SheetError(f"The file has more than {MAX_ROWS:,} rows.", row.line)
        yield row


def _first(rows: Iterable[Row]) -> Iterator[Row]:
    for row, _ in zip(rows, range(_HEADER_WITHIN), strict=False):
        yield row


def _texts(row: Row) -> list[str]:
    return [cell if isinstance(cell, str) else "" for cell in row.cells]


def _tidy(text: str) -> str:
    return re.sub(r"[^\S\n]+", " ", text.replace("\ufeff", "").replace("\r\n", "\n")).strip()
