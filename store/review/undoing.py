"""Taking the last step back: the values before it stand again; what was told is told to be withdrawn."""

from collections.abc import Callable, Collection

from sqlalchemy import select

from framework.pack import Pack
from framework.reading import Reading
from store.outcomes import Outcome, restore
from store.review.looking import put_reading
from store.review.model import Refused, Turn
from store.review.steps import keep_step, period_of
from store.tables import Audit, Delivery, Message, ReviewStep
from store.unit_of_work import UnitOfWork
from store.withdrawing import reopen, waits_again, withdraw

_NOT_STEPS = ("take-back", "answered", "not-delivered", "try-again")  # nobody's to take back
_GONE_OUT = "A question has gone out and is not taken back: ask again, or go on without the answer."


def take_back(work: UnitOfWork, pack: Pack, message: Message, turn: Turn) -> None:
    """Undo the last step that is not undone yet, a question that has gone out left as it is.

    Refused if there is none, or if it cannot be undone.
    """
    step, gone_out = _last(work, message)
    if step is None:
        raise Refused(
            f"{_GONE_OUT} There is no other step to take back."
            if gone_out
            else "There is no step to take back."
        )
    if message.state != "review" and step.what not in _ENDINGS:
        raise Refused(f"Mail {message.id} has been settled since ({message.state}): {message.reason}")
    if step.what in ("correct", "settle"):
        _value(work, pack, step)
    else:
        _UNDO[step.what](work, message, step)
    step.undone = work.now
    audit_id = step.audit_id
    keep_step(
        *(work, message.id, turn.who, "take-back"),
        audit_id=audit_id,
        where=step.where,
        value=step.what,
        note=_GONE_OUT if gone_out else "",
    )


def _last(work: UnitOfWork, message: Message) -> tuple[ReviewStep | None, bool]:
    """The last step that is not undone, and whether a question after it has gone out: nothing takes that back."""
    found = select(ReviewStep).where(
        ReviewStep.message_id == message.id,
        ReviewStep.undone.is_(None),
        ReviewStep.what.not_in(_NOT_STEPS),
    )
    gone_out = False
    for step in work.session.scalars(found.order_by(ReviewStep.id.desc())):
        if step.what != "ask" or not _has_gone_out(work, message, step):
            return step, gone_out
        gone_out = True
    return None, gone_out


def _has_gone_out(work: UnitOfWork, message: Message, step: ReviewStep) -> bool:
    """Whether somebody may have had what the step tells."""
    tried = (row for row in _deliveries(work, message, step) if row.state != "cancelled")
    return any(row.attempts > 0 for row in tried)


def _value(work: UnitOfWork, pack: Pack, step: ReviewStep) -> None:
    """A value or a problem that was settled; a choice about which audit it is leaves nothing else behind."""
    audit = _audit(work, step)
    if audit.status != "review" or audit.replaced_by_id is not None:
        raise Refused(f"Audit {audit.id} does not wait any more, so nothing in it can be taken back.")
    if "reading" in step.before:
        put_reading(work, pack, audit, Reading.model_validate(step.before["reading"]))


def _kind(work: UnitOfWork, message: Message, step: ReviewStep) -> None:
    message.kind, message.kind_said = step.before["kind"], step.before["kind_said"]


def _key_in(work: UnitOfWork, message: Message, step: ReviewStep) -> None:
    _audit(work, step).status = "rejected"
    if "kind" in step.before:
        _kind(work, message, step)


def _ask(work: UnitOfWork, message: Message, step: ReviewStep) -> None:
    """A question that was never tried does not go out."""
    if not _withdraw_deliveries(work, message, step):
        raise Refused(_GONE_OUT)


def _vouch(work: UnitOfWork, message: Message, step: ReviewStep) -> None:
    """What was recorded because its sender was believed stands no more."""
    if message.state in ("received", "failed"):
        raise Refused("The mail is just being worked through. Try again in a moment.")
    for audit in message.audits:
        if audit.version is not None and audit.withdrawn is None and audit.messages[0] is message:
            withdraw(work, audit)
        elif audit.version is None and audit.replaced_by_id is None:
            audit.status = "rejected"
    for each in message.attachments:
        if each.outcome in (Outcome.RECORDED, Outcome.CORRECTED, Outcome.REVIEW):
            each.outcome = Outcome.NOT_BELIEVED.value
    for delivery in work.outbox.receipts_of(message.id):
        work.outbox.withdraw_one(delivery, "The sender is not believed after all.")
    _tell_reopened(work, message, step, besides={message.sender})  # to them nothing is written any more
    message.trusted_by, message.answerable = None, False
    message.kind = step.before["kind"]
    work.messages.end(message, "review", step.before["reason"])


