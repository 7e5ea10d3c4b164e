"""Working days leave out weekends, England's bank holidays and the council's closures, and nothing else."""

import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from framework.dates_in_words import day_and_month, in_words, month_in_words, with_weekday
from framework.working_days import WorkingDays, bank_holiday

ENGLAND = WorkingDays()
days = st.dates(dt.date(2012, 1, 1), dt.date(2035, 12, 31))
calendars = st.builds(WorkingDays, st.frozensets(st.dates(dt.date(2013, 1, 1), dt.date(2014, 12, 31))))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (dt.date(2013, 12, 25), "Christmas Day"),
        (dt.date(2013, 12, 26), "Boxing Day"),
        (dt.date(2014, 1, 1), "New Year's Day"),
        (dt.date(2014, 4, 18), "Good Friday"),
        (dt.date(2014, 4, 21), "Easter Monday"),
        (dt.date(2014, 5, 5), "May Day"),
        (dt.date(2014, 5, 26), "Spring Bank Holiday"),
        (dt.date(2014, 8, 25), "Late Summer Bank Holiday"),
        (dt.date(2021, 12, 28), "Boxing Day (observed)"),
        (dt.date(2023, 5, 8), "Coronation of Charles III"),
        (dt.date(2026, 4, 3), "Good Friday"),
        (dt.date(2026, 12, 28), "Boxing Day (observed)"),
    ],
)
def test_a_bank_holiday_of_england_is_not_worked(day: dt.date, name: str) -> None:
    assert bank_holiday(day) == name
    assert not ENGLAND.is_working_day(day)


@pytest.mark.parametrize(
    "day",
    [
        dt.date(2013, 12, 24),
        dt.date(2013, 12, 27),
        dt.date(2014, 4, 17),
        dt.date(2014, 4, 22),
        dt.date(2014, 1, 2),  # a bank holiday in Scotland
        dt.date(2014, 3, 17),  # in Northern Ireland
    ],
)
def test_a_day_on_which_england_works_is_worked(day: dt.date) -> None:
    assert ENGLAND.is_working_day(day)


def test_a_day_on_which_the_council_is_closed_is_not_worked() -> None:
    closed = WorkingDays(frozenset({dt.date(2013, 12, 27), dt.date(2013, 12, 30)}))
    assert closed.next_working_day(dt.date(2013, 12, 24)) == dt.date(2013, 12, 31)
    assert ENGLAND.next_working_day(dt.date(2013, 12, 24)) == dt.date(2013, 12, 27)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (dt.date(2014, 4, 17), 1, dt.date(2014, 4, 22)),  # over Easter
        (dt.date(2014, 4, 17), 10, dt.date(2014, 5, 6)),  # over Easter and May Day
        (dt.date(2014, 5, 2), 1, dt.date(2014, 5, 6)),  # over May Day
        (dt.date(2014, 5, 23), 5, dt.date(2014, 6, 2)),  # over the spring bank holiday
        (dt.date(2013, 12, 20), 5, dt.date(2013, 12, 31)),  # over Christmas
        (dt.date(2013, 12, 21), 1, dt.date(2013, 12, 23)),  # from a Saturday
        (dt.date(2014, 4, 22), -1, dt.date(2014, 4, 17)),
        (dt.date(2014, 1, 2), -5, dt.date(2013, 12, 23)),
        (dt.date(2014, 1, 31), -10, dt.date(2014, 1, 17)),
        (dt.date(2013, 12, 25), 0, dt.date(2013, 12, 25)),
    ],
)
def test_working_days_are_counted_over_days_off(start: dt.date, count: int, end: dt.date) -> None:
    assert ENGLAND.add_working_days(start, count) == end


@pytest.mark.parametrize(
    ("month", "first", "last"),
    [
        (dt.date(2013, 12, 25), dt.date(2013, 12, 2), dt.date(2013, 12, 31)),  # the 1st is a Sunday
        (dt.date(2014, 1, 31), dt.date(2014, 1, 2), dt.date(2014, 1, 31)),
        (dt.date(2014, 2, 28), dt.date(2014, 2, 3), dt.date(2014, 2, 28)),
        (dt.date(2015, 5, 1), dt.date(2015, 5, 1), dt.date(2015, 5, 29)),
        (dt.date(2016, 2, 29), dt.date(2016, 2, 1), dt.date(2016, 2, 29)),
        (
            dt.date(2018, 3, 1),
            dt.date(2018, 3, 1),
            dt.date(2018, 3, 29),
        ),  # ends on Good Friday and a Saturday
    ],
)
def test_a_month_begins_and_ends_on_a_working_day(month: dt.date, first: dt.date, last: dt.date) -> None:
    assert ENGLAND.first_of_month(month) == first
    assert ENGLAND.last_of_month(month) == last


@given(days, calendars)
def test_the_next_working_day_is_the_first_after(day: dt.date, calendar: WorkingDays) -> None:
    found = calendar.next_working_day(day)
    assert found > day
    assert calendar.is_working_day(found)
    between = range(1, (found - day).days)
    assert not any(calendar.is_working_day(day + dt.timedelta(days=n)) for n in between)


@given(days, calendars, st.integers(1, 30))
def test_counting_there_and_back_ends_where_it_began(day: dt.date, calendar: WorkingDays, count: int) -> None:
    assume(calendar.is_working_day(day))
    there = calendar.add_working_days(day, count)
    assert calendar.add_working_days(there, -count) == day
    assert calendar.working_days_between(day, there) == count


@given(days, calendars)
def test_rolling_moves_only_days_off(day: dt.date, calendar: WorkingDays) -> None:
    back, forward = calendar.roll_back(day), calendar.roll_forward(day)
    assert back <= day <= forward
    assert (back == day == forward) is calendar.is_working_day(day)


def test_no_working_days_lie_between_a_day_and_an_earlier_one() -> None:
    assert ENGLAND.working_days_between(dt.date(2014, 1, 10), dt.date(2014, 1, 6)) == 0


def test_dates_are_shown_the_british_way() -> None:
    day = dt.date(2013, 12, 2)
    assert in_words(day) == "2 December 2013"
    assert with_weekday(day) == "Monday 2 December 2013"
    assert day_and_month(day) == "2 December"
    assert month_in_words(day) == "December 2013"


@given(days)
def test_a_date_in_words_is_that_date(day: dt.date) -> None:
    read_back = dt.datetime.strptime(with_weekday(day), "%A %d %B %Y").replace(tzinfo=dt.UTC).date()
    assert read_back == day
