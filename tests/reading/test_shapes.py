"""Every shape that a filled audit tool comes in is read as it was meant, without a question."""

import random

import pytest

from framework.pack import Pack
from framework.reading import Status
from mail.reading import read_bytes
from tests.reading.corpus.build import build
from tests.reading.corpus.judging import differences
from tests.reading.corpus.shapes import CHOICES, Shape, applies
from tests.reading.corpus.truth import FORMS, make_truth

_PLAIN = Shape()
_NOT_PLAIN = {("supervision", "options-bold")}  # of two options the one in bold is not sure to be the answer
_CASES = [
    (form, part, choice)
    for form in FORMS
    for part, choices in CHOICES.items()
    for choice in choices
    if applies(Shape(**{part: choice}), form)
    and (choice != getattr(_PLAIN, part) or part == "header")
    and (form, choice) not in _NOT_PLAIN
]


@pytest.mark.parametrize(("form", "part", "choice"), _CASES)
def test_no_auditor_is_asked_again_about_what_is_plain_to_see(
    form: str, part: str, choice: str, pack: Pack
) -> None:
    shape = Shape(**{part: choice})
    rng = random.Random(f"{form} {part} {choice}")
    truth = make_truth(form, rng)
    (reading,) = read_bytes(build(truth, shape, rng), "filled.docx", pack)
    assert differences(reading, truth) == []
    assert reading.status is Status.ACCEPTED


def test_every_shape_is_tried_on_a_form_that_it_changes() -> None:
    tried = {(part, choice) for _, part, choice in _CASES}
    missing = {
        (part, choice)
        for part, choices in CHOICES.items()
        for choice in choices
        if choice != getattr(_PLAIN, part) and (part, choice) not in tried
    }
    assert not missing
    assert {form for form, _, _ in _CASES} == set(FORMS)
