"""What is kept, as JSON objects for `auditbot export`: keys that others rely on, ids that stay."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from framework.escalation import said_of_them
from framework.pack import Pack
from store.tables import (
    Action,
    ActionReview,
    AllocationRow,
    Audit,
    Delivery,
    LogEntry,
    Message,
    Recipient,
    ReviewStep,
)
from store.unit_of_work import UnitOfWork

TABLES = ("messages", "audits", "actions", "deliveries", "feedback", "complaints", "allocations", "log")
_AT_ONCE = 200


def export(work: UnitOfWork, table: str, pack: Pack) -> Iterator[dict[str, Any]]:
    """The rows of one of `TABLES` by their ids, a few at a time however many there are.

    Times are ISO with their zone (UTC), dates ISO, service areas the pack's names. ValueError for any other table.
    """
    if table not in TABLES:
        raise ValueError(f"there is no table {table!r} to export; there are {', '.join(TABLES)}")
    return _rows(work, *_EXPORTS[table], pack) if table in _EXPORTS else iter(())


def _rows(
    work: UnitOfWork, rows: Select[Any], as_json: Callable[[Any, Pack], dict[str, Any]], pack: Pack
) -> Iterator[dict[str, Any]]:
    for row in work.session.scalars(rows.execution_options(yield_per=_AT_ONCE)):
        yield as_json(row, pack)


def _message(message: Message, _pack: Pack) -> dict[str, Any]:
    return {
        "id": message.id,
        "mailbox": message.mailbox,
        "message_id": message.message_id,
        "sender": message.sender,
        "original_sender": message.original_sender,
        "subject": message.subject,
        "received": _iso(message.received),
        "arrived": _iso(message.arrived),
        "sha256": message.sha256,
        "kind": message.kind,
        "state": message.state,
        "reason": message.reason,
        "attempts": message.attempts,
        "attachments": [
            {"path": each.path, "size": each.size, "sha256": each.sha256}
            | {"outcome": each.outcome, "reason": each.reason}
            for each in message.attachments
        ],
        "audits": [audit.id for audit in message.audits],
        "trusted_by": message.trusted_by,
        "answers": message.answers_id,
        "steps": len(message.steps),
    }


def _audit(audit: Audit, pack: Pack) -> dict[str, Any]:
    read = {name: value for name, value in audit.reading.items() if name != "evidence"}
    area = pack.service_area(audit.service_area) if audit.service_area else None
    return {
        "id": audit.id,
        **read,
        "status": audit.status,
        "message": audit.messages[0].id if audit.messages else None,
        "source": audit.source,
        "service_area": area.name if area else audit.service_area,
        "team": audit.team,
        "sent": _iso(audit.sent),
        "submitted": _iso(audit.sent),
        "recorded": _iso(audit.recorded),
        "version": audit.version,
        "supersedes": audit.supersedes_id,
        "replaced_by": audit.replaced_by_id,
        "withdrawn": _iso(audit.withdrawn),
        "amended_because": audit.amended_because,
        "auditor_email": audit.auditor_email,
        "social_worker_email": audit.social_worker_email,
        "escalated_to": [_told(r) for r in audit.recipients if r.kind == "escalation" and not r.untold],
        "action_notices": [_told(r) for r in audit.recipients if r.kind == "action-notice" and not r.untold],
        "copies": [_told(r) for r in audit.recipients if r.kind == "copy" and not r.untold],
        "replies": [
            {"by": r.by, "at": _iso(r.at), "words": r.words, "written_by": r.written_by}
            for r in audit.replies
        ],
        "for_moderation": audit.for_moderation,
        "moderations": [
            {"by": m.by, "at": _iso(m.at), "finding": m.finding, "words": m.words} for m in audit.moderations
        ],
        "not_told": [_told(r) | {"kind": r.kind, "reason": r.untold} for r in audit.recipients if r.untold],
    }


def _told(recipient: Recipient) -> dict[str, Any]:
    return {"role": recipient.role, "person": recipient.email, "why": said_of_them(recipient.why)}


def _action(action: Action, _pack: Pack) -> dict[str, Any]:
    return {
        "id": action.id,
        "audit": action.audit_id,
        "number": action.number,
        "case_id": action.case_id,
        "action": action.action,
        "who": action.who,
        "person": action.person,
        "timescale": action.timescale,
        "due": _iso(action.due),
        "state": action.state,
        "completed": _iso(action.completed),
        "reviews": [_review(review) for review in action.reviews],
    }


def _review(review: ActionReview) -> dict[str, Any]:
    return {
        "by": review.by,
        "at": _iso(review.at),
        "reviewed": _iso(review.reviewed),
        "done": review.done,
        "what": review.what,
        "changed": review.changed,
        "initials": review.initials,
    }


def _delivery(delivery: Delivery, _pack: Pack) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "kind": delivery.kind,
        "recipient": delivery.recipient,
        "channel": delivery.channel,
        "period": delivery.period,
        "audit": delivery.audit_id,
        "message": delivery.message_id,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "created": _iso(delivery.created),
        "sent": _iso(delivery.sent),
        "seen": _iso(delivery.seen),
        "error": delivery.error,
    }


def _log_entry(entry: LogEntry, _pack: Pack) -> dict[str, Any]:
    return {
        "id": entry.id,
        "at": _iso(entry.at),
        "who": entry.who,
        "what": entry.what,
        "record": entry.record,
        "detail": entry.detail,
    }


def _iso(when: dt.date | None) -> str | None:
    """A date or a time; both have the same ISO method."""
    return when.isoformat() if when else None


def _allocation(allocation: AllocationRow, pack: Pack) -> dict[str, Any]:
    area = pack.service_area(allocation.service_area) if allocation.service_area else None
    return {
        "id": allocation.id,
        "month": allocation.month,
        "head_of_service": allocation.head_of_service,
        "case_id": allocation.case_id,
        "service_area": area.name if area else allocation.service_area,
        "theme": allocation.theme,
        "due": _iso(allocation.due),
        "seed": allocation.draw.seed,
        "eligible_sha256": allocation.draw.sha256,
        "draw": allocation.draw.number,
        "state": allocation.state,
    }


_EXPORTS: dict[str, tuple[Select[Any], Callable[[Any, Pack], dict[str, Any]]]] = {
    "messages": (
        select(Message)
        .order_by(Message.id)
        .options(
            selectinload(Message.attachments),
            selectinload(Message.audits).load_only(Audit.id),
            selectinload(Message.steps).load_only(ReviewStep.id),
        ),
        _message,
    ),
    "audits": (
        select(Audit)
        .order_by(Audit.id)
        .options(
            selectinload(Audit.recipients),
            selectinload(Audit.replies),
            selectinload(Audit.messages).load_only(Message.id),
        ),
        _audit,
    ),
    "actions": (select(Action).order_by(Action.id).options(selectinload(Action.reviews)), _action),
    "deliveries": (select(Delivery).order_by(Delivery.id), _delivery),
    "allocations": (
        select(AllocationRow).order_by(AllocationRow.id).options(joinedload(AllocationRow.draw)),
        _allocation,
    ),
    "log": (select(LogEntry).order_by(LogEntry.id), _log_entry),
}
