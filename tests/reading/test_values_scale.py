"""A document that explains the grades' numbers otherwise than the form does."""

from collections.abc import Callable
from typing import Any

import pytest

from framework.checking import check
from framework.pack import Pack
from framework.reading import Reading, Status
from tests.reading.edited import cell_of, read_changed, truth_of

_LEGEND = "Grade 1 is outstanding"
_TURNED = (
    "Grade 4 is outstanding; Grade 3 is good; Grade 2 is requiring improvement and Grade 1 is inadequate",
    "4 = outstanding, 3 = good, 2 = requires improvement, 1 = inadequate",
    "Grades: 1 = Inadequate 2 = Requires Improvement 3 = Good 4 = Outstanding",
    "1 = poor, 2 = inadequate, 3 = requires improvement, 4 = good, 5 = outstanding",
    "Outstanding (4), Inadequate (1)",
)
_SAME = (
    "Outstanding 1 Good 2 Requires Improvement 3 Inadequate 4",
    "1 = outstanding, 2 = good, 3 = requires improvement, 4 = inadequate",
    "Grade 1 is outstanding; Grade 2 is good; Grade 3 is requiring improvement and Grade 4 is inadequate",
)


def _with_legend(words: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        legend = next(p for p in document.paragraphs if p.text.startswith(_LEGEND))
        legend.text = words

    return change


def _checked(form: str, change: Callable[[Any], None], pack: Pack) -> Reading:
    [reading] = read_changed(truth_of(form), change, pack)
    known = next(each for each in pack.forms if each.id == form)
    return check(known, reading, pack=pack, sent=None)


@pytest.mark.parametrize("words", _TURNED)
@pytest.mark.parametrize("form", ["tier1-generic", "tier1-plo"])
def test_a_number_is_not_taken_for_its_opposite_under_another_councils_scale(
    form: str, words: str, pack: Pack
) -> None:
    reading = _checked(form, _with_legend(words), pack)
    assert reading.status is Status.REVIEW
    assert [problem.code for problem in reading.problems if problem.code != "unplaced-text"] == [
        "other-scale"
    ]
    assert not any(answer.grade for answer in reading.answers)


@pytest.mark.parametrize("words", _SAME)
def test_the_forms_own_scale_in_other_words_puts_no_grade_in_doubt(words: str, pack: Pack) -> None:
    truth = truth_of("tier1-generic")
    [reading] = read_changed(truth, _with_legend(words), pack)
    assert not [problem for problem in reading.problems if problem.code == "other-scale"]
    assert [answer.grade for answer in reading.answers if answer.grade]


def test_criteria_numbered_from_the_worst_up_leave_the_rating_open(pack: Pack) -> None:
    def change(document: Any) -> None:
        for paragraph in document.paragraphs:
            for old, new in (("1.", "4."), ("2.", "3."), ("3.", "2."), ("4.", "1.")):
                words = paragraph.text.removeprefix(old).lstrip()
                if paragraph.text.startswith(old) and words.startswith(
                    ("Outstanding", "Good", "In need", "Inadequate")
                ):
                    paragraph.text = f"{new} {words}"
                    break

    reading = _checked("tier1-plo", change, pack)
    assert [problem.code for problem in reading.problems] == ["other-scale"]
    assert reading.overall is None or not reading.evidence["overall"].text.strip().isdigit()


def test_grades_under_a_heading_with_another_scale_would_be_said_not_to_be_there(pack: Pack) -> None:
    def change(document: Any) -> None:
        areas = next(table for table in document.tables if len(table.rows) > 8)
        cell_of(areas, "Grade").text = "Grade (1 = Inadequate, 4 = Outstanding)"

    reading = _checked("tier1-generic", change, pack)
    assert [p.message for p in reading.problems if p.code == "other-scale"] == [
        "The document explains the grades' numbers otherwise than the form, where 1 is outstanding and 4 "
        "inadequate. No number was taken: ask the auditor what they mean, and put them in."
    ]
    assert "other-scale" not in {notice.code for notice in reading.notices}
    assert "missing" not in {problem.code for problem in reading.problems}
