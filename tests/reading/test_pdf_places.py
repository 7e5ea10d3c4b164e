"""What a PDF holds that was not read is named so that somebody finds it, and by no word that was written."""

import io

import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from framework.pack import Pack
from mail.reading import read_bytes
from tests.reading.pdf_making import AREAS, HEADS, audit_tool, grid, pdf, text


def _message(pack: Pack, content: bytes, code: str) -> str:
    (reading,) = read_bytes(content, "tool.pdf", pack)
    (told,) = [problem.message for problem in reading.problems if problem.code == code]
    return told


def test_a_line_that_belongs_to_nothing_is_told_by_its_page_its_number_and_the_label_before_it(
    pack: Pack,
) -> None:
    def draw(canvas: Canvas) -> None:
        audit_tool()(canvas)
        text(canvas, 40, 132, "Quill asked about this case")

    told = _message(pack, pdf(draw), "unplaced-text")
    assert "page 1, upper third, line 4, after “Date" in told
    assert "Quill" not in told


def _with_files(content: bytes, *names: str) -> bytes:
    document = pypdfium2.PdfDocument(content)
    for name in names:
        document.new_attachment(name).set_data(b"%PDF-1.4")
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("Quill Vole.pdf", "b.PDF"), "2 files are packed into the document (2 PDFs)"),
        (("a.pdf", "b.docx"), "2 files are packed into the document (1 PDF, 1 Word document)"),
        (("Quill.xyz",), "A file is packed into the document (1 file of another kind)"),
    ],
)
def test_files_packed_into_a_cover_page_are_told_of_by_number_and_kind_alone(
    names: tuple[str, ...], told: str, pack: Pack
) -> None:
    cover = pdf(lambda canvas: text(canvas, 40, 60, "Open this with a program that shows portfolios."))
    message = _message(pack, _with_files(cover, *names), "files-inside")
    assert told in message
    assert "by itself" in message or "by themselves" in message
    assert "Quill" not in message


def test_a_file_packed_into_an_audit_tool_is_told_of(pack: Pack) -> None:
    message = _message(pack, _with_files(pdf(audit_tool()), "case.docx"), "left-out")
    assert "1 Word document" in message


def test_an_empty_line_between_two_paragraphs_of_a_text_is_lost(pack: Pack) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 40, 50, "TIER 1 GENERIC AUDIT TOOL", "Helvetica-Bold", 13)
        grid(canvas, 65, [("Case ID:", "900123", "Completed by:", "Tess Hawthorn")], (40, 110, 250, 340, 550))
        second = ("Allocated social worker:", "Silas Vole", "Date:", "15/01/2014")
        grid(canvas, 89, [second], (40, 170, 280, 340, 550))
        rows = [(str(n), area, "2", "Seen.") for n, area in enumerate(AREAS, start=1)]
        grid(canvas, 150, [HEADS, *rows])
        text(canvas, 40, 420, "Any other comments:", "Helvetica-Bold")
        for down, words in ((434, "He has moved."), (446, "He likes it."), (470, "His mother was not seen.")):
            text(canvas, 40, down, words)
        text(canvas, 40, 520, "Overall judgement of the case file: Good", "Helvetica-Bold")

    (reading,) = read_bytes(pdf(draw), "tool.pdf", pack)
    assert reading.comments == "He has moved.\nHe likes it.\n\nHis mother was not seen."
