"""Which cell each word, table and drawing of a page stands in; the second opinion on its ruled lines."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from mail.reading.formats.pdf.lattice import GridCell, Lattice
from mail.reading.formats.pdf.parts import Box, Glyph, Line, Word
from mail.reading.formats.pdf.tables import PageTable

_MOST = 0.6  # of a line in one cell: the rest of it stands under another box
_NEAR = 1.0  # points
_SLIGHT = 0.3  # points
_TIGHT = 0.6  # times the size of letters: cells further apart need no line to be told apart
_PARTED = 0.08  # times the size of letters: no letters of one word are so far apart
_FEW_CELLS, _FEW_OF_CELLS = 3, 0.1  # where more are come back to, the file has an order of its own


def shared_out(
    words: Sequence[Word], grids: Sequence[Lattice]
) -> tuple[dict[int, list[Word]], list[Word], bool]:
    """The words of each cell, by its id, those outside all tables, and whether words were torn from their line."""
    cells: dict[int, list[Word]] = defaultdict(list)
    free: list[Word] = []
    torn = False
    homes: list[GridCell | None] = []
    cells_of = [_cell_of((word.left + word.right) / 2, word.glyphs[0].middle, grids) for word in words]
    grid_of = {id(cell): grid for grid in grids for cell in grid.cells}
    at = 0
    for stretch in _stretches(words, cells_of, grid_of):
        found = cells_of[at : at + len(stretch)]
        at += len(stretch)
        kinds = Counter(id(cell) for cell in found)
        if len(kinds) > 1:  # another box lies over part of the line
            most, count = kinds.most_common(1)[0]
            torn = torn or count < _MOST * len(found)
            found = [next(cell for cell in found if id(cell) == most)] * len(found)
        homes += found
    in_order = [cell for word, cell in zip(words, homes, strict=True) if word.control is None]
    for word, cell in zip(words, homes, strict=True):
        (free if cell is None else cells[id(cell)]).append(word)
    return cells, free, torn or _is_interleaved(in_order)


def cut_at_walls(words: Sequence[Word], down: Sequence[Line]) -> list[Word]:
    """The words, those parted that run over a line down the page which stands between two of their letters."""
    walls = _Walls(down)
    cut: list[Word] = []
    for word in words:
        cut += [word] if word.control is not None else walls.part(word)
    for last, word in pairwise(cut):
        gap = word.left - last.right
        if abs(last.base - word.base) < 0.2 * word.size and 0 <= gap < _TIGHT * word.size:
            last.walled = walls.between(last.glyphs[-1], word.glyphs[0])
    return cut


class _Walls:
    """Lines down the page, from the left."""

    def __init__(self, down: Sequence[Line]) -> None:
        self._lines = sorted(down)
        self._places = [line.at for line in self._lines]

    def between(self, last: Glyph, glyph: Glyph) -> bool:
        """Whether one stands between two letters."""
        first = bisect_left(self._places, last.right - _SLIGHT)
        end = bisect_right(self._places, glyph.left + _SLIGHT)
        return any(line.start <= glyph.middle <= line.end for line in self._lines[first:end])

    def part(self, word: Word) -> list[Word]:
        """A word, cut where one stands."""
        if bisect_left(self._places, word.left) == bisect_right(self._places, word.right):
            return [word]
        parts: list[list[Glyph]] = [[word.glyphs[0]]]
        for last, glyph in pairwise(word.glyphs):
            if glyph.left - last.right >= _PARTED * glyph.size and self.between(last, glyph):
                parts.append([])
            parts[-1].append(glyph)
        return [*(Word(part) for part in parts[:-1]), Word(parts[-1], word.spaced, runs_on=word.runs_on)]


def _stretches(
    words: Sequence[Word], cells: Sequence[GridCell | None], grid_of: Mapping[int, Lattice]
) -> list[list[Word]]:
    """Words that follow one another on a line, in the file's own order, with no wall of a table between them."""
    stretches: list[list[Word]] = []
    for at, word in enumerate(words):
        last = words[at - 1] if at else None
        if (
            last is not None
            and last.control is None
            and word.control is None
            and abs(last.base - word.base) < 0.2 * word.size
            and -0.1 * word.size <= word.left - last.right <= 0.6 * word.size
            and not _is_walled_off(last, word, cells[at - 1], cells[at], grid_of)
        ):
            stretches[-1].append(word)
        else:
            stretches.append([word])
    return stretches


def _is_walled_off(
    last: Word, word: Word, one: GridCell | None, other: GridCell | None, grid_of: Mapping[int, Lattice]
) -> bool:
    """Whether the wall between two cells of one table stands in the gap between two words."""
    if one is None or other is None or one is other or grid_of[id(one)] is not grid_of[id(other)]:
        return False
    return one.right == other.left and last.right - _NEAR <= one.box.right <= word.left + _NEAR


def _is_interleaved(homes: Sequence[GridCell | None]) -> bool:
    """Whether the file, which else writes cell by cell, comes back to a cell after it has begun another.

    That is the second opinion on the ruled lines: where they put words in a cell that the file's own order has in
    another, nobody can be sure of either.
    """
    visits: Counter[int] = Counter()
    last: GridCell | None = None
    for cell in homes:
        if cell is not None and cell is not last and not (last is not None and _lies_in(last, cell)):
            visits[id(cell)] += 1
        last = cell or last
    again = sum(count > 1 for count in visits.values())
    return 0 < again <= max(_FEW_CELLS, _FEW_OF_CELLS * len(visits))


def _lies_in(inner: GridCell, outer: GridCell) -> bool:
    return inner is not outer and inner.box.shared(outer.box) >= 0.95 * inner.box.width * inner.box.height


def _cell_of(x: float, y: float, grids: Sequence[Lattice]) -> GridCell | None:
    found: GridCell | None = None
    for grid in grids:
        if not grid.box.holds(x, y):
            continue
        for cell in grid.cells:
            if cell.box.holds(x, y):
                if found is None or cell.box.width * cell.box.height < found.box.width * found.box.height:
                    found = cell
                break
    return found


def nested(tables: list[PageTable]) -> list[PageTable]:
    """Those that stand in no other; the rest are put into the cells they stand in."""
    outer: list[PageTable] = []
    for table in tables:
        homes = [
            part.content
            for other in tables
            if other is not table
            for row in other.rows
            for part in row
            if not part.continues and _is_inside(table.box, part.content.box)
        ]
        if homes:
            min(homes, key=lambda content: content.box.width * content.box.height).tables.append(table)
        else:
            outer.append(table)
    return outer


def _is_inside(inner: Box, outer: Box) -> bool:
    return inner.shared(outer) >= 0.95 * inner.width * inner.height


def note_drawing(mark: Box, tables: Sequence[PageTable]) -> bool:
    """Notes a drawing at the cell it stands in; whether there is one."""
    x, y = (mark.left + mark.right) / 2, (mark.top + mark.bottom) / 2
    for table in tables:
        for row in table.rows:
            for part in row:
                if not part.continues and part.content.box.holds(x, y):
                    part.content.drawn = True
                    return True
    return False
