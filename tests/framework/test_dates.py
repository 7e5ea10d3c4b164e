"""Dates are British, whole and possible, or they are doubted."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework.dates import Doubt, parse_date, parse_timescale

FIFTEENTH = dt.date(2014, 1, 15)


@pytest.mark.parametrize(
    "written",
    [
        "15/01/2014",
        "15/1/14",
        "15.1.14",
        "15-01-2014",
        "15 01 2014",
        "15-Jan-2014",
        "15-Jan-14",
        "15 Jan 2014",
        "15th Jan 14",
        "15th January 2014",
        "15th of January 2014",
        "15th January, 2014",
        "Wednesday 15 January 2014",
        "Wed 15th Jan 2014",
        "Wednesday, 15 January 2014",
        "Weds 15/01/2014",
        "January 15, 2014",
        "Jan 15th 2014",
        "2014-01-15",
        "2014/01/15",
        "2014-01-15T00:00:00Z",
        "15/01/2014 10:30",
        "15/01/2014 at 10.30 am",
        "15/01/2014.",
        " 15/01/2014 ",
        "15 / 01 / 2014",
        "15JAN2014",
        "15\xa0January\xa02014",
        "15\u201101\u20112014",
        "15 Jan '14",
    ],
)
def test_a_date_is_read_however_it_is_written(written: str) -> None:
    assert parse_date(written) == FIFTEENTH


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("31/02/2014", "impossible-date"),
        ("1.13.14", "impossible-date"),
        ("01/13/2014", "impossible-date"),
        ("2014-13-01", "impossible-date"),
        ("32 January 2014", "impossible-date"),
        ("0/1/2014", "impossible-date"),
        ("15 January", "no-year"),
        ("15/01", "no-year"),
        ("15th Jan", "no-year"),
        ("15/01/2014 and 16/01/2014", "two-dates"),
        ("15/01/2014 - 17/01/2014", "two-dates"),
        ("15-16/01/2014", "unclear-date"),
        ("January 2014", "unclear-date"),
        ("last week", "unclear-date"),
        ("?", "unclear-date"),
        ("15/01/2014 or so", "unclear-date"),
        ("15/01/2014?", "unclear-date"),
        ("41654", "unclear-date"),
        ("15012014", "unclear-date"),
        ("Monday 15 January 2014", "wrong-weekday"),
        ("15/01/214", "unclear-date"),
        ("115/01/2014", "unclear-date"),
        ("15/01-2014", "unclear-date"),
        ("12/11/0203", "impossible-year"),
        ("12/11/2103", "impossible-year"),
        ("12 November 1813", "impossible-year"),
    ],
)
def test_a_date_that_cannot_be_told_is_doubted_not_mended(written: str, code: str) -> None:
    found = parse_date(written)
    assert isinstance(found, Doubt)
    assert found.code == code


def test_the_day_stands_before_the_month() -> None:
    assert parse_date("03/04/2014") == dt.date(2014, 4, 3)


@given(
    st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%d.%m.%y", "%d %B %Y", "%A %d %b %Y"]),
)
def test_every_date_comes_back_as_it_was_written(date: dt.date, pattern: str) -> None:
    assert parse_date(date.strftime(pattern)) == date


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    assert isinstance(parse_date(text), dt.date | Doubt)
    due = parse_timescale(text, FIFTEENTH)
    assert due is None or isinstance(due, dt.date | Doubt)


@pytest.mark.parametrize(
    ("written", "due"),
    [
        ("within 14 days", dt.date(2014, 1, 29)),
        ("14 days", dt.date(2014, 1, 29)),
        ("14 days' time", dt.date(2014, 1, 29)),
        ("Within two weeks", dt.date(2014, 1, 29)),
        ("2 weeks", dt.date(2014, 1, 29)),
        ("2 wks", dt.date(2014, 1, 29)),
        ("2/52", dt.date(2014, 1, 29)),
        ("a fortnight", dt.date(2014, 1, 29)),
        ("in one month", dt.date(2014, 2, 15)),
        ("1 month", dt.date(2014, 2, 15)),
        ("within 6 months", dt.date(2014, 7, 15)),
        ("24 hours", dt.date(2014, 1, 16)),
        ("by 31/01/2014", dt.date(2014, 1, 31)),
        ("31/01/2014", dt.date(2014, 1, 31)),
        ("31st Jan", dt.date(2014, 1, 31)),
        ("By 31 January 2014 at the latest", dt.date(2014, 1, 31)),
        ("10th July", dt.date(2014, 7, 10)),
        ("Feb 14th", dt.date(2014, 2, 14)),
        ("Fri Feb 14", dt.date(2014, 2, 14)),
        ("14 Feb", dt.date(2014, 2, 14)),
        ("Feb 28", dt.date(2014, 2, 28)),
        ("end of February", dt.date(2014, 2, 28)),
        ("by the end of Feb 2014", dt.date(2014, 2, 28)),
        ("end of the month", dt.date(2014, 1, 31)),
        ("within 28 days of audit", dt.date(2014, 2, 12)),
        ("today", FIFTEENTH),
        ("tomorrow", dt.date(2014, 1, 16)),
        ("15/01", FIFTEENTH),
        ("within 5 working days", dt.date(2014, 1, 22)),
        ("five working days", dt.date(2014, 1, 22)),
        ("5 days (working)", dt.date(2014, 1, 22)),
        ("within 10 wd", dt.date(2014, 1, 29)),
        ("completed by 31/01/2014", dt.date(2014, 1, 31)),
        ("to be completed 31/01/2014", dt.date(2014, 1, 31)),
    ],
)
def test_a_timescale_is_counted_from_the_audit(written: str, due: dt.date) -> None:
    assert parse_timescale(written, FIFTEENTH) == due


def test_a_month_from_the_last_day_ends_on_the_last_day() -> None:
    assert parse_timescale("1 month", dt.date(2014, 1, 31)) == dt.date(2014, 2, 28)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ASAP",
        "immediately",
        "next supervision",
        "ongoing",
        "next sup",
        "by Friday",
        "completed 16/01/2014",
        "Date completed: 16/01/2014",
        "Done 16/01/14",
        "soon",
        "n/a",
        "before the next review",
        "not before 31/01/2014 if possible",
    ],
)
def test_a_timescale_that_names_no_day_needs_a_date(written: str) -> None:
    assert parse_timescale(written, FIFTEENTH) is None


@pytest.mark.parametrize("written", ["31/02/2014", "2/12", "3/7", "31/01/2014 or 28/02/2014", "30 Feb"])
def test_a_timescale_that_could_be_two_days_is_doubted(written: str) -> None:
    assert isinstance(parse_timescale(written, FIFTEENTH), Doubt)


@pytest.mark.parametrize("written", ["4/4", "3/11", "1/2", "2 / 3", " 3/4 ", "04/04"])
def test_two_small_numbers_alone_are_not_taken_for_a_day(written: str) -> None:
    """A day and a month, three of eleven, or two or three weeks."""
    assert isinstance(parse_timescale(written, FIFTEENTH), Doubt)


@pytest.mark.parametrize("written", ["by 4/4", "15/4", "before 3/2", "4th April"])
def test_a_day_without_its_year_that_can_be_nothing_else_is_the_next_one(written: str) -> None:
    due = parse_timescale(written, FIFTEENTH)
    assert isinstance(due, dt.date)
    assert due.year == 2014


@pytest.mark.parametrize(
    "written", ["Feb 14", "by Feb 14", "Jan 14", "Oct 13", "July 15", "Feb 16", "Feb. 14"]
)
def test_a_month_of_a_year_is_not_taken_for_a_day(written: str) -> None:
    assert isinstance(parse_timescale(written, FIFTEENTH), Doubt)


@pytest.mark.parametrize("written", ["10th Jan", "10/1", "10 January", "14 Jan", "end of December"])
def test_a_day_that_has_just_gone_by_is_not_taken_for_one_a_year_on(written: str) -> None:
    assert isinstance(parse_timescale(written, FIFTEENTH), Doubt)


@pytest.mark.parametrize("written", ["1.5", "1-2", "within 1.5", "1 - 2"])
def test_a_number_or_a_range_is_not_taken_for_a_day(written: str) -> None:
    assert not isinstance(parse_timescale(written, FIFTEENTH), dt.date)


def test_a_length_of_time_needs_a_day_to_be_counted_from() -> None:
    assert isinstance(parse_timescale("within 14 days", None), Doubt)
    assert parse_timescale("31/01/2014", None) == dt.date(2014, 1, 31)
