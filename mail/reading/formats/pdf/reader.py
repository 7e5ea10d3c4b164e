"""PDFs as documents: text and ruled lines where there are any, recognition where a page is a picture."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from mail.reading.document import Block, Document, Paragraph
from mail.reading.formats.pdf.edges import (
    are_repeated,
    edge_key,
    edge_lines,
    is_by_browser,
    is_page_number,
)
from mail.reading.formats.pdf.geometry import region
from mail.reading.formats.pdf.lattice import Lattice, lattices
from mail.reading.formats.pdf.lines import (
    TextLine,
    goes_on,
    habits_of,
    join_over_pages,
    paragraphs,
    parted,
    text_lines,
)
from mail.reading.formats.pdf.looks import dress, highlight
from mail.reading.formats.pdf.opening import Pdf, opened
from mail.reading.formats.pdf.order import flow_of, in_passes
from mail.reading.formats.pdf.parts import Box, Sheet
from mail.reading.formats.pdf.sharing import cut_at_walls, nested, note_drawing, shared_out
from mail.reading.formats.pdf.sound import is_sound
from mail.reading.formats.pdf.spread import side_by_side
from mail.reading.formats.pdf.stamps import is_stamped
from mail.reading.formats.pdf.tables import (
    Naming,
    PageTable,
    in_order,
    joined,
    page_table,
    shade,
    taken_apart,
)
from mail.reading.formats.pdf.unruled import missing_lines
from mail.reading.patience import RECOGNITION, Allowance, allowed

_FEW_WORDS = 5  # a page with fewer, and a picture on it, is a picture
_COVERS = 0.55  # share of a page; a picture that covers more is the page
_FULL = 0.75  # share of a page; what ends further down may be cut by its end
_FOOT = 0.25  # share of a page; text goes on over its end from there
_SAME_LINE = 4.0  # points between the baselines of what is counted as one line
_FULL_LINE = 30.0  # points from the margin within which the longest of many lines ends


@dataclass(slots=True)
class _Page:
    """A page as it is laid out: lines outside tables, tables; or the document that recognition made of it."""

    sheet: Sheet
    lines: list[TextLine] = field(default_factory=list)
    tables: list[PageTable] = field(default_factory=list)
    seen: Document | None = None

    def edge_lines(self) -> list[TextLine]:
        """Its lines that may be header or footer."""
        return edge_lines(self.sheet, self.lines, self.tables)


def read_pdf(content: bytes) -> Document:
    """The document in the bytes of a PDF. NotReadable, and why; pages without believable text go to recognition."""
    with opened(content) as pdf:
        pages, spread = _pages_of_sheet(pdf) if pdf.is_of_sheet else (_pages(pdf), False)
        ruled = any(page.tables or page.seen is not None for page in pages)
        if not ruled:
            passes = in_passes(page.sheet.words for page in pages)
            pages = [_told_apart(page, passes) for page in pages]
        document = _Laying(pages).document()
        document.spread = spread
        document.unruled = not ruled and not _holds_values(pages)
        document.files = pdf.files
        document.damaged = not is_sound(content)
        document.flow = flow_of(page.sheet for page in pages if page.seen is None)
        return document


def _pages(pdf: Pdf) -> list[_Page]:
    pages: list[_Page] = []
    scanned: list[int] = []
    end = allowed(RECOGNITION)
    for number in range(1, pdf.pages + 1):
        sheet = pdf.sheet(number)
        if _is_picture(sheet):
            scanned.append(number)
            continue
        if scanned:
            pages.append(_recognised(pdf, scanned, end))
            scanned = []
        pages.append(_laid_out(sheet))
    if scanned:
        pages.append(_recognised(pdf, scanned, end))
    return pages


def _pages_of_sheet(pdf: Pdf) -> tuple[list[_Page], bool]:
    """The pages, those side by side put together, and whether some may be left so."""
    sheets = [pdf.sheet(number) for number in range(1, pdf.pages + 1)]
    if any(_is_picture(sheet) for sheet in sheets):
        return _pages(pdf), False
    whole, spread = side_by_side(sheets)
    return [_laid_out(sheet) for sheet in whole], spread


def _is_picture(sheet: Sheet) -> bool:
    """Whether what a page shows is not what its text says: it is a scan, with or without recognised text."""
    letters = sum(len(word.glyphs) for word in sheet.words if word.control is None)
    if sheet.picture > _COVERS:
        return True
    if sheet.unseen > letters:
        return True
    if len(sheet.words) < _FEW_WORDS:
        return sheet.picture > 0.1 or len(sheet.marks) > 200
    return sheet.unknown > 0.2 * len(sheet.words)


def _recognised(pdf: Pdf, numbers: Sequence[int], end: Allowance) -> _Page:
    from mail.reading.formats.scans import read_scans

    seen = read_scans(((number, pdf.picture(number)) for number in numbers), end)
    return _Page(Sheet(numbers[0], 1.0, 1.0), seen=seen)


def _laid_out(sheet: Sheet) -> _Page:
    dress(sheet)
    sheet.stamped = is_stamped(sheet)
    sheet.words = cut_at_walls(sheet.words, sheet.down)
    return _in_tables(sheet, lattices(sheet.across, sheet.down))


def _told_apart(page: _Page, passes: bool) -> _Page:
    """A page without ruled lines, its tables told by where its words stand."""
    across, down = missing_lines(page.sheet.words, passes=passes)
    return _in_tables(page.sheet, lattices(across, down)) if across else page


def _holds_values(pages: Sequence[_Page]) -> bool:
    """Whether form fields hold what was filled in: that needs no ruled lines."""
    return any(word.control is not None for page in pages for word in page.sheet.words)


def _in_tables(sheet: Sheet, grids: Sequence[Lattice]) -> _Page:
    cells, free, torn = shared_out(sheet.words, grids)
    sheet.astray = torn
    tables = [page_table(grid, sheet, cells) for grid in grids]
    fills = sheet.fills
    for table in tables:
        fills = shade(table, fills)
    highlight(
        (fill for fill in fills if fill.box.height * fill.box.width < 0.3 * sheet.width * sheet.height),
        sheet.words,
    )
    page = _Page(sheet, [part for line in text_lines(free) for part in parted(line)])
    page.tables = nested(tables)
    sheet.marks = [mark for mark in sheet.marks if not note_drawing(mark, tables)]
    sheet.across, sheet.down, sheet.fills = [], [], []
    return page


class _Laying:
    """Puts pages together: headers and footers apart, tables joined over page ends, places named."""

    def __init__(self, pages: list[_Page]) -> None:
        self._pages = pages
        self._document = Document([])
        lines = [line for page in pages for line in self._all_lines(page)]
        ends = [line for page in pages for line in _ends(page.tables)]
        self._habits = habits_of(lines, ends)
        self._naming = Naming(self._note, self._habits)

    def document(self) -> Document:
        """All pages as one."""
        document = self._document
        self._take_edges()
        document.paged = all(page.seen is None for page in self._pages)
        document.full = _is_full(self._pages[-1])
        self._set_limits()
        after: tuple[TextLine, Sheet] | None = None
        for item, sheet in self._blocks():
            if isinstance(item, PageTable):
                self._add_table(item, sheet)
            elif isinstance(item, Document):
                self._take_seen(item)
            else:
                self._add_lines(item, sheet, after)
            after = (item[-1], sheet) if isinstance(item, list) else None
        document.torn = self._habits.breaks.torn
        for page in self._pages:
            document.hidden = document.hidden or page.sheet.unseen > 0
            document.margin_comments += page.sheet.margin_comments
            document.left_out = document.left_out or page.sheet.left_out
            for told, pages in (
                (page.sheet.astray, document.astray),
                (page.sheet.differs, document.differs),
                (page.sheet.covered, document.covered),
                (page.sheet.cut, document.cut),
                (page.sheet.crossed, document.crossed),
                (page.sheet.overwritten, document.overwritten),
                (page.sheet.redacted, document.redacted),
                (page.sheet.stamped, document.stamped),
            ):
                if told:
                    pages.append(f"page {page.sheet.number}")
            document.drawings = document.drawings or bool(page.sheet.marks)
            if page.sheet.face is not None:
                document.faces[page.sheet.number] = page.sheet.face
        return document

    def _add_table(self, table: PageTable, sheet: Sheet) -> None:
        apart = taken_apart(table)
        if apart is None:
            self._document.blocks.append(self._naming.table(table))
            return
        blocks: list[Block] = []
        for item in apart:
            blocks += (
                [self._naming.table(item)] if isinstance(item, PageTable) else self._paragraphs(item, sheet)
            )
        self._document.blocks.append(self._naming.frame(blocks))

    def _add_lines(self, lines: list[TextLine], sheet: Sheet, after: tuple[TextLine, Sheet] | None) -> None:
        """Lines outside tables; `after`: the line before them and its page, where it is outside tables too."""
        blocks = self._paragraphs(lines, sheet)
        first, before = blocks[0], self._document.blocks[-1] if after else None
        if after and isinstance(before, Paragraph) and isinstance(first, Paragraph):
            line, above = after
            foot = above is not sheet and above.height - line.base < _FOOT * above.height
            rest = lines[0].text[:1].islower()  # a label begins otherwise
            if foot and rest and goes_on(line, lines[0], self._habits, near=False):
                join_over_pages(before, line, first, lines[0], self._habits)
                blocks = blocks[1:]
        self._document.blocks += blocks

    def _note(self, place: str, sheet: Sheet, box: Box, drawn: bool) -> None:
        self._document.regions[place] = region(box, sheet)
        if drawn:
            self._document.drawn.add(place)
            self._document.drawings = True

    def _take_seen(self, seen: Document) -> None:
        document = self._document
        document.scanned = True
        document.blocks += seen.blocks
        document.edges += seen.edges
        document.regions.update(seen.regions)
        document.unsure.update(seen.unsure)
        document.late += seen.late

    @staticmethod
    def _all_lines(page: _Page) -> list[TextLine]:
        lines = list(page.lines)
        waiting = list(page.tables)
        while waiting:
            for row in waiting.pop().rows:
                for part in row:
                    lines += part.content.lines
                    waiting += part.content.tables
        return lines

    # Headers and footers

    def _take_edges(self) -> None:
        pages = [page for page in self._pages if page.seen is None]
        counts = Counter(
            key for page in pages for key in {edge_key(line, page.sheet) for line in page.edge_lines()}
        )
        often = {key for key, count in counts.items() if count >= max(2, 0.6 * len(pages))}
        told: set[tuple[str, int]] = set()
        for page in pages:
            edges = [
                line
                for line in page.edge_lines()
                if edge_key(line, page.sheet) in often
                or is_page_number(line, page.sheet)
                or is_by_browser(line, page.sheet)
            ]
            for line in edges:
                if (key := edge_key(line, page.sheet)) not in told:
                    told.add(key)
                    self._document.edges += paragraphs(
                        [line], f"edge of page {page.sheet.number}", self._habits
                    )
            taken = {id(line) for line in edges}
            page.lines = [line for line in page.lines if id(line) not in taken]
        self._take_edge_tables(pages)

    def _take_edge_tables(self, pages: Sequence[_Page]) -> None:
        """A table that stands at the top or foot of every page, the same each time."""
        if len(pages) < 2:
            return
        for at in (0, -1):
            ends = [page.tables[at] for page in pages if len(page.tables) > 1]
            if len(ends) < len(pages) or not are_repeated(ends, [page.sheet for page in pages]):
                continue
            self._document.edges.append(self._naming.table(ends[0]))
            for page in pages:
                page.tables = page.tables[1:] if at == 0 else page.tables[:-1]

    def _set_limits(self) -> None:
        """How far the lines outside tables could have gone: to the right margin."""
        by_width: dict[int, list[tuple[_Page, float]]] = defaultdict(list)
        for page in self._pages:
            if page.lines:
                by_width[round(page.sheet.width)].append((page, max(line.right for line in page.lines)))
        for same in by_width.values():
            furthest = max(right for _, right in same)
            lines = [line for page, _ in same for line in page.lines]
            left = min(line.left for line in lines)
            wraps = self._habits.kept and any(line.words[-1].spaced for line in lines)
            for page, _ in same:
                margin = page.sheet.width - left
                full = wraps or furthest > margin - _FULL_LINE
                limit = furthest if full else margin
                for line in page.lines:
                    line.limit = limit

    # In order

    def _blocks(self) -> list[tuple[PageTable | list[TextLine] | Document, Sheet]]:
        """Tables and stretches of lines in the order they stand, tables joined over page ends."""
        found: list[tuple[PageTable | list[TextLine] | Document, Sheet]] = []
        for page in self._pages:
            if page.seen is not None:
                found.append((page.seen, page.sheet))
                continue
            items = in_order(page.lines, page.tables)
            if items and found and isinstance(items[0], PageTable) and isinstance(found[-1][0], PageTable):
                whole = joined(found[-1][0], items[0], self._habits)
                if whole is not None:
                    found[-1] = (whole, found[-1][1])
                    items = items[1:]
            found += [(item, page.sheet) for item in items]
        return found

    def _paragraphs(self, lines: list[TextLine], sheet: Sheet) -> list[Block]:
        """Paragraphs outside tables, each with its place."""
        groups: list[list[TextLine]] = []
        for line in lines:
            if groups and goes_on(groups[-1][-1], line, self._habits):
                groups[-1].append(line)
            else:
                groups.append([line])
        blocks: list[Block] = []
        for at, group in enumerate(groups):
            place = _place_of(group[0], sheet)
            box = Box(
                min(line.left for line in group),
                group[0].box.top,
                max(line.right for line in group),
                group[-1].box.bottom,
            )
            self._note(place, sheet, box, any(_is_at(mark, box) for mark in sheet.marks))
            pair = [groups[at - 1][-1], *group] if at else group
            made = paragraphs(pair, place, self._habits)
            blocks += made[1:] if at else made
        return blocks


def _place_of(line: TextLine, sheet: Sheet) -> str:
    """Where a line outside tables stands: its page, the part of it, its number among all lines there."""
    if not sheet.lines:
        for base in sorted(word.base for word in sheet.words):
            if not sheet.lines or base - sheet.lines[-1] > _SAME_LINE:
                sheet.lines.append(base)
    number = max(bisect_right(sheet.lines, line.base + 0.01), 1)
    third = ("upper", "middle", "lower")[min(max(int(3 * line.base / sheet.height), 0), 2)]
    return f"page {sheet.number}, {third} third, line {number}"


def _is_full(page: _Page) -> bool:
    """Whether what stands on a page, its footer aside, goes down so far that it may go on upon another."""
    ends = [*(line.base for line in page.lines), *(table.box.bottom for table in page.tables)]
    return max(ends, default=0.0) > _FULL * page.sheet.height


def _is_at(mark: Box, box: Box) -> bool:
    return box.shared(mark) > 0


def _ends(tables: Sequence[PageTable]) -> list[TextLine]:
    """The last line of each cell."""
    return [
        part.content.lines[-1] for table in tables for row in table.rows for part in row if part.content.lines
    ]
