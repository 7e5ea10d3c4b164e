"""The ruling lines of a page: the tables that they make, cell by cell, and the strokes that belong to no table."""

from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np
from cv2.typing import MatLike

from mail.reading.formats.scans.sheet import LETTER, Box, thin_ink

_FAINTEST = 45  # of 255: how much darker than what it lies on a ruling line must be
_LONG = 3 * LETTER  # pixels from which a stroke across may be a ruling line
_TALL = 2 * LETTER  # and one downwards: no letter of the text is as tall
_GAP = LETTER  # pixels that a broken line is mended over
_ALONG = 4  # dots of a line that are looked at as one, to find where it runs
_NEAR = 12  # pixels that one line may waver
_SHARE = 0.5  # of a cell's edge that must be ruled
_SMALLEST = (4 * LETTER, LETTER)  # of a table, across and down
_DOT = (22, 9)  # pixels of a dot or dash of a line to write on, across and down, at most
_DOTTED = 4 * LETTER  # pixels of such a line, at least
_BAND = 300  # rows of a page at a time
_OVERLAP = 2 * LETTER
_FRAME = 0.55  # of the page: a single cell larger than that is the edge of the sheet


@dataclass(slots=True)
class RuledCell:
    """A cell: which columns and rows of its table it covers, and where it stands."""

    column: int
    row: int
    columns: int
    rows: int
    box: Box


@dataclass(slots=True)
class RuledTable:
    """A table made of ruling lines; `odd`: its lines make cells that are no rectangles."""

    box: Box
    cells: list[RuledCell] = field(default_factory=list)
    columns: int = 0
    rows: int = 0
    odd: bool = False


@dataclass(slots=True)
class Ruling:
    """What is ruled on a page. `lines` is 255 on every line of a table, and on dots to write on.

    `strokes` are lines of no table, across: under words, through them, or to write on; `loose` is 255 on them.
    """

    tables: list[RuledTable]
    lines: MatLike
    strokes: list[Box]
    loose: MatLike

    def wipe(self) -> None:
        """Gives back the room of `lines` and `loose`, once they are taken out of the page."""
        self.lines = self.loose = np.zeros((1, 1), np.uint8)


def ruling_of(grey: MatLike) -> Ruling:
    """The tables of an upright, evenly lit page, and its loose strokes."""
    ink = thin_ink(grey, _FAINTEST)
    dots = _dots(ink)
    across = _strokes(ink, _LONG, 1)
    down = _strokes(ink, 1, _TALL)
    del ink  # a page is large, and a child has little memory
    tables, free = _tables(across, down)
    tables.sort(key=lambda table: (table.box.top, table.box.left))
    lines = cv2.bitwise_or(across, down, dst=down)
    cv2.subtract(lines, free, dst=lines)
    cv2.bitwise_and(free, across, dst=free)
    return Ruling(tables, cv2.bitwise_or(lines, dots, dst=dots), _boxes(free), free)


