"""When work falls due and when it is chased: plain days, working days, and what a day off does to either (A-10)."""

import datetime as dt
from dataclasses import dataclass

from framework.dates_in_words import day_and_month, in_words, weekday, with_weekday
from framework.pack import Rules
from framework.working_days import WorkingDays


@dataclass(frozen=True)
class Deadline:
    """The day by which something must be done, the day on which it is chased, and the rule that says so."""

    due: dt.date
    chase_on: dt.date
    rule_text: str  # "five calendar days after the audit"

    @property
    def sentence(self) -> str:
        """For people: "Sunday 22 December 2013, five calendar days after the audit; chased on Friday 20 …"."""
        said = f"{with_weekday(self.due)}, {self.rule_text}"
        if self.chase_on == self.due:
            return said
        chased = day_and_month if self.chase_on.year == self.due.year else in_words
        return f"{said}; chased on {weekday(self.chase_on)} {chased(self.chase_on)}"


def remedial_deadline(audit_date: dt.date, rules: Rules, calendar: WorkingDays) -> Deadline:
    """When remedial work must be done (framework L1509, A-10).

    Day 0 is the day of the audit, not that of its receipt. A child's safety does not wait for a working day:
    where the last day is not worked, the deadline stands and is chased on the last working day before it, or,
    where none lies between audit and deadline, on the first one after the audit.
    """
    days = rules.remedial_days
    if rules.remedial_days_are == "working":
        due = calendar.add_working_days(audit_date, days)
        return Deadline(due, due, f"{_counted(days, 'working')} after the audit")
    due = audit_date + dt.timedelta(days=days)
    chase_on = calendar.roll_back(due)
    if chase_on < audit_date:
        chase_on = calendar.roll_forward(due)
    return Deadline(due, chase_on, f"{_counted(days, 'calendar')} after the audit")


def administrative_deadline(start: dt.date, days: int, after: str, calendar: WorkingDays) -> Deadline:
    """When paperwork falls due: `days` calendar days after `start`, rolled forward to a working day (A-10).

    `after` says what happened on `start`, for the sentence: "the practice forum".
    """
    last = start + dt.timedelta(days=days)
    due = calendar.roll_forward(last)
    moved = "" if due == last else ", moved on to the next working day"
    return Deadline(due, due, f"{_counted(days, 'calendar')} after {after}{moved}")


def action_review_deadline(audit_date: dt.date, rules: Rules, calendar: WorkingDays) -> Deadline:
    """By when an action of an audit is looked at in supervision, where no date was set for it (A-37)."""
    return administrative_deadline(audit_date, rules.review_of_actions_days, "the audit", calendar)


def _counted(days: int, kind: str) -> str:
    number = _NUMBERS[days] if days < len(_NUMBERS) else str(days)
    return f"{number} {kind} day{'' if days == 1 else 's'}"


_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
