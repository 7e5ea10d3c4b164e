"""The tool as a PDF form: the labels printed, every value in a field of the form (AcroForm)."""

import io
from typing import Any

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.acroform import AcroForm
from reportlab.pdfgen.canvas import Canvas

from tests.corpus.paper import Cell, Page, Para, Row, Table

_FONT, _SIZE, _LINE, _MARGIN = "Helvetica", 8, 10, 36
_FREE = ("Any other comments:", "Specific Recommendations for Improvement:", "Notes/Actions")


def write(page: Page) -> bytes:
    """The page as a PDF whose fields hold the values."""
    return _Paper(page.landscape).write(page)


_ENCODED = {
    "Ł": "\x95",
    "’": "\x90",
    "‘": "\x8f",
    "“": "\x8d",
    "”": "\x8e",
    "–": "\x85",
    "—": "\x84",
    "…": "\x83",
    "•": "\x80",
}


class _Form(AcroForm):
    """Shows values wrapped and in the encoding of the standard fonts; the field's value keeps every character."""

    room = 100.0

    def txAP(self, key: Any, value: str, *others: Any, **named: Any) -> Any:
        known = "".join(c if c in _ENCODED or ord(c) < 256 else "?" for c in value)
        lines = [
            part for line in known.split("\n") for part in simpleSplit(line, "Helvetica", _SIZE, self.room)
        ]
        shown = "\n".join(lines).translate(str.maketrans(_ENCODED))
        return super().txAP(key, shown, *others, **named)


class _Paper:
    def __init__(self, wide: bool) -> None:
        self.out = io.BytesIO()
        self.size = landscape(A4) if wide else A4
        self.canvas: Any = Canvas(self.out, pagesize=self.size)
        self.form: Any = _Form(self.canvas)
        self.canvas._doc._catalog.AcroForm = self.form
        self.width = self.size[0] - 2 * _MARGIN
        self.top = self.size[1] - _MARGIN
        self.fields = 0

    def write(self, page: Page) -> bytes:
        """All blocks, page after page."""
        self.canvas.setFont(_FONT, _SIZE)
        free: list[str] | None = None
        for block in page.blocks:
            if free is not None and not (isinstance(block, Para) and not _label(block)):
                self._below("\n".join(free))
                free = None
            if isinstance(block, Table):
                self._table(block)
            elif free is not None:
                free.append(block.text)
            else:
                self._para(block)
                free = [] if block.text in _FREE else None
        if free is not None:
            self._below("\n".join(free))
        self.canvas.drawString(0, 0, " ")  # reportlab drops a page that holds nothing but fields
        self.canvas.save()
        return self.out.getvalue()

    def _room(self, height: float) -> None:
        if self.top - height < _MARGIN:
            self.canvas.drawString(0, 0, " ")
            self.canvas.showPage()
            self.canvas.setFont(_FONT, _SIZE)
            self.top = self.size[1] - _MARGIN

    def _para(self, para: Para) -> None:
        if len(para.pieces) < 2:
            for line in simpleSplit(para.text, _FONT, _SIZE, self.width):
                self._room(_LINE)
                self.canvas.drawString(_MARGIN, self.top - _LINE, line)
                self.top -= _LINE
            self.top -= 4
            return
        self._room(_LINE + 8)
        label = para.pieces[0].text
        value = "".join(piece.text for piece in para.pieces[1:]).strip()
        if "(Telephone" in value:
            printed, _, value = value.partition(")")
            label, value = f"{label}{printed})", value.strip()
        self.canvas.drawString(_MARGIN, self.top - _LINE, label)
        left = _MARGIN + pdfmetrics.stringWidth(label, _FONT, _SIZE) + 6
        self._field(left, self.top - _LINE - 4, 200, _LINE + 4, value)
        self.top -= _LINE + 8

    def _below(self, text: str) -> None:
        height = 6 * _LINE
        self._room(height + 6)
        self._field(_MARGIN, self.top - height, self.width, height, text.strip("\n"))
        self.top -= height + 6

    def _table(self, table: Table) -> None:
        scale = self.width / sum(table.widths)
        widths = [width * scale for width in table.widths]
        for n, row in enumerate(table.rows):
            self._row(table, n, row, widths)
        self.top -= 8

    def _row(self, table: Table, at: int, row: Row, widths: list[float]) -> None:
        places: list[tuple[Cell, float, float, bool]] = []
        left, column = float(_MARGIN), 0
        for cell in row.cells:
            width = sum(widths[column : column + cell.span])
            places.append((cell, left, width, _is_value(table, at, column, row)))
            left, column = left + width, column + cell.span
        height = max(len(_split(cell.text, width)) for cell, _, width, _ in places) * _LINE + 8
        self._room(height)
        for cell, x, width, value in places:
            self.canvas.rect(x, self.top - height, width, height)
            if value:
                self._field(x + 2, self.top - height + 2, width - 4, height - 4, cell.text)
                continue
            for n, line in enumerate(_split(cell.text, width), start=1):
                self.canvas.drawString(x + 4, self.top - n * _LINE, line)
        self.top -= height

    def _field(self, x: float, y: float, width: float, height: float, text: str) -> None:
        self.fields += 1
        self.form.room = width - 4
        self.form.textfield(
            name=f"field{self.fields}", value=text, x=x, y=y, width=width, height=height, fontSize=_SIZE,
            fontName="Helvetica", borderWidth=0, maxlen=5000, fieldFlags="multiline",
        )  # fmt: skip


def _split(text: str, width: float) -> list[str]:
    return [part for line in text.split("\n") for part in simpleSplit(line, _FONT, _SIZE, width - 8)] or [""]


def _label(para: Para) -> bool:
    return any(piece.bold for piece in para.pieces) or len(para.pieces) > 1


def _is_value(table: Table, at: int, column: int, row: Row) -> bool:
    match table.role:
        case "header":
            return column % 2 == 1
        case "areas":
            labels = {4: 2}.get(len(table.widths), 1)
            return row.area > 0 and column >= labels
        case "actions":
            return at >= (2 if len(table.widths) == 6 else 1)
        case _:
            return at == 1
