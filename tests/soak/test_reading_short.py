"""Reading put to the test in short; `make soak ARGS="--reading 20000"` does it by the thousand, in every format."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framework.pack import load_pack
from framework.reading import Status
from mail.reading import read_bytes
from tests.soak.reading.fuzz import QUICK, fuzz
from tests.soak.reading.trees import Tree

PACK = load_pack("rochdale-2013")


@pytest.mark.timeout(120)
def test_a_spoiled_document_stops_a_child_or_is_accepted_with_another_grade() -> None:
    found = fuzz(160, seed=7, formats=sorted(QUICK), bases=6)
    assert found.problems == []
    assert found.files.total() == 160
    assert len(found.files) >= 6
    assert sum(ends["accepted"] for ends in found.ends.values()) > 20


@given(st.randoms(use_true_random=False))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_a_document_of_any_shape_ends_without_a_reason_or_says_one_that_is_none(rng: random.Random) -> None:
    readings = read_bytes(Tree(PACK, rng).document(), "any.docx", PACK)
    assert readings
    for reading in readings:
        assert reading.status is Status.ACCEPTED or all(p.message.endswith(".") for p in reading.problems)
        assert reading.status is Status.ACCEPTED or reading.problems
        assert "reader-died" not in {problem.code for problem in reading.problems}
