"""PDFs of other makers than Writer: a browser's, a sheet's, a justified letter's, one set word by word."""

import io
import re
import subprocess
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.styles import Alignment, Border
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.corpus.formats import sheets, text, word
from tests.corpus.paper import Block, Cell, Page, Para, Piece, Row, Table

_SECONDS = 120
_COLLAPSED = (
    "table{border-collapse:collapse}td{border:solid windowtext 1.0pt;padding:0cm 5.4pt 0cm 5.4pt}"
    "p.MsoNormal{margin:0cm 0cm .0001pt}"
)
_PLACES = re.compile(r"(?<=[aeiou][bcdfglmnprstv])(?=[bcdfglmnprstv][aeiou]\w)")
_FONT, _BOLD = "DejaVuSans", "DejaVuSans-Bold"
_FONTS = Path("/usr/share/fonts/truetype/dejavu")
_SIZE, _LINE, _MARGIN, _INSIDE = 9, 11.5, 48, 5
_COLUMN = 140.0  # points that a column of a sheet holds


def web_page(page: Page, seed: int) -> bytes:
    """A mail's body as a browser is given it to print: its tables with Outlook's borders or the browser's."""
    html = text.as_html(page)
    return html if seed % 2 else html.replace(b"</style>", f"{_COLLAPSED}</style>".encode())


def by_browser(html: bytes) -> bytes:
    """What Chromium's "Save as PDF" makes of a page, its own header and footer among it."""
    with tempfile.TemporaryDirectory() as place:
        source, out = Path(place) / "mail.html", Path(place) / "mail.pdf"
        source.write_bytes(html)
        command = [
            "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
            f"--user-data-dir={place}/profile", f"--print-to-pdf={out}", source.as_uri(),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)
        return out.read_bytes()


