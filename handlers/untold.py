"""What could not be delivered, and to whom it goes instead."""

from framework.words import Role
from store.replying import SHARED, unreached
from store.tables import Delivery
from store.telling import period_of_failure
from store.unit_of_work import UnitOfWork


def ask_qa_team(work: UnitOfWork, untold: Delivery, period: str | None = None) -> None:
    """Have the QA team told of a delivery that could not be made; not of one that says just that.

    `period` says what of it: that it failed, unless told otherwise.
    """
    if untold.kind != "exception":
        period = period or period_of_failure(untold.id)
        address(work, untold, Role.QA_TEAM, kind="exception", period=period)


def practitioner_unreached(work: UnitOfWork, delivery: Delivery) -> None:
    """Where what may be shared was not shown in Slack, the auditor is told at once."""
    audit = work.audits.get(delivery.audit_id) if delivery.audit_id is not None else None
    if delivery.kind == SHARED and audit is not None:
        unreached(work, audit)


def failed(work: UnitOfWork, delivery: Delivery) -> None:
    """Have it known that a delivery could not be made."""
    work.log.add("delivery-failed", f"delivery {delivery.id}")
    ask_qa_team(work, delivery)


def address(
    work: UnitOfWork, like: Delivery, role: Role, *, kind: str | None = None, period: str | None = None
) -> None:
    """A delivery like this one for each holder of a role; for the role itself while nobody holds it."""
    for recipient in [person.email for person in work.people.holding(role)] or [role.value]:
        work.outbox.add(
            kind or like.kind,
            recipient,
            audit_id=like.audit_id,
            message_id=like.message_id,
            period=period or like.period,
        )
