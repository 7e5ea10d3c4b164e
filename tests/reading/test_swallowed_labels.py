"""A part of the form that ended up in the text of another, a ruled line unseen: nobody may miss it there."""

import random

import pytest

from framework.pack import Pack
from framework.reading import Reading, Status
from mail.reading import read_bytes
from tests.reading.corpus import ooxml as x
from tests.reading.corpus.build import Spoilt, _Builder
from tests.reading.corpus.shapes import Shape
from tests.reading.corpus.truth import make_truth

OTHERS = "Any other comments:"


def _read(form: str, comment: str, pack: Pack, *, without: str = "", other: str = "") -> Reading:
    """An audit with this comment in its third area, its line of that label gone or saying something other."""
    truth = make_truth(form, random.Random(7))
    truth.comments = other
    for name in truth.fields:
        if name in ("actions_by", "next_audit"):
            truth.fields[name] = ""
    truth.answers[2].comment = comment
    body = _Builder(truth, Shape(), random.Random(0), Spoilt()).whole()[0]
    if without:
        assert without in body
        before, after = body.rsplit(without, 1)
        body = before + after
    (reading,) = read_bytes(x.document(body), "filled.docx", pack)
    return reading


def _asked(reading: Reading) -> set[str]:
    return {problem.where for problem in reading.problems if problem.code == "another-label"}


@pytest.mark.parametrize("form", ["tier1-generic", "tier2"])
@pytest.mark.parametrize(
    "comment",
    [
        f"The visits were late.\n{OTHERS}\nThe team has moved on.",
        f"The visits were late.\n{OTHERS} The team has moved on.",
        "The visits were late.\nANY OTHER COMMENTS\nThe team has moved on.",
    ],
)
def test_a_box_that_stands_in_the_comment_of_an_area_is_asked_about(
    form: str, comment: str, pack: Pack
) -> None:
    reading = _read(form, comment, pack, without=OTHERS)
    assert reading.status is Status.REVIEW
    assert _asked(reading) == {"answers.3.comment"}


def test_a_date_that_stands_in_the_text_of_another_part_is_asked_about(pack: Pack) -> None:
    comment = "Two records are missing.\nDate of next Audit: 12/07/2014"
    reading = _read("supervision", comment, pack)
    assert "answers.3.comment" in _asked(reading)


@pytest.mark.parametrize(
    "comment",
    [
        "Any other comments were not made.",
        "The form has room for any other comments: none were made.",
        "Effective monitoring, see the file.\nQuality of planning was good.",
        "Dates were missed.\nAny other comments that the family made are on file.",
    ],
)
@pytest.mark.parametrize("form", ["tier1-generic", "tier2"])
def test_a_comment_that_mentions_a_part_of_the_form_is_a_comment(form: str, comment: str, pack: Pack) -> None:
    assert _asked(_read(form, comment, pack)) == set()


def test_a_label_of_a_part_that_was_read_asks_nobody(pack: Pack) -> None:
    reading = _read("tier1-generic", f"See below.\n{OTHERS}", pack, other="The team has moved on.")
    assert _asked(reading) == set()


def test_the_row_of_an_area_that_ran_into_the_comment_above_is_asked_about(pack: Pack) -> None:
    """Area 8 may be left empty, so that nothing else would tell that it was not."""
    truth = make_truth("tier1-generic", random.Random(7))
    form = next(form for form in pack.forms if form.id == "tier1-generic")
    truth.answers[6].comment = f"Plans are reviewed.\n{form.area(8).label.shown} 4 Overdue."
    truth.answers[7].grade, truth.answers[7].comment = None, ""
    body = _Builder(truth, Shape(), random.Random(0), Spoilt(answers={8: [x.cell("")]})).whole()[0]
    (reading,) = read_bytes(x.document(body), "filled.docx", pack)
    assert "answers.7.comment" in _asked(reading)
