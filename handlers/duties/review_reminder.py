"""The day's reminder that something waits at the review desk: one a day, and none while the desk is empty."""

from framework.london import day
from framework.pack import Pack
from framework.words import Role
from handlers.access import may_review_confidential
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
    mine = {email for email in people if _visible(work, pack, email)}
    return sum(work.outbox.add(KIND, email, period=period) for email in sorted(mine))


def _visible(work: UnitOfWork, pack: Pack, email: str) -> int:
    """How many items that person may see: a reminder of what is not for them says nothing they can do."""
    everything = may_review_confidential(work.people.posts_of(email))
    return ReviewDesk(work, pack).desk(confidential=everything).count
