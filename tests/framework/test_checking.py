"""The one gate: what a form needs and what makes sense, whoever filled it in and however it came."""

import datetime as dt
from typing import Any

import pytest

from framework.checking import check
from framework.pack import Pack, load_pack
from framework.reading import KEYED_IN, ActionLine, Answer, Evidence, Problem, Reading, Status
from framework.words import Judgement

SENT = dt.date(2014, 1, 20)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("rochdale-2013")


def complete(*, areas: int = 8, **changes: Any) -> Reading:
    values: dict[str, Any] = {
        "form": "tier1-generic",
        "case_id": "123456",
        "completed_by": "P Imaginary",
        "social_worker": "T Madeup",
        "date": dt.date(2014, 1, 15),
        "answers": tuple(Answer(number=n, grade=2, comment="Seen.") for n in range(1, areas + 1)),
        "overall": Judgement.GOOD,
    }
    return Reading(**(values | changes))


def checked(reading: Reading, pack: Pack, **how: Any) -> Reading:
    form = pack.form(reading.form) if reading.form else None
    settings: dict[str, Any] = {"sent": SENT} | how
    return check(form, reading, pack=pack, **settings)


def codes(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in problems]


def with_answer(reading: Reading, number: int, **changes: Any) -> Reading:
    answers = [a.model_copy(update=changes) if a.number == number else a for a in reading.answers]
    return reading.model_copy(update={"answers": tuple(answers)})


def test_a_complete_audit_is_accepted(pack: Pack) -> None:
    reading = checked(complete(), pack)
    assert reading.status is Status.ACCEPTED
    assert not reading.problems
    assert not reading.notices


@pytest.mark.parametrize("field", ["case_id", "completed_by", "social_worker", "date", "overall"])
def test_what_the_form_needs_and_nobody_gave_is_asked_for(field: str, pack: Pack) -> None:
    missing: dict[str, Any] = {field: None}
    reading = checked(complete(**missing), pack)
    assert reading.status is Status.REVIEW
    assert codes(reading.problems) == [("missing", field)]


def test_a_blank_area_is_asked_for_and_named(pack: Pack) -> None:
    reading = checked(with_answer(complete(), 3, grade=None), pack)
    assert codes(reading.problems) == [("missing", "answers.3.grade")]
    assert reading.problems[0].message == "Area 3, Voice/wishes and feelings of child: no grade is given."


def test_an_area_that_is_not_in_the_reading_at_all_is_asked_for(pack: Pack) -> None:
    reading = checked(complete(areas=6), pack)
    assert codes(reading.problems) == [("missing", "answers.7.grade"), ("missing", "answers.8.grade")]


def test_a_value_with_a_doubt_of_its_own_gets_no_second_problem(pack: Pack) -> None:
    doubt = Problem(code="two-ticks", where="answers.3.grade", message="Two ticks.")
    reading = checked(with_answer(complete(problems=(doubt,)), 3, grade=None), pack)
    assert reading.problems == (doubt,)
    assert reading.status is Status.REVIEW


def test_a_tool_that_nobody_filled_in_is_rejected_as_blank(pack: Pack) -> None:
    answers = tuple(Answer(number=n) for n in range(1, 9))
    reading = checked(Reading(form="tier1-generic", answers=answers), pack)
    assert reading.status is Status.REJECTED
    assert codes(reading.problems) == [("blank", "")]


def test_a_tool_with_nothing_but_a_doubtful_value_is_not_blank(pack: Pack) -> None:
    doubt = Problem(code="two-values", where="answers.1.grade", message="Two grades.")
    reading = checked(Reading(form="tier1-generic", problems=(doubt,)), pack)
    assert reading.status is Status.REVIEW
    assert doubt in reading.problems


def test_a_file_without_an_audit_tool_stays_as_it_is(pack: Pack) -> None:
    reading = Reading(problems=(Problem(code="unreadable", message="Damaged."),))
    assert checked(reading, pack) == reading


