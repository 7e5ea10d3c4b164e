"""Taking back a recorded version: it stays in the history, and whoever was told of it hears so."""

from collections.abc import Iterable

from sqlalchemy import select, update

from store.outcomes import wait_again
from store.tables import Audit, Delivery, Message, ReviewStep
from store.telling import CONCERNING_KINDS, TELLING_KINDS
from store.unit_of_work import UnitOfWork

_WHY = "Withdrawn before it was sent."
_COPIED = (
    *("pack", "form", "case_id", "completed_by", "auditor_email", "social_worker", "social_worker_email"),
    *("date", "overall", "reading", "content_sha256", "subject", "identity", "source", "sent"),
    *("service_area", "team"),
)


def withdraw(work: UnitOfWork, audit: Audit, at: Message) -> None:
    """A recorded version stands no more. What was never sent is not; what was open in the version before is again,
    and whoever had not been told of that yet is told now.

    `at` is the mail at which that was decided. Whatever else had waited and was closed by it waits again. The next
    version supersedes it all the same.
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
        reopen(work, waiting, at)
    work.log.add("audit-withdrawn", f"audit {audit.id}")


def reopen(work: UnitOfWork, waiting: Audit, at: Message) -> None:
    """What had been settled by an audit that stands no more waits for a person again, and so does its mail."""
    by, waiting.replaced_by_id = waiting.replaced_by_id, None
    for message in waiting.messages:
        held = work.messages.hold(message.id)
        if waiting.status == "review":
            wait_again(held, waiting)
            _open_again(work, held, by, at)


def rest_on(work: UnitOfWork, audit: Audit, at: Message) -> list[Message]:
    """The mails but `at` in which this version was all there was of its audit: it closed no row of theirs."""
    closed = select(Audit).where(Audit.replaced_by_id == audit.id)
    own = {message.id for row in work.session.scalars(closed) for message in row.messages}
    return [
        message
        for message in audit.messages
        if message is not at and message.id not in own and message.state in ("filed", "review")
    ]


def waits_again(work: UnitOfWork, audit: Audit, messages: Iterable[Message], at: Message) -> Audit:
    """A row that waits in those mails as the withdrawn version did, with its values as they were corrected.

    The mails are open again, and so the steps that were taken with the version are steps with the row.
    """
    again = _copy(work, audit)
    for message in messages:
        _take_over(work, message, audit, again)
        if message is not at:
            held = work.messages.hold(message.id)
            wait_again(held, again)
            _open_again(work, held, audit.id, at)
    return again


def part_from(work: UnitOfWork, audit: Audit, message: Message) -> Audit:
    """A row of this mail alone for one that waits in others too: what is decided of it is not decided for them."""
    own = _copy(work, audit)
    _take_over(work, message, audit, own)
    audit.messages.remove(message)
    work.session.flush()
    return own


def waits_elsewhere(audit: Audit, message: Message) -> bool:
    """Whether a row waits in another mail at the desk as well."""
    return any(each is not message and each.state == "review" for each in audit.messages)


def _copy(work: UnitOfWork, audit: Audit) -> Audit:
    copied = {name: getattr(audit, name) for name in _COPIED}
    copy = Audit(**copied, status="review", recorded=work.now, version=None)
    work.audits.add(copy)
    return copy


def _take_over(work: UnitOfWork, message: Message, audit: Audit, by: Audit) -> None:
    by.messages.append(message)
    steps = update(ReviewStep).where(ReviewStep.message_id == message.id, ReviewStep.audit_id == audit.id)
    work.session.execute(steps.values(audit_id=by.id), execution_options={"synchronize_session": "fetch"})


def _open_again(work: UnitOfWork, mail: Message, by: int | None, at: Message) -> None:
    """A mail at the desk again, and whoever had heard that it is settled hears so. `by` is the audit taken back."""
    if mail is at or mail.state != "filed":
        return
    work.messages.end(mail, "review", "What had put it right was taken back. One audit needs a person.")
    for email in sorted(_told_settled(work, mail, by)):
        work.outbox.add("reopened", email, message_id=mail.id, period=period_of_mail(by, mail))


def period_of_mail(audit_id: int | None, mail: Message) -> str:
    """The period of a delivery about a mail that an audit, recorded from another mail, closed or opened again."""
    return f"mail-{mail.id}-audit-{audit_id}"


def _told_settled(work: UnitOfWork, mail: Message, by: int | None) -> set[str]:
    """Who was told, or may have been, that a mail is settled; what was never tried is not sent."""
    told = [
        each
        for each in told_settled_by(work, mail, by)
        if each.kind == "receipt" or not _called_off(work, each)
    ]
    return {each.recipient for each in told}


def _called_off(work: UnitOfWork, delivery: Delivery) -> bool:
    return work.outbox.withdraw_one(delivery, "Taken back.")


def told_settled_by(work: UnitOfWork, mail: Message, by: int | None) -> list[Delivery]:
    """What had told that a mail is settled: a receipt once the audit stood, and what was said when it closed it."""
    audit = work.audits.get(by) if by is not None else None
    found = select(Delivery).where(
        Delivery.message_id == mail.id,
        Delivery.kind.in_(("receipt", "settled")),
        Delivery.state != "cancelled",
    )
    return [
        each
        for each in work.session.scalars(found.order_by(Delivery.id))
        if audit is not None and each.created >= audit.recorded
    ]


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
