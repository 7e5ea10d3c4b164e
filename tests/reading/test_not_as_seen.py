"""What a document holds and nobody who opens it sees is never believed: too pale, too small, another day's date."""

from collections.abc import Callable
from typing import Any

import pytest
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from framework.pack import Pack
from framework.reading import Status
from tests.reading.edited import read_changed, truth_of


def _runs_of_the_third_grade(document: Any) -> list[Any]:
    cell = document.tables[1].rows[3].cells[-2]
    return [run for paragraph in cell.paragraphs for run in paragraph.runs]


def _white(document: Any) -> None:
    for run in _runs_of_the_third_grade(document):
        run.font.color.rgb = RGBColor(0xFE, 0xFE, 0xFE)


def _tiny(document: Any) -> None:
    for run in _runs_of_the_third_grade(document):
        run.font.size = Pt(1)


def _on_its_own_ground(document: Any) -> None:
    cell = document.tables[1].rows[3].cells[-2]
    shading = OxmlElement("w:shd")
    shading.set(qn("w:fill"), "C00000")
    shading.set(qn("w:val"), "clear")
    cell._tc.get_or_add_tcPr().append(shading)
    for run in _runs_of_the_third_grade(document):
        run.font.color.rgb = RGBColor(0xC0, 0, 0)


def _blacked_out(document: Any) -> None:
    for run in _runs_of_the_third_grade(document):
        run.font.highlight_color = WD_COLOR_INDEX.BLACK


def _dark_blue(document: Any) -> None:
    for run in _runs_of_the_third_grade(document):
        run.font.highlight_color = WD_COLOR_INDEX.DARK_BLUE


def _in_a_black_cell(document: Any) -> None:
    shading = OxmlElement("w:shd")
    shading.set(qn("w:fill"), "000000")
    shading.set(qn("w:val"), "clear")
    document.tables[1].rows[3].cells[-2]._tc.get_or_add_tcPr().append(shading)
    for run in _runs_of_the_third_grade(document):
        run.font.color.rgb = RGBColor(0, 0, 0)


@pytest.mark.parametrize(
    "change",
    [_white, _tiny, _on_its_own_ground, _blacked_out, _dark_blue, _in_a_black_cell],
    ids=lambda change: change.__name__,
)
def test_a_grade_that_the_page_does_not_show_is_believed(change: Callable[[Any], None], pack: Pack) -> None:
    (reading,) = read_changed(truth_of("tier1-generic"), change, pack)
    assert reading.status is Status.REVIEW
    assert ("faint-words", "answers.3.grade") in [(each.code, each.where) for each in reading.problems]


def test_words_marked_with_a_light_pen_are_doubted(pack: Pack) -> None:
    def mark(document: Any) -> None:
        for run in _runs_of_the_third_grade(document):
            run.font.highlight_color = WD_COLOR_INDEX.BRIGHT_GREEN
        for run in document.tables[1].rows[3].cells[-1].paragraphs[0].runs:
            run.font.highlight_color = WD_COLOR_INDEX.DARK_YELLOW

    (reading,) = read_changed(truth_of("tier1-generic"), mark, pack)
    assert reading.status is Status.ACCEPTED


def test_white_words_on_a_dark_heading_are_doubted(pack: Pack) -> None:
    def headings(document: Any) -> None:
        for cell in document.tables[1].rows[0].cells:
            shading = OxmlElement("w:shd")
            shading.set(qn("w:fill"), "1F3864")
            cell._tc.get_or_add_tcPr().append(shading)
            for paragraph in cell.paragraphs:
                for run in paragraph.runs:
                    run.font.color.rgb = RGBColor(255, 255, 255)

    (reading,) = read_changed(truth_of("tier1-generic"), headings, pack)
    assert reading.status is Status.ACCEPTED


@pytest.mark.parametrize("instruction", [' DATE \\@ "dd/MM/yyyy" ', "TIME"])
def test_the_day_on_which_the_bot_opened_it_is_taken_for_the_day_of_the_audit(
    instruction: str, pack: Pack
) -> None:
    def clock(document: Any) -> None:
        cell = document.tables[0].rows[0].cells[7]
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), instruction)
        paragraph = cell.paragraphs[0]
        for run in list(paragraph._p.findall(qn("w:r"))):
            field.append(run)
        paragraph._p.append(field)

    (reading,) = read_changed(truth_of("tier1-generic"), clock, pack)
    assert [(each.code, each.where) for each in reading.problems] == [("made-anew", "date")]


def test_a_page_s_head_of_another_case_goes_unnoticed(pack: Pack) -> None:
    def head(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "Case ID: 999999   Audit by: Somebody Else"

    (reading,) = read_changed(truth_of("tier1-generic"), head, pack)
    assert ("two-values", "case_id") in [(each.code, each.where) for each in reading.problems]
    assert reading.case_id is None


def test_a_page_s_head_that_says_the_same_is_doubted(pack: Pack) -> None:
    truth = truth_of("tier1-generic")

    def head(document: Any) -> None:
        paragraph = document.sections[0].header.paragraphs[0]
        paragraph.text = f"Case ID: {truth.case_id}   Audit by: Somebody Else"

    (reading,) = read_changed(truth, head, pack)
    assert reading.status is Status.ACCEPTED
