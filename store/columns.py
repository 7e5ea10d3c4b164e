"""Columns of a directory or caseload file: their headings in all spellings, and the values under them."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from framework.dates import Doubt, parse_date
from framework.names import Found, Named, match_name
from store.sheets import MAX_BYTES, Broken, Cell, Row, Sheet, SheetError, read_sheet

_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_WRITTEN_ADDRESS = re.compile(r"(?:mailto:)?([^\s<>]+)|[^<>@]*<(?:mailto:)?([^\s<>]+)>")


@dataclass(frozen=True, slots=True)
class BadRow:
    """What is wrong at one place of the file; line 0 is the file as a whole. Lines count from 1."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        place = f"line {self.line}" if self.line else "the file"
        return f"{place}, {self.column}: {self.message}" if self.column else f"{place}: {self.message}"


class DirectoryFileError(ValueError):
    """A file that was not taken; nothing of it is kept. `problems` names every place and what is wrong there."""

    def __init__(self, file: str, problems: Iterable[BadRow]) -> None:
        self.file = file
        self.problems = tuple(sorted(problems, key=lambda bad: bad.line))
        count = len(self.problems)
        things = "1 thing is wrong" if count == 1 else f"{count} things are wrong"
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"{file} was not imported and nothing was changed: {things} in it.\n{lines}")


class Headings:
    """The columns that a file may have: for each its headings, the first one being its plain name."""

    def __init__(self, required: Sequence[str], **headings: str) -> None:
        self.required = tuple(required)
        self.names = tuple(headings)
        self._by_heading = {
            plain(heading): name for name, all_of_it in headings.items() for heading in _list(name, all_of_it)
        }

    def column(self, heading: str) -> str | None:
        """The column that a heading means, whatever its case, spaces and underscores; None if it means none."""
        without_note = re.sub(r"\([^()]*\)", "", heading)
        return self._by_heading.get(plain(heading)) or self._by_heading.get(plain(without_note))

    def recognised(self, headings: Sequence[str]) -> int:
        """How many different columns the headings mean."""
        return len({column for heading in headings if (column := self.column(heading))})


class Line:
    """One row of the file by column; whatever is wrong with it goes to `bad`."""

    def __init__(self, row: Row, places: dict[str, int], headings: dict[str, str], bad: list[BadRow]) -> None:
        self.number = row.line
        self._cells = row.cells
        self._places = places
        self._headings = headings
        self._bad = bad

    def wrong(self, column: str, message: str) -> None:
        """Note that the value in that column is wrong."""
        self._bad.append(BadRow(self.number, self._headings.get(column, column), message))

    def text(self, column: str, required: bool = False) -> str:
        """The words in that column, empty if it is not there."""
        cell = self._cell(column)
        if isinstance(cell, Broken):
            self.wrong(column, f"The cell {cell.why}.")
            return ""
        if isinstance(cell, dt.date):
            self.wrong(column, "The cell holds a date; Excel may have made it of something else.")
            return ""
        if required and not cell:
            self.wrong(column, "This must not be blank.")
        return cell

    def date(self, column: str) -> dt.date | None:
        """The date in that column, written as ISO or the British way, or an Excel date; None if blank."""
        cell = self._cell(column)
        if not isinstance(cell, str | Broken):
            return cell
        if isinstance(cell, Broken):
            self.wrong(column, f"The cell {cell.why}.")
            return None
        if not cell:
            return None
        date = parse_date(cell)
        if isinstance(date, Doubt):
            self.wrong(column, f"{date.reason} Write it as 2013-12-12 or 12/12/2013.")
            return None
        return date

    def address(self, column: str, staff: "Staff | None" = None, required: bool = False) -> str | None:
        """The e-mail address in that column, in lower case; a name is understood if one of `staff` has it."""
        written = self.text(column, required)
        if not written:
            return None
        found = _WRITTEN_ADDRESS.fullmatch(written)
        address = (found[1] or found[2]) if found else ""
        if _ADDRESS.fullmatch(address) and len(address) <= 254:
            return address.lower()
        if staff is None or "@" in written:
            self.wrong(column, "This is not an e-mail address.")
            return None
        if address := staff.address_of(written):
            return address
        self.wrong(column, "This is neither an e-mail address nor the name of exactly one person.")
        return None

    def _cell(self, column: str) -> Cell:
        place = self._places.get(column)
        return self._cells[place] if place is not None and place < len(self._cells) else ""


