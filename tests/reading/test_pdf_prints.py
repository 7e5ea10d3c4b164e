"""What browsers, sheets and justified letters put on paper is read as what was written."""

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from framework.pack import Pack
from mail.reading import read_bytes
from mail.reading.document import Document, Paragraph, Table, text_of
from mail.reading.formats.pdf import read_pdf
from tests.reading.pdf_making import AREAS, EDGES, HEADS, HEIGHT, ROW, Draw, audit_tool, grid, pdf, text

_CELL = (40, 130, 500)  # a narrow column, and one that holds what follows


def _cells(document: Document) -> list[list[str]]:
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    return [[cell.text for cell in row.cells] for row in table.rows]


def _printed(top: str, foot: str, count: str) -> Draw:
    def draw(canvas: Canvas) -> None:
        audit_tool()(canvas)
        text(canvas, 24, 22, top, size=6)
        text(canvas, 24, 826, foot, size=6)
        text(canvas, 560, 826, count, size=6)

    return draw


@pytest.mark.parametrize(
    ("top", "foot", "count"),
    [
        ("11/23/26, 7:59 AM", "file:///home/me/mail.html", "1/1"),
        ("23.11.2026, 07:59", "https://mail.council.example/owa/?id=17#print", "1/12"),
        ("https://mail.council.example/owa/", "23/11/2026, 07:59", "1 of 1"),
    ],
)
def test_what_a_browser_prints_around_a_page_is_no_part_of_the_audit(
    top: str, foot: str, count: str, pack: Pack
) -> None:
    (reading,) = read_bytes(pdf(_printed(top, foot, count)), "printed.pdf", pack)
    (plain,) = read_bytes(pdf(audit_tool()), "plain.pdf", pack)
    assert reading.comments == plain.comments
    assert [problem.code for problem in reading.problems] == [problem.code for problem in plain.problems]
    document = read_pdf(pdf(_printed(top, foot, count)))
    assert top in "\n".join(text_of(block) for block in document.edges)


def test_a_time_and_place_somebody_wrote_at_the_top_of_a_page_is_kept() -> None:
    document = read_pdf(
        pdf(lambda canvas: text(canvas, 40, 30, "Seen 11/23/26, 7:59 AM at https://a.example"))
    )
    assert "Seen" in "".join(text_of(block) for block in document.blocks)


def test_words_of_two_cells_without_room_between_them_stay_in_their_cells() -> None:
    def draw(canvas: Canvas) -> None:
        width = pdfmetrics.stringWidth("Completed by:", "Helvetica", 9)
        wall = 41 + width + 0.7
        grid(canvas, 100, [("", "")], (40, wall, 300))
        text(canvas, 41, 110, "Completed by:", size=9)
        text(canvas, wall + 0.7, 110, "A Nonesuch", size=9)

    document = read_pdf(pdf(draw))
    assert _cells(document) == [["Completed by:", "A Nonesuch"]]
    assert document.flow is not None
    assert [[cell.text for cell in row] for row in document.flow.rows] == [["Completed by:", "A Nonesuch"]]


def test_an_underlined_option_at_the_side_of_a_cell_does_not_cut_its_row() -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas, 100, [("1", "Referral", "", "")])
        text(canvas, EDGES[2] + 0.5, 110, "1 / 2 / 3 / 4", size=9)
        canvas.line(EDGES[2] + 0.5, HEIGHT - 111, EDGES[2] + 5.5, HEIGHT - 111)

    (table,) = read_pdf(pdf(draw)).blocks
    assert isinstance(table, Table)
    (row,) = table.rows
    assert row.cells[2].text == "1 / 2 / 3 / 4"
    assert next(run.text for run in row.cells[2].runs() if run.style.underline).strip() == "1"


def _two_lines(above: str, below: str, *further: str) -> Draw:
    """A word parted by a line's end in a narrow cell, and further lines elsewhere."""

    def draw(canvas: Canvas) -> None:
        grid(canvas, 100, [(f"{above}\n{below}", "beside")], _CELL)
        for at, line in enumerate(further):
            text(canvas, 40, 300 + 40 * at, line)

    return draw


@pytest.mark.parametrize(
    ("above", "below", "further", "meant"),
    [
        ("all the safe-", "guarding work", ("Good safeguarding of all",), "all the safeguarding work"),
        ("for their well-", "being at home", ("Their well-being is good",), "for their well-being at home"),
        ("for their well-", "being at home", (), "for their well-being at home"),
        ("seen by A Nobody-", "Atall in May", (), "seen by A Nobody-Atall in May"),
        ("was seen in 2013-", "2014 alone", (), "was seen in 2013-2014 alone"),
    ],
)
def test_a_word_parted_at_a_lines_end_is_put_together_as_the_rest_of_the_document_has_it(
    above: str, below: str, further: tuple[str, ...], meant: str
) -> None:
    assert _cells(read_pdf(pdf(_two_lines(above, below, *further))))[0][0] == meant


