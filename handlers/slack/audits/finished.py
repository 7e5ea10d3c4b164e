"""Which audits that were handed in can be amended, and the buttons that ask for it."""

from collections.abc import Iterator
from dataclasses import dataclass

from framework.pack import Pack
from handlers.access import may_tick
from handlers.blocks import Block, actions
from handlers.notice import AMEND, Button
from handlers.words import shown_date
from store.tables import Audit, ConversationRow
from store.unit_of_work import UnitOfWork

NOT_THERE = "This audit is not there any more."
OPEN_ALREADY = "This audit is being amended already. Go on with it on my Home tab."
WAITS = "This audit waits for a person of the Quality Assurance team, who can put it right with you."
CORRECTED = (
    "This audit was corrected since, by mail or at the review desk, and what was said here is no longer what "
    "stands. Please send the correction by mail, or ask the Quality Assurance team."
)
TAKEN_BACK = "This audit was taken back. Ask the Quality Assurance team."
MOST = 25


@dataclass(frozen=True)
class Amendable:
    """An audit that can be amended: its conversation, and which it is in a line."""

    conversation: int
    said: str


def amendable(work: UnitOfWork, pack: Pack, email: str) -> list[Amendable]:
    """The audits of somebody that can be amended, the last handed in first."""
    rows = work.conversations.of(email, "submitted")[:MOST]
    return [Amendable(row.id, _said(pack, row, audit)) for row in rows if (audit := _standing(work, row))]


def amend_blocks(work: UnitOfWork, email: str) -> Iterator[Block]:
    """On Home under what is done: the way to amend one of them, where there is one."""
    if any(_standing(work, row) for row in work.conversations.of(email, "submitted")[:MOST]):
        yield actions((Button("Amend one of these", AMEND, ""),))


def amend_button(work: UnitOfWork, audit: Audit, email: str) -> Iterator[Block]:
    """In the window of an audit, for whoever may amend it."""
    row = work.conversations.of_audit(audit.id)
    if row is not None and may_tick(email, row.begun_by, row.holder) and not why_not(work, row):
        yield actions((Button("Amend", AMEND, str(row.id)),))


def why_not(work: UnitOfWork, row: ConversationRow) -> str:
    """Why an audit cannot be amended in chat now; empty where it can."""
    audit = work.audits.get(row.audit_id) if row.audit_id is not None else None
    if row.standing in ("open", "left"):
        return OPEN_ALREADY
    if audit is None:
        return NOT_THERE
    if audit.withdrawn is not None:
        return TAKEN_BACK
    if audit.version is None:
        return WAITS
    return CORRECTED if work.audits.superseded(audit) else ""


def _standing(work: UnitOfWork, row: ConversationRow) -> Audit | None:
    audit = work.audits.get(row.audit_id) if row.audit_id is not None else None
    return audit if audit is not None and not why_not(work, row) else None


def _said(pack: Pack, row: ConversationRow, audit: Audit) -> str:
    case = f", case {row.case_id}" if row.case_id else ""
    return f"{pack.form(row.form).short_title}{case}, {shown_date(audit.date)}"
