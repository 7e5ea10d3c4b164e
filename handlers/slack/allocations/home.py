"""*My allocation* on Home: the case that was drawn for a head of service this month, and how it stands."""

from collections.abc import Iterator

from framework.london import day
from framework.pack import Pack
from framework.words import Role
from handlers.allocations.notices import CONFLICT, START, shown_month
from handlers.blocks import Block, actions, header, quoted, small_print
from handlers.notice import Button
from handlers.slack.visiting import Visitor
from handlers.words import shown_date
from store.drawing import is_done
from store.tables import AllocationRow
from store.unit_of_work import UnitOfWork

TITLE = "My allocation"
NOT_YET = (
    "One case a month, outside your own service area. The one for {} has not been drawn yet: that is done on the "
    "first working day of the month, and you hear of it from me."
)
NO_CASE = "No case could be drawn for you for {}. You need do nothing; the Quality Assurance team knows."


def allocation_blocks(work: UnitOfWork, pack: Pack, visitor: Visitor) -> Iterator[Block]:
    """The part of Home, for heads of service (framework L1321)."""
    if not any(post.active and post.role is Role.HEAD_OF_SERVICE for post in visitor.posts):
        return
    month = f"{day(work.now):%Y-%m}"
    row = work.allocations.of(visitor.email, month)
    yield header(TITLE)
    if row is None:
        yield from quoted(NOT_YET.format(shown_month(month)))
    elif row.case_id is None:
        yield from quoted(NO_CASE.format(shown_month(month)))
    else:
        yield from _standing(work, pack, row)


def _standing(work: UnitOfWork, pack: Pack, row: AllocationRow) -> Iterator[Block]:
    area = pack.service_area(row.service_area) if row.service_area else None
    theme = f" Theme: {row.theme}." if row.theme else ""
    where = f" ({area.name})" if area else ""
    yield from quoted(f"{shown_month(row.month)}: case {row.case_id}{where}.{theme}")
    if is_done(work, row, pack):
        yield from small_print("Done. Thank you.")
        return
    waits = any(each.decided is None for each in work.allocations.conflicts_of(row.id))
    said = f"To be done by {shown_date(row.due)}."
    asked = " The Quality Assurance team has your conflict of interest to decide." if waits else ""
    yield from small_print(said + asked)
    start = Button("Start the audit", f"{START}-home", str(row.id), "primary")
    conflict = Button("I have a conflict", f"{CONFLICT}-home", str(row.id))
    yield actions((start,) if waits else (start, conflict))
