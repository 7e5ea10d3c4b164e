"""The words of a PDF in the order in which the file has them, in rows and cells told by how they follow each other.

It is made without the ruled lines, so that where a line is missing or a row slipped the two do not agree.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from mail.reading.flow import Flow, FlowCell
from mail.reading.formats.pdf.parts import Sheet, Word

_NEXT_LINE = 1.75  # times the size of the letters: text further down begins something new
_SAME_BASE = 0.35  # likewise: how far words of one line may be apart in height
_GAP = 1.2  # likewise: words on a line with no wider space between them belong together
_NO_GAP = 0.42  # likewise, where the file itself has no space between them
_NEXT_CELL = 0.1  # likewise, where it has one between nearly all others
_NEARLY_ALL = 0.9
_SOME = (
    0.1  # of the rows; so many further up than those before, and the file goes down the page more than once
)
_LEEWAY = 1.06
_SHARED = 0.3  # times the size of letters that texts of two rows may share
_SLIPPED = 1.0  # points
_FULL_ROW = 3  # cells: so many tell where the columns are


@dataclass(slots=True)
class Piece:
    """Words that follow one another: what somebody wrote into one cell, or part of it."""

    words: list[Word]
    left: float
    right: float
    top: float
    base: float
    no_gap: float = _NO_GAP
    next_line: float = _NEXT_LINE

    @property
    def text(self) -> str:
        return _text(self.words)

    @property
    def standing(self) -> str:
        return _text([word for word in self.words if not any(glyph.style.strike for glyph in word.glyphs)])

    @property
    def signs(self) -> bool:
        return any(word.control is not None for word in self.words)

    def takes(self, word: Word) -> bool:
        """Whether a word goes on where this one has come to."""
        last = self.words[-1]
        size = max(last.size, word.size)
        if abs(word.base - last.base) <= _SAME_BASE * size:
            apart = word.left - last.right
            return (
                apart >= -_SLIPPED
                and not last.walled
                and (last.runs_on or apart <= (_GAP if last.spaced else self.no_gap) * size)
            )
        below = 0 < word.base - last.base <= self.next_line * size and _is_bold(word) == _is_bold(last)
        return below and word.left < self.right and word.right > self.left - _SLIPPED

    def add(self, word: Word) -> None:
        self.words.append(word)
        self.left, self.right = min(self.left, word.left), max(self.right, word.right)
        self.top, self.base = min(self.top, word.base - word.size), max(self.base, word.base)


Row = list[Piece]


@dataclass(slots=True)
class Columns:
    """Rows that stand over one another, and how far each of their columns reaches."""

    rows: list[Row] = field(default_factory=list)
    reach: list[tuple[float, float]] = field(default_factory=list)

    def takes(self, row: Row) -> bool:
        """Takes a row in if its cells stand in these columns, or beside them."""
        if len(row) >= _FULL_ROW and not self._fit(row):
            return False
        self.rows.append(row)
        return True

    def cells(self) -> Iterable[list[FlowCell]]:
        """The rows with their cells."""
        for row in self.rows:
            yield [self._cell(piece) for piece in row]

    def _fit(self, row: Row) -> bool:
        under = [self._under(piece) for piece in row]
        if any(len(columns) > 1 for columns in under):
            return False
        taken = [columns[0] for columns in under if columns]
        if len(set(taken)) < len(taken):
            return False
        for piece, columns in zip(row, under, strict=True):
            if columns:
                left, right = self.reach[columns[0]]
                self.reach[columns[0]] = min(left, piece.left), max(right, piece.right)
        self.reach += [(piece.left, piece.right) for piece, own in zip(row, under, strict=True) if not own]
        self.reach.sort()
        return all(
            one[1] <= other[0] + _SLIPPED for one, other in zip(self.reach, self.reach[1:], strict=False)
        )

    def _under(self, piece: Piece) -> list[int]:
        return [
            at
            for at, (left, right) in enumerate(self.reach)
            if min(right, piece.right) - max(left, piece.left) > _SLIPPED
        ]

    def _cell(self, piece: Piece) -> FlowCell:
        """The cell, its columns counted in points: so they mean the same in every table of a page."""
        reach = [(piece.left, piece.right), *(self.reach[at] for at in self._under(piece))]
        left, right = round(min(left for left, _ in reach)), round(max(right for _, right in reach))
        return FlowCell(left, max(right - left, 1), piece.text, piece.standing, piece.signs)


def flow_of(sheets: Iterable[Sheet]) -> Flow:
    """The flow of the pages. Their words must have their looks already."""
    flow = Flow()
    texts: list[str] = []
    pages = [sheet.words for sheet in sheets]
    passes = in_passes(pages)
    for words in pages:
        rows = rows_of(words, passes=passes)
        flow.rows += [cells for table in in_columns(rows) for cells in table.cells()]
        flow.signs = flow.signs or any(piece.signs for row in rows for piece in row)
        texts += [piece.text for row in rows for piece in row]
    flow.text = "\n".join(texts)
    return flow


def in_passes(pages: Iterable[Sequence[Word]]) -> bool:
    """Whether the file goes down a page again and again, as a sheet's: its wrapped cells after all the others."""
    return any(_is_in_passes(_rows(_pieces(_written(words)))) for words in pages)


def in_columns(rows: Iterable[Row]) -> list[Columns]:
    """Rows parted where their columns change."""
    tables = [Columns()]
    for row in rows:
        if not tables[-1].takes(row):
            tables.append(Columns())
            tables[-1].takes(row)
    return tables