def _file(work: UnitOfWork, message: Message, step: ReviewStep) -> None:
    """The item is open again: what was recorded is withdrawn, and waits as it was corrected."""
    for audit in _audits(work, step, "recorded"):
        if work.audits.superseded(audit):
            raise Refused(
                f"Audit {audit.id} has been corrected or withdrawn since. File a correction instead."
            )
        withdraw(work, audit)
        waits_again(work, audit, message)
    for audit in _audits(work, step, "same"):
        reopen(work, audit)
    _open_again(work, message, step)


def _open_again(work: UnitOfWork, message: Message, step: ReviewStep) -> None:
    for audit in _audits(work, step, "aside"):
        audit.status = "review"
    restore(message, step.before.get("outcomes", {}))
    _withdraw_deliveries(work, message, step)
    _tell_reopened(work, message, step)
    work.messages.end(message, "review", step.before["reason"])


def _no_audit(work: UnitOfWork, message: Message, step: ReviewStep) -> None:
    restore(message, {step.where: step.before["outcomes"][step.where]})


def _set_aside(work: UnitOfWork, message: Message, step: ReviewStep) -> None:
    """The step alone said so."""


_UNDO: dict[str, Callable[[UnitOfWork, Message, ReviewStep], None]] = {
    "set-aside": _set_aside,
    "kind": _kind,
    "key-in": _key_in,
    "no-audit": _no_audit,
    "ask": _ask,
    "vouch": _vouch,
    "file": _file,
    "reject": _open_again,
}
_ENDINGS = ("file", "reject", "vouch")


def _audit(work: UnitOfWork, step: ReviewStep) -> Audit:
    return work.session.get_one(Audit, step.audit_id)


def _audits(work: UnitOfWork, step: ReviewStep, which: str) -> list[Audit]:
    return [work.session.get_one(Audit, audit_id) for audit_id in step.before.get(which, ())]


def _withdraw_deliveries(work: UnitOfWork, message: Message, step: ReviewStep) -> bool:
    """Cancel what the step had told and was never tried; whether nothing of it can have gone out."""
    cancelled = [
        work.outbox.withdraw_one(delivery, "Taken back.") for delivery in _deliveries(work, message, step)
    ]
    return all(cancelled)


def told_of_ending(work: UnitOfWork, step: ReviewStep) -> list[Delivery]:
    """What a filing or a rejection, or the intake after a vouching, had told senders and auditors of the mail."""
    about = select(Delivery).where(Delivery.message_id == step.message_id, Delivery.state != "cancelled")
    if step.what == "vouch":
        about = about.where(Delivery.kind == "receipt", Delivery.created >= step.at)
    else:
        about = about.where(Delivery.kind == "settled", Delivery.period == period_of(step.id))
    return list(work.session.scalars(about))


def _tell_reopened(
    work: UnitOfWork, message: Message, step: ReviewStep, besides: Collection[str | None] = ()
) -> None:
    """Whoever was told what became of the mail hears that it stands no more, if no withdrawal says so already."""
    withdrawn = [audit.id for audit in message.audits if audit.withdrawn == work.now]
    about = select(Delivery.recipient).where(Delivery.kind == "withdrawal", Delivery.audit_id.in_(withdrawn))
    hear = set(work.session.scalars(about))
    for email in sorted({told.recipient for told in told_of_ending(work, step)} - hear - set(besides)):
        work.outbox.add("reopened", email, message_id=message.id, period=period_of(step.id))


def _deliveries(work: UnitOfWork, message: Message, step: ReviewStep) -> list[Delivery]:
    about = select(Delivery).where(Delivery.message_id == message.id, Delivery.period == period_of(step.id))
    return list(work.session.scalars(about))
