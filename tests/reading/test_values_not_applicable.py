"""An area that may not apply: said so where its reason stands is said so, and left blank is left blank."""

from typing import Any

import pytest

from framework.checking import check
from framework.pack import Pack
from framework.reading import Reading
from tests.reading.edited import read_changed, truth_of


def read(form: str, number: int, comment: str, pack: Pack) -> Reading:
    truth = truth_of(form)
    said = truth.answers[number - 1]
    said.grade, said.answer, said.not_applicable, said.comment = None, None, False, f"{number} {comment}"

    def change(document: Any) -> None:
        rows = [row for table in document.tables for row in table.rows]
        row = next(row for row in rows if any(cell.text == said.comment for cell in row.cells))
        for cell in row.cells:
            if cell.text == said.comment:
                cell.text = comment
            elif cell.text in ("None", "No"):
                cell.text = ""

    (reading,) = read_changed(truth, change, pack)
    return check(pack.form(form), reading, pack=pack, sent=None)


@pytest.mark.parametrize(
    ("form", "number"),
    [("tier2", 10), ("tier2", 17), ("tier1-plo", 13), ("tier1-generic", 8), ("supervision", 7)],
)
@pytest.mark.parametrize(
    "comment",
    [
        "N/A - not a cared for child",
        "Not applicable: the child has 2 siblings elsewhere since 2010",
        "n/a (too early)",
    ],
)
def test_an_area_said_not_to_apply_beside_its_reason_would_be_asked_for(
    form: str, number: int, comment: str, pack: Pack
) -> None:
    answer = (reading := read(form, number, comment, pack)).answers[number - 1]
    if "2 siblings" in comment and form != "supervision":
        assert not answer.not_applicable  # a small number may be the grade
        return
    assert (answer.not_applicable, answer.grade, answer.answer, answer.comment) == (True, None, None, comment)
    assert [p for p in reading.problems if p.where.startswith(f"answers.{number}.")] == []


@pytest.mark.parametrize(
    ("number", "comment"),
    [
        (10, "N/A"),
        (10, "N/A to the mother but well recorded for the father"),
        (10, "N/A - grade 3"),
        (10, "N/A? - not seen"),
        (10, "Some of it is n/a - there are none"),
        (10, ""),
        (1, "N/A - the area always applies"),
    ],
)
def test_an_area_without_an_answer_would_be_taken_for_not_applicable(
    number: int, comment: str, pack: Pack
) -> None:
    reading = read("tier2", number, comment, pack)
    assert not reading.answers[number - 1].not_applicable
    assert f"answers.{number}.grade" in {problem.where for problem in reading.problems}
