"""The day's reminder that something waits at the review desk: one a day, and none while the desk is empty."""

from framework.london import day
from framework.pack import Pack
from framework.words import Role
from store.review import ReviewDesk
from store.unit_of_work import UnitOfWork

KIND = "desk-reminder"
REMINDED = (Role.QA_TEAM, Role.BUSINESS_SUPPORT)


def remind(work: UnitOfWork, pack: Pack) -> int:
    """Have each person of the QA team and of business support told, once for the day in London; how many are new.

    The count and the age are looked up at the moment of sending; nothing is sent if the desk is empty by then.
    """
    if not ReviewDesk(work, pack).desk().count:
        return 0
    period = f"{KIND}-{day(work.now).isoformat()}"
    people = {person.email for role in REMINDED for person in work.people.holding(role)}
    return sum(work.outbox.add(KIND, email, period=period) for email in sorted(people))
