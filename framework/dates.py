"""Dates and timescales as people in Britain write them: read strictly, doubted rather than guessed."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from framework.working_days import WorkingDays


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a date cannot be taken: a sentence for the person who must look, repeating no more than a year of it."""

    code: str  # "impossible-date", "impossible-year", "no-year", "two-dates", "unclear-date", "wrong-weekday"
    reason: str


_MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].casefold(), calendar.month_abbr[number].casefold())
} | {"sept": 9}
_WEEKDAYS = {
    name: number
    for number in range(7)
    for name in (calendar.day_name[number].casefold(), calendar.day_abbr[number].casefold())
} | {"tues": 1, "thur": 3, "thurs": 3, "weds": 2}
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")(?![^\W\d_])\.?"
_DAY = r"(?P<day>\d{1,2})(?:\s*(?:st|nd|rd|th))?(?![\d])"
_YEAR = r"(?P<year>\d{4}|'?\d{2})(?!\d)"
_WEEKDAY = (
    "(?:(?P<weekday>" + "|".join(sorted(_WEEKDAYS, key=len, reverse=True)) + r")\b\.?,?\s*(?:the\s+)?)?"
)
_GAP = r"[\s,./\-–]*"
_TIME = (
    r"(?:T?\s*,?\s*(?:at\s+)?\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?"
    r"\s*(?:am|pm|hrs|hours|h|z|[+-]\d{2}:?\d{2})?)?"
)
_ISO = (
    r"(?<![\d/.-])(?P<year>\d{4})\s*(?P<sep>[-/.])\s*(?P<month>\d{1,2})\s*(?P=sep)\s*(?P<day>\d{1,2})(?!\d)"
)
_BRITISH = (
    r"(?<![\d/.-])(?P<day>\d{1,2})\s*(?P<sep>[-/.\\ –])\s*(?P<month>\d{1,2})\s*(?P=sep)\s*"
    r"(?P<year>\d{4}|\d{2})(?![\d/])"
)
_DIGIT = re.compile(r"\d")
_SPACES = re.compile(r"\s+")
_UNSEEN = re.compile(r"[​﻿­]")
_LENGTH_OR_DATE = re.compile(r"\d{1,2}\s*(?:/\s*(?:12|7)|[.–-]\s*\d{1,2})")
_END_OF_MONTH = re.compile(rf"end (?:of )?(?:the )?(?:month|{_MONTH}(?:{_GAP}{_YEAR})?)")
_WEEKS = re.compile(r"(\d{1,2})\s*/\s*52")
_FORTNIGHT = re.compile(r"(?:a |one )?fortnight")
_WITH_YEAR = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_ISO}{_TIME}",
        rf"{_WEEKDAY}{_BRITISH}{_TIME}",
        rf"{_WEEKDAY}(?<!\d){_DAY}{_GAP}(?:of\s+)?{_MONTH}{_GAP}{_YEAR}{_TIME}",
        rf"{_WEEKDAY}(?<![^\W\d]){_MONTH}{_GAP}{_DAY}[\s,]+{_YEAR}{_TIME}",
    )
]
_WITHOUT_YEAR = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_WEEKDAY}(?<!\d){_DAY}{_GAP}(?:of\s+)?{_MONTH}(?!{_GAP}\d)",
        rf"{_WEEKDAY}(?<![^\W\d]){_MONTH}{_GAP}{_DAY}(?!{_GAP}\d)",
        rf"{_WEEKDAY}(?<![\d/.-])(?P<day>\d{{1,2}})(?P<sep>[/.-])(?P<month>\d{{1,2}})(?![\d/.-]*\d)",
    )
]


def parse_date(text: str) -> dt.date | Doubt:
    """The one date that `text` says, day before month; a Doubt when it says none, two, or one that cannot be.

    A time of day after it is passed over. A year of two digits is of this century.
    """
    cleaned = _clean(text)
    found = next((match for pattern in _WITH_YEAR if (match := pattern.fullmatch(cleaned))), None)
    if found is not None:
        return _date_of(found)
    if _dates_in(cleaned) > 1:
        return Doubt("two-dates", "More than one date is written.")
    if any(pattern.fullmatch(cleaned) for pattern in _WITHOUT_YEAR):
        return Doubt("no-year", "The date has no year.")
    if _dates_in(cleaned):
        return Doubt("unclear-date", "Other words stand beside the date.")
    return Doubt("unclear-date", "What is written is not a date.")


