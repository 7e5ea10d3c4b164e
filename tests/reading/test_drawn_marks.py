"""What is drawn or coloured in place of a mark is never read as one, and never overlooked."""

import copy
import random
from collections.abc import Callable
from typing import Any

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from framework.pack import Pack
from framework.reading import Reading, Status
from tests.reading.edited import cell_of, read_changed, truth_of

_SHAPE = f"""<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
<wp:anchor xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"/>
</w:drawing></mc:Choice><mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent></w:r>"""


def _draw(cell: Any) -> None:
    cell.paragraphs[0]._p.append(parse_xml(_SHAPE))


def _row(document: Any, number: int) -> list[Any]:
    """The cells of an area's row on the Tier 2 form: its label, the four columns, the comments."""
    rows = [row for table in document.tables for row in table.rows if len(row._tr.tc_lst) == 6]
    heads = next(at for at, row in enumerate(rows) if row.cells[1].text == "Inadequate")
    return rows[heads + number].cells


def _read(change: Callable[[Any], None], pack: Pack, form: str = "tier2") -> Reading:
    (reading,) = read_changed(truth_of(form), change, pack)
    return reading


def test_a_drawn_tick_is_asked_about_by_its_row_and_column(pack: Pack) -> None:
    def change(document: Any) -> None:
        cells = _row(document, 2)
        for cell in cells[1:5]:
            cell.text = ""
        _draw(cells[3])

    reading = _read(change, pack)
    problem = next(problem for problem in reading.problems if problem.where == "answers.2.grade")
    assert problem.code == "drawn-mark"
    assert "the column for Good" in problem.message
    assert reading.answers[1].grade is None


def test_a_tick_drawn_beside_a_typed_mark_takes_the_mark_back(pack: Pack) -> None:
    def change(document: Any) -> None:
        cells = _row(document, 2)
        for cell in cells[1:5]:
            cell.text = ""
        cells[1].text = "X"
        _draw(cells[3])

    assert _read(change, pack).answers[1].grade is None


def test_a_picture_in_a_comment_is_told_of_and_stops_nothing(pack: Pack) -> None:
    reading = _read(lambda document: _draw(_row(document, 2)[5]), pack)
    assert reading.status is Status.ACCEPTED
    assert ("picture", "answers.2.comment") in {(notice.code, notice.where) for notice in reading.notices}


def test_a_ring_drawn_at_the_judgement_is_asked_about(pack: Pack) -> None:
    def change(document: Any) -> None:
        line = next(p for p in document.paragraphs if p.text.startswith("Overall judgement"))
        line._p.append(parse_xml(_SHAPE))

    reading = _read(change, pack)
    assert reading.overall is None
    assert ("drawn-mark", "overall") in {(problem.code, problem.where) for problem in reading.problems}


def test_a_crest_at_the_top_is_no_mark(pack: Pack) -> None:
    reading = _read(lambda document: document.paragraphs[0]._p.append(parse_xml(_SHAPE)), pack)
    assert reading.status is Status.ACCEPTED


def test_marks_that_float_anywhere_are_told_of_where_an_answer_is_missing(pack: Pack) -> None:
    def change(document: Any) -> None:
        for cell in _row(document, 2)[1:5]:
            cell.text = ""
        document.paragraphs[0]._p.append(parse_xml(_SHAPE))

    reading = _read(change, pack)
    assert {("drawn-mark", ""), ("missing", "answers.2.grade")} <= {
        (problem.code, problem.where) for problem in reading.problems
    }


def test_one_shaded_column_is_a_doubt_that_names_it(pack: Pack) -> None:
    def change(document: Any) -> None:
        cells = _row(document, 2)
        for cell in cells[1:5]:
            cell.text = ""
        fill = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="FFFF00"/>'
        cells[2]._tc.get_or_add_tcPr().append(parse_xml(fill))

    reading = _read(change, pack)
    problem = next(problem for problem in reading.problems if problem.where == "answers.2.grade")
    assert (problem.code, reading.answers[1].grade) == ("shaded", None)
    assert "the column for Requires improvement is shaded" in problem.message


@pytest.mark.parametrize("mark", ["[x]", "(x)", "XX", "xx", "x.", "●", "[✓]"])
def test_a_mark_of_any_kind_is_a_mark(mark: str, pack: Pack) -> None:
    def change(document: Any) -> None:
        cells = _row(document, 2)
        for cell in cells[1:5]:
            cell.text = ""
        cells[3].text = mark

    reading = _read(change, pack)
    assert (reading.answers[1].grade, reading.status) == (2, Status.ACCEPTED)


