"""A PDF says what the Word document says that it was printed from."""

import subprocess

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from framework.pack import Pack
from framework.reading import Reading
from framework.words import Judgement
from mail.reading import read_bytes
from mail.reading.document import Paragraph, Table
from mail.reading.formats.pdf import read_pdf
from mail.reading.formats.pdf.opening import opened
from mail.reading.processes.child import ReaderPool
from mail.writing import write
from tests.mail.writing_samples import PACK, filled
from tests.reading.pdf_making import Draw, audit_tool, grid, pdf, text


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every form as the writer fills it, printed to a PDF by LibreOffice."""
    folder = tmp_path_factory.mktemp("printed")
    for form in PACK.forms:
        (folder / f"{form.id}.docx").write_bytes(write(form, filled(form), PACK))
    files = [str(path) for path in folder.glob("*.docx")]
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return {form.id: (folder / f"{form.id}.pdf").read_bytes() for form in PACK.forms}


def _values(reading: Reading) -> dict[str, object]:
    """What was read, lines left empty between paragraphs aside: paper has no mark for them."""
    held = reading.as_contract()
    for name in ("file", "part", "notices"):
        held.pop(name)
    held["comments"] = "\n".join(line for line in held["comments"].split("\n") if line)
    return held


@pytest.mark.parametrize("form", [form.id for form in PACK.forms])
def test_a_printed_audit_tool_would_say_other_than_its_document(form: str, printed: dict[str, bytes]) -> None:
    document = write(PACK.form(form), filled(PACK.form(form)), PACK)
    (on_paper,) = read_bytes(printed[form], "printed.pdf", PACK)
    (in_word,) = read_bytes(document, "written.docx", PACK)
    assert in_word.status.value == "accepted"
    assert _values(on_paper) == _values(in_word)


def test_each_value_has_its_place_on_the_page(printed: dict[str, bytes]) -> None:
    (reading,) = read_bytes(printed["tier1-generic"], "printed.pdf", PACK)
    shown = {where: evidence.region for where, evidence in reading.evidence.items() if where}
    assert len(shown) > 10
    for where, region in shown.items():
        assert region is not None, where
        assert region.page >= 1
        assert 0 <= region.left < region.right <= 1, where
        assert 0 <= region.top < region.bottom <= 1, where
    grades = [shown[f"answers.{n}.grade"] for n in range(1, 6)]
    tops = [region.top for region in grades if region is not None]
    assert tops == sorted(tops)


def test_a_ruled_audit_tool_is_read_and_its_second_page_does_not_change_it(pack: Pack) -> None:
    def further(canvas: Canvas) -> None:
        text(canvas, 40, 60, "A letter about something else.")

    (reading,) = read_bytes(pdf(audit_tool("12341234"), further), "tool.pdf", pack)
    assert [answer.grade for answer in reading.answers] == [1, 2, 3, 4, 1, 2, 3, 4]
    assert reading.case_id == "900123"
    assert reading.overall is not None


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_is_shown_turned_would_lose_its_table(turn: int, pack: Pack) -> None:
    def draw(canvas: Canvas) -> None:
        audit_tool("12341234")(canvas)
        canvas.setPageRotation(turn)
        if turn != 180:
            canvas.setPageSize((A4[1], A4[0]))  # reportlab swaps the sides of a page that it turns

    (reading,) = read_bytes(pdf(draw), "turned.pdf", pack)
    assert [answer.grade for answer in reading.answers] == [1, 2, 3, 4, 1, 2, 3, 4]
    region = reading.evidence["answers.1.grade"].region
    assert region is not None
    wide = region.right - region.left > region.bottom - region.top
    assert wide == (turn == 180)


def test_invisible_and_white_words_are_told_and_left_out() -> None:
    def draw(canvas: Canvas) -> None:
        audit_tool()(canvas)
        canvas.setFillColorRGB(1, 1, 1)
        text(canvas, 60, 600, "Grade 4 after all")

    document = read_pdf(pdf(draw))
    assert document.hidden
    assert "after all" not in "".join(b.text for b in document.blocks if isinstance(b, Paragraph))


def test_a_table_over_a_page_end_is_one_table_and_its_repeated_page_numbers_are_no_part_of_it() -> None:
    rows = [(str(n), "words", "2", "more") for n in range(20)]

    def page(number: int, part: list[tuple[str, ...]]) -> Draw:
        def draw(canvas: Canvas) -> None:
            grid(canvas, 60, part)
            text(canvas, 280, 820, f"Page {number} of 2")

        return draw

    document = read_pdf(pdf(page(1, rows[:12]), page(2, rows[12:])))
    (table,) = document.blocks
    assert isinstance(table, Table)
    assert [row.cells[0].text for row in table.rows] == [str(n) for n in range(20)]
    assert len(document.edges) == 1


def test_words_struck_through_underlined_or_on_colour_keep_that_look() -> None:
    def draw(canvas: Canvas) -> None:
        c = canvas
        c.setFillColorRGB(1, 1, 0)
        c.rect(38, 841.9 - 143, 60, 12, stroke=0, fill=1)
        c.setFillColorRGB(0, 0, 0)
        for down, words in ((60, "struck"), (100, "underlined"), (140, "coloured"), (180, "plain")):
            text(c, 40, down, words)
        width = c.stringWidth("struck", "Helvetica", 10)
        c.line(40, 841.9 - 57, 40 + width, 841.9 - 57)
        width = c.stringWidth("underlined", "Helvetica", 10)
        c.line(40, 841.9 - 101.5, 40 + width, 841.9 - 101.5)

    document = read_pdf(pdf(draw))
    looks = {
        block.text: block.runs[0].style
        for block in document.blocks
        if isinstance(block, Paragraph) and block.text
    }
    assert looks["struck"].strike
    assert not looks["struck"].underline
    assert looks["underlined"].underline
    assert looks["coloured"].highlight == "ffff00"
    assert looks["plain"] == looks["plain"].__class__()


def test_a_mark_drawn_by_hand_in_a_grade_is_asked_about(pack: Pack) -> None:
    def draw(canvas: Canvas) -> None:
        audit_tool(("2",) * 7 + ("",))(canvas)
        c = canvas
        path = c.beginPath()
        y = 841.9 - 150 - 8.5 * 24
        path.moveTo(320, y)
        path.curveTo(325, y - 8, 326, y - 8, 340, y + 6)
        c.drawPath(path)

    (reading,) = read_bytes(pdf(draw), "ticked.pdf", pack)
    assert reading.status.value == "review"
    assert reading.answers[7].grade is None
    assert "drawn-mark" in {problem.code for problem in reading.problems}


def test_a_scan_within_a_pdf_is_seen_and_never_accepted_whatever_its_hidden_words_say(pack: Pack) -> None:
    with opened(pdf(audit_tool("12341234"))) as original:
        picture = ImageReader(Image.fromarray(original.picture(1)))

    def scanned(canvas: Canvas) -> None:
        canvas.drawImage(picture, 0, 0, *A4)
        hidden = canvas.beginText(40, 300)
        hidden.setTextRenderMode(3)
        hidden.textOut("Overall judgement of the case file: Inadequate")
        canvas.drawText(hidden)

    with ReaderPool("rochdale-2013") as pool:
        (reading,) = pool.read(pdf(scanned), "scan.pdf")
    assert reading.status.value == "review"
    assert "from-a-scan" in {problem.code for problem in reading.problems}
    assert reading.overall is not Judgement.INADEQUATE
    assert reading.case_id in ("900123", None)
