"""What stands in a table is never read as something else: an action, a comment, a column with the wrong heading."""

from typing import Any

import pytest

from framework.pack import Pack
from framework.reading import Status
from tests.reading.corpus.judging import differences
from tests.reading.corpus.truth import Action
from tests.reading.edited import read_changed, truth_of

ACTIONS = [
    ("Visit weekly", "Allocated social worker"),
    ("Visit weekly", "SW"),
    ("Audit again", "Auditor"),
    ("Any other comments: see above", "TM"),
    ("Date: see the plan", "TM"),
    ("Completed by", "TM"),
    ("Overall judgement: Inadequate at the last audit", "TM"),
]


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: ", ".join(action))
@pytest.mark.parametrize("form", ["tier1-generic", "tier2"])
def test_an_action_that_begins_with_a_label_stays_an_action(
    form: str, action: tuple[str, str], pack: Pack
) -> None:
    truth = truth_of(form)
    truth.comments = "Made up."  # a label whose own part is empty is asked about, see `swallowed`
    truth.actions = [Action(action[0], action[1], "ASAP", None), Action("Third", "TM", "ASAP", None)]
    (reading,) = read_changed(truth, lambda _: None, pack)
    assert [(a.action, a.who) for a in reading.actions] == [action, ("Third", "TM")]
    assert differences(reading, truth) == []
    assert reading.status is Status.ACCEPTED


def test_the_action_table_never_fills_a_blank_of_the_header(pack: Pack) -> None:
    truth = truth_of("tier1-generic")
    truth.actions = [Action("Date:", "14/1/14", "", None)]

    def without_date(document: Any) -> None:
        document.tables[0].rows[0].cells[7].text = ""

    (reading,) = read_changed(truth, without_date, pack)
    assert reading.date is None
    assert [(a.action, a.who) for a in reading.actions] == [("Date:", "14/1/14")]
    assert reading.status is Status.REVIEW


def _without_headings(grade: str, comment: str) -> Any:
    def change(document: Any) -> None:
        cells = document.tables[1].rows[4].cells
        cells[-2].text, cells[-1].text = grade, comment
        heads = document.tables[1].rows[0]._tr
        heads.getparent().remove(heads)

    return change


@pytest.mark.parametrize(("grade", "comment"), [("", "3"), ("see comment", "Good"), ("2", "3")])
def test_without_headings_a_comment_is_never_taken_for_the_grade(
    grade: str, comment: str, pack: Pack
) -> None:
    truth = truth_of("tier1-generic")
    for said in truth.answers:
        said.comment = "Seen alone and heard"
    (reading,) = read_changed(truth, _without_headings(grade, comment), pack)
    answer = reading.answers[3]
    assert answer.grade in (None, int(grade) if grade.isdigit() else None)
    assert answer.comment in ("", comment)
    assert reading.status is Status.REVIEW or answer.grade == 2


@pytest.mark.parametrize("head", ["Good", ""])
def test_a_head_over_the_wrong_column_leaves_no_grade_taken_from_it(head: str, pack: Pack) -> None:
    truth = truth_of("tier2")

    def change(document: Any) -> None:
        document.tables[1].rows[0].cells[2].text = head

    (reading,) = read_changed(truth, change, pack)
    assert {answer.grade for answer in reading.answers} == {None}
    assert "no-headings" in {problem.code for problem in reading.problems}
    assert reading.status is Status.REVIEW