@pytest.mark.parametrize(
    ("date", "code"),
    [
        (dt.date(2014, 1, 21), "date-after-mail"),
        (dt.date(2104, 1, 15), "date-far-ahead"),
        (dt.date(2011, 1, 15), "date-long-before-mail"),
        (dt.date(1914, 1, 15), "date-long-before-mail"),
    ],
)
def test_a_date_that_cannot_be_right_is_not_kept(date: dt.date, code: str, pack: Pack) -> None:
    reading = checked(complete(date=date), pack)
    assert codes(reading.problems) == [(code, "date")]
    assert reading.date is None


def test_a_year_of_another_century_is_not_kept_even_where_no_mail_says_when(pack: Pack) -> None:
    reading = checked(complete(date=dt.date(1913, 1, 15)), pack, sent=None)
    assert codes(reading.problems) == [("date-cannot-be-right", "date")]
    assert reading.date is None


def test_an_old_mail_is_held_against_its_own_date_not_todays(pack: Pack) -> None:
    assert checked(complete(), pack, sent=dt.date(2014, 1, 15)).status is Status.ACCEPTED
    assert checked(complete(), pack, sent=None).status is Status.ACCEPTED


def test_a_judgement_two_grades_better_than_an_area_is_noticed_and_stops_nothing(pack: Pack) -> None:
    reading = checked(with_answer(complete(), 2, grade=4), pack)
    assert reading.status is Status.ACCEPTED
    assert codes(reading.notices) == [("judgement-and-areas", "overall")]
    assert not checked(with_answer(complete(), 2, grade=3), pack).notices


def test_area_eight_left_blank_on_another_services_case_is_not_applicable(pack: Pack) -> None:
    blank = with_answer(complete(), 8, grade=None, comment="")
    reading = checked(blank, pack, service_area="First Response")
    assert reading.answers[7].not_applicable
    assert reading.status is Status.ACCEPTED
    assert codes(reading.notices) == [("not-applicable-here", "answers.8.grade")]


def test_what_was_missing_is_settled_once_the_directory_knows_the_service_area(pack: Pack) -> None:
    first = checked(with_answer(complete(), 8, grade=None, comment=""), pack)
    assert first.status is Status.REVIEW
    second = checked(first, pack, service_area="first-response")
    assert second.status is Status.ACCEPTED
    assert second.answers[7].not_applicable


def test_a_value_given_afterwards_is_missing_no_more(pack: Pack) -> None:
    first = checked(complete(case_id=None), pack)
    assert checked(first.model_copy(update={"case_id": "123456"}), pack).status is Status.ACCEPTED


@pytest.mark.parametrize("service_area", [None, "Cared for Children", "CfC", "no such area"])
def test_area_eight_left_blank_is_asked_for_when_it_may_apply(service_area: str | None, pack: Pack) -> None:
    blank = with_answer(complete(), 8, grade=None, comment="")
    reading = checked(blank, pack, service_area=service_area)
    assert codes(reading.problems) == [("missing", "answers.8.grade")]


def test_area_eight_with_a_comment_is_never_waved_through(pack: Pack) -> None:
    reading = checked(
        with_answer(complete(), 8, grade=None, comment="PEP overdue"), pack, service_area="MASS"
    )
    assert codes(reading.problems) == [("missing", "answers.8.grade")]


def test_not_applicable_without_a_reason_is_noticed_where_the_form_does_not_offer_it(pack: Pack) -> None:
    reading = checked(with_answer(complete(), 2, grade=None, not_applicable=True, comment=""), pack)
    assert reading.status is Status.ACCEPTED
    assert codes(reading.notices) == [("not-applicable-without-reason", "answers.2.not_applicable")]


def test_an_action_that_nobody_can_follow_up_is_noticed(pack: Pack) -> None:
    actions = (
        ActionLine(action="See the child", who="T Madeup", timescale="within 14 days"),
        ActionLine(action="Write it up", who="", timescale="ASAP"),
        ActionLine(action="Tell the school", who="T Madeup", timescale="31/02/2014"),
    )
    reading = checked(complete(actions=actions), pack)
    assert [action.due for action in reading.actions] == [dt.date(2014, 1, 29), None, None]
    assert codes(reading.notices) == [
        ("action-without-who", "actions.2.who"),
        ("action-needs-date", "actions.2.due"),
        ("action-needs-date", "actions.3.due"),
    ]
    assert reading.status is Status.ACCEPTED


