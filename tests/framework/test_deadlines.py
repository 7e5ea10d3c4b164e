"""Remedial work is due five days after the audit and is chased while somebody is there to act on it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework.deadlines import action_review_deadline, administrative_deadline, remedial_deadline
from framework.pack import Rules
from framework.working_days import WorkingDays

ENGLAND = WorkingDays()
CALENDAR_DAYS = Rules()
WORKING = Rules(remedial_days_are="working")
days = st.dates(dt.date(2012, 1, 1), dt.date(2035, 12, 31))
calendars = st.builds(WorkingDays, st.frozensets(st.dates(dt.date(2013, 12, 1), dt.date(2014, 1, 31))))


@pytest.mark.parametrize(
    ("audit", "due", "chase_on"),
    [
        (dt.date(2013, 12, 4), dt.date(2013, 12, 9), dt.date(2013, 12, 9)),  # a Monday
        (dt.date(2013, 12, 17), dt.date(2013, 12, 22), dt.date(2013, 12, 20)),  # a Sunday
        (dt.date(2013, 12, 20), dt.date(2013, 12, 25), dt.date(2013, 12, 24)),  # Christmas Day
        (dt.date(2013, 12, 21), dt.date(2013, 12, 26), dt.date(2013, 12, 24)),  # Boxing Day
        (dt.date(2013, 12, 24), dt.date(2013, 12, 29), dt.date(2013, 12, 27)),
        (dt.date(2013, 12, 27), dt.date(2014, 1, 1), dt.date(2013, 12, 31)),
        (dt.date(2014, 4, 15), dt.date(2014, 4, 20), dt.date(2014, 4, 17)),  # Easter Sunday
        (dt.date(2014, 4, 30), dt.date(2014, 5, 5), dt.date(2014, 5, 2)),  # May Day
    ],
)
def test_five_calendar_days_are_chased_before_a_day_off(
    audit: dt.date, due: dt.date, chase_on: dt.date
) -> None:
    deadline = remedial_deadline(audit, CALENDAR_DAYS, ENGLAND)
    assert (deadline.due, deadline.chase_on) == (due, chase_on)


@pytest.mark.parametrize(
    ("audit", "due"),
    [
        (dt.date(2013, 12, 4), dt.date(2013, 12, 11)),
        (dt.date(2013, 12, 20), dt.date(2013, 12, 31)),  # over Christmas
        (dt.date(2014, 4, 15), dt.date(2014, 4, 24)),  # over Easter
        (dt.date(2014, 4, 30), dt.date(2014, 5, 8)),  # over May Day
    ],
)
def test_five_working_days_where_the_council_chose_so(audit: dt.date, due: dt.date) -> None:
    deadline = remedial_deadline(audit, WORKING, ENGLAND)
    assert (deadline.due, deadline.chase_on) == (due, due)


def test_a_deadline_is_chased_after_the_audit_where_nobody_works_until_then() -> None:
    shut = WorkingDays(frozenset(dt.date(2013, 12, 20) + dt.timedelta(days=n) for n in range(14)))
    deadline = remedial_deadline(dt.date(2013, 12, 22), CALENDAR_DAYS, shut)
    assert deadline.due == dt.date(2013, 12, 27)
    assert deadline.chase_on == dt.date(2014, 1, 3)


@given(days, calendars)
def test_remedial_work_is_due_five_days_after_the_audit_whatever_the_calendar(
    audit: dt.date, calendar: WorkingDays
) -> None:
    deadline = remedial_deadline(audit, CALENDAR_DAYS, calendar)
    assert deadline.due == audit + dt.timedelta(days=5)
    assert calendar.is_working_day(deadline.chase_on)
    assert deadline.chase_on >= audit
    worked = [audit + dt.timedelta(days=n) for n in range(6)]
    if any(calendar.is_working_day(day) for day in worked):
        assert deadline.chase_on <= deadline.due


@pytest.mark.parametrize(
    ("start", "length", "due"),
    [
        (dt.date(2014, 1, 8), 2, dt.date(2014, 1, 10)),
        (dt.date(2014, 1, 9), 2, dt.date(2014, 1, 13)),  # a Saturday moves to Monday
        (dt.date(2014, 4, 11), 7, dt.date(2014, 4, 22)),  # Good Friday moves over Easter
        (dt.date(2013, 12, 23), 2, dt.date(2013, 12, 27)),  # Christmas Day
    ],
)
def test_paperwork_due_on_a_day_off_moves_to_the_next_working_day(
    start: dt.date, length: int, due: dt.date
) -> None:
    deadline = administrative_deadline(start, length, "the practice forum", ENGLAND)
    assert (deadline.due, deadline.chase_on) == (due, due)


def test_an_action_without_a_date_is_looked_at_within_four_weeks() -> None:
    assert action_review_deadline(dt.date(2014, 1, 15), CALENDAR_DAYS, ENGLAND).due == dt.date(2014, 2, 12)
    soon = Rules(review_of_actions_days=3)
    assert action_review_deadline(dt.date(2014, 1, 15), soon, ENGLAND).due == dt.date(2014, 1, 20)


@pytest.mark.parametrize(
    ("audit", "rules", "sentence"),
    [
        (
            dt.date(2013, 12, 17),
            CALENDAR_DAYS,
            "Sunday 22 December 2013, five calendar days after the audit; chased on Friday 20 December",
        ),
        (
            dt.date(2013, 12, 27),
            CALENDAR_DAYS,
            "Wednesday 1 January 2014, five calendar days after the audit; chased on Tuesday 31 December 2013",
        ),
        (dt.date(2013, 12, 4), CALENDAR_DAYS, "Monday 9 December 2013, five calendar days after the audit"),
        (dt.date(2013, 12, 20), WORKING, "Tuesday 31 December 2013, five working days after the audit"),
        (
            dt.date(2013, 12, 4),
            Rules(remedial_days=1),
            "Thursday 5 December 2013, one calendar day after the audit",
        ),
        (
            dt.date(2013, 12, 2),
            Rules(remedial_days=14),
            "Monday 16 December 2013, 14 calendar days after the audit",
        ),
    ],
)
def test_a_deadline_is_told_with_its_weekday_and_its_rule(
    audit: dt.date, rules: Rules, sentence: str
) -> None:
    assert remedial_deadline(audit, rules, ENGLAND).sentence == sentence


def test_a_deadline_that_moved_says_so() -> None:
    deadline = administrative_deadline(dt.date(2014, 1, 9), 2, "the practice forum", ENGLAND)
    assert deadline.sentence == (
        "Monday 13 January 2014, two calendar days after the practice forum, moved on to the next working day"
    )
