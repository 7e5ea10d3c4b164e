"""Ruled lines as tables: lines that touch make a grid, and a cell is what no wall divides."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from mail.reading.formats.pdf.parts import Box, Line

_SAME = 1.3  # points: lines no further apart are one
_ONE_EDGE = 3.0  # within a grid: double lines are one edge
_BRIDGED = 3.0  # a gap in a line that is none
_TOUCH = 2.6  # how near the end of a line must come to another
_STANDS_OUT = 8.0  # points: more than a slip of the pen, as much as a line of text
_COVERED = 0.6  # how much of an edge a wall must cover
MAX_LINES = 3_000
_MAX_CELLS = 40_000


@dataclass(slots=True)
class GridCell:
    """A cell by the rows and columns of its grid that it covers: from, and up to but not with."""

    top: int
    left: int
    bottom: int
    right: int
    box: Box


@dataclass(slots=True)
class Lattice:
    """A table as it is ruled. `across` are the edges of its rows, `down` those of its columns."""

    box: Box
    across: list[float]
    down: list[float]
    cells: list[GridCell] = field(default_factory=list)
    torn: bool = False  # walls are missing: a cell was not a rectangle


def lattices(across: Iterable[Line], down: Iterable[Line]) -> list[Lattice]:
    """The tables that lines make, from the top; none where they are too many to be tables."""
    rows, columns = _merged(across), _merged(down)
    if len(rows) > MAX_LINES or len(columns) > MAX_LINES:
        return []
    found = [_lattice(*group) for group in _groups(rows, columns) if group[0] and len(group[1]) > 1]
    return sorted(
        (table for table in found if table.cells), key=lambda table: (table.box.top, table.box.left)
    )


def _merged(lines: Iterable[Line]) -> list[Line]:
    """Lines that lie on one another, or go on where another ends, as one."""
    merged: list[Line] = []
    levels: list[list[Line]] = []
    for line in sorted(lines):
        if levels and line.at - levels[-1][-1].at <= _SAME and line.at - levels[-1][0].at <= 2 * _SAME:
            levels[-1].append(line)
        else:
            levels.append([line])
    for level in levels:
        open_line: Line | None = None
        for line in sorted(level, key=lambda line: line.start):
            if open_line is not None and line.start <= open_line.end + _BRIDGED:
                open_line = Line(open_line.at, open_line.start, max(open_line.end, line.end))
                continue
            if open_line is not None:
                merged.append(open_line)
            open_line = line
        if open_line is not None:
            merged.append(open_line)
    return merged


def _groups(rows: list[Line], columns: list[Line]) -> list[tuple[list[Line], list[Line]]]:
    """Lines that touch, directly or by others."""
    parents = list(range(len(rows) + len(columns)))

    def root(at: int) -> int:
        while parents[at] != at:
            parents[at] = parents[parents[at]]
            at = parents[at]
        return at

    heights = [row.at for row in rows]  # in order
    for number, column in enumerate(columns):
        at = bisect_left(heights, column.start - _TOUCH)
        while at < len(rows) and heights[at] <= column.end + _TOUCH:
            if rows[at].start - _TOUCH <= column.at <= rows[at].end + _TOUCH:
                parents[root(at)] = root(len(rows) + number)
            at += 1
    groups: dict[int, tuple[list[Line], list[Line]]] = defaultdict(lambda: ([], []))
    for at, line in enumerate([*rows, *columns]):
        groups[root(at)][0 if at < len(rows) else 1].append(line)
    return list(groups.values())


def _lattice(rows: list[Line], columns: list[Line]) -> Lattice:
    rows = [*rows, *_open_ends(rows, columns)]
    across, down = _edges(rows), _edges(columns)
    table = Lattice(Box(down[0], across[0], down[-1], across[-1]), across, down)
    height, width = len(across) - 1, len(down) - 1
    if height < 1 or width < 1 or height * width > _MAX_CELLS:
        return table
    walls_above = _walls(rows, across, down)
    walls_left = _walls(columns, down, across)
    for region in _regions(height, width, walls_above, walls_left):
        table.cells += _cells(region, table)
    table.cells.sort(key=lambda cell: (cell.top, cell.left))
    return table


def _open_ends(rows: list[Line], columns: list[Line]) -> list[Line]:
    """The lines that a table lacks where the end of a page cuts a row: its sides stand out over its last line."""
    left, right = min(columns, key=lambda line: line.at).at, max(columns, key=lambda line: line.at).at
    found: list[Line] = []
    for edge, out in ((min(row.at for row in rows), -1), (max(row.at for row in rows), 1)):
        ends = [(column.at, column.start if out < 0 else column.end) for column in columns]
        beyond = [(at, end) for at, end in ends if (end - edge) * out > _STANDS_OUT]
        reach = [end for _, end in beyond]
        sides = {side for at, _ in beyond for side in (left, right) if abs(at - side) <= _ONE_EDGE}
        if len(sides) == 2 and max(reach) - min(reach) <= _ONE_EDGE:
            found.append(Line(sum(reach) / len(reach), left, right))
    return found


def _edges(lines: list[Line]) -> list[float]:
    edges: list[float] = []
    for at in sorted(line.at for line in lines):
        if not edges or at - edges[-1] > _ONE_EDGE:
            edges.append(at)
    return edges


def _walls(lines: list[Line], edges: list[float], bands: list[float]) -> set[tuple[int, int]]:
    """(edge, band) for each part of an edge that is ruled."""
    covered: dict[tuple[int, int], float] = defaultdict(float)
    for line in lines:
        edge = min(range(len(edges)), key=lambda at: abs(edges[at] - line.at))
        for band in range(len(bands) - 1):
            shared = min(line.end, bands[band + 1]) - max(line.start, bands[band])
            if shared > 0:
                covered[edge, band] += shared
    return {
        (edge, band)
        for (edge, band), length in covered.items()
        if length >= _COVERED * (bands[band + 1] - bands[band])
    }


def _regions(
    height: int, width: int, above: set[tuple[int, int]], left: set[tuple[int, int]]
) -> list[list[tuple[int, int]]]:
    """The squares of a grid, those with no wall between them together."""
    seen: set[tuple[int, int]] = set()
    regions: list[list[tuple[int, int]]] = []
    for row in range(height):
        for column in range(width):
            if (row, column) in seen:
                continue
            region, waiting = [], [(row, column)]
            seen.add((row, column))
            while waiting:
                at, across = waiting.pop()
                region.append((at, across))
                for ruled, beside in (
                    ((at, across) in above, (at - 1, across)),
                    ((at + 1, across) in above, (at + 1, across)),
                    ((across, at) in left, (at, across - 1)),
                    ((across + 1, at) in left, (at, across + 1)),
                ):
                    inside = 0 <= beside[0] < height and 0 <= beside[1] < width
                    if inside and not ruled and beside not in seen:
                        seen.add(beside)
                        waiting.append(beside)
            regions.append(region)
    return regions


def _cells(region: list[tuple[int, int]], table: Lattice) -> list[GridCell]:
    """A region as a cell; one that is no rectangle row by row."""
    rows = [row for row, _ in region]
    columns = [column for _, column in region]
    top, bottom, left, right = min(rows), max(rows) + 1, min(columns), max(columns) + 1
    if len(region) == (bottom - top) * (right - left):
        return [_cell(table, top, left, bottom, right)]
    table.torn = True
    found: list[GridCell] = []
    for row in sorted(set(rows)):
        start = last = -1
        for column in sorted(c for r, c in region if r == row):
            if column != last + 1 or start < 0:
                if start >= 0:
                    found.append(_cell(table, row, start, row + 1, last + 1))
                start = column
            last = column
        found.append(_cell(table, row, start, row + 1, last + 1))
    return found


def _cell(table: Lattice, top: int, left: int, bottom: int, right: int) -> GridCell:
    box = Box(table.down[left], table.across[top], table.down[right], table.across[bottom])
    return GridCell(top, left, bottom, right, box)
