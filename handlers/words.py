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


def counted(number: int, one: str, several: str = "") -> str:
    """ "1 person", "3 audits"; `several` where an s is not enough ("people")."""
    return f"{number} {one if number == 1 else several or f'{one}s'}"


def shown_span(span: dt.timedelta) -> str:
    """ "12 minutes", "3 hours 5 minutes", "2 days 3 hours": rounded down, at least a minute."""
    minutes = max(int(span.total_seconds()) // 60, 1)
    days, hours = minutes // 1440, minutes // 60 % 24
    counted = [(days, "day"), (hours, "hour"), (0 if days else minutes % 60, "minute")]
    return " ".join(f"{number} {unit}{'s' * (number != 1)}" for number, unit in counted if number)
