"""What comes round comes round on the right day, at the right time in London, once, and under one name."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from framework.calendars import Calendar, Occurrence, between, latest, next_after
from framework.london import LONDON
from framework.working_days import WorkingDays

DAYS = WorkingDays()
_CALENDARS: TypeAdapter[Calendar] = TypeAdapter(Calendar)


def calendar(**given: Any) -> Calendar:
    return _CALENDARS.validate_python(given)


def london(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


def shown(occurrences: list[Occurrence]) -> list[tuple[str, str]]:
    return [(f"{each.due:%Y-%m-%dT%H:%M}", each.period) for each in occurrences]


DAILY = calendar(every="working-day")
MONDAYS = calendar(every="week", weekday="monday")
FIRST = calendar(every="month", working_day=1)
LAST = calendar(every="month", working_day=-1, at="17:00")
MIDDLE = calendar(every="month", day=15)
QUARTERS = calendar(every="month", working_day=1, months=3)
EVERY_SIX_WEEKS = calendar(every="week", weekday="wednesday", weeks=6, since="2013-12-04")
ALL = [DAILY, MONDAYS, FIRST, LAST, MIDDLE, QUARTERS, EVERY_SIX_WEEKS]


def test_each_working_day_leaves_out_christmas_and_the_councils_own_closures() -> None:
    closed = WorkingDays(frozenset({dt.date(2013, 12, 27)}))
    found = between(DAILY, london("2013-12-23T09:00"), london("2013-12-31T09:00"), closed)
    assert shown(found) == [
        ("2013-12-24T09:00", "2013-12-24"),
        ("2013-12-30T09:00", "2013-12-30"),
        ("2013-12-31T09:00", "2013-12-31"),
    ]


def test_a_week_whose_monday_is_a_bank_holiday_comes_round_on_tuesday_under_its_own_name() -> None:
    found = between(MONDAYS, london("2014-04-14T09:00"), london("2014-05-07T00:00"), DAYS)
    assert shown(found) == [
        ("2014-04-22T09:00", "2014-W17"),  # Easter Monday was the 21st
        ("2014-04-28T09:00", "2014-W18"),
        ("2014-05-06T09:00", "2014-W19"),
    ]


def test_a_month_begins_and_ends_with_its_working_days() -> None:
    assert shown(between(FIRST, london("2013-12-31T23:59"), london("2014-02-28T00:00"), DAYS)) == [
        ("2014-01-02T09:00", "2014-01"),
        ("2014-02-03T09:00", "2014-02"),
    ]
    assert shown(between(LAST, london("2014-05-01T00:00"), london("2014-06-30T17:00"), DAYS)) == [
        ("2014-05-30T17:00", "2014-05"),
        ("2014-06-30T17:00", "2014-06"),
    ]
    tenth_last = calendar(every="month", working_day=-10)
    assert shown(between(tenth_last, london("2013-12-01T00:00"), london("2014-01-01T00:00"), DAYS)) == [
        ("2013-12-16T09:00", "2013-12")
    ]


def test_the_middle_of_a_month_that_is_a_day_off_comes_on_the_next_working_day() -> None:
    found = between(MIDDLE, london("2013-12-01T00:00"), london("2014-02-28T00:00"), DAYS)
    assert [each.due.date().isoformat() for each in found] == ["2013-12-16", "2014-01-15", "2014-02-17"]


def test_quarters_and_six_weeks_are_counted_from_where_they_begin() -> None:
    quarters = between(QUARTERS, london("2013-12-31T00:00"), london("2014-12-31T00:00"), DAYS)
    assert [each.period for each in quarters] == ["2014-01", "2014-04", "2014-07", "2014-10"]
    forums = between(EVERY_SIX_WEEKS, london("2013-11-01T00:00"), london("2014-04-01T00:00"), DAYS)
    assert [each.due.date().isoformat() for each in forums] == ["2013-12-04", "2014-01-15", "2014-02-26"]


def test_nine_oclock_in_london_is_nine_oclock_before_and_after_the_clocks_change() -> None:
    found = between(DAILY, london("2014-03-28T00:00"), london("2014-03-31T23:00"), DAYS)
    assert [each.due.astimezone(dt.UTC).hour for each in found] == [9, 8]


@pytest.mark.parametrize(
    "given",
    [
        {"every": "working-day", "at": "01:30"},  # skipped in spring, twice in autumn
        {"every": "working-day", "at": "09:00+02:00"},
        {"every": "week", "weeks": 6},  # from when?
        {"every": "month"},
        {"every": "month", "day": 31},
        {"every": "month", "working_day": 0},
        {"every": "month", "working_day": 1, "day": 1},
        {"every": "month", "working_day": 1, "months": 5},
        {"every": "fortnight"},
    ],
)
def test_a_calendar_that_cannot_be_kept_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        calendar(**given)


_BEGINS = dt.datetime(2013, 11, 1, tzinfo=dt.UTC)
INSTANTS = st.integers(0, 820 * 24 * 60).map(lambda minutes: _BEGINS + dt.timedelta(minutes=minutes))


@given(st.sampled_from(ALL), INSTANTS, INSTANTS, INSTANTS)
def test_a_stretch_of_time_holds_what_its_parts_hold(
    each: Calendar, one: dt.datetime, two: dt.datetime, three: dt.datetime
) -> None:
    start, middle, end = sorted((one, two, three))
    whole = between(each, start, end, DAYS)
    assert between(each, start, middle, DAYS) + between(each, middle, end, DAYS) == whole
    assert len({occurrence.period for occurrence in whole}) == len(whole)
    assert all(DAYS.is_working_day(occurrence.due.date()) for occurrence in whole)


@given(st.sampled_from(ALL), INSTANTS)
def test_the_next_time_follows_the_latest_with_nothing_between(each: Calendar, instant: dt.datetime) -> None:
    before, after = latest(each, instant, DAYS), next_after(each, instant, DAYS)
    assert after is not None and after.due > instant
    if before is not None:
        assert before.due <= instant
        assert between(each, before.due, after.due, DAYS) == [after]
    else:
        assert each is EVERY_SIX_WEEKS and instant < london("2013-12-04T09:00")
