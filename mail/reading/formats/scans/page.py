"""A page of a scan as paragraphs and tables: its ruling lines make the cells, recognition fills them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import cv2
import numpy as np
from cv2.typing import MatLike

from framework.reading import Region
from mail.reading.document import Block, Cell, Paragraph, Row, Run, Table
from mail.reading.formats.scans.accents import read_accents
from mail.reading.formats.scans.lines import UNREAD, lines_of, paragraphs_of_lines
from mail.reading.formats.scans.recognition import BLOCK, TookTooLong, recognise
from mail.reading.formats.scans.ruling import RuledCell, RuledTable, Ruling, ruling_of
from mail.reading.formats.scans.sheet import LETTER, Box, Part, Sheet, parts_of, straighten
from mail.reading.formats.scans.spots import SURE, Spot, put_capitals, read_spots, spot_in
from mail.reading.patience import Allowance

_INSET = 4  # pixels of a cell's edge that are its ruling line
_SAMPLE = 8  # spots that tell which way up a page is
_SAMPLE_SIZE = (900, 160)  # pixels of each, at most
_WORDS = 0.3  # how sure words are, of which hardly any are words
_ENOUGH = 0.75  # how sure words are that stand the right way up


@dataclass(slots=True)
class Page:
    """What a page holds, from the top, each block with where it stands on the sheet.

    `name` begins its places; `number` is that of the picture, which may show several pages.
    """

    name: str
    number: int
    height: int
    blocks: list[tuple[Box, Block]] = field(default_factory=list)
    regions: dict[str, Region] = field(default_factory=dict)
    unsure: dict[str, float] = field(default_factory=dict)
    marks: bool = False  # ink outside of cells that is no word
    late: bool = False  # there was no time to read it


def read_pages(picture: MatLike, number: int, seconds: float, end: Allowance) -> Iterator[Page]:
    """The pages on a grey picture, mostly one.

    One that is not recognised in `seconds`, or not before `end`, is late and holds nothing. NotReadable.
    """
    parts = parts_of(picture)
    del picture  # a large one is kept packed
    for n, part in enumerate(parts, start=1):
        name = f"page {number}" if len(parts) == 1 else f"page {number}, part {n}"
        try:
            yield _read(part, name, number, end.within(seconds))
        except TookTooLong:
            yield Page(name, number, 1, late=True)


def _read(part: Part, name: str, number: int, until: Allowance) -> Page:
    sheet = _upright(part, until)
    return Page(name, number, 1) if sheet is None else _Layout(sheet, name, number, until).page()


def _upright(picture: Part, until: Allowance) -> Sheet | None:
    """The sheet the way up in which its words are words; None where it has none any way up."""
    best: tuple[float, Sheet] | None = None
    for quarters in (0, 2, 1, 3):
        sheet = straighten(picture, quarters)
        sure = _how_upright(sheet, until)
        if sure is None or sure >= _ENOUGH:
            return sheet if best is None or sure is not None else best[1]
        if best is None or sure > best[0]:
            best = (sure, sheet)
    return best[1] if best and best[0] >= _WORDS else None


def _how_upright(sheet: Sheet, until: Allowance) -> float | None:
    """How sure some of the words are; None where there is nothing to tell by."""
    ruling = ruling_of(sheet.grey)
    spots = sorted(
        _Layout.spots_of(sheet, ruling), key=lambda spot: -spot.box.width * min(spot.box.height, 60)
    )
    pictures = [spot.cut(sheet.grey, 255)[: _SAMPLE_SIZE[1], : _SAMPLE_SIZE[0]] for spot in spots[:_SAMPLE]]
    words = [word for found in recognise(pictures, BLOCK, until) for word in found]
    long = [word for word in words if sum(ch.isalpha() for ch in word.text) >= 3]
    letters = sum(len(word.text) for word in long)
    return (
        sum(word.sure * len(word.text) for word in long) / letters
        if letters >= 20
        else (0.0 if spots else None)
    )


class _Layout:
    """One page on its way into blocks."""

    def __init__(self, sheet: Sheet, name: str, number: int, until: Allowance) -> None:
        self._sheet = sheet
        self._until = until
        self._ruling = ruling_of(sheet.grey)
        self._clean, self._ink = _without_lines(sheet, self._ruling)
        self._ruling.wipe()
        self._page = Page(name, number, sheet.grey.shape[0])

    @staticmethod
    def spots_of(sheet: Sheet, ruling: Ruling) -> list[Spot]:
        """Every spot of a page in which something is written."""
        _, ink = _without_lines(sheet, ruling)
        boxes = [_inside(cell) for table in ruling.tables for cell in table.cells]
        boxes += _strips(ruling.tables, sheet.grey.shape)
        return [spot for box in boxes if (spot := spot_in(box, ink, _covered(ruling, box))) is not None]

    def page(self) -> Page:
        """The page as blocks from the top, each with its region, and how sure its words are."""
        tables = self._ruling.tables
        cells = {id(cell): self._spot(_inside(cell)) for table in tables for cell in table.cells}
        strips = [self._spot(box) for box in _strips(tables, self._sheet.grey.shape)]
        spots = [spot for spot in (*cells.values(), *strips) if spot is not None]
        read_spots(spots, self._clean, self._ink, self._until)
        read_accents(spots, self._clean, self._sheet.grey, self._until)
        put_capitals(spots, self._ink)
        held: dict[int, list[RuledTable]] = {}
        outer: list[tuple[int, RuledTable]] = []
        for n, table in enumerate(tables, start=1):
            cell = _cell_around(table, tables)
            if cell is None:
                outer.append((n, table))
            else:
                held.setdefault(id(cell), []).append(table)
        for n, table in outer:
            self._page.blocks.append(
                (table.box, self._table(table, f"{self._page.name}, table {n}", cells, held))
            )
        self._text([spot for spot in strips if spot is not None])
        self._page.blocks.sort(key=lambda placed: (placed[0].top, placed[0].left))
        return self._page

    def _spot(self, box: Box) -> Spot | None:
        return spot_in(box, self._ink, _covered(self._ruling, box))

    def _table(
        self,
        ruled: RuledTable,
        place: str,
        spots: dict[int, Spot | None],
        held: dict[int, list[RuledTable]],
    ) -> Table:
        self._put(place, ruled.box, 0.5 if ruled.odd else 1.0)
        rows: list[list[Cell]] = [[] for _ in range(ruled.rows)]
        for cell in ruled.cells:
            own = f"{place}, row {cell.row + 1}, column {cell.column + 1}"
            blocks = self._cell(cell, own, spots.get(id(cell)))
            for n, inner in enumerate(held.get(id(cell), ()), start=1):
                blocks.append(self._table(inner, f"{own}, table {n}", spots, held))
            rows[cell.row].append(Cell(blocks, cell.column, cell.columns, own, starts_merge=cell.rows > 1))
            for row in range(cell.row + 1, cell.row + cell.rows):
                rows[row].append(Cell([Paragraph([], own)], cell.column, cell.columns, own, continues=True))
        ordered = [Row(sorted(row, key=lambda cell: cell.column), n) for n, row in enumerate(rows, start=1)]
        return Table([row for row in ordered if row.cells], place, ruled.columns)

    def _cell(self, cell: RuledCell, place: str, spot: Spot | None) -> list[Block]:
        self._put(place, cell.box, 1.0 if spot is None else spot.sure)
        if spot is None:
            return [Paragraph([], place)]
        margin = max(spot.box.left - cell.box.left, _INSET)
        lines = lines_of(spot.words, self._ruling.strokes)
        blocks: list[Block] = [
            paragraph
            for paragraph, _ in paragraphs_of_lines(lines, cell.box.right - min(margin, LETTER), place)
        ]
        if spot.unread and (not blocks or spot.sure < SURE):
            blocks.append(Paragraph([Run(UNREAD)], place))
        return blocks or [Paragraph([], place)]

    def _text(self, strips: list[Spot]) -> None:
        """Text outside of tables, line by line from the top."""
        rights = [table.box.right for table in self._ruling.tables]
        limit = max((*rights, *(word.right for spot in strips for word in spot.words)), default=0)
        count = 0
        for spot in strips:
            self._page.marks = self._page.marks or spot.unread
            for paragraph, box in paragraphs_of_lines(lines_of(spot.words, self._ruling.strokes), limit, ""):
                count += 1
                paragraph.place = f"{self._page.name}, line {count}"
                words = [word for word in spot.words if box.holds(word.left, word.top)]
                poor = min(
                    (word.sure for word in words if any(ch.isalnum() for ch in word.text)), default=1.0
                )
                self._put(
                    paragraph.place, box, min(poor, spot.sure) if len(paragraph.text) < 100 else spot.sure
                )
                self._page.blocks.append((box, paragraph))

    def _put(self, place: str, box: Box, sure: float) -> None:
        self._page.regions[place] = self._sheet.region(box, self._page.number)
        if sure < SURE:
            self._page.unsure[place] = round(sure, 2)


def _without_lines(sheet: Sheet, ruling: Ruling) -> tuple[MatLike, MatLike]:
    """The page and its ink with the ruling lines taken out."""
    lines = cv2.dilate(ruling.lines, np.ones((5, 5), np.uint8))
    clean = cv2.max(sheet.grey, lines)
    for stroke in ruling.strokes:
        _take_out(clean, ruling.loose, stroke)
    ink = sheet.ink()
    cv2.subtract(ink, lines, dst=ink)
    cv2.subtract(ink, cv2.dilate(ruling.loose, np.ones((3, 3), np.uint8), dst=lines), dst=ink)
    return clean, ink


def _take_out(page: MatLike, loose: MatLike, stroke: Box) -> None:
    """Takes a line under or through words out, what it crosses mended."""
    around = Box(max(stroke.left - 6, 0), max(stroke.top - 6, 0), stroke.right + 6, stroke.bottom + 6)
    mask = cv2.dilate(around.cut(loose), np.ones((3, 3), np.uint8))
    around.cut(page)[:] = cv2.inpaint(np.ascontiguousarray(around.cut(page)), mask, 3, cv2.INPAINT_TELEA)


def _inside(cell: RuledCell) -> Box:
    box = cell.box
    return Box(box.left + _INSET, box.top + _INSET, box.right - _INSET, box.bottom - _INSET)


def _strips(tables: list[RuledTable], shape: tuple[int, ...]) -> list[Box]:
    """The page cut across the middle of each table, so that what stands beside a table belongs to a strip too."""
    height, width = shape[:2]
    outer = [table for table in tables if _cell_around(table, tables) is None]
    cuts = [0, *sorted((table.box.top + table.box.bottom) // 2 for table in outer), height]
    return [Box(0, top, width, bottom) for top, bottom in pairwise(cuts) if bottom > top]


def _covered(ruling: Ruling, box: Box) -> list[Box]:
    """The tables that stand inside `box`, or that it runs through."""
    return [
        table.box
        for table in ruling.tables
        if table.box.left < box.right
        and box.left < table.box.right
        and table.box.top < box.bottom
        and box.top < table.box.bottom
        and not (table.box.left <= box.left and box.right <= table.box.right)
    ]


def _cell_around(table: RuledTable, tables: list[RuledTable]) -> RuledCell | None:
    """The cell of another table that a table stands in."""
    around = [
        cell
        for other in tables
        if other is not table
        for cell in other.cells
        if cell.box.left <= table.box.left
        and table.box.right <= cell.box.right
        and cell.box.top <= table.box.top
        and table.box.bottom <= cell.box.bottom
    ]
    return min(around, key=lambda cell: cell.box.width * cell.box.height, default=None)
