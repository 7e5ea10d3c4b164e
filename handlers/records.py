"""What audits leave to do in children's records, looked up inside a unit of work."""

from collections.abc import Callable
from itertools import groupby

from framework.pack import Pack
from handlers.about import AuditFacts, DutyFacts, RecordFacts
from mail.writing import left_out
from store.record_duties import DUTIES, RECORD_COPY
from store.tables import Audit, Delivery, Duty
from store.unit_of_work import UnitOfWork

REMINDER = "duties-reminder"
ToFacts = Callable[[UnitOfWork, Audit, Pack], AuditFacts]


def record_about(work: UnitOfWork, audit: Audit, pack: Pack, facts: ToFacts) -> RecordFacts:
    """What one version of an audit leaves to do, done or not. `facts` makes plain data of an audit."""
    kept = {duty.kind: duty for duty in work.duties.of(audit.id)}
    return RecordFacts(
        audit=facts(work, audit, pack),
        completed=audit.sent,
        duties=tuple(
            DutyFacts(duty.id, duty.short, duty.asks, row.done_at, _name(work, row.done_by))
            for duty in pack.duties_of(audit.form)
            if (row := kept.get(duty.id)) is not None
        ),
        left_out=left_out(audit, pack),
    )


def open_records(work: UnitOfWork, email: str, pack: Pack, facts: ToFacts) -> tuple[RecordFacts, ...]:
    """Everything that somebody has left to do, by audit, the oldest first."""
    by_audit = groupby(work.duties.open_of(email), key=_audit_of)
    audits = [audit for number, _ in by_audit if (audit := work.audits.get(number)) is not None]
    return tuple(record_about(work, audit, pack, facts) for audit in audits)


def records_of(
    work: UnitOfWork, delivery: Delivery, audit: Audit | None, pack: Pack, facts: ToFacts
) -> tuple[RecordFacts, ...]:
    """What the delivery is about, where it is about what is left to do."""
    if delivery.kind == REMINDER:
        return open_records(work, delivery.recipient, pack, facts)
    if delivery.kind in (DUTIES, RECORD_COPY) and audit is not None:
        return (record_about(work, audit, pack, facts),)
    return ()


def _audit_of(duty: Duty) -> int:
    return duty.audit_id


def _name(work: UnitOfWork, email: str | None) -> str:
    posts = work.people.posts_of(email) if email else []
    return posts[0].name if posts else email or ""
