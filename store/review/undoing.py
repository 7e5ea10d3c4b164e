"""Taking the last step back: the values before it stand again; what was told is told to be withdrawn."""

from collections.abc import Callable, Collection

from sqlalchemy import select

from framework.pack import Pack
from framework.reading import Reading
from store.outcomes import Outcome, restore
from store.review.last import GONE_OUT, left_by, to_undo
from store.review.looking import put_reading
from store.review.model import Refused, Turn
from store.review.steps import keep_step, period_of
from store.tables import Audit, Delivery, Message, ReviewStep
from store.unit_of_work import UnitOfWork
from store.withdrawing import part_from, reopen, rest_on, waits_again, waits_elsewhere, withdraw


def take_back(work: UnitOfWork, pack: Pack, message: Message, turn: Turn) -> None:
    """Undo the last step that is not undone yet, or those of the last page; what cannot be undone is left as it is.

    A question that has gone out, and what was given in an audit that waits no more, are left. Refused if there is
    no other step.
    """
    last = to_undo(work, message)
    left = left_by(last)
    if not last.steps:
        raise Refused(" ".join([*left, f"There is no {'other ' if left else ''}step to take back."]))
    first = last.steps[0]
    if message.state != "review" and first.what not in _ENDINGS:
        raise Refused(f"Mail {message.id} has been settled since ({message.state}): {message.reason}")
    for step in reversed(last.steps):
        if step.what in ("correct", "settle"):
            _value(work, pack, step)
        else:
            _UNDO[step.what](work, message, step)
        step.undone = work.now
    keep_step(
        *(work, message.id, turn.who, "take-back"),
        audit_id=first.audit_id,
        where=first.where,
        value=first.what,
        note=" ".join(left),
        before={"undid": [step.id for step in last.steps]},
    )


def _value(work: UnitOfWork, pack: Pack, step: ReviewStep) -> None:
    """A value or a problem that was settled; a choice about which audit it is leaves nothing else behind."""
    if "reading" in step.before:
        put_reading(work, pack, _audit(work, step), Reading.model_validate(step.before["reading"]))


def _kind(work: UnitOfWork, message: Message, step: ReviewStep) -> None:
    message.kind, message.kind_said = step.before["kind"], step.before["kind_said"]


def _key_in(work: UnitOfWork, message: Message, step: ReviewStep) -> None:
    _audit(work, step).status = "rejected"
    if "kind" in step.before:
        _kind(work, message, step)


def _ask(work: UnitOfWork, message: Message, step: ReviewStep) -> None:
    """A question that was never tried does not go out."""
    if not _withdraw_deliveries(work, message, step):
        raise Refused(GONE_OUT)


def _vouch(work: UnitOfWork, message: Message, step: ReviewStep) -> None:
    """What was recorded because its sender was believed stands no more."""
    if message.state in ("received", "failed"):
        raise Refused("The mail is just being worked through. Try again in a moment.")
    for audit in list(message.audits):
        if audit.version is not None and audit.withdrawn is None and audit.messages[0] is message:
            resting = rest_on(work, audit, message)
            withdraw(work, audit, message)
            if resting:
                waits_again(work, audit, resting, message)
        elif audit.version is None and audit.replaced_by_id is None:
            own = part_from(work, audit, message) if waits_elsewhere(audit, message) else audit
            own.status = "rejected"
    for each in message.attachments:
        if each.outcome in (Outcome.RECORDED, Outcome.CORRECTED, Outcome.REVIEW):
            each.outcome = Outcome.NOT_BELIEVED.value
    for delivery in work.outbox.receipts_of(message.id):
        work.outbox.withdraw_one(delivery, "The sender is not believed after all.")
    known = any(post.active for post in work.people.posts_of(message.sender or ""))
    _tell_reopened(
        work, message, step, besides=() if known else {message.sender}
    )  # a stranger is not written to
    message.trusted_by, message.answerable = None, False
    message.kind = step.before["kind"]
    work.messages.end(message, "review", step.before["reason"])


def _file(work: UnitOfWork, message: Message, step: ReviewStep) -> None:
    """The item is open again: what was recorded is withdrawn, and waits as it was corrected."""
    for audit in sorted(_audits(work, step, "recorded"), key=lambda each: -(each.version or 0)):
        if work.audits.superseded(audit):
            raise Refused(
                f"Audit {audit.id} has been corrected or withdrawn since. File a correction instead."
            )
        resting = rest_on(work, audit, message)
        withdraw(work, audit, message)
        waits_again(work, audit, [message, *resting], message)
        work.session.flush()
    for audit in _audits(work, step, "same"):
        reopen(work, audit, message)
    _open_again(work, message, step)


def _open_again(work: UnitOfWork, message: Message, step: ReviewStep) -> None:
    for audit in _audits(work, step, "aside"):
        if audit.version is None:
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