def test_no_due_date_is_counted_from_a_date_that_was_refused(pack: Pack) -> None:
    actions = (ActionLine(action="See the child", who="T Madeup", timescale="2 weeks"),)
    reading = checked(complete(actions=actions, date=dt.date(2104, 1, 15)), pack)
    assert reading.actions[0].due is None


def test_the_supervision_tool_is_not_asked_for_a_case_or_a_judgement(pack: Pack) -> None:
    answers = tuple(Answer(number=n, answer=True) for n in range(1, 11))
    people: dict[str, str | None] = {"supervisee": "A Imaginary", "supervisor": "B Imaginary"}
    supervision = Reading(
        form="supervision", completed_by="C Madeup", date=dt.date(2014, 1, 15), answers=answers, fields=people
    )
    assert checked(supervision, pack).status is Status.ACCEPTED
    without = supervision.model_copy(update={"fields": people | {"supervisor": None}})
    assert codes(checked(without, pack).problems) == [("missing", "fields.supervisor")]


@pytest.mark.parametrize(
    "reading",
    [
        complete(),
        complete(date=dt.date(2104, 1, 15), case_id=None),
        complete(areas=6, actions=(ActionLine(action="See the child", timescale="soon"),)),
        with_answer(complete(), 8, grade=None, comment=""),
        with_answer(complete(), 2, grade=4),
        Reading(form="tier1-generic"),
    ],
)
def test_checking_twice_says_nothing_new(reading: Reading, pack: Pack) -> None:
    once = checked(reading, pack, service_area="MASS")
    assert checked(once, pack, service_area="MASS") == once


def test_an_area_that_a_person_has_not_come_to_yet_is_taken_for_one_that_does_not_apply(pack: Pack) -> None:
    begun = with_answer(complete(), 8, grade=None, comment="")
    whole = Evidence(place=KEYED_IN, text="0" * 64)
    begun = begun.model_copy(update={"evidence": {"": whole}})
    reading = checked(begun, pack, service_area="MASS")
    assert [problem.where for problem in reading.problems] == ["answers.8.grade"]


def supervision_dated(**dates: str | None) -> Reading:
    answers = tuple(Answer(number=n, answer=n < 10) for n in range(1, 11))
    people: dict[str, str | None] = {"supervisee": "A Imaginary", "supervisor": "B Imaginary"}
    day = dt.date(2014, 1, 15)
    return Reading(
        form="supervision", completed_by="C Madeup", date=day, answers=answers, fields=people | dates
    )


@pytest.mark.parametrize("name", ["actions_by", "next_audit"])
@pytest.mark.parametrize("day", ["2014-01-14", "2013-07-15", "1913-07-15", "2017-01-01", "2041-07-15"])
def test_a_further_date_of_the_form_that_cannot_be_right_is_not_kept(name: str, day: str, pack: Pack) -> None:
    reading = checked(supervision_dated(**{name: day}), pack)
    assert codes(reading.problems) == [("date-cannot-be-right", f"fields.{name}")]
    assert reading.fields[name] is None
    assert f"{int(day[-2:])} " in reading.problems[0].message
    assert "Put in" in reading.problems[0].message


@pytest.mark.parametrize("day", ["2014-01-15", "2014-07-15", "2016-12-31"])
def test_a_further_date_that_may_be_right_is_kept(day: str, pack: Pack) -> None:
    reading = checked(supervision_dated(next_audit=day, actions_by=None), pack)
    assert (reading.status, reading.fields["next_audit"]) == (Status.ACCEPTED, day)


def test_an_action_due_in_an_impossible_year_is_asked_about_until_it_is_put_right(pack: Pack) -> None:
    wrong = ActionLine(action="See the child", who="T Madeup", timescale="31/01/2103")
    reading = checked(complete(actions=(wrong,)), pack)
    assert codes(reading.problems) == [("due-date-impossible", "actions.1.due")]
    assert reading.status is Status.REVIEW
    right = wrong.model_copy(update={"due": dt.date(2014, 1, 31)})
    assert checked(reading.model_copy(update={"actions": (right,)}), pack).status is Status.ACCEPTED
