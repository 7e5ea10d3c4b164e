"""Dates on a form that could be two days are asked about."""

import random

import pytest

from framework.pack import Pack
from mail.reading import read_bytes
from tests.reading.corpus.build import build
from tests.reading.corpus.shapes import Shape
from tests.reading.corpus.truth import make_truth


@pytest.mark.parametrize("written", ["Jul 14", "Feb 15", "Oct 13", "1.5"])
def test_a_month_given_for_the_next_audit_is_not_taken_for_a_day(written: str, pack: Pack) -> None:
    truth = make_truth("supervision", random.Random(1))
    truth.fields["next_audit"] = written
    (reading,) = read_bytes(build(truth, Shape(), random.Random(0)), "filled.docx", pack)
    assert reading.fields["next_audit"] is None
    assert "fields.next_audit" in {problem.where for problem in reading.problems}
