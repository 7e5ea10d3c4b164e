"""Who is named on a form: words that say that nobody is are no name."""

import random

import pytest

from framework.pack import Pack
from framework.reading import Status
from mail.reading import read_bytes
from tests.reading.corpus.build import build
from tests.reading.corpus.shapes import Shape
from tests.reading.corpus.spoils import spoil_header
from tests.reading.corpus.truth import make_truth

NOBODY = [
    "TBC", "tbc", "T.B.C.", "N/A", "n/a", "NA", "unknown", "Not known", "vacant", "None", "Unallocated",
    "Not allocated", "duty", "Duty worker", "-", "–", "?", "??", "to be confirmed", "no one", "(vacant)",
    "Vacant post", "Agency", "nil", "Awaiting allocation", "TBA", "Duty SW", "not yet allocated",
]  # fmt: skip


@pytest.mark.parametrize("name", ["social_worker", "completed_by"])
@pytest.mark.parametrize("written", NOBODY)
def test_a_word_for_nobody_is_not_taken_for_a_name(name: str, written: str, pack: Pack) -> None:
    truth = make_truth("tier1-generic", random.Random(1))
    spoilt = spoil_header(truth, name, written)
    (reading,) = read_bytes(build(truth, Shape(), random.Random(0), spoilt), "filled.docx", pack)
    assert getattr(reading, name) is None
    assert name in {problem.where for problem in reading.problems}
    assert reading.status is Status.REVIEW


@pytest.mark.parametrize("written", ["Vacant Nonesuch", "Una Known", "Naomi Duty", "N Atwell", "Tia B Carr"])
def test_a_name_that_is_like_a_word_for_nobody_is_kept(written: str, pack: Pack) -> None:
    truth = make_truth("tier1-generic", random.Random(1))
    truth.social_worker = written
    (reading,) = read_bytes(build(truth, Shape(), random.Random(0)), "filled.docx", pack)
    assert reading.social_worker == written


def test_no_problem_about_a_name_repeats_what_was_written(pack: Pack) -> None:
    truth = make_truth("tier1-generic", random.Random(1))
    spoilt = spoil_header(truth, "social_worker", "unallocated")
    (reading,) = read_bytes(build(truth, Shape(), random.Random(0), spoilt), "filled.docx", pack)
    told = [problem.message for problem in reading.problems if problem.where == "social_worker"]
    assert told
    assert "unallocated" not in " ".join(told)


@pytest.mark.parametrize("before", ["ICS no. ", "Case ", "Ref: "])
def test_words_before_a_case_reference_would_be_called_a_name(before: str, pack: Pack) -> None:
    truth = make_truth("tier1-generic", random.Random(1))
    spoilt = spoil_header(truth, "case_id", f"{before}436780")
    (reading,) = read_bytes(build(truth, Shape(), random.Random(0), spoilt), "filled.docx", pack)
    assert (reading.case_id, reading.problems) == ("436780", ())
    assert reading.evidence["case_id"].text == f"{before}436780"
