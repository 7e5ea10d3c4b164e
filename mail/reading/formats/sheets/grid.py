"""The cells of a sheet as paragraphs and tables: a sheet is one grid, a form pasted into it has lines and tables.

Where the sheet draws lines around cells, the rows with them are tables and the rest is lines of text. Where it
draws none, the rows from the first to the last that have more than one filled cell, with no empty row between, are
a table.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from mail.reading.document import Block, Cell, NotReadable, Paragraph, Row, Run, Table

MAX_CELLS = 200_000
MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
_WIDEST_MERGE = 12  # columns, where nothing stands further to the right


@dataclass(slots=True)
class SheetCell:
    """A cell: its lines, each as runs; how many columns and rows it covers; whether lines are drawn around it."""

    lines: list[list[Run]]
    span: int = 1
    down: int = 1
    shading: str = ""
    ruled: bool = False

    @property
    def filled(self) -> bool:
        """Whether it shows anything."""
        return any(run.text.strip() for line in self.lines for run in line)


@dataclass(slots=True)
class Grid:
    """A sheet. `name` is what its places begin with; rows and columns are counted from 0."""

    name: str
    rows: dict[int, dict[int, SheetCell]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    @property
    def has_words(self) -> bool:
        """Whether any cell shows anything."""
        return any(cell.filled for row in self.rows.values() for cell in row.values())

    def place(self, row: int, column: int) -> str:
        """Where a cell stands, as a person would look for it."""
        return f"{self.name}, row {row + 1}, column {column + 1}"

    def put(self, row: int, column: int, cell: SheetCell) -> None:
        """Adds a cell; one that neither shows nor looks like anything is none."""
        if cell.filled or cell.ruled or cell.shading or cell.span > 1 or cell.down > 1:
            self.rows.setdefault(row, {})[column] = cell


def blocks_of(grid: Grid) -> list[Block]:
    """The paragraphs and tables of a sheet, in order."""
    return _Blocks(grid).made()


class _Blocks:
    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._last_column = max((column for row in grid.rows.values() for column in row), default=0)
        self._covered = _covered(grid, self._last_column)
        self._anchors: defaultdict[int, set[tuple[int, int]]] = defaultdict(
            set
        )  # of what covers cells of a row
        for (row, _), anchor in self._covered.items():
            self._anchors[row].add(anchor)
        ruled = [row for row in grid.rows.values() if any(cell.ruled for cell in row.values())]
        self._has_rules = bool(ruled)

    def made(self) -> list[Block]:
        made: list[Block] = []
        last: int | None = None
        for group in self._groups():
            if last is not None and group[0] > last + 1:
                made.append(Paragraph([], self._grid.place(last + 1, 0)))
            made += self._table(group) if self._is_table(group[0], group) else self._lines(group)
            last = group[-1]
        return made

    def _groups(self) -> list[list[int]]:
        """Rows that belong together: without a gap, and all of a table or all lines of text."""
        groups: list[list[int]] = []
        for row in self._shown_rows():
            before = groups[-1] if groups else []
            joined = bool(before) and not set(range(before[-1] + 1, row)) - self._grid.hidden_rows
            if joined and (not self._has_rules or self._is_ruled(row) == self._is_ruled(before[-1])):
                before.append(row)
            else:
                groups.append([row])
        if self._has_rules:
            return groups
        return [part for group in groups for part in self._parted(group)]

    def _shown_rows(self) -> list[int]:
        touched = {row for row, cells in self._grid.rows.items() if self._counts(cells)}
        return sorted(touched | {row for row in self._anchors if self._is_ruled(row)})

    def _counts(self, cells: dict[int, SheetCell]) -> bool:
        return any(cell.filled or cell.ruled for cell in cells.values())

    def _parted(self, group: list[int]) -> list[list[int]]:
        """A group without ruled lines: lines of text, the table from its first row of cells to its last, lines."""
        many = [at for at, row in enumerate(group) if self._filled(row) > 1]
        if not many:
            return [group]
        first, last = many[0], many[-1] + 1
        return [part for part in (group[:first], group[first:last], group[last:]) if part]

    def _is_table(self, row: int, group: list[int]) -> bool:
        if self._has_rules and self._is_ruled(row):
            return True
        return any(self._filled(each) > 1 for each in group)

    def _is_ruled(self, row: int) -> bool:
        cells = list(self._grid.rows.get(row, {}).values())
        cells += [self._grid.rows[above][column] for above, column in self._anchors.get(row, ())]
        return any(cell.ruled for cell in cells)

    def _filled(self, row: int) -> int:
        return sum(cell.filled for cell in self._grid.rows.get(row, {}).values())

    def _lines(self, group: list[int]) -> list[Block]:
        return [
            Paragraph(line, self._grid.place(row, column))
            for row in group
            for column, cell in sorted(self._grid.rows[row].items())
            if cell.filled
            for line in cell.lines
        ]

    def _table(self, group: list[int]) -> list[Block]:
        columns = self._columns(group)
        if len(columns) * len(group) > MAX_CELLS:
            raise NotReadable(
                "too-large", "The file has more cells than a document should. Look at it with care."
            )
        rows = [self._row(row, columns, at) for at, row in enumerate(group, start=1)]
        place = f"{self._grid.name}, row {group[0] + 1}"
        return [Table(rows, place, len(columns), borderless=not self._has_rules)]

    def _columns(self, group: list[int]) -> list[int]:
        """The columns from the first to the last that the rows have anything in."""
        used: set[int] = set()
        for row in group:
            for column, cell in self._grid.rows.get(row, {}).items():
                if cell.filled or cell.ruled:
                    used |= {column, column + _across(cell, column, self._last_column) - 1}
        first, last = min(used, default=0), max(used, default=0)
        return [c for c in range(first, last + 1) if c not in self._grid.hidden_columns]

    def _row(self, row: int, columns: list[int], number: int) -> Row:
        cells: list[Cell] = []
        for at, column in enumerate(columns):
            place = self._grid.place(row, column)
            anchor = self._covered.get((row, column))
            if anchor is None:
                cell = self._grid.rows.get(row, {}).get(column) or SheetCell([])
                blocks: list[Block] = [Paragraph(line, place) for line in cell.lines]
                shown = Cell(blocks or [Paragraph([], place)], at, 1, place, shading=cell.shading)
                shown.starts_merge = cell.down > 1
                cells.append(shown)
            elif cells and anchor[1] < column and columns[0] <= anchor[1]:
                cells[-1].span += 1
            else:
                cells.append(Cell([Paragraph([], place)], at, 1, place, continues=True))
        return Row(cells, number)


def _covered(grid: Grid, last_column: int) -> dict[tuple[int, int], tuple[int, int]]:
    """The places that merged cells cover, with the cell that does; no further than the sheet is filled."""
    last_row = max(grid.rows, default=0)
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    count = 0
    for row, cells in grid.rows.items():
        for column, cell in cells.items():
            down = min(cell.down, last_row - row + 1)
            across = _across(cell, column, last_column)
            count += down * across
            if count > MAX_CELLS:
                raise NotReadable(
                    "too-large", "The file has more cells than a document should. Look at it with care."
                )
            for below in range(row, row + down):
                for beside in range(column, column + across):
                    if (below, beside) != (row, column):
                        covered[below, beside] = (row, column)
    return covered


def _across(cell: SheetCell, column: int, last_column: int) -> int:
    """How many columns a cell covers: no more than a form has, beyond those that are filled."""
    return min(cell.span, max(last_column - column + 1, _WIDEST_MERGE))
