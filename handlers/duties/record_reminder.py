"""Asking again for what is left to do in children's records: each working day, one message for each person."""

import datetime as dt

from framework.london import LONDON, day
from framework.working_days import WorkingDays
from handlers.records import REMINDER
from store.unit_of_work import UnitOfWork

_LEFT = f"{REMINDER}-left"


def remind_of_records(work: UnitOfWork, days: WorkingDays) -> int:
    """Have everybody asked who has something left from before today, once for the day in London; how many are new.

    What it is, is looked up at the moment of sending. Of somebody who has left, the Quality Assurance team is told
    once, by the way that any delivery takes whose recipient is not there any more.
    """
    today = day(work.now)
    if not days.is_working_day(today):
        return 0
    morning = dt.datetime.combine(today, dt.time(), LONDON)
    owners = work.duties.owners(before=morning)
    return sum(work.outbox.add(REMINDER, owner, period=_period(work, owner, today)) for owner in owners)


def _period(work: UnitOfWork, owner: str, today: dt.date) -> str:
    works_here = any(post.active for post in work.people.posts_of(owner))
    return f"{REMINDER}-{today.isoformat()}" if works_here else _LEFT
