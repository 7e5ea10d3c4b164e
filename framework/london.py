"""The council's day: times are kept in UTC, days are London's."""

import datetime as dt
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def day(instant: dt.datetime) -> dt.date:
    """The day it is in London at an aware time."""
    return instant.astimezone(LONDON).date()
