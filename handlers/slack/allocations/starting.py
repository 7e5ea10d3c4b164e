"""*Start the audit* of the case that was drawn: begun with its reference, or gone on with where it is under way."""

from conversations.moves import ComeBack
from conversations.turns import Standing
from handlers.auditing.moving import Moved, begin, move
from handlers.slack.audits.listening import person_of
from handlers.slack.audits.showing import show_anew, window_ahead
from handlers.slack.home import publish_home
from handlers.slack.visiting import NOT_KNOWN, Desk, Did, Visitor, answer_alone, first_time, visitor_of
from store.allocations import REPLACED
from store.drawing import is_done
from store.tables import AllocationRow
from store.unit_of_work import UnitOfWork

NOT_YOURS = "This case was drawn for somebody else."
REPLACED_SINCE = "Another case was drawn in the place of this one. Your Home tab shows it."
DONE = "You have audited this case already. Thank you."


def start(desk: Desk, did: Did) -> None:
    """Begin the Tier 2 audit of an allocation, in the head of service's direct messages."""
    visitor = visitor_of(desk, did.user)
    if not first_time(desk, did):
        return
    if visitor is None:
        answer_alone(desk, did, NOT_KNOWN)
        return
    with desk.store.reading() as work:
        found = theirs(work, visitor, did.value)
        refused = found if isinstance(found, str) else DONE if is_done(work, found, desk.pack) else ""
        under_way = None if isinstance(found, str) else _under_way(desk, work, visitor, found)
    if refused or isinstance(found, str):
        answer_alone(desk, did, refused)
        return
    view = window_ahead(desk, did, visitor)
    show_anew(desk, did, visitor, _moved(desk, visitor, found, under_way), view)
    publish_home(desk, did.user, visitor)


def theirs(work: UnitOfWork, visitor: Visitor, allocation_id: str) -> AllocationRow | str:
    """The allocation of that number if it is theirs and stands; else why not."""
    row = work.allocations.get(int(allocation_id)) if allocation_id.isdecimal() else None
    if row is None or row.head_of_service != visitor.email or row.case_id is None:
        return NOT_YOURS
    return REPLACED_SINCE if row.state == REPLACED else row


def _moved(desk: Desk, visitor: Visitor, row: AllocationRow, under_way: int | None) -> Moved:
    person = person_of(visitor)
    if under_way is not None:
        return move(desk.store, desk.pack, under_way, ComeBack(), person)
    form = next(form.id for form in desk.pack.forms if form.tier == 2)
    return begin(desk.store, desk.pack, form, person, {"case_id": row.case_id})


def _under_way(desk: Desk, work: UnitOfWork, visitor: Visitor, row: AllocationRow) -> int | None:
    tools = {form.id for form in desk.pack.forms if form.tier == 2}
    rows = work.conversations.of(visitor.email, Standing.OPEN, Standing.LEFT)
    mine = (each for each in rows if each.holder == visitor.email and each.case_id == row.case_id)
    return next((each.id for each in mine if each.form in tools), None)
