"""*I have a conflict*: a head of service says why, the QA team decides, and another case is drawn or not."""

from handlers.access import may_decide_conflicts
from handlers.allocations.drawing import tell_of_draw
from handlers.allocations.notices import CONFLICT_DECIDED, CONFLICT_TOLD, period_of
from handlers.blocks import Block, quoted
from handlers.slack.allocations.starting import theirs
from handlers.slack.desk.elements import input_block, text_input, window
from handlers.slack.people.windows import NotTaken, Reply, keep, once, open_window
from handlers.slack.visiting import NOT_KNOWN, Desk, Did, Visitor, answer_alone, visitor_of
from store.drawing import draw_anew, is_done
from store.tables import ConflictRow
from store.telling import tell_qa_team
from store.unit_of_work import UnitOfWork

TITLE = "A conflict of interest"
CONFLICT_WINDOW, WHY = "conflict-written", "why"
HOW_IT_GOES = (
    "The Quality Assurance team decides. If they agree, another case is drawn for you at random, and it stays on "
    "record that this one was yours and why it was replaced. Until then it is still yours."
)
THANKS = "Thank you. The Quality Assurance team is asked, and you hear from me when they have decided."
WAITS = "The Quality Assurance team has your reason already, and has not decided yet."
DONE = "You have audited this case already, so nothing need be drawn anew."
NOT_FOR_YOU = "Only the Quality Assurance team decides on a conflict of interest, and nobody on their own."
DECIDED = "A colleague has decided this already."
AGREED = "Thank you. Another case is drawn, and they are told."
REFUSED = "Thank you. The case stays theirs, and they are told."


def open_conflict(desk: Desk, did: Did) -> None:
    """The window in which the reason is written."""
    open_window(desk, did, lambda visitor: _window(desk, visitor, did.value))


def conflict_written(desk: Desk, did: Did, reply: Reply) -> None:
    """The reason was written: kept, and the QA team is asked."""

    def take(visitor: Visitor) -> str | None:
        why = str(did.filled.get(WHY, "")).strip()
        if not why:
            raise NotTaken(WHY, "Say in a line what the conflict is.")
        return once(desk, did, lambda work: _declare(desk, work, visitor, did.context, why))

    keep(desk, did, reply, take, TITLE)


def decide(desk: Desk, did: Did, *, approved: bool) -> None:
    """*Draw another case* or *The case stays theirs*."""
    visitor = visitor_of(desk, did.user)
    if visitor is None:
        answer_alone(desk, did, NOT_KNOWN)
        return
    said = once(desk, did, lambda work: _decide(desk, work, visitor, did.value, approved=approved))
    if said is not None:
        answer_alone(desk, did, said)


def _window(desk: Desk, visitor: Visitor, allocation_id: str) -> Block | str:
    with desk.store.reading() as work:
        row = theirs(work, visitor, allocation_id)
        if isinstance(row, str):
            return row
        if is_done(work, row, desk.pack):
            return DONE
    why = input_block(WHY, "What is the conflict?", text_input(lines=True), hint="Name no child.")
    return window(CONFLICT_WINDOW, TITLE, "Send", [*quoted(HOW_IT_GOES), why], allocation_id)


def _declare(desk: Desk, work: UnitOfWork, visitor: Visitor, allocation_id: str, why: str) -> str:
    row = theirs(work, visitor, allocation_id)
    if isinstance(row, str):
        raise NotTaken(WHY, row)
    assert row.case_id is not None
    conflict = work.allocations.declare(visitor.email, row.case_id, why, allocation_id=row.id)
    if conflict is None:
        return WAITS
    tell_qa_team(work, CONFLICT_TOLD, period=period_of(CONFLICT_TOLD, conflict.id))
    work.log.add("conflict-declared", f"conflict {conflict.id}", who=visitor.email)
    return THANKS


def _decide(desk: Desk, work: UnitOfWork, visitor: Visitor, conflict_id: str, *, approved: bool) -> str:
    conflict = work.allocations.conflict(int(conflict_id)) if conflict_id.isdecimal() else None
    if conflict is None or not may_decide_conflicts(visitor.email, conflict.email, visitor.posts):
        return NOT_FOR_YOU
    if not work.allocations.decide(conflict, visitor.email, approved=approved):
        return DECIDED
    work.log.add("conflict-decided", f"conflict {conflict.id}", who=visitor.email, approved=approved)
    if approved:
        _draw_another(desk, work, conflict)
        return AGREED
    period = period_of(CONFLICT_DECIDED, conflict.id)
    work.outbox.add(CONFLICT_DECIDED, conflict.email, period=period)
    return REFUSED


def _draw_another(desk: Desk, work: UnitOfWork, conflict: ConflictRow) -> None:
    row = work.allocations.get(conflict.allocation_id) if conflict.allocation_id is not None else None
    if row is not None:
        anew = draw_anew(work, row, "a conflict of interest", desk.pack, desk.days)
        tell_of_draw(work, anew.draw)
