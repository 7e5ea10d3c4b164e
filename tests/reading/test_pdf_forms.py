"""Form fields of a PDF and what people put on a page with a viewer are read where they stand."""

from reportlab.pdfbase.pdfdoc import PDFObject
from reportlab.pdfgen.canvas import Canvas

from framework.pack import Pack
from framework.reading import Status
from mail.reading import read_bytes
from mail.reading.document import Paragraph, Table
from mail.reading.formats.pdf import read_pdf
from tests.reading.pdf_making import AREAS, HEADS, HEIGHT, grid, pdf, text

NOTE = """<</Type/Annot/Subtype/%s/Rect[%d %d %d %d]/Contents(%s)/QuadPoints[%s]/F 4>>"""


def _field(canvas: Canvas, name: str, value: str, down: float, *, lines: bool = False) -> None:
    canvas.acroForm.textfield(
        name=name,
        value=value,
        x=90 if not lines else 150,
        y=int(HEIGHT - down) - 4,
        width=200,
        height=60 if lines else 16,
        fieldFlags="multiline" if lines else "",
    )


def test_a_value_in_a_text_field_stands_beside_its_label() -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 40, 60, "Case ID:")
        _field(canvas, "case", "900123", 60)

    (paragraph,) = read_pdf(pdf(draw)).blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == "Case ID: 900123"
    control = paragraph.runs[-1].control
    assert control is not None
    assert (control.kind, control.value) == ("text", "900123")


def test_a_value_without_an_appearance_is_read_all_the_same() -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 40, 60, "Case ID:")
        _field(canvas, "case", "900123", 60)

    content = pdf(draw, pageCompression=0)
    assert b"/AP" in content
    (paragraph,) = read_pdf(content.replace(b"/AP ", b"/XX ")).blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == "Case ID: 900123"


def test_a_label_after_a_field_on_its_line_begins_a_paragraph_of_its_own() -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 40, 60, "Case ID:")
        _field(canvas, "case", "900123", 60)
        text(canvas, 320, 60, "Date:")

    assert [p.text for p in read_pdf(pdf(draw)).blocks if isinstance(p, Paragraph)] == [
        "Case ID: 900123",
        "Date:",
    ]


def test_lines_of_a_long_field_are_kept_in_its_cell() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([40, 140, 400], [HEIGHT - 40, HEIGHT - 120])
        text(canvas, 45, 60, "Comments")
        _field(canvas, "comments", "One line.\nAnother.", 110, lines=True)

    (table,) = read_pdf(pdf(draw)).blocks
    assert isinstance(table, Table)
    assert [cell.text for cell in table.rows[0].cells] == ["Comments", "One line.\nAnother."]


def test_a_box_ticked_or_not_is_told_apart() -> None:
    def draw(canvas: Canvas) -> None:
        for down, words, ticked in ((60, "Yes", True), (90, "No", False)):
            text(canvas, 40, down, words)
            canvas.acroForm.checkbox(name=words, checked=ticked, x=60, y=int(HEIGHT - down) - 4, size=14)

    texts = [p.text for p in read_pdf(pdf(draw)).blocks if isinstance(p, Paragraph) and p.text]
    assert texts == ["Yes ☒", "No ☐"]


def test_a_choice_in_a_list_is_what_it_shows() -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 40, 60, "Grade")
        canvas.acroForm.choice(
            name="grade",
            value="3",
            options=["1", "2", "3", "4"],
            x=80,
            y=int(HEIGHT) - 64,
            width=60,
            height=16,
        )

    (paragraph,) = read_pdf(pdf(draw)).blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == "Grade 3"
    assert paragraph.runs[-1].control is not None
    assert paragraph.runs[-1].control.kind == "drop-down"


def _annotated(kind: str, box: tuple[int, int, int, int], words: str, quads: str = "") -> bytes:
    """A page with an audit's row and an annotation."""

    def draw(canvas: Canvas) -> None:
        grid(canvas, 60, [("1", "An area", "2", "A comment")])
        getattr(canvas, "_addAnnotation")(_Raw(NOTE % (kind, *box, words, quads)))  # noqa: B009 (no public way)

    return pdf(draw, pageCompression=0)


class _Raw(PDFObject):
    """An object of a PDF as it is written."""

    def __init__(self, written: str) -> None:
        self.written = written

    def format(self, document: object) -> bytes:
        return self.written.encode("latin-1")


