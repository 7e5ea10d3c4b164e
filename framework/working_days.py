"""Which days are worked: all but weekends, England's bank holidays and the council's own closures."""

import calendar
import datetime as dt
from dataclasses import dataclass
from functools import cache

import holidays

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class WorkingDays:
    """The council's calendar. `closures` are its own closed days, besides England's bank holidays.

    Bank holidays of any year are known; one proclaimed for a single occasion is known from the release of
    `holidays` that carries it, and can be given as a closure until then.
    """

    closures: frozenset[dt.date] = frozenset()

    def is_working_day(self, day: dt.date) -> bool:
        """Whether the council works on `day`."""
        return day.weekday() < calendar.SATURDAY and day not in self.closures and not bank_holiday(day)

    def next_working_day(self, day: dt.date) -> dt.date:
        """The first working day after `day`."""
        return self.roll_forward(day + _DAY)

    def previous_working_day(self, day: dt.date) -> dt.date:
        """The last working day before `day`."""
        return self.roll_back(day - _DAY)

    def roll_forward(self, day: dt.date) -> dt.date:
        """`day` itself if it is worked, else the first working day after it."""
        while not self.is_working_day(day):
            day += _DAY
        return day

    def roll_back(self, day: dt.date) -> dt.date:
        """`day` itself if it is worked, else the last working day before it."""
        while not self.is_working_day(day):
            day -= _DAY
        return day

    def add_working_days(self, day: dt.date, count: int) -> dt.date:
        """The working day that is `count` working days after `day`, or before it for a negative `count`.

        `day` itself is day 0 and need not be worked; with a `count` of 0 it comes back as it is.
        """
        step = self.next_working_day if count > 0 else self.previous_working_day
        for _ in range(abs(count)):
            day = step(day)
        return day

    def working_days_between(self, start: dt.date, end: dt.date) -> int:
        """How many working days lie after `start`, up to and with `end`; 0 when `end` is not after `start`."""
        days = (end - start).days
        return sum(self.is_working_day(start + n * _DAY) for n in range(1, days + 1))

    def first_of_month(self, day: dt.date) -> dt.date:
        """The first working day of the month that `day` lies in."""
        return self.roll_forward(day.replace(day=1))

    def last_of_month(self, day: dt.date) -> dt.date:
        """The last working day of the month that `day` lies in."""
        return self.roll_back(day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def bank_holiday(day: dt.date) -> str | None:
    """The name of England's bank holiday on `day`, or None."""
    return _bank_holidays(day.year).get(day)


@cache
def _bank_holidays(year: int) -> dict[dt.date, str]:
    return dict(holidays.country_holidays("GB", subdiv="ENG", years=year, language="en_GB").items())