@pytest.mark.parametrize(
    ("written", "grade"),
    [("R.I.", 3), ("R/I", 3), ("Inad", 4), ("Req. Imp.", 3), ("Outst.", 1), ("Requires Imp.", 3)],
)
def test_a_word_cut_short_is_the_word(written: str, grade: int, pack: Pack) -> None:
    def change(document: Any) -> None:
        label = cell_of(document.tables[1], "Voice/wishes")
        cells = document.tables[1].rows[3].cells
        cells[[cell._tc for cell in cells].index(label._tc) + 1].text = written

    reading = _read(change, pack, "tier1-generic")
    assert (reading.answers[2].grade, reading.status) == (grade, Status.ACCEPTED)


@pytest.mark.parametrize(
    "line",
    [
        "[ ] Outstanding [x] Good [ ] Requires Improvement [ ] Inadequate",
        "Outstanding ( ) Good (x) Requires Improvement ( ) Inadequate ( )",
        "Outstanding / Good / Requires Improvement / Inadequate (Good)",
    ],
)
def test_boxes_made_of_brackets_are_boxes(line: str, pack: Pack) -> None:
    def change(document: Any) -> None:
        paragraph = next(p for p in document.paragraphs if p.text.startswith("Overall judgement"))
        paragraph.text = f"Overall judgement of the case file: {line}"

    reading = _read(change, pack)
    assert reading.overall is not None
    assert (reading.overall.label, reading.status) == ("Good", Status.ACCEPTED)


@pytest.mark.parametrize(
    "line",
    [
        "[x] Outstanding [x] Good [ ] Requires Improvement [ ] Inadequate",
        "Outstanding [ ] Good [ ] Requires Improvement [ ] Inadequate [ ]",
        "Outstanding [x] Good Requires Improvement Inadequate",
    ],
)
def test_boxes_that_leave_it_open_are_asked_about(line: str, pack: Pack) -> None:
    def change(document: Any) -> None:
        paragraph = next(p for p in document.paragraphs if p.text.startswith("Overall judgement"))
        paragraph.text = f"Overall judgement of the case file: {line}"

    reading = _read(change, pack)
    assert (reading.overall, reading.status) == (None, Status.REVIEW)


def test_three_dots_are_a_comment_and_a_printed_line_is_none(pack: Pack) -> None:
    for written, read in (("…", "…"), ("....................", "")):

        def change(document: Any, written: str = written) -> None:
            _row(document, 2)[5].text = written

        assert _read(change, pack).answers[1].comment == read


def test_a_case_reference_is_read_without_a_colon(pack: Pack) -> None:
    reference = f"CS-{random.Random(3).randint(1000, 9999)}"

    def change(document: Any) -> None:
        cells = document.tables[0].rows[0].cells
        cells[1].text = ""
        cells[0].text = f"Case ID {reference}"

    assert _read(change, pack).case_id == reference


def test_a_mark_in_a_cell_whose_border_was_dragged_is_in_its_column(pack: Pack) -> None:
    """The cell of the mark reaches a little under the next heading; there are as many cells as headings."""

    def change(document: Any) -> None:
        rows = [_row(document, number) for number in range(31)]
        for cell in (cell for row in rows for cell in row):
            cell._tc.grid_span = 2
        cells = rows[2]
        for cell in cells[1:5]:
            cell.text = ""
        cells[3].text = "X"
        cells[3]._tc.grid_span, cells[4]._tc.grid_span = 3, 1

    reading = _read(change, pack)
    assert (reading.answers[1].grade, reading.status) == (2, Status.ACCEPTED)


def test_a_mark_in_a_cell_merged_over_two_columns_is_asked_about(pack: Pack) -> None:
    def change(document: Any) -> None:
        cells = _row(document, 2)
        for cell in cells[1:5]:
            cell.text = ""
        cells[3].merge(cells[4]).text = "X"

    assert _read(change, pack).answers[1].grade is None


@pytest.mark.parametrize("form", ["tier1-generic", "tier2"])
@pytest.mark.parametrize("change", ["one too few", "one too many"])
def test_a_row_with_a_cell_too_few_or_too_many_moves_no_answer_under_another_heading(
    form: str, change: str, pack: Pack
) -> None:
    truth = truth_of(form)

    def changed(document: Any) -> None:
        label = cell_of(document.tables[1], pack.form(form).areas[1].label.shown[:20])
        row = label._tc.getparent()
        cells = list(row.tc_lst)
        at = cells.index(label._tc) + 1
        for cell in cells[at:]:
            for text in cell.xpath(".//w:t"):
                text.text = ""
        words = cells[-2].p_lst[0].add_r()
        words.text = "2" if form == "tier1-generic" else "X"
        if change == "one too few":
            row.remove(cells[at if form == "tier2" else at + 1])
        else:
            cells[at].addprevious(copy.deepcopy(cells[at]))

    (reading,) = read_changed(truth, changed, pack)
    assert reading.answers[1].grade is None
    assert reading.status is Status.REVIEW
