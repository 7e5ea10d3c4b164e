"""Tables without ruled lines: where words stand in columns over several rows, the lines that they lack.

What stands in which cell is then told by the place of words alone: such a document is never accepted unseen.
"""

from collections.abc import Sequence
from itertools import pairwise

from mail.reading.formats.pdf.order import Piece, in_columns, rows_of
from mail.reading.formats.pdf.parts import Line, Word

_FEWEST_ROWS = 2  # with cells enough to tell the columns
_FEWEST_CELLS = 3
_CELLS_OF_ONE_ROW = 4  # so many, and a single row is a table
_FRAME = 3.0  # points around the words


def missing_lines(words: Sequence[Word], *, passes: bool = False) -> tuple[list[Line], list[Line]]:
    """Lines across and down the page that part the rows and columns of its tables; none where no words do.

    `passes`: the file goes down a page again and again.
    """
    across: list[Line] = []
    down: list[Line] = []
    for columns in in_columns(rows_of(words, passes=passes)):
        rows = _rows_of_a_table(columns.rows)
        full = [len(row) for row in rows if len(row) >= _FEWEST_CELLS]
        if len(full) >= _FEWEST_ROWS or max(full, default=0) >= _CELLS_OF_ONE_ROW:
            more_across, more_down = _lines(rows, columns.reach)
            across += more_across
            down += more_down
    return across, down


def _rows_of_a_table(rows: Sequence[list[Piece]]) -> list[list[Piece]]:
    """From the first row of several cells to the last: what is before and after is text."""
    full = [at for at, row in enumerate(rows) if len(row) >= _FEWEST_CELLS]
    several = [at for at, row in enumerate(rows) if len(row) > 1]
    return [*rows[full[0] : several[-1] + 1]] if full else []


def _lines(
    rows: Sequence[Sequence[Piece]], reach: Sequence[tuple[float, float]]
) -> tuple[list[Line], list[Line]]:
    tops = [min(piece.top for piece in row) for row in rows]
    bases = [max(piece.base for piece in row) for row in rows]
    if any(base >= top + _FRAME for base, top in zip(bases, tops[1:], strict=False)):
        return [], []  # rows that overlap: nobody can say where one ends
    edges = [
        tops[0] - _FRAME,
        *((base + top) / 2 + 1 for base, top in zip(bases, tops[1:], strict=False)),
        bases[-1] + _FRAME,
    ]
    left = min(piece.left for row in rows for piece in row) - _FRAME
    right = max(piece.right for row in rows for piece in row) + _FRAME
    across = [Line(edge, left, right) for edge in edges]
    down = [Line(side, edges[0], edges[-1]) for side in (left, right)]
    for (_, end), (start, _) in pairwise(reach):
        wall = (end + start) / 2
        for row, (top, bottom) in zip(rows, pairwise(edges), strict=True):
            if not any(piece.left < wall < piece.right for piece in row):
                down.append(Line(wall, top, bottom))
    return across, down
