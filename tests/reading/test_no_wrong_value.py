"""The promise of the reader: every value is right, or asked about."""

import random

import pytest

from framework.pack import Pack
from framework.reading import Status
from mail.reading import read_bytes
from tests.reading.corpus.build import Spoilt, build
from tests.reading.corpus.judging import differences, wrong
from tests.reading.corpus.shapes import Shape, at_random
from tests.reading.corpus.spoils import (
    BAD_JUDGEMENTS,
    COLUMN_CELLS,
    HEADERS,
    NUMBER_CELLS,
    YES_NO_CELLS,
    spoil_area,
    spoil_header,
    spoil_judgement,
    spoil_something,
)
from tests.reading.corpus.truth import FORMS, Truth, make_truth

DOCUMENTS = 400


def test_no_wrong_value_is_ever_accepted_in_any_mixture_of_shapes(pack: Pack) -> None:
    """Random truths in random shapes, half of them spoilt somewhere; nothing wrong may pass unasked."""
    failures: list[str] = []
    accepted = 0
    for seed in range(DOCUMENTS):
        rng = random.Random(f"mixture {seed}")
        truth = make_truth(FORMS[seed % len(FORMS)], rng)
        shape = at_random(rng)
        spoilt = spoil_something(truth, rng) if seed % 2 else None
        (reading,) = read_bytes(build(truth, shape, rng, spoilt), "filled.docx", pack)
        if reading.form != truth.form:
            failures.append(f"document {seed}, {truth.form}: {reading.problems}")
        failures += [f"document {seed}, {truth.form}: {failure}" for failure in wrong(reading, truth)]
        if reading.status is Status.ACCEPTED:
            failures += [f"document {seed}, {truth.form}: accepted, {d}" for d in differences(reading, truth)]
            accepted += 1
    assert failures == []
    assert accepted > DOCUMENTS * 0.45, "a reader that asks about everything is of no use"


def _read_spoilt(truth: Truth, spoilt: Spoilt, pack: Pack) -> None:
    (reading,) = read_bytes(build(truth, Shape(), random.Random(0), spoilt), "filled.docx", pack)
    assert wrong(reading, truth) == []
    assert reading.status is Status.REVIEW


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        *((form, kind) for form in ("tier1-generic", "tier1-plo") for kind in NUMBER_CELLS),
        *(("tier2", kind) for kind in COLUMN_CELLS),
        *(("supervision", kind) for kind in YES_NO_CELLS),
    ],
)
def test_a_doubtful_answer_goes_to_a_person(form: str, kind: str, pack: Pack) -> None:
    truth = make_truth(form, random.Random(f"{form} {kind}"))
    _read_spoilt(truth, spoil_area(truth, 3, kind), pack)


@pytest.mark.parametrize("form", ["tier1-generic", "tier1-plo", "tier2"])
@pytest.mark.parametrize("kind", BAD_JUDGEMENTS)
def test_a_doubtful_judgement_goes_to_a_person(form: str, kind: str, pack: Pack) -> None:
    truth = make_truth(form, random.Random(f"{form} {kind}"))
    label = "Rating:" if form == "tier1-plo" else "Overall judgement of the case file:"
    _read_spoilt(truth, spoil_judgement(truth, kind, label), pack)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in HEADERS.items() for value in values]
)
def test_a_doubtful_field_goes_to_a_person(form: str, name: str, value: str, pack: Pack) -> None:
    truth = make_truth(form, random.Random(f"{form} {name}"))
    if getattr(truth, name) is None or (form == "supervision" and name == "date"):
        return  # the form has no such field at its top
    _read_spoilt(truth, spoil_header(truth, name, value), pack)


def test_two_marks_in_a_row_are_told_as_two_ticks(pack: Pack) -> None:
    truth = make_truth("tier2", random.Random(1))
    spoilt = spoil_area(truth, 5, "two ticks")
    (reading,) = read_bytes(build(truth, Shape(), random.Random(0), spoilt), "filled.docx", pack)
    problem = next(problem for problem in reading.problems if problem.where == "answers.5.grade")
    assert problem.code == "two-ticks"
    assert (
        problem.message
        == "Area 5, Is a copy of the assessment available: more than one column is marked, 2 and 3."
    )
    assert "table 2, row 8, column 3" in reading.evidence["answers.5.grade"].place


def test_no_problem_repeats_a_comment_or_a_refused_case_reference(pack: Pack) -> None:
    truth = make_truth("tier1-generic", random.Random(2))
    for said in truth.answers:
        said.comment = "Zebedee was seen"
    spoilt = spoil_header(truth, "case_id", "Jamie Pretend")
    spoilt.answers = {
        n: spoil_area(truth, n, kind).answers[n] for n, kind in enumerate(list(NUMBER_CELLS)[:7], start=1)
    }
    (reading,) = read_bytes(build(truth, Shape(), random.Random(0), spoilt), "filled.docx", pack)
    told = " ".join(problem.message for problem in (*reading.problems, *reading.notices))
    assert "Zebedee" not in told
    assert "Jamie" not in reading.model_dump_json()
