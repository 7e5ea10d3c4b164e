"""Taking back a recorded version: it stays in the history, and whoever was told of it hears so."""

from sqlalchemy import select

from store.outcomes import wait_again
from store.tables import Audit, Message
from store.telling import CONCERNING_KINDS, TELLING_KINDS
from store.unit_of_work import UnitOfWork

_WHY = "Withdrawn before it was sent."
_COPIED = (
    *("pack", "form", "case_id", "completed_by", "auditor_email", "social_worker", "social_worker_email"),
    *("date", "overall", "reading", "content_sha256", "subject", "identity", "source", "sent"),
    *("service_area", "team"),
)


def withdraw(work: UnitOfWork, audit: Audit) -> None:
    """A recorded version stands no more. What was never sent is not; what was open in the version before is again,
    and whoever had not been told of that yet is told now.

    Whatever had waited and was closed by it waits again. The next version supersedes it all the same.
    """
    audit.withdrawn = work.now
    work.outbox.withdraw(audit.id, _WHY)
    for email in sorted(_told(work, audit)):
        work.outbox.add("withdrawal", email, audit_id=audit.id)
    before = next(reversed(work.audits.standing(audit.identity)), None)
    if before is not None and (before.version or 0) < (audit.version or 0):
        _stands_again(work, before)
    for action in audit.actions:
        if action.state == "open":
            action.state = "replaced"
    for waiting in work.session.scalars(select(Audit).where(Audit.replaced_by_id == audit.id)):
        reopen(work, waiting)
    work.log.add("audit-withdrawn", f"audit {audit.id}")


def reopen(work: UnitOfWork, waiting: Audit) -> None:
    """What had been settled by an audit that stands no more waits for a person again, and so does its mail."""
    waiting.replaced_by_id = None
    for message in waiting.messages:
        held = work.messages.hold(message.id)
        if waiting.status != "review":
            continue
        wait_again(held, waiting)
        if held.state == "filed":
            work.messages.end(
                held, "review", "What had put it right was taken back. One audit needs a person."
            )


def waits_again(work: UnitOfWork, audit: Audit, message: Message) -> Audit:
    """A row that waits in a mail as the withdrawn version did, with its values as they were corrected."""
    again = Audit(
        **{name: getattr(audit, name) for name in _COPIED}, status="review", recorded=work.now, version=None
    )
    work.audits.add(again)
    again.messages.append(message)
    return again


def _told(work: UnitOfWork, audit: Audit) -> set[str]:
    """Whoever was told of it, or may have been."""
    return {
        delivery.recipient
        for delivery in work.outbox.of_audit(audit.id)
        if delivery.kind in TELLING_KINDS and delivery.state in ("waiting", "sending", "sent")
    }


def _stands_again(work: UnitOfWork, before: Audit) -> None:
    """Its actions are open again, and whatever was called off because it had been corrected waits again."""
    for action in before.actions:
        if action.state == "replaced":
            action.state = "open"
    for delivery in work.outbox.of_audit(before.id):
        if delivery.kind in CONCERNING_KINDS:
            work.outbox.wait_again(delivery)