class Staff:
    """People to whom a name in a file may belong. Every name is looked up once."""

    def __init__(self, people: Iterable[Named]) -> None:
        self._people = tuple(people)
        self._found: dict[str, str | None] = {}

    def address_of(self, name: str) -> str | None:
        """The address of the one person who has that name; None if there is not exactly one."""
        if name not in self._found:
            found = match_name(name, self._people)
            self._found[name] = found.person.email if isinstance(found, Found) else None
        return self._found[name]


@dataclass(frozen=True, slots=True)
class Lines:
    """What stands under the header of a file, and what is worth knowing about it.

    `whole` is false where the rest of the file could not be read.
    """

    lines: tuple[Line, ...]
    columns: frozenset[str]
    warnings: tuple[BadRow, ...]
    whole: bool


def read_lines(path: Path, headings: Headings, bad: list[BadRow]) -> Lines:
    """The rows of a CSV or XLSX file; DirectoryFileError where there is no file, no sheet or no header in it.

    What is wrong with single rows goes to `bad`, and so does the point from which on it cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise DirectoryFileError(
            path.name, [BadRow(0, "", f"It cannot be opened ({error.strerror}).")]
        ) from error
    try:
        sheet = read_sheet(path.name, data, headings.recognised)
    except SheetError as error:
        hint = f" The columns are: {', '.join(headings.names)}." if "names the columns" in str(error) else ""
        raise DirectoryFileError(path.name, [BadRow(error.line, "", f"{error}{hint}")]) from error
    places, words, warnings = _header(path.name, sheet, headings)
    width = len(sheet.header.cells)
    for row in sheet.rows:
        if any(cell != "" for cell in row.cells[width:]):
            more = (
                f"There are {len(row.cells)} values under {width} headings; a comma in a value needs quotes."
            )
            bad.append(BadRow(row.line, "", more))
    if sheet.stopped:
        bad.append(BadRow(sheet.stopped.line, "", str(sheet.stopped)))
    elif not sheet.rows:
        bad.append(BadRow(0, "", "There is nothing under the header."))
    lines = tuple(Line(row, places, words, bad) for row in sheet.rows)
    noted = (*(BadRow(0, "", warning) for warning in sheet.warnings), *warnings)
    return Lines(lines, frozenset(places), noted, whole=sheet.stopped is None)


def _header(
    file: str, sheet: Sheet, headings: Headings
) -> tuple[dict[str, int], dict[str, str], list[BadRow]]:
    places: dict[str, int] = {}
    words: dict[str, str] = {}
    bad: list[BadRow] = []
    warnings: list[BadRow] = []
    line = sheet.header.line
    found = [cell if isinstance(cell, str) else "" for cell in sheet.header.cells]
    for place, heading in enumerate(found):
        column = headings.column(heading)
        if column is None:
            if heading:
                warnings.append(BadRow(line, heading, "This column is not known, and nothing of it is kept."))
        elif column in places:
            bad.append(BadRow(line, heading, f"This column means the same as {words[column]!r}."))
        else:
            places[column], words[column] = place, heading
    missing = [name for name in headings.required if name not in places]
    if missing:
        named = ", ".join(heading for heading in found if heading)
        bad.append(BadRow(line, "", f"There is no column {' and no column '.join(missing)}; found: {named}."))
    if bad:
        raise DirectoryFileError(file, bad)
    return places, words, warnings


def plain(text: str) -> str:
    """Letters and digits only, in lower case: what the spellings of a heading have in common."""
    return "".join(ch for ch in text.casefold() if ch.isalnum())


def pieces(text: str, breaks: str) -> Iterator[str]:
    """The parts of a value that holds several."""
    return (piece.strip() for piece in re.split(breaks, text, flags=re.IGNORECASE) if piece.strip())


def _list(name: str, others: str) -> list[str]:
    return [name, *others.split("; ")]
