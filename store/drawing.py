"""The Tier 2 draw as it is made and kept, made anew where a case cannot be had, and made again to verify it."""

import datetime as dt
import secrets

from sqlalchemy import select

from framework.allocating import TIER, Audited, Known, lists_for, theme_of, without_head
from framework.draw import Lists, draw
from framework.london import day
from framework.pack import Pack
from framework.working_days import WorkingDays
from store.allocations import ALLOCATED, NONE, REPLACED
from store.tables import AllocationRow, Audit, DrawRow
from store.unit_of_work import UnitOfWork


def draw_month(work: UnitOfWork, month: dt.date, pack: Pack, days: WorkingDays) -> DrawRow:
    """Draw for every head of service, for the month that `month` lies in. Called once for a month."""
    lists = lists_for(month, day(work.now), _known(work, pack), pack)
    seed = work.allocations.unseal(lists.month)
    vacant = without_head(work.people.directory().people, pack)
    return _make(work, seed, lists, pack, days, vacant=vacant)


def draw_anew(
    work: UnitOfWork, allocation: AllocationRow, because: str, pack: Pack, days: WorkingDays
) -> AllocationRow:
    """Draw another case for a head of service in the place of one that is kept, as replaced; the new one.

    No case that anybody has this month is drawn.
    """
    month = dt.date.fromisoformat(f"{allocation.month}-01")
    known = _known(work, pack)
    given = {row.case_id for row in work.allocations.of_month(allocation.month)}
    whole = lists_for(month, day(work.now), known, pack)
    head = allocation.head_of_service
    theirs = next((entry.eligible for entry in whole.entries if entry.head_of_service == head), ())
    eligible = {head: [case for case in theirs if case not in given]}
    lists = Lists.of(whole.month, eligible, whole.left_out)
    made = _make(work, secrets.token_hex(32), lists, pack, days, because=because)
    allocation.state = REPLACED
    return made.allocations[0]


def is_done(work: UnitOfWork, allocation: AllocationRow, pack: Pack) -> bool:
    """Whether the head of service has audited the case that they were given, by mail or in chat."""
    tools = [form.id for form in pack.forms if form.tier == TIER]
    done = select(Audit.id).where(
        Audit.form.in_(tools),
        Audit.version.is_not(None),
        Audit.withdrawn.is_(None),
        Audit.case_id == allocation.case_id,
        Audit.auditor_email == allocation.head_of_service,
    )
    return work.session.scalars(done.limit(1)).first() is not None


def differences(row: DrawRow) -> list[str]:
    """What of a kept draw does not come out when it is made again from its seed and its lists; each a sentence."""
    try:
        lists = Lists.read(row.lists)
    except ValueError:
        return ["The lists that it was made from cannot be read any more."]
    found: list[str] = []
    if lists.sha256 != row.sha256 or lists.month != row.month:
        found.append("The lists are not those that it was made from: their hash is another.")
    again = draw(row.seed, lists)
    kept = {each.head_of_service: each.case_id for each in row.allocations}
    for head in sorted({*again, *kept}):
        if head not in kept:
            found.append(f"{head} was drawn for, and has no allocation.")
        elif head not in again:
            found.append(f"{head} has an allocation, and was not drawn for.")
        elif again[head] != kept[head]:
            found.append(f"{head} has another case than the draw gives.")
    return found


def _make(
    work: UnitOfWork,
    seed: str,
    lists: Lists,
    pack: Pack,
    days: WorkingDays,
    *,
    vacant: tuple[str, ...] = (),
    because: str = "",
) -> DrawRow:
    row = work.allocations.add_draw(seed, lists, vacant=vacant, because=because)
    month = dt.date.fromisoformat(f"{lists.month}-01")
    for head, case_id in draw(seed, lists).items():
        case = work.people.case(case_id)
        allocation = AllocationRow(
            draw=row,
            month=lists.month,
            head_of_service=head,
            case_id=case_id,
            service_area=case.service_area if case else None,
            theme=theme_of(case, month, pack) if case else None,
            due=days.last_of_month(month),
            state=ALLOCATED if case_id else NONE,
        )
        work.allocations.add(allocation)
    work.log.add("tier2-drawn", f"draw {row.id}", month=row.month, number=row.number, sha256=row.sha256)
    return row


def _known(work: UnitOfWork, pack: Pack) -> Known:
    tiers = {form.id: form.tier for form in pack.forms if form.tier is not None}
    standing = select(Audit.case_id, Audit.auditor_email, Audit.date, Audit.form).where(
        Audit.form.in_(tiers),
        Audit.version.is_not(None),
        Audit.withdrawn.is_(None),
        Audit.case_id.is_not(None),
        Audit.date.is_not(None),
    )
    audits = [
        Audited(row.case_id, row.auditor_email, row.date, tiers[row.form])
        for row in work.session.execute(standing)
    ]
    people = work.people.directory().people
    return Known(people, work.people.cases(), audits, work.allocations.barred())