def test_where_words_are_parted_again_and_again_the_hyphens_are_the_lines_own() -> None:
    def draw(canvas: Canvas) -> None:
        rows = [
            ("all the safe-\nguarding work", "1"),
            ("a long dis-\ncussion of it", "2"),
            ("for well-\nbeing", "3"),
        ]
        grid(canvas, 100, rows, _CELL)

    cells = _cells(read_pdf(pdf(draw)))
    assert [row[0] for row in cells] == [
        "all the safeguarding work",
        "a long discussion of it",
        "for well-being",
    ]


@pytest.mark.parametrize("name", ["Nonesuch\nimaginary", "A Nobody-\natall"])
def test_a_name_that_a_lines_end_may_have_parted_is_asked_about(name: str, pack: Pack) -> None:
    side = 351 + pdfmetrics.stringWidth(name.partition("\n")[0], "Helvetica", 9)  # it fills its cell
    (reading,) = read_bytes(pdf(audit_tool(name=name, side=side)), "parted.pdf", pack)
    assert reading.completed_by is None
    assert reading.status.value == "review"
    assert "word-torn" in {problem.code for problem in reading.problems if problem.where == "completed_by"}


def test_wide_gaps_of_a_justified_line_are_no_columns() -> None:
    def draw(canvas: Canvas) -> None:
        grid(canvas, 100, [("Views", "")], (40, 130, 300))
        canvas.setFont("Helvetica", 9)
        for down, words in ((110, ("Views ", "of ", "parents")), (122, ("were", "heard"))):
            widths = [canvas.stringWidth(word, "Helvetica", 9) for word in words]
            gap = (160 - sum(widths)) / (len(words) - 1) if down == 110 else 4
            x = 135.0
            for word, width in zip(words, widths, strict=True):
                canvas.drawString(x, HEIGHT - down, word)
                x += width + gap

    assert _cells(read_pdf(pdf(draw)))[0][1] == "Views of parents were heard"


def test_a_line_of_text_before_a_wide_gap_is_still_two_where_it_is_not_justified() -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 40, 100, "Date:")
        text(canvas, 200, 100, "1 May")

    document = read_pdf(pdf(draw))
    (line,) = [block for block in document.blocks if isinstance(block, Paragraph)]
    assert line.text == "Date:\t1 May"


def test_the_rest_of_a_row_on_a_further_page_without_a_line_above_it_is_in_its_table() -> None:
    def first(canvas: Canvas) -> None:
        grid(canvas, 700, [("1", "words", "2", "more"), ("2", "words", "3", "all of\nthis goes")])

    def second(canvas: Canvas) -> None:
        for x in EDGES:
            canvas.line(x, HEIGHT - 40, x, HEIGHT - 40 - ROW)
        canvas.line(EDGES[0], HEIGHT - 40 - ROW, EDGES[-1], HEIGHT - 40 - ROW)
        text(canvas, EDGES[3] + 5, 50, "on and on", size=9)

    rows = _cells(read_pdf(pdf(first, second)))
    assert "on and on" in rows[-1][-1]


def test_a_table_cut_in_two_of_other_widths_is_not_held_against_the_headings_of_the_first(pack: Pack) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 40, 50, "TIER 1 GENERIC AUDIT TOOL", "Helvetica-Bold", 13)
        grid(canvas, 65, [("Case ID:", "900123", "Completed by:", "Tess Hawthorn")], (40, 110, 250, 340, 550))
        header = ("Allocated social worker:", "Silas Vole", "Date:", "15/01/2014")
        grid(canvas, 89, [header], (40, 170, 280, 340, 550))
        rows = [
            (str(n), area, str(1 + n % 4), f"Found all of it in area {n}.") for n, area in enumerate(AREAS, 1)
        ]
        grid(canvas, 150, [HEADS, *rows[:4]])
        grid(canvas, 300, rows[4:], (40, 55, 266, 282, 550))
        text(canvas, 40, 450, "Overall judgement of the case file: Good", "Helvetica-Bold")

    (reading,) = read_bytes(pdf(draw), "two.pdf", pack)
    assert [answer.grade for answer in reading.answers] == [2, 3, 4, 1, 2, 3, 4, 1]
    assert "readings-differ" not in {problem.code for problem in reading.problems}