def sheet(page: Page, *, ruled: bool, whole: bool) -> bytes:
    """A sheet to be printed, its rows as high as their texts. `whole`: as wide as a page, else over several."""
    book: Any = load_workbook(io.BytesIO(sheets.write(page)))
    active = book.active
    if whole:
        active.page_setup.orientation = "landscape"
        active.page_setup.fitToWidth, active.page_setup.fitToHeight = 1, 0
        active.sheet_properties.pageSetUpPr.fitToPage = True
    _know_fonts()
    _grow(active)
    if not ruled:
        for row in active.iter_rows():
            for cell in row:
                cell.border = Border()
                cell.alignment = Alignment(wrap_text=cell.alignment.wrap_text, vertical="top")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _grow(active: Any) -> None:
    """Rows as high as their texts, as a sheet on a screen makes them."""
    merged = {(part.min_row, part.min_col): part for part in active.merged_cells.ranges}
    for row in active.iter_rows():
        lines = 1
        for cell in row:
            if not cell.value or not cell.alignment.wrap_text:
                continue
            part = merged.get((cell.row, cell.column))
            width = _COLUMN * (part.max_col - part.min_col + 1 if part else 1)
            tall = part.max_row - part.min_row + 1 if part else 1
            wrapped = [
                line
                for text in str(cell.value).split("\n")
                for line in simpleSplit(text, _BOLD, 10, width) or [""]
            ]
            lines = max(lines, -(-len(wrapped) // tall))
        active.row_dimensions[row[0].row].height = 13.5 * lines + 2


def justified(page: Page) -> bytes:
    """A .docx whose text is set to both margins, with places in its words at which they may be parted."""
    blocks = [_parted(block) for block in page.blocks]
    content = word.write(replace(page, blocks=blocks))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = old.read(info)
            if info.filename == "word/document.xml":
                part = part.replace(b"<w:p><w:r>", b'<w:p><w:pPr><w:jc w:val="both"/></w:pPr><w:r>')
            new.writestr(zipfile.ZipInfo(info.filename, (2014, 1, 1, 0, 0, 0)), part)
    return out.getvalue()


def _parted(block: Block) -> Block:
    if isinstance(block, Para):
        return replace(block, pieces=tuple(_with_places(piece) for piece in block.pieces))
    return replace(block, rows=tuple(_row_parted(row) for row in block.rows))


def _row_parted(row: Row) -> Row:
    cells = (replace(cell, blocks=tuple(_parted(block) for block in cell.blocks)) for cell in row.cells)
    return replace(row, cells=tuple(cells))


def _with_places(piece: Piece) -> Piece:
    if piece.control or piece.field or len(piece.text) < 24:
        return piece
    return replace(piece, text=_PLACES.sub("\u00ad", piece.text))


def word_by_word(page: Page) -> bytes:
    """Every word set by itself, no space among the characters, borders as thin filled rectangles."""
    _know_fonts()
    return _Setting(page.landscape).write(page)


def _know_fonts() -> None:
    for font in (_FONT, _BOLD):
        pdfmetrics.registerFont(TTFont(font, str(_FONTS / f"{font}.ttf")))


class _Setting:
    def __init__(self, wide: bool) -> None:
        self.out = io.BytesIO()
        self.size = landscape(A4) if wide else A4
        self.canvas: Any = Canvas(self.out, pagesize=self.size, invariant=1)
        self.width = self.size[0] - 2 * _MARGIN
        self.top = self.size[1] - _MARGIN

    def write(self, page: Page) -> bytes:
        """All blocks, page after page."""
        for block in page.blocks:
            if isinstance(block, Table):
                self._table(block)
            else:
                self._para(block)
        self.canvas.save()
        return self.out.getvalue()

    def _room(self, height: float) -> None:
        if self.top - height < _MARGIN:
            self.canvas.showPage()
            self.top = self.size[1] - _MARGIN

    def _para(self, para: Para) -> None:
        for line in _split(para, self.width):
            self._room(_LINE)
            self._line(line, _MARGIN, self.top - _SIZE, _font(para))
            self.top -= _LINE
        self.top -= 4

    def _line(self, line: str, left: float, base: float, font: str) -> None:
        self.canvas.setFont(font, _SIZE)
        space = pdfmetrics.stringWidth(" ", font, _SIZE)
        for one in line.split(" "):
            if one:
                self.canvas.drawString(left, base, one)
            left += pdfmetrics.stringWidth(one, font, _SIZE) + space

    def _table(self, table: Table) -> None:
        scale = self.width / sum(table.widths)
        widths = [width * scale for width in table.widths]
        for row, below in zip(table.rows, [*table.rows[1:], None], strict=True):
            self._row(row, widths, below)
        self.top -= 8

    def _row(self, row: Row, widths: list[float], below: Row | None) -> None:
        places: list[tuple[Cell, float, float]] = []
        left, column = float(_MARGIN), 0
        for cell in row.cells:
            width = sum(widths[column : column + cell.span])
            places.append((cell, left, width))
            left, column = left + width, column + cell.span
        height = max(len(_lines(cell, width)) for cell, _, width in places) * _LINE + 2 * _INSIDE
        self._room(height)
        for at, (cell, x, width) in enumerate(places):
            goes_on = below is not None and len(below.cells) > at and below.cells[at].merge == "later"
            self._borders(x, width, height, closed=(cell.merge != "later", not goes_on))
            base = self.top - _INSIDE - _SIZE
            for line, font in _lines(cell, width):
                self._line(line, x + _INSIDE, base, font)
                base -= _LINE
        self.top -= height

    def _borders(self, x: float, width: float, height: float, *, closed: tuple[bool, bool]) -> None:
        self.canvas.setFillColorRGB(0, 0, 0)
        bottom = self.top - height
        for edge, wanted in zip((self.top, bottom), closed, strict=True):
            if wanted:
                self.canvas.rect(x, edge - 0.25, width, 0.5, stroke=0, fill=1)
        for side in (x, x + width):
            self.canvas.rect(side - 0.25, bottom, 0.5, height, stroke=0, fill=1)


def _font(para: Para) -> str:
    return _BOLD if para.pieces and para.pieces[0].bold else _FONT


def _lines(cell: Cell, width: float) -> list[tuple[str, str]]:
    paras = [block for block in cell.blocks if isinstance(block, Para)]
    return [(line, _font(para)) for para in paras for line in _split(para, width - 2 * _INSIDE)]


def _split(para: Para, width: float) -> list[str]:
    return [
        part
        for line in para.text.split("\n")
        for part in simpleSplit(line, _font(para), _SIZE, width) or [""]
    ]
