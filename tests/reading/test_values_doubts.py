"""Small signs beside a value, marks that agree with their word, and days that cannot be the ones meant."""

import datetime as dt
from typing import Any

import pytest

from framework.answers import grade, grade_lexicon, yes_no, yes_no_lexicon
from framework.checking import check
from framework.pack import Pack
from framework.reading import ActionLine, Reading
from mail.reading.audit_tool.choice import choose
from mail.reading.document import PLAIN, Paragraph, Run
from tests.reading.edited import read_changed, truth_of


@pytest.mark.parametrize("written", ["-2", "–3", "−1"])
def test_a_minus_before_a_number_is_not_read_over(written: str, pack: Pack) -> None:
    assert grade(written, pack).doubt


def test_a_minus_before_the_number_of_the_judgement_is_not_read_over(pack: Pack) -> None:
    def change(document: Any) -> None:
        rating = next(p for p in document.paragraphs if p.text.startswith("Rating"))
        rating.text = "Rating: -2"

    [reading] = read_changed(truth_of("tier1-plo"), change, pack)
    assert reading.overall is None
    assert [problem.where for problem in reading.problems] == ["overall"]


@pytest.mark.parametrize("written", ["Good*", "Good *"])
def test_an_option_that_leads_to_a_footnote_is_looked_at(written: str, pack: Pack) -> None:
    assert choose([Paragraph([Run(written)], "line 1")], grade_lexicon(pack)).doubt


def test_asterisks_around_an_option_are_a_mark(pack: Pack) -> None:
    assert choose([Paragraph([Run("**Good**")], "line 1")], grade_lexicon(pack)).value == 2


@pytest.mark.parametrize("written", ["✓ Yes", "Yes ✓", "☑ yes"])
def test_a_tick_beside_yes_says_yes(written: str, pack: Pack) -> None:
    assert yes_no(written, pack).value is True


@pytest.mark.parametrize("written", ["✓ No", "✗ Yes", "✓", "Yes ✓ No"])
def test_a_mark_that_may_take_the_word_back_is_a_doubt(written: str, pack: Pack) -> None:
    assert yes_no(written, pack).doubt


def _coloured(*parts: tuple[str, str]) -> list[Paragraph]:
    return [Paragraph([Run(text, PLAIN._replace(colour=colour)) for text, colour in parts], "line 1")]


def test_of_yes_and_no_the_one_in_colour_is_meant(pack: Pack) -> None:
    paragraphs = _coloured(("Yes", ""), (" / ", ""), ("No", "FF0000"))
    assert choose(paragraphs, yes_no_lexicon(pack), of=2).value is False


@pytest.mark.parametrize("colours", [("00B050", "FF0000"), ("", "808080")])
def test_of_yes_and_no_in_two_colours_or_one_greyed_out_none_is_guessed(
    colours: tuple[str, str], pack: Pack
) -> None:
    paragraphs = _coloured(("Yes", colours[0]), (" / ", ""), ("No", colours[1]))
    assert choose(paragraphs, yes_no_lexicon(pack), of=2).value is None


def _due(timescale: str, pack: Pack) -> tuple[dt.date | None, list[str]]:
    form = next(each for each in pack.forms if each.id == "tier1-generic")
    action = ActionLine(action="Update the chronology", who="T Ashworth", timescale=timescale)
    reading = Reading(form=form.id, date=dt.date(2014, 1, 15), actions=(action,))
    checked = check(form, reading, pack=pack, sent=dt.date(2014, 1, 16))
    problems = [problem.message for problem in checked.problems if problem.where == "actions.1.due"]
    return checked.actions[0].due, [*problems, *(notice.message for notice in checked.notices)]


@pytest.mark.parametrize(
    "written",
    ["31/01/2041", "31/01/2104", "01/02/2020", "31/01/1914", "12/11/0203", "31/01/2103", "31/01/2013"],
)
def test_an_action_is_not_put_off_or_overdue_by_a_slip_in_the_year(written: str, pack: Pack) -> None:
    due, [problem] = _due(written, pack)
    assert due is None
    assert "year" in problem
    assert "Put in the date" in problem


def test_an_action_due_shortly_before_the_audit_needs_a_date(pack: Pack) -> None:
    due, [notice] = _due("20/12/2013", pack)
    assert due is None
    assert "before the audit" in notice


def test_what_was_completed_has_no_day_by_which_it_is_due(pack: Pack) -> None:
    assert _due("completed 16/01/2014", pack)[0] is None
    assert _due("within 5 working days", pack)[0] == dt.date(2014, 1, 22)


def test_a_rating_left_empty_under_its_criteria_is_called_empty(pack: Pack) -> None:
    def change(document: Any) -> None:
        next(p for p in document.paragraphs if p.text.startswith("Rating")).text = "Rating:"

    form = next(each for each in pack.forms if each.id == "tier1-plo")
    [reading] = read_changed(truth_of(form.id), change, pack)
    [problem] = check(form, reading, pack=pack, sent=None).problems
    assert (problem.where, problem.message) == ("overall", "Rating: it is left empty; no judgement is given.")


@pytest.mark.parametrize(
    "options",
    [
        "Outstanding / Good / Requires Improvement / Inadequate",
        "Outstanding\nGood\nRequires improvement\nInadequate",
    ],
)
def test_options_of_which_none_is_marked_would_be_called_empty(options: str, pack: Pack) -> None:
    def change(document: Any) -> None:
        judgement = next(p for p in document.paragraphs if p.text.startswith("Overall"))
        judgement.text = f"{judgement.text.partition(':')[0]}: {options}"

    form = pack.form("tier1-generic")
    [reading] = read_changed(truth_of(form.id), change, pack)
    [problem] = [p for p in check(form, reading, pack=pack, sent=None).problems if p.where == "overall"]
    assert problem.message.endswith(": the four options are there and none is marked.")