def test_numbers_under_one_another_that_a_sheet_writes_in_a_row_are_no_word() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([40, 70, 200], [HEIGHT - 100 - ROW * n for n in range(4)])
        for n in range(3):
            text(canvas, 50, 110 + ROW * n, "2", size=9)
        for n in range(3):
            text(canvas, 75, 110 + ROW * n, "of it", size=9)

    assert _cells(read_pdf(pdf(draw))) == [["2", "of it"]] * 3


def test_a_sheet_that_writes_its_wrapped_cells_last_is_confirmed_by_their_place(pack: Pack) -> None:
    def draw(canvas: Canvas) -> None:
        audit_tool(("",) * 8)(canvas)
        for n in range(1, 9):
            text(canvas, EDGES[2] + 5, 160 + n * ROW, str(1 + n % 4), size=9)

    (reading,) = read_bytes(pdf(draw), "sheet.pdf", pack)
    assert [answer.grade for answer in reading.answers] == [2, 3, 4, 1, 2, 3, 4, 1]
    assert "readings-differ" not in {problem.code for problem in reading.problems}


def test_the_words_of_one_line_are_one_cell_of_the_second_look_however_wide_they_are_set() -> None:
    def draw(canvas: Canvas) -> None:
        line = canvas.beginText(40, HEIGHT - 100)
        line.setFont("Helvetica", 9)
        line.setWordSpace(40)
        line.textOut("Name of supervisee")
        canvas.drawText(line)

    flow = read_pdf(pdf(draw)).flow
    assert flow is not None
    assert [[cell.text for cell in row] for row in flow.rows] == [["Name of supervisee"]]


_ACROSS = (40, 200, 550)


def _page_of_sheet(top: float, rows: list[tuple[str, str]]) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setCreator("Calc")
        grid(canvas, top, rows, _ACROSS)

    return draw


def test_pages_of_a_sheet_that_lie_side_by_side_are_one_table_and_each_value_has_its_page(pack: Pack) -> None:
    def left(canvas: Canvas) -> None:
        canvas.setCreator("Calc")
        text(canvas, 40, 50, "TIER 1 GENERIC AUDIT TOOL", "Helvetica-Bold", 13)
        grid(canvas, 65, [("Case ID:", "900123")], (40, 70, 550))
        grid(
            canvas, 150, [("", HEADS[1]), *((str(n), area) for n, area in enumerate(AREAS, 1))], (40, 70, 550)
        )
        text(canvas, 40, 450, "Overall judgement of the case file: Good", "Helvetica-Bold")

    def right(canvas: Canvas) -> None:
        grid(canvas, 65, [("Completed by:", "Tess Hawthorn")], (40, 140, 400))
        rows = [HEADS[2:], *((str(1 + n % 4), f"Found in area {n}.") for n in range(1, 9))]
        grid(canvas, 150, rows, (40, 140, 400))

    (reading,) = read_bytes(pdf(left, right), "sheet.pdf", pack)
    assert [answer.grade for answer in reading.answers] == [2, 3, 4, 1, 2, 3, 4, 1]
    assert (reading.case_id, reading.completed_by) == ("900123", "Tess Hawthorn")
    regions = [reading.evidence[f"answers.1.{name}"].region for name in ("grade", "comment")]
    assert [region.page for region in regions if region is not None] == [2, 2]
    assert all(region is not None and 0 <= region.left < region.right <= 1 for region in regions)


def test_pages_of_a_sheet_that_may_lie_below_or_beside_are_asked_about() -> None:
    rows = [(f"label {n}", f"value {n}") for n in range(30)]
    others = [(f"grade {n}", f"comment {n}") for n in range(30)]
    document = read_pdf(pdf(_page_of_sheet(60, rows), _page_of_sheet(60, others)))
    assert document.spread
    printed = read_pdf(pdf(lambda canvas: grid(canvas, 60, rows), lambda canvas: grid(canvas, 60, others)))
    assert not printed.spread  # nothing says that it is a sheet's


def test_two_audits_on_sheets_of_their_own_are_not_put_beside_each_other() -> None:
    first = [(f"label {n}", f"value {n}") for n in range(6)]
    second = [(f"label {n}", f"other {n}") for n in range(6)]
    document = read_pdf(pdf(_page_of_sheet(60, first), _page_of_sheet(60, second)))
    assert not document.spread
    found = [row for block in document.blocks if isinstance(block, Table) for row in block.rows]
    assert len(found) == 12
    assert all(len(row.cells) == 2 for row in found)
