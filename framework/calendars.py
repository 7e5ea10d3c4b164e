"""When something comes round: each working day, week or month as a pack says it, and the times that follow."""

import datetime as dt
from calendar import day_name, monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from framework.forms import Frozen
from framework.london import LONDON, day
from framework.working_days import WorkingDays

_DAY = dt.timedelta(days=1)
_MOVED = 21 * _DAY  # a day off moves what falls on it by less
_LONGEST = dt.timedelta(days=800)  # more than any calendar leaves between two times
_STEP = dt.timedelta(days=100)
_WEEKDAYS = tuple(name.casefold() for name in day_name)

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


@dataclass(frozen=True, order=True)
class Occurrence:
    """One time that something comes round: `due`, aware and in London, and the period it is for.

    A period is named after its day ("2013-12-02"), week ("2013-W49") or month ("2013-12").
    """

    due: dt.datetime
    period: str


class _Calendar(Frozen):
    """What all calendars have: the time of day, in London."""

    at: dt.time = dt.time(9, 0)

    @field_validator("at")
    @classmethod
    def _once_a_day(cls, at: dt.time) -> dt.time:
        if at.tzinfo is not None or at.hour == 1:
            raise ValueError("a time in London, and not between 01:00 and 02:00, where the clocks change")
        return at


class EachWorkingDay(_Calendar):
    """Each working day."""

    every: Literal["working-day"]

    def nominal(self, first: dt.date, last: dt.date, days: WorkingDays) -> Iterator[tuple[dt.date, str]]:
        """The days on which it comes round, rolled onto working days, and their periods."""
        for date in _dates(first, last):
            if days.is_working_day(date):
                yield date, date.isoformat()


class EachWeek(_Calendar):
    """Each week, or each so many `weeks` counted from `since`; on the next working day where that is a day off."""

    every: Literal["week"]
    weekday: Weekday = "monday"
    weeks: Annotated[int, Field(ge=1)] = 1
    since: dt.date | None = None

    @model_validator(mode="after")
    def _anchored(self) -> Self:
        if self.weeks > 1 and self.since is None:
            raise ValueError("weeks that are counted need a day to count from: since")
        return self

    def nominal(self, first: dt.date, last: dt.date, days: WorkingDays) -> Iterator[tuple[dt.date, str]]:
        """The days on which it comes round, rolled onto working days, and their periods."""
        since = _week_of(self.since) if self.since else None
        for date in _dates(first, last):
            if date.weekday() != _WEEKDAYS.index(self.weekday):
                continue
            if since is not None and (date < since or (_week_of(date) - since).days // 7 % self.weeks):
                continue
            year, week, _ = date.isocalendar()
            yield days.roll_forward(date), f"{year}-W{week:02}"


class EachMonth(_Calendar):
    """Each month, or each so many `months` of which `first_month` is one (1 is January).

    Either on a `working_day` of it, counted from 1, or from -1 backwards from its end; or on a `day`, and then on
    the next working day where that is a day off.
    """

    every: Literal["month"]
    working_day: Annotated[int, Field(ge=-15, le=15)] | None = None
    day: Annotated[int, Field(ge=1, le=28)] | None = None
    months: Literal[1, 2, 3, 4, 6, 12] = 1
    first_month: Annotated[int, Field(ge=1, le=12)] = 1

    @model_validator(mode="after")
    def _one_day(self) -> Self:
        if (self.working_day is None) == (self.day is None):
            raise ValueError("either working_day or day")
        if self.working_day == 0:
            raise ValueError("working days are counted from 1, or from -1 backwards")
        return self

    def nominal(self, first: dt.date, last: dt.date, days: WorkingDays) -> Iterator[tuple[dt.date, str]]:
        """The days on which it comes round, rolled onto working days, and their periods."""
        month = first.replace(day=1)
        while month <= last:
            if (month.month - self.first_month) % self.months == 0:
                yield self._day_of(month, days), f"{month:%Y-%m}"
            month = (month + 32 * _DAY).replace(day=1)

    def _day_of(self, month: dt.date, days: WorkingDays) -> dt.date:
        if self.day is not None:
            return days.roll_forward(month.replace(day=self.day))
        assert self.working_day is not None
        if self.working_day > 0:
            return days.add_working_days(month - _DAY, self.working_day)
        end = month.replace(day=monthrange(month.year, month.month)[1])
        return days.add_working_days(end + _DAY, self.working_day)


Calendar = Annotated[EachWorkingDay | EachWeek | EachMonth, Field(discriminator="every")]


def between(
    calendar: Calendar, after: dt.datetime, until: dt.datetime, days: WorkingDays
) -> list[Occurrence]:
    """Each time it comes round later than `after` and not later than `until`, in order; both aware."""
    nominal = calendar.nominal(day(after) - _MOVED, day(until), days)
    found = (Occurrence(dt.datetime.combine(date, calendar.at, LONDON), period) for date, period in nominal)
    return sorted(each for each in found if after < each.due <= until)


def next_after(calendar: Calendar, instant: dt.datetime, days: WorkingDays) -> Occurrence | None:
    """The next time after an aware one; None if it comes round no more."""
    until = instant
    while until < instant + _LONGEST:
        if found := between(calendar, until, until + _STEP, days):
            return found[0]
        until += _STEP
    return None


def latest(calendar: Calendar, instant: dt.datetime, days: WorkingDays) -> Occurrence | None:
    """The last time up to an aware one and including it; None if it never came round."""
    after = instant
    while after > instant - _LONGEST:
        if found := between(calendar, after - _STEP, after, days):
            return found[-1]
        after -= _STEP
    return None


def _dates(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for number in range((last - first).days + 1):
        yield first + number * _DAY


def _week_of(date: dt.date) -> dt.date:
    return date - date.weekday() * _DAY
