"""Tables of a page with the words in their cells, and tables that go on over the end of a page as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from mail.reading.document import Block, Cell, Row, Table
from mail.reading.formats.pdf.lattice import GridCell, Lattice
from mail.reading.formats.pdf.lines import Habits, TextLine, goes_on, paragraphs, text_lines
from mail.reading.formats.pdf.parts import Box, Fill, Sheet, Word

_SAME_EDGE = 3.0  # points
_SLIVER = 9.0  # points: a column no wider is the space between a frame and what it holds
_FEWEST_HEADS = 2
_PADDING = 12.0  # points between text and the edge of its cell at the most


@dataclass(slots=True)
class Content:
    """What a cell of a page holds. `cuts` are the numbers of the lines that begin a further page."""

    box: Box
    lines: list[TextLine] = field(default_factory=list)
    tables: list[PageTable] = field(default_factory=list)
    shading: str = ""
    drawn: bool = False
    cuts: list[int] = field(default_factory=list)
    _said: tuple[int, str] = (0, "")  # of so many lines

    @property
    def text(self) -> str:
        """Its lines, one below the other."""
        if self._said[0] != len(self.lines):
            self._said = len(self.lines), "\n".join(line.text for line in self.lines)
        return self._said[1]


@dataclass(slots=True)
class Part:
    """A cell in a row: the columns it covers, and how it goes on over rows."""

    start: int
    end: int
    content: Content
    starts_merge: bool = False
    continues: bool = False


@dataclass(slots=True)
class PageTable:
    """A table on a page, or on several once joined: column edges, rows, and the page of each."""

    edges: list[float]
    rows: list[list[Part]]
    sheets: list[Sheet]  # of each row
    box: Box

    @property
    def texts(self) -> list[list[str]]:
        """The words of its cells, row by row."""
        return [[part.content.text for part in row] for row in self.rows]


def page_table(lattice: Lattice, sheet: Sheet, words: dict[int, list[Word]]) -> PageTable:
    """A ruled table; `words` are those of each cell, by its id."""
    contents = {id(cell): _content(cell, words.get(id(cell), [])) for cell in lattice.cells}
    rows: list[list[Part]] = [[] for _ in range(len(lattice.across) - 1)]
    for cell in lattice.cells:
        content = contents[id(cell)]
        tall = cell.bottom - cell.top > 1
        rows[cell.top].append(Part(cell.left, cell.right, content, starts_merge=tall))
        for row in range(cell.top + 1, cell.bottom):
            rows[row].append(Part(cell.left, cell.right, Content(content.box), continues=True))
    for row in rows:
        row.sort(key=lambda part: part.start)
    return PageTable(list(lattice.down), rows, [sheet] * len(rows), lattice.box)


def _content(cell: GridCell, words: list[Word]) -> Content:
    lines = text_lines(words)
    if lines:
        padding = min(max(min(line.left for line in lines) - cell.box.left, 0.0), _PADDING)
        for line in lines:
            line.limit = cell.box.right - min(padding, 6.0)
    return Content(cell.box, lines)


def shade(table: PageTable, fills: Sequence[Fill]) -> list[Fill]:
    """Gives cells the colour they are filled with; the fills that belong to no cell."""
    left: list[Fill] = []
    cells = [part.content for row in table.rows for part in row if not part.continues]
    for fill in fills:
        found = [
            cell
            for cell in cells
            if fill.box.shared(cell.box) >= 0.75 * max(cell.box.width * cell.box.height, 1.0)
        ]
        for cell in found:
            cell.shading = fill.colour
        if not found:
            left.append(fill)
    return left


def in_order(lines: Sequence[TextLine], tables: Sequence[PageTable]) -> list[PageTable | list[TextLine]]:
    """Lines and tables from the top."""
    held: list[PageTable | list[TextLine]] = []
    left = list(lines)
    for table in sorted(tables, key=lambda table: table.box.top):
        above = [line for line in left if line.base <= table.box.top + _SAME_EDGE]
        left = left[len(above) :]
        if above:
            held.append(above)
        held.append(table)
    if left:
        held.append(left)
    return held


def taken_apart(table: PageTable) -> list[PageTable | list[TextLine]] | None:
    """What a frame around tables holds, if a table is one that touches them: nothing stands at its very edges."""
    edges = table.edges
    last_column = len(edges) - 2
    beside = [
        part.content.lines
        for row in table.rows
        for part in row
        if len(row) > 1 and (part.start == 0 or part.end > last_column)
    ]
    whole = any(len(row) == 1 and row[0].content.lines for row in table.rows)
    if len(edges) < 4 or edges[1] - edges[0] > _SLIVER or not whole or not beside or any(beside):
        return None
    held: list[PageTable | list[TextLine]] = []
    for row, sheet in zip(table.rows, table.sheets, strict=True):
        if len(row) == 1:
            for item in in_order(row[0].content.lines, row[0].content.tables):
                held += (taken_apart(item) or [item]) if isinstance(item, PageTable) else [item]
            continue
        inner = [part for part in row if part.start > 0 and part.end < len(edges) - 1]
        last = held[-1] if held else None
        if isinstance(last, PageTable):
            last.rows.append(inner)
            last.sheets.append(sheet)
        else:
            held.append(PageTable(edges, [inner], [sheet], table.box))
    return held


# Over the end of a page


def joined(above: PageTable, below: PageTable, habits: Habits) -> PageTable | None:
    """The two as one table, if they have the same edges; None otherwise. A row cut in two is one again."""
    ends = abs(above.edges[0] - below.edges[0]), abs(above.edges[-1] - below.edges[-1])
    if max(ends) > _SAME_EDGE or not (_holds(above.edges, below.edges) or _holds(below.edges, above.edges)):
        return None
    edges = above.edges if len(above.edges) >= len(below.edges) else below.edges
    upper, lower = _on(above, edges), _on(below, edges)
    heads = _repeated(upper, lower)
    rest = lower[heads:]
    if rest and _is_rest(upper[-1], rest[0], habits):
        for part, further in zip(upper[-1], rest[0], strict=True):
            _append(part.content, further.content)
        # Repeated headings go before the row that was cut, which may go on over a further page.
        sheets = [
            *above.sheets[:-1],
            *below.sheets[:heads],
            above.sheets[-1],
            *below.sheets[heads + 1 :],
        ]
        rows = [*upper[:-1], *lower[:heads], upper[-1], *rest[1:]]
        return PageTable(edges, rows, sheets, above.box)
    return PageTable(edges, [*upper, *lower], [*above.sheets, *below.sheets], above.box)


def _holds(edges: list[float], others: list[float]) -> bool:
    return all(any(abs(edge - other) <= _SAME_EDGE for edge in edges) for other in others)


def _on(table: PageTable, edges: list[float]) -> list[list[Part]]:
    """Its rows, their columns counted on other edges."""
    if table.edges is edges:
        return table.rows
    at = [min(range(len(edges)), key=lambda n, edge=edge: abs(edges[n] - edge)) for edge in table.edges]
    return [
        [Part(at[p.start], at[p.end], p.content, p.starts_merge, p.continues) for p in row]
        for row in table.rows
    ]


def _repeated(upper: list[list[Part]], lower: list[list[Part]]) -> int:
    """How many rows the lower part begins with that the upper one has too: repeated headings."""
    known = [[part.content.text for part in row] for row in upper]
    count = 0
    for row in lower:
        texts = [part.content.text for part in row]
        if sum(map(bool, texts)) < _FEWEST_HEADS or texts not in known:
            break
        count += 1
    return count if count < len(lower) else 0


def _is_rest(upper: list[Part], lower: list[Part], habits: Habits) -> bool:
    """Whether a row on a further page is the rest of the last one before."""
    if [(p.start, p.end) for p in upper] != [(p.start, p.end) for p in lower] or len(upper) < 2:
        return False
    if any(part.content.tables for part in (*upper, *lower)):
        return False
    pairs = [(one.content.lines, other.content.lines) for one, other in zip(upper, lower, strict=True)]
    if any(below and not above for above, below in pairs) or not any(below for _, below in pairs):
        return False
    full = all(
        _reaches_down(one.content) for one, other in zip(upper, lower, strict=True) if other.content.lines
    )
    if not full:
        return False
    ended = any(above and not below for above, below in pairs)
    label = next(
        (pair for pair in pairs if pair[0] and not pair[0][-1].text.strip(" .").isdecimal()), pairs[0]
    )
    if not label[1]:
        return ended
    first = label[1][0].text[:1]
    if ended and not (first.isupper() or first.isdecimal()):
        return True
    return any(_surely_goes_on(*pair, habits) for pair in (pairs if ended else [label]) if pair[1])


def _reaches_down(content: Content) -> bool:
    """Whether its text fills a cell to the bottom, where only the end of the page can have cut it."""
    last = content.lines[-1]
    return content.box.bottom - last.base < 1.6 * last.size


def _surely_goes_on(above: list[TextLine], below: list[TextLine], habits: Habits) -> bool:
    """Whether the space at the end of a line says that it wraps."""
    spaced = habits.kept and not habits.everywhere and above[-1].words[-1].spaced
    return spaced and goes_on(above[-1], below[0], habits, near=False)


def _append(content: Content, further: Content) -> None:
    if further.lines:
        content.cuts.append(len(content.lines))
        content.lines += further.lines
    content.drawn = content.drawn or further.drawn


# As the reader has them


@dataclass(slots=True)
class Naming:
    """Gives tables their numbers, and notes where each place is and which holds a drawing."""

    note: Callable[[str, Sheet, Box, bool], None]
    habits: Habits
    tables: int = 0

    def table(self, found: PageTable, outer: str = "") -> Table:
        """A table of the neutral model."""
        self.tables += 1
        name = f"{outer}, inner table {self.tables}" if outer else f"table {self.tables}"
        rows: list[Row] = []
        standing = [at for at, row in enumerate(found.rows) if not _is_struck(row)]
        for number, at in enumerate(standing, start=1):
            parts, sheet = found.rows[at], found.sheets[at]
            cells = [
                self._cell(part, sheet, f"{name}, row {number}, column {at}")
                for at, part in enumerate(parts, start=1)
            ]
            rows.append(Row(cells, number))
        return Table(rows, name, len(found.edges) - 1)

    def frame(self, blocks: list[Block]) -> Table:
        """A frame around tables: a table of one cell."""
        self.tables += 1
        name = f"table {self.tables}"
        return Table([Row([Cell(blocks, 0, 1, f"{name}, row 1, column 1")], 1)], name, 1)

    def _cell(self, part: Part, sheet: Sheet, place: str) -> Cell:
        content = part.content
        self.note(place, sheet, content.box, content.drawn)
        cell = Cell(
            [], part.start, part.end - part.start, place, part.starts_merge, part.continues, content.shading
        )
        cell.blocks = self._blocks(content, sheet, place)
        return cell

    def _blocks(self, content: Content, sheet: Sheet, place: str) -> list[Block]:
        if not content.tables:
            return [*paragraphs(content.lines, place, self.habits, cuts=content.cuts)]
        blocks: list[Block] = []
        for item in in_order(content.lines, content.tables):
            if isinstance(item, PageTable):
                blocks.append(self.table(item, place))
            else:
                blocks += paragraphs(item, place, self.habits)
        return blocks


def _is_struck(row: list[Part]) -> bool:
    """Whether a row is struck through as a whole: an office prints so a row that was deleted."""
    glyphs = [
        glyph for part in row for line in part.content.lines for word in line.words for glyph in word.glyphs
    ]
    return bool(glyphs) and all(glyph.style.strike for glyph in glyphs)