def rows_of(words: Sequence[Word], *, passes: bool = False) -> list[Row]:
    """The words of a page in rows of cells; what form fields hold stands in the row beside which they are.

    `passes`: the file goes down a page again and again, so its order tells cells, but no rows.
    """
    written = _written(words)
    rows = _side_by_side(_pieces(written, _pitch(written))) if passes else _rows(_pieces(written))
    for word in words:
        if word.control is not None:
            _put(word, rows)
    return rows


def _written(words: Iterable[Word]) -> list[Word]:
    return [word for word in words if word.control is None]


def _is_in_passes(rows: Sequence[Row]) -> bool:
    above, lowest = 0, 0.0
    for row in rows:
        above += row[0].top < lowest - 2 * row[0].words[0].size
        lowest = max(lowest, *(piece.base for piece in row))
    return above >= max(_FULL_ROW, _SOME * len(rows))


def _pitch(words: Sequence[Word]) -> float:
    """How far apart the lines of one cell are at the most, in times the size of their letters."""
    steps = sorted(
        (word.base - last.base) / word.size
        for last, word in pairwise(words)
        if last.size == word.size and 0.9 * word.size < word.base - last.base <= _NEXT_LINE * word.size
    )
    return min(steps[len(steps) // 10] * _LEEWAY, _NEXT_LINE) if steps else _NEXT_LINE


def _side_by_side(pieces: Iterable[Piece]) -> list[Row]:
    """Pieces in rows by where they stand alone: those that share some height with each other."""
    rows: list[Row] = []
    lowest = 0.0
    for piece in sorted(pieces, key=lambda piece: piece.top):
        if not rows or piece.top + _SHARED * piece.words[0].size > lowest:
            rows.append([])
        rows[-1].append(piece)
        lowest = max(lowest, piece.base) if len(rows[-1]) > 1 else piece.base
    return [_across(row) for row in rows]


def _across(row: Row) -> Row:
    """A row from the left; pieces that stand over one another are one cell."""
    cells: Row = []
    for piece in sorted(row, key=lambda piece: (piece.left, piece.top)):
        last = cells[-1] if cells else None
        if last is not None and piece.left < last.right - _SLIPPED and piece.top > last.top:
            for word in piece.words:
                last.add(word)
        else:
            cells.append(piece)
    return cells


def _pieces(words: Sequence[Word], next_line: float = _NEXT_LINE) -> list[Piece]:
    pieces: list[Piece] = []
    no_gap = _NEXT_CELL if _has_spaces(words) else _NO_GAP
    for word in words:
        if pieces and pieces[-1].takes(word):
            pieces[-1].add(word)
        else:
            pieces.append(_piece(word, no_gap, next_line))
    return pieces


def _has_spaces(words: Sequence[Word]) -> bool:
    """Whether the file writes the spaces between words as characters: where it has none, another cell begins."""
    gaps = [
        last.spaced
        for last, word in pairwise(words)
        if abs(last.base - word.base) < 1 and _NEXT_CELL * word.size < word.left - last.right < word.size
    ]
    return len(gaps) > _FULL_ROW and sum(gaps) >= _NEARLY_ALL * len(gaps)


def _piece(word: Word, no_gap: float = _NO_GAP, next_line: float = _NEXT_LINE) -> Piece:
    return Piece([word], word.left, word.right, word.base - word.size, word.base, no_gap, next_line)


def _rows(pieces: Sequence[Piece]) -> list[Row]:
    """A piece further to the right goes on a row, one below the last its cell, any other begins a row."""
    rows: list[Row] = []
    for piece in pieces:
        last = rows[-1][-1] if rows else None
        if last is None:
            rows.append([piece])
        elif piece.left >= last.right - _SLIPPED and _is_beside(piece, rows[-1]):
            rows[-1].append(piece)
        elif len(rows[-1]) > 1 and piece.left >= rows[-1][-2].right - _SLIPPED and piece.top >= last.base:
            for word in piece.words:
                last.add(word)
        else:
            rows.append([piece])
    return rows


def _is_beside(piece: Piece, row: Row) -> bool:
    """Whether it stands no lower than a row reaches: else it belongs to a text further down."""
    size = piece.words[0].size
    return (
        piece.top <= max(other.base for other in row) + size and piece.base >= min(p.top for p in row) - size
    )


def _put(word: Word, rows: list[Row]) -> None:
    """A form field's value into the row that it stands beside; where it is beside none, a row of its own."""
    middle = word.glyphs[0].middle
    near = [
        (word.left - piece.right, row)
        for row in rows
        for piece in row
        if piece.top - word.size <= middle <= piece.base + word.size and piece.left < word.left
    ]
    if not near:
        rows.append([_piece(word)])
        return
    row = min(near, key=lambda pair: abs(pair[0]))[1]
    row.append(_piece(word))
    row.sort(key=lambda piece: piece.left)


def _is_bold(word: Word) -> bool:
    return word.glyphs[0].style.bold


def _text(words: Sequence[Word]) -> str:
    parts: list[str] = []
    for at, word in enumerate(words):
        if at:
            before = words[at - 1]
            joined = (
                not before.spaced
                and abs(word.base - before.base) < 1
                and word.left - before.right < 0.1 * word.size
            )
            parts.append("" if joined else " ")
        parts.append(word.text)
    return "".join(parts)
