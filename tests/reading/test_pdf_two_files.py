"""Pages of two audits in one PDF: page numbers and areas go on, and only how the pages were made tells."""

import io
from pathlib import Path

import pypdfium2
import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from framework.pack import Pack
from framework.reading import Status
from mail.reading import read_bytes
from tests.reading.pdf_making import AREAS, EDGES, HEADS, HEIGHT, ROW, Draw, pdf

_FONT = "Vera"
_FILE = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
pdfmetrics.registerFont(TTFont(_FONT, str(_FILE), asciiReadable=False))


def _write(canvas: Canvas, x: float, down: float, words: str) -> None:
    canvas.setFont(_FONT, 8)
    for at, line in enumerate(words.split("\n")):
        canvas.drawString(x, HEIGHT - down - 9 * at, line)


def _rows(canvas: Canvas, top: float, first: int, last: int, comment: str) -> None:
    rows = [(str(n), AREAS[n - 1], "2", comment) for n in range(first, last + 1)]
    rows = [HEADS, *rows] if first == 1 else rows
    canvas.grid(list(EDGES), [HEIGHT - top - n * ROW for n in range(len(rows) + 1)])
    for n, row in enumerate(rows):
        for x, words in zip(EDGES, row, strict=False):
            _write(canvas, x + 4, top + n * ROW + 10, words)


def _first(comment: str) -> Draw:
    def draw(canvas: Canvas) -> None:
        _write(canvas, 40, 50, "TIER 1 GENERIC AUDIT TOOL")
        canvas.grid([40, 110, 250, 340, 550], [HEIGHT - 65, HEIGHT - 89])
        header = ("Case ID:", "900123", "Completed by:", "T Hawthorn")
        for x, words in zip((40, 110, 250, 340), header, strict=True):
            _write(canvas, x + 4, 75, words)
        canvas.grid([40, 170, 280, 340, 550], [HEIGHT - 89, HEIGHT - 113])
        header = ("Allocated social worker:", "Silas Vole", "Date:", "15/01/2014")
        for x, words in zip((40, 170, 280, 340), header, strict=True):
            _write(canvas, x + 4, 99, words)
        _rows(canvas, 150, 1, 4, comment)

    return draw


def _second(comment: str) -> Draw:
    def draw(canvas: Canvas) -> None:
        _rows(canvas, 60, 5, 8, comment)
        _write(canvas, 40, 300, "Any other comments:")
        _write(canvas, 40, 330, "Overall judgement of the case file: Good")

    return draw


def _put_together(first: bytes, second: bytes) -> bytes:
    """Page 1 of one file and page 2 of another, as programs do that put PDFs together."""
    whole = pypdfium2.PdfDocument.new()
    whole.import_pages(pypdfium2.PdfDocument(first), [0])
    whole.import_pages(pypdfium2.PdfDocument(second), [1])
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


_ONE, _OTHER = "Seen in the file.", "Not quite: zigzag, 84 weeks!"


def test_the_second_page_of_another_audit_is_taken_for_this_ones(pack: Pack) -> None:
    one, other = pdf(_first(_ONE), _second(_ONE)), pdf(_first(_OTHER), _second(_OTHER))
    (reading,) = read_bytes(_put_together(one, other), "merged.pdf", pack)
    assert reading.status is Status.REVIEW
    (problem,) = [problem for problem in reading.problems if problem.code == "pages-of-two"]
    assert "From page 2 on" in problem.message


def test_pages_of_one_file_are_asked_about(pack: Pack) -> None:
    one = pdf(_first(_ONE), _second(_OTHER))
    for content in (one, _put_together(one, one)):
        (reading,) = read_bytes(content, "tool.pdf", pack)
        assert (reading.status, reading.problems) == (Status.ACCEPTED, ())
