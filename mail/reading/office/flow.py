"""Paragraphs, cell ends and row ends, as old formats tell them one after the other, made into blocks and tables."""

from dataclasses import dataclass, field
from typing import NamedTuple

from mail.reading.document import Block, Cell, NotReadable, Paragraph, Row, Run, Table

_NEAR = 40  # twentieths of a point: edges nearer than this are one column's
_DEEPEST = 20


class Edge(NamedTuple):
    """Where a cell of a row ends, and what it is merged with."""

    right: int
    continues: bool = False  # the cell above
    starts_merge: bool = False
    joins_left: bool = False  # the cell before it


class RowEnd(NamedTuple):
    """The shape of a row: its left edge and its cells, as far as the file says."""

    left: int = 0
    edges: tuple[Edge, ...] = ()


@dataclass
class _Level:
    number: int
    rows: list[tuple[list[list[Block]], RowEnd]] = field(default_factory=list)
    cells: list[list[Block]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


class Flow:
    """Level 0 is the text itself, level 1 a table in it, level 2 a table in a cell of that."""

    def __init__(self) -> None:
        self._levels = [_Level(0)]
        self._tables = 0
        self._paragraphs = 0

    def paragraph(self, runs: list[Run], level: int) -> None:
        """A paragraph that ends here."""
        self._paragraphs += 1
        self._go_to(level).blocks.append(Paragraph(runs, f"paragraph {self._paragraphs}"))

    def end_cell(self, level: int) -> None:
        """The last paragraph was the last of its cell."""
        at = self._go_to(max(level, 1))
        at.cells.append(at.blocks)
        at.blocks = []

    def end_row(self, level: int, end: RowEnd) -> None:
        """The last cell was the last of its row."""
        at = self._go_to(max(level, 1))
        at.rows.append((at.cells, end))
        at.cells, at.blocks = [], []

    def finished(self) -> list[Block]:
        """All that came."""
        return self._go_to(0).blocks

    def _go_to(self, level: int) -> _Level:
        if level > _DEEPEST:
            raise NotReadable(
                "unsafe", "The file is nested deeper than any document is. Look at it with care."
            )
        while len(self._levels) - 1 > level:
            ended = self._levels.pop()
            if ended.blocks:
                ended.cells.append(ended.blocks)
            if ended.cells:
                ended.rows.append((ended.cells, RowEnd()))
            self._levels[-1].blocks.append(_table(ended))
        while len(self._levels) - 1 < level:
            self._tables += 1
            self._levels.append(_Level(self._tables))
        return self._levels[-1]


def _table(level: _Level) -> Table:
    shapes = [_shape(cells, end) for cells, end in level.rows]
    columns = _columns([edge.right for end in shapes for edge in end.edges] + [end.left for end in shapes])
    place = f"table {level.number}"
    rows = [
        _row(cells, end, columns, number, place)
        for number, ((cells, _), end) in enumerate(zip(level.rows, shapes, strict=True), start=1)
    ]
    return Table(rows, place, len(set(columns.values())))


def _shape(cells: list[list[Block]], end: RowEnd) -> RowEnd:
    """Where a row does not say how wide its cells are, they stand at even distances."""
    if len(end.edges) == len(cells):
        return end
    return RowEnd(0, tuple(Edge(1_000 * number) for number in range(1, len(cells) + 1)))


def _columns(edges: list[int]) -> dict[int, int]:
    """The number of the grid line that each edge lies on."""
    columns: dict[int, int] = {}
    number, last = -1, None
    for edge in sorted(set(edges)):
        if last is None or edge - last > _NEAR:
            number += 1
        columns[edge], last = number, edge
    return columns


def _row(cells: list[list[Block]], end: RowEnd, columns: dict[int, int], number: int, table: str) -> Row:
    made: list[Cell] = []
    left = columns.get(end.left, 0)
    for blocks, edge in zip(cells, end.edges, strict=True):
        right = max(columns[edge.right], left)
        if edge.joins_left and made:
            made[-1].span += right - left
            left = right
            continue
        place = f"{table}, row {number}, column {len(made) + 1}"
        for block in blocks:
            if isinstance(block, Paragraph):
                block.place = place
        cell = Cell(blocks, left, max(right - left, 1), place, edge.starts_merge, edge.continues)
        made.append(cell)
        left = right
    return Row(made, number)
