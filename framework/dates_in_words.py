"""Dates as they are shown to people in Britain, whatever the machine's locale."""

import datetime as dt


def in_words(date: dt.date) -> str:
    """ "12 December 2013"."""
    return f"{day_and_month(date)} {date.year}"


def with_weekday(date: dt.date) -> str:
    """ "Thursday 12 December 2013"."""
    return f"{weekday(date)} {in_words(date)}"


def day_and_month(date: dt.date) -> str:
    """ "12 December", for a sentence that has said the year."""
    return f"{date.day} {_MONTHS[date.month]}"


def month_in_words(date: dt.date) -> str:
    """ "December 2013": the month that `date` lies in."""
    return f"{_MONTHS[date.month]} {date.year}"


def weekday(date: dt.date) -> str:
    """ "Thursday"."""
    return _WEEKDAYS[date.weekday()]


_MONTHS = (
    "",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
