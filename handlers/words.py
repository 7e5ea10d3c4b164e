"""How things are said to people: dates, times, counts."""

import datetime as dt

from framework.london import LONDON


def shown_date(date: dt.date | None) -> str:
    """ "12 December 2013"."""
    return f"{date.day} {date:%B %Y}" if date else "not known"


def shown_time(instant: dt.datetime) -> str:
    """ "12 December 2013 at 14:05", as the clock stands in London."""
    local = instant.astimezone(LONDON)
    return f"{shown_date(local.date())} at {local:%H:%M}"


def in_words(things: list[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    return f" {last} ".join([", ".join(things[:-1]), things[-1]]) if len(things) > 1 else "".join(things)