def _cells(content: bytes) -> list[str]:
    (table,) = [block for block in read_pdf(content).blocks if isinstance(block, Table)]
    return [cell.text for cell in table.rows[0].cells]


def test_words_typed_on_the_page_stand_in_the_cell_they_were_typed_in() -> None:
    box = (460, int(HEIGHT) - 82, 540, int(HEIGHT) - 64)
    assert _cells(_annotated("FreeText", box, "typed"))[3] == "A comment\ntyped"


def test_a_note_beside_the_text_is_counted_and_no_part_of_it() -> None:
    content = _annotated("Text", (310, int(HEIGHT) - 80, 330, int(HEIGHT) - 62), "ask about this")
    assert _cells(content) == ["1", "An area", "2", "A comment"]
    assert read_pdf(content).margin_comments == 1


def test_ink_over_a_grade_is_a_drawing_in_its_cell() -> None:
    document = read_pdf(_annotated("Ink", (305, int(HEIGHT) - 82, 340, int(HEIGHT) - 62), ""))
    assert document.drawn == {"table 1, row 1, column 3"}


def test_words_struck_out_with_a_viewer_do_not_stand() -> None:
    top, bottom = HEIGHT - 65, HEIGHT - 80
    quads = f"363 {top} 440 {top} 363 {bottom} 440 {bottom}"
    content = _annotated("StrikeOut", (363, int(bottom), 440, int(top)), "", quads)
    (table,) = read_pdf(content).blocks
    assert isinstance(table, Table)
    assert table.rows[0].cells[3].standing.strip() == ""
    assert table.rows[0].cells[2].standing == "2"


def test_a_file_packed_into_the_pdf_is_told() -> None:
    box = (310, int(HEIGHT) - 80, 330, int(HEIGHT) - 62)
    assert read_pdf(_annotated("FileAttachment", box, "")).left_out


def _filled(value: str, held: str) -> bytes:
    """A field that shows one value and holds another of as many letters."""

    def draw(canvas: Canvas) -> None:
        text(canvas, 40, 60, "Case ID:")
        _field(canvas, "case", value, 60)

    content = pdf(draw, pageCompression=0)
    changed = content.replace(f"/V ({value})".encode(), f"/V ({held})".encode())
    assert (changed != content) == (held != value)
    return changed


def test_a_value_that_its_field_holds_and_does_not_show_is_not_read() -> None:
    document = read_pdf(_filled("900123", "900124"))
    assert document.differs == ["page 1"]
    assert [p.text for p in document.blocks if isinstance(p, Paragraph)] == ["Case ID:"]


def test_a_value_that_its_field_shows_is_believed() -> None:
    assert read_pdf(_filled("900123", "900123")).differs == []


def test_a_value_longer_than_its_field_is_believed() -> None:
    long = (
        "A comment that is very much longer than the field that it was typed into, and runs beyond its end."
    )
    document = read_pdf(_filled(long, long))
    assert document.differs == []
    (paragraph,) = document.blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == f"Case ID: {long}"


def test_boxes_set_over_the_options_of_the_judgement_become_words_of_the_comment_above(pack: Pack) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 40, 50, "TIER 1 GENERIC AUDIT TOOL", "Helvetica-Bold", 13)
        grid(canvas, 65, [("Case ID:", "900123", "Completed by:", "Tess Hawthorn")], (40, 110, 250, 340, 550))
        second = ("Allocated social worker:", "Silas Vole", "Date:", "15/01/2014")
        grid(canvas, 89, [second], (40, 170, 280, 340, 550))
        rows = [(str(n), area, "2", "Seen.") for n, area in enumerate(AREAS, start=1)]
        grid(canvas, 150, [HEADS, *rows])
        text(canvas, 40, 420, "Any other comments:", "Helvetica-Bold")
        text(canvas, 40, 434, "He has moved.")
        for at in range(4):
            box = {"name": f"box {at}", "checked": at == 1, "size": 10}
            canvas.acroForm.checkbox(x=200 + 70 * at, y=int(HEIGHT - 456), **box)
        text(canvas, 40, 476, "Overall judgement of the case file:")
        for at, words in enumerate(("Outstanding", "Good", "Requires Improvement", "Inadequate")):
            text(canvas, 200 + 70 * at, 476, words, size=6)

    (reading,) = read_bytes(pdf(draw), "tool.pdf", pack)
    assert reading.comments == "He has moved."
    assert reading.status is Status.REVIEW
    (told,) = [problem.message for problem in reading.problems if problem.code == "unplaced-text"]
    assert "Any other comments" in told