def holds_date(text: str) -> bool:
    """Whether a date stands anywhere in `text`."""
    return _dates_in(_clean(text)) > 0


def parse_timescale(text: str, counted_from: dt.date | None) -> dt.date | Doubt | None:
    """The date that a timescale means (A-36); None when it names none ("ASAP", "next supervision").

    `counted_from` is the audit's date: "within 14 days" is counted from it in calendar days (A-10), "5
    working days" in England's working days, and a date without a year is the next such day on or after it, if
    that is not far ahead. A Doubt when it names one that cannot be told: "Feb 14" may be a day or a month of 2014,
    "3/4" the third of April or something else.
    """
    cleaned = _SPACES.sub(" ", _clean(text).casefold()).strip(" .;,")
    if not cleaned or _DONE.match(cleaned):
        return None
    core = _strip_small_words(cleaned)
    if _LENGTH_OR_DATE.fullmatch(core) or _PARTS.fullmatch(cleaned):
        return Doubt("unclear-date", "This may be a length of time or a date.")
    for pattern in _WITH_YEAR:
        if match := pattern.fullmatch(core):
            return _date_of(match)
    if _dates_in(core) > 1:
        return Doubt("two-dates", "More than one date is written.")
    return _relative(core, counted_from)


def _clean(text: str) -> str:
    text = _UNSEEN.sub("", text).replace(" ", " ").replace("‑", "-").replace("’", "'")
    return _SPACES.sub(" ", text).strip(" \t.;,")


def _dates_in(text: str) -> int:
    if not _DIGIT.search(text):
        return 0
    spans: list[tuple[int, int]] = []
    for pattern in _WITH_YEAR:
        for match in pattern.finditer(text):
            if all(match.end() <= start or end <= match.start() for start, end in spans):
                spans.append(match.span())
    return len(spans)


def _date_of(match: re.Match[str]) -> dt.date | Doubt:
    parts = match.groupdict()
    month = _MONTHS.get(parts["month"].casefold()) or int(parts["month"])
    year = int(parts["year"].strip("'"))
    return _day(year + 2000 if year < 100 else year, month, int(parts["day"]), parts.get("weekday"))


_FIRST_YEAR, _LAST_YEAR = 1900, 2099  # no date on a form is of another century


def _day(year: int, month: int, day: int, weekday: str | None) -> dt.date | Doubt:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return Doubt("impossible-year", f"The date's year, {year}, cannot be right.")
    if month > 12:
        return Doubt("impossible-date", "There is no such month: the day must stand before the month.")
    try:
        date = dt.date(year, month, day)
    except ValueError:
        return Doubt("impossible-date", "There is no such day.")
    if weekday and _WEEKDAYS[weekday.casefold()] != date.weekday():
        return Doubt(
            "wrong-weekday", f"That day was not a {calendar.day_name[_WEEKDAYS[weekday.casefold()]]}."
        )
    return date


_DONE = re.compile(
    r"(?:date )?(?:completed|done|actioned|achieved|already)\b(?! (?:by|before|within|in|on or before|no later))"
)  # says when it was done, not by when it is to be
_SMALL_BEFORE = re.compile(
    r"(?:to be |must be |should be |target(?: date)?|due|complet(?:ed?|ion)|by|before|on|(?:no|not) later than"
    r"|within|in|at the latest|the|next|of|date)\b[ :]*",
)
_SMALL_AFTER = re.compile(
    r"[ ,]*\b(?:at the latest|latest|or sooner|if not sooner|from now|time|of (?:the )?audit"
    r"|from (?:the )?(?:date of )?(?:the )?audit)$"
)


# "3/4" alone may be a day, a part or a choice of two; "by 3/4" and "15/4" are days.
_PARTS = re.compile(r"(?:0?[1-9]|1[0-2])\s*/\s*(?:0?[1-9]|1[0-2])")


def _strip_small_words(text: str) -> str:
    while (match := _SMALL_BEFORE.match(text)) and match.end() < len(text) and not text.startswith("next"):
        text = text[match.end() :]
    while match := _SMALL_AFTER.search(text):
        text = text[: match.start()].strip()
    return text


_NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNTS = {word: n for n, word in enumerate(_NUMBER_WORDS, start=1)}
_COUNTS |= {"a": 1, "an": 1, "eleven": 11, "twelve": 12, "fourteen": 14}
_LENGTH = re.compile(
    rf"(?P<n>\d{{1,3}}|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})\s*-?\s*(?:calendar )?"
    r"(?P<unit>days?|weeks?|wks?|months?|mths?|years?|yrs?|hours?|hrs?)'?(?: time)?"
)
_WORKING = re.compile(
    rf"(?P<n>\d{{1,2}}|{'|'.join(sorted(_COUNTS, key=len, reverse=True))})\s*-?\s*"
    r"(?:(?:working|work|business)[ -]days?|w/?ds?|days? ?\(?(?:working|business)(?: days?)?\)?)'?(?: time)?"
)


_SOON = dt.timedelta(days=200)  # about six months: a day without a year further ahead may be one gone by
_YEARS_NEAR = 3
_YEAR_UNTOLD = Doubt("no-year", "The date has no year, and it may be one that has gone by.")
_DAY_OR_MONTH = Doubt("unclear-date", "This may be a day of the month or a month of the year.")


def _relative(core: str, start: dt.date | None) -> dt.date | Doubt | None:
    length = _length(core)
    working = _WORKING.fullmatch(core)
    without_year = next((m for pattern in _WITHOUT_YEAR if (m := pattern.fullmatch(core))), None)
    month_end = _END_OF_MONTH.fullmatch(core)
    if not (length or working or without_year or month_end):
        return None
    if start is None:
        return Doubt("no-year", "There is no date to count from.")
    if working is not None:
        count = _COUNTS.get(working["n"]) or int(working["n"])
        return WorkingDays().add_working_days(start, count)
    if length is not None:
        return _after(start, *length)
    if without_year is not None:
        return _next(start, without_year)
    assert month_end is not None
    return _end_of_month(start, month_end)


def _length(core: str) -> tuple[int, str] | None:
    if match := _WEEKS.fullmatch(core):
        return int(match[1]), "week"
    if _FORTNIGHT.fullmatch(core):
        return 2, "week"
    if core in ("today", "same day"):
        return 0, "day"
    if core == "tomorrow":
        return 1, "day"
    if match := _LENGTH.fullmatch(core):
        unit = {"d": "day", "w": "week", "m": "month", "y": "year", "h": "hour"}[match["unit"][0]]
        return _COUNTS.get(match["n"]) or int(match["n"]), unit
    return None


def _after(start: dt.date, count: int, unit: str) -> dt.date | Doubt:
    if unit in ("month", "year"):
        months = start.year * 12 + start.month - 1 + count * (12 if unit == "year" else 1)
        year, month = divmod(months, 12)
        if year > dt.MAXYEAR:
            return Doubt("impossible-date", "There is no such day.")
        return dt.date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
    days = {"day": count, "week": 7 * count, "hour": -(-count // 24)}[unit]
    return start + dt.timedelta(days=days)


def _next(start: dt.date, match: re.Match[str]) -> dt.date | Doubt:
    parts = match.groupdict()
    if not parts["weekday"] and _may_be_month_of_year(match, start):
        return _DAY_OR_MONTH
    month = _MONTHS.get(parts["month"].casefold()) or int(parts["month"])
    for year in (start.year, start.year + 1):
        date = _day(year, month, int(parts["day"]), parts.get("weekday"))
        if isinstance(date, Doubt):
            return date
        if date >= start:
            return date if date <= start + _SOON else _YEAR_UNTOLD
    raise AssertionError("the same day next year is always later")


def _may_be_month_of_year(match: re.Match[str], start: dt.date) -> bool:
    """Whether a month and a bare number ("Feb 14") may be a month and a year near the audit's."""
    day_last = match.end("day") == match.end() and match.start("month") < match.start("day")
    return day_last and abs(2000 + int(match["day"]) - start.year) <= _YEARS_NEAR


def _end_of_month(start: dt.date, match: re.Match[str]) -> dt.date | Doubt:
    named = match["month"]
    month = _MONTHS[named.casefold()] if named else start.month
    year = int(match["year"].strip("'")) if match["year"] else start.year
    year += 2000 if year < 100 else 0
    last = dt.date(year, month, calendar.monthrange(year, month)[1])
    if last < start and not match["year"]:
        last = dt.date(year + 1, month, calendar.monthrange(year + 1, month)[1])
    return last if match["year"] or last <= start + _SOON else _YEAR_UNTOLD
