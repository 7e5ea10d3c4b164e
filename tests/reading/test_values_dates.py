"""Dates on a form that could be two days are asked about."""

import random

import pytest

from framework.pack import Pack
from mail.reading import read_bytes
from tests.reading.corpus.build import build
from tests.reading.corpus.shapes import Shape
from tests.reading.corpus.truth import Action, make_truth


@pytest.mark.parametrize("written", ["Jul 14", "Feb 15", "Oct 13", "1.5"])
def test_a_month_given_for_the_next_audit_is_not_taken_for_a_day(written: str, pack: Pack) -> None:
    truth = make_truth("supervision", random.Random(1))
    truth.fields["next_audit"] = written
    (reading,) = read_bytes(build(truth, Shape(), random.Random(0)), "filled.docx", pack)
    assert reading.fields["next_audit"] is None
    assert "fields.next_audit" in {problem.where for problem in reading.problems}


@pytest.mark.parametrize("written", ["4/4", "3/11", "12/11/0203", "12/11/2103", "12/11/1913", "12/11/2003"])
@pytest.mark.parametrize("name", ["next_audit", "actions_by"])
def test_a_day_without_a_year_or_of_an_impossible_one_is_asked_about(
    name: str, written: str, pack: Pack
) -> None:
    truth = make_truth("supervision", random.Random(1))
    truth.fields[name] = written
    (reading,) = read_bytes(build(truth, Shape(), random.Random(0)), "filled.docx", pack)
    assert reading.fields[name] is None
    assert f"fields.{name}" in {problem.where for problem in reading.problems}


@pytest.mark.parametrize("written", ["4/4", "12/11/2103", "12/11/1913"])
def test_no_action_is_due_on_a_day_that_nobody_can_mean(written: str, pack: Pack) -> None:
    truth = make_truth("tier1-generic", random.Random(1))
    truth.actions = [Action("Update the chronology.", "P Imaginary", written, None)]
    (reading,) = read_bytes(build(truth, Shape(), random.Random(0)), "filled.docx", pack)
    assert [(action.timescale, action.due) for action in reading.actions] == [(written, None)]
    told = {said.where for said in (*reading.problems, *reading.notices)}
    assert "actions.1.due" in told