def _tables(across: MatLike, down: MatLike) -> tuple[list[RuledTable], MatLike]:
    """The tables that lines make, and a mask of where lines make none."""
    joined = cv2.bitwise_or(across, down)
    joined = cv2.dilate(joined, np.ones((_NEAR // 2 + 1, _NEAR // 2 + 1), np.uint8), dst=joined)
    half = _shrunk(joined, 2, 2)  # a page is large, and a child has little memory
    del joined
    _, labels, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(half, 8, cv2.CV_16U, cv2.CCL_DEFAULT)
    height, width = across.shape
    free = np.zeros_like(across)
    tables: list[RuledTable] = []
    for label, (x, y, wide, high, _) in enumerate(stats.tolist()):
        if not label:
            continue
        box = Box(2 * x, 2 * y, min(2 * (x + wide), width), min(2 * (y + high), height))
        mine = (labels[y : y + high, x : x + wide] == label).astype(np.uint8) * 255
        alone = not cv2.countNonZero(cv2.bitwise_and(half[y : y + high, x : x + wide], cv2.bitwise_not(mine)))
        mine = mine.repeat(2, axis=0).repeat(2, axis=1)[: box.height, : box.width]
        lines = [box.cut(each) if alone else cv2.bitwise_and(box.cut(each), mine) for each in (across, down)]
        table = _table(box, *lines)
        if table is None:
            cv2.max(box.cut(free), mine, dst=box.cut(free))
        elif not _is_frame(table, across.shape):
            tables.append(table)
    return tables, free


def _shrunk(mask: MatLike, across: int, down: int) -> MatLike:
    """255 where any dot of so many across and down is."""
    height, width = mask.shape
    found = np.zeros((-(-height // down), -(-width // across)), np.uint8)
    for y in range(down):
        for x in range(across):
            part = mask[y::down, x::across]
            np.maximum(found[: len(part), : part.shape[1]], part, out=found[: len(part), : part.shape[1]])
    return found


def _strokes(ink: MatLike, across: int, down: int) -> MatLike:
    """Long straight strokes one way, a little waver forgiven and small breaks mended."""
    flat = across > 1
    thick = np.ones((3, 1) if flat else (1, 3), np.uint8)
    bridge = np.ones((1, _GAP // 2) if flat else (_GAP // 2, 1), np.uint8)
    kernel = np.ones((down, across), np.uint8)
    # a stroke is mended only where it is already one: letters side by side must not become a line
    seeds = cv2.morphologyEx(cv2.dilate(ink, thick), cv2.MORPH_OPEN, kernel)
    return cv2.morphologyEx(seeds, cv2.MORPH_CLOSE, bridge)


def _table(box: Box, across: MatLike, down: MatLike) -> RuledTable | None:
    """The table that connected lines make; None if they make none."""
    if box.width < _SMALLEST[0] or box.height < _SMALLEST[1]:
        return None
    ys = _positions(across, flat=True)
    xs = _positions(down, flat=False)
    if len(xs) < 2 or len(ys) < 2:
        return None
    right_of = [
        [_ruled(down, xs[j], ys[i], ys[i + 1], flat=False) for j in range(len(xs))]
        for i in range(len(ys) - 1)
    ]
    below = [
        [_ruled(across, ys[i], xs[j], xs[j + 1], flat=True) for j in range(len(xs) - 1)]
        for i in range(len(ys))
    ]
    table = RuledTable(box, columns=len(xs) - 1, rows=len(ys) - 1)
    _fill(table, xs, ys, right_of, below)
    return table


def _positions(lines: MatLike, *, flat: bool) -> list[int]:
    """Where lines run, each once, from the strokes of which they are made."""
    short = _shrunk(lines, _ALONG, 1) if flat else _shrunk(lines, 1, _ALONG)
    count, _, stats, centres = cv2.connectedComponentsWithStatsWithAlgorithm(
        short, 8, cv2.CV_16U, cv2.CCL_DEFAULT
    )
    long = 2 if flat else 3
    found = sorted(
        (float(centres[label][1 if flat else 0]), _ALONG * int(stats[label][long]))
        for label in range(1, count)
        if _ALONG * int(stats[label][long]) >= (_LONG if flat else _TALL) - 4
    )
    groups: list[list[tuple[float, int]]] = []
    for at, length in found:
        if groups and at - _mean(groups[-1]) <= _NEAR:
            groups[-1].append((at, length))
        else:
            groups.append([(at, length)])
    return [round(_mean(group)) for group in groups]


def _mean(group: list[tuple[float, int]]) -> float:
    return sum(at * length for at, length in group) / sum(length for _, length in group)


def _ruled(lines: MatLike, at: int, start: int, end: int, *, flat: bool) -> bool:
    """Whether a line runs along `at` between `start` and `end`."""
    inset = min(4, (end - start) // 4)
    low = max(at - _NEAR, 0)
    band = (
        lines[low : at + _NEAR, start + inset : end - inset]
        if flat
        else lines[start + inset : end - inset, low : at + _NEAR]
    )
    if band.size == 0:
        return False
    covered = band.max(axis=0 if flat else 1) > 0
    return float(covered.mean()) >= _SHARE


def _fill(
    table: RuledTable, xs: list[int], ys: list[int], upright: list[list[bool]], level: list[list[bool]]
) -> None:
    """Cells: squares of the grid that no line parts belong together."""
    across, down = table.columns, table.rows
    owner = np.full((down, across), -1, dtype=np.int32)
    for i in range(down):
        for j in range(across):
            if owner[i, j] >= 0:
                continue
            members = _together(i, j, upright, level, owner)
            rows, columns = [i for i, _ in members], [j for _, j in members]
            top, bottom, left, right = min(rows), max(rows) + 1, min(columns), max(columns) + 1
            free = (owner[top:bottom, left:right] < 0).all()
            if len(members) != (bottom - top) * (right - left):
                table.odd = True
            if not free:
                top, bottom, left, right = i, i + 1, j, j + 1
            owner[top:bottom, left:right] = len(table.cells)
            box = Box(
                table.box.left + xs[left],
                table.box.top + ys[top],
                table.box.left + xs[right],
                table.box.top + ys[bottom],
            )
            table.cells.append(RuledCell(left, top, right - left, bottom - top, box))


def _together(
    i: int, j: int, upright: list[list[bool]], level: list[list[bool]], owner: MatLike
) -> list[tuple[int, int]]:
    down, across = owner.shape
    seen = {(i, j)}
    waiting = [(i, j)]
    while waiting:
        row, column = waiting.pop()
        steps = [
            (row, column + 1, column + 1 < across and not upright[row][column + 1]),
            (row, column - 1, column > 0 and not upright[row][column]),
            (row + 1, column, row + 1 < down and not level[row + 1][column]),
            (row - 1, column, row > 0 and not level[row][column]),
        ]
        for *square, open_to in steps:
            place = (square[0], square[1])
            if open_to and place not in seen and owner[place] < 0:
                seen.add(place)
                waiting.append(place)
    return sorted(seen)


def _is_frame(table: RuledTable, shape: tuple[int, ...]) -> bool:
    """Whether it is the edge of the sheet, or a line drawn around the whole page."""
    return len(table.cells) == 1 and table.box.width * table.box.height > _FRAME * shape[0] * shape[1]


def _boxes(ink: MatLike) -> list[Box]:
    """The boxes of all pieces of ink but tall ones, found band by band: a whole page would take much memory."""
    height = ink.shape[0]
    found: set[Box] = set()
    for start in range(0, height, _BAND):
        top, bottom = max(start - _OVERLAP, 0), min(start + _BAND + _OVERLAP, height)
        _, _, stats, _ = cv2.connectedComponentsWithStats(ink[top:bottom], connectivity=8)
        for left, at, width, tall, _ in stats[1:].tolist():
            cut = (at == 0 and top > 0) or (at + tall == bottom - top and bottom < height)
            if not cut and tall <= _OVERLAP:
                found.add(Box(left, top + at, left + width, top + at + tall))
    return sorted(found, key=lambda box: (box.top, box.left))


def _dots(ink: MatLike) -> MatLike:
    """Rows of dots or dashes, printed to write on."""
    specks = _pieces(ink, lambda box: box.height <= _DOT[1] and box.width <= _DOT[0])
    rows = cv2.morphologyEx(specks, cv2.MORPH_CLOSE, np.ones((1, LETTER), np.uint8))
    long = _pieces(rows, lambda box: box.width >= _DOTTED and box.height <= 2 * _DOT[1])
    return cv2.bitwise_and(specks, long, dst=specks)


def _pieces(ink: MatLike, wanted: Callable[[Box], bool]) -> MatLike:
    """The ink within the boxes of those pieces that are wanted."""
    kept = np.zeros_like(ink)
    for box in _boxes(ink):
        if wanted(box):
            box.cut(kept)[:] = box.cut(ink)
    return kept
