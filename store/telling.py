"""Telling people of an audit: its recipients, frozen when it is recorded, and the outbox rows that reach them."""

from framework.escalation import Telling
from framework.words import Role
from store.tables import Audit, Recipient
from store.unit_of_work import UnitOfWork

TELLING_KINDS = ("escalation", "action-notice", "copy", "correction")
CONCERNING_KINDS = (*TELLING_KINDS, "exception")  # what a version causes when it is recorded
FAILED_DELIVERY = "delivery-"
_TOLD = ("waiting", "sending", "sent")


def period_of_failure(delivery_id: int) -> str:
    """The period of an exception that is about a delivery which could not be made."""
    return f"{FAILED_DELIVERY}{delivery_id}"


def recipients_of(telling: Telling) -> list[Recipient]:
    """Who is told and who is not, as it stands now: later changes of the directory do not touch it (A-09)."""
    told = [
        Recipient(kind=t.kind.value, role=t.role.value, email=t.person.email, name=t.person.name, why=t.why)
        for t in telling.told
    ]
    untold = [
        Recipient(
            kind=n.kind.value,
            role=n.role.value,
            email=n.person.email if n.person else None,
            name=n.person.name if n.person else None,
            why=n.why,
            untold=n.reason.value,
        )
        for n in telling.not_told
    ]
    return told + untold


def tell(work: UnitOfWork, audit: Audit, telling: Telling, before: Audit | None) -> None:
    """Have everybody told of an audit, whoever was told of the version `before` corrected.

    What was never tried for an earlier version is withdrawn: its recipient is told of this one afresh, if at all.
    """
    earlier = _told_before(work, before)
    for email, told in telling.by_person().items():
        kind = "correction" if email in earlier else told[0].kind.value
        work.outbox.add(kind, email, audit_id=audit.id)
    for email in sorted(earlier - set(telling.by_person())):
        work.outbox.add("correction", email, audit_id=audit.id)
    if telling.exceptions:
        tell_qa_team(work, "exception", audit_id=audit.id)


def tell_qa_team(
    work: UnitOfWork,
    kind: str,
    *,
    audit_id: int | None = None,
    message_id: int | None = None,
    period: str | None = None,
) -> None:
    """Have each person of the QA team told; while nobody holds the role, the role itself stands waiting."""
    people = [person.email for person in work.people.holding(Role.QA_TEAM)]
    for recipient in people or [Role.QA_TEAM.value]:
        work.outbox.add(kind, recipient, audit_id=audit_id, message_id=message_id, period=period)


def _told_before(work: UnitOfWork, before: Audit | None) -> set[str]:
    """Whoever was told of an earlier version, or may have been."""
    told: set[str] = set()
    while before is not None:
        work.outbox.withdraw(before.id, "Corrected before it was sent.")
        told |= {
            delivery.recipient
            for delivery in work.outbox.of_audit(before.id)
            if delivery.kind in TELLING_KINDS and delivery.state in _TOLD
        }
        before = work.audits.get(before.supersedes_id) if before.supersedes_id else None
    return told
