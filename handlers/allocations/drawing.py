"""The duty of the Tier 2 draw (T2-01, T2-02, A-27): a case for each head of service, who hear of it."""

import datetime as dt

from framework.allocating import heads_of_service
from framework.words import Role
from handlers.allocations.notices import ALLOCATION, ALLOCATIONS, month_after, period_of
from handlers.duties.doing import NotYet, Turn
from handlers.words import counted
from store.drawing import draw_month
from store.tables import DrawRow
from store.telling import tell_qa_team
from store.unit_of_work import UnitOfWork


def draw_tier2(turn: Turn) -> str:
    """Draw for the month and have everybody told. NotYet while there is nobody to draw for, or nothing to draw."""
    work, month = turn.work, dt.date.fromisoformat(f"{turn.occurrence.period}-01")
    if not heads_of_service(work.people.directory().people):
        raise NotYet(
            "The directory has no active head of service. Import the directory (auditbot people import)."
        )
    if not work.people.cases():
        raise NotYet("The caseload is empty. Import it (auditbot cases import).")
    row = draw_month(work, month, turn.pack, turn.days)
    work.allocations.seal(month_after(row.month))
    tell_of_draw(work, row)
    given = sum(each.case_id is not None for each in row.allocations)
    without = len(row.allocations) - given
    said = f"{counted(given, 'head', 'heads')} of service allocated a case"
    return f"{said}, {without} could be given none." if without else f"{said}."


def tell_of_draw(work: UnitOfWork, row: DrawRow) -> None:
    """Have each head of service told of theirs, and business support and the Quality Assurance team of all."""
    for each in row.allocations:
        work.outbox.add(ALLOCATION, each.head_of_service, period=period_of(ALLOCATION, each.id))
    period = period_of(ALLOCATIONS, row.id)
    tell_qa_team(work, ALLOCATIONS, period=period)
    for person in work.people.holding(Role.BUSINESS_SUPPORT):
        work.outbox.add(ALLOCATIONS, person.email, period=period)
