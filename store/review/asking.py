"""Asking the sender of a mail, and their answer."""

from sqlalchemy import select

from store.review.model import Refused
from store.review.steps import keep_step, last_step_id, period_of
from store.tables import Delivery, Message, ReviewStep
from store.unit_of_work import UnitOfWork

period = period_of
ASKED = ("question", "receipt", "settled", "reopened")  # told about a mail; answers to them come back to it


def whom(work: UnitOfWork, message: Message, *, anyway: bool) -> list[str]:
    """Who is asked: the sender, and whom a forward names if the directory has them. Refused if nobody may be."""
    if not message.sender:
        raise Refused("The mail names no sender who could be asked.")
    if not message.answerable and not anyway:
        raise Refused(
            "The sender of this mail is not believed, or it is a machine. Ask them only if you know that it is "
            "right to, and say so."
        )
    claimed = message.original_sender
    known = bool(claimed) and any(post.active for post in work.people.posts_of(claimed or ""))
    return list(dict.fromkeys([message.sender, *([claimed] if claimed and known else [])]))


def answered(work: UnitOfWork, message: Message, who: str, text: str) -> None:
    """Keep an answer with the item, and have whoever asked last told that it has come."""
    _tell_asker(work, message, keep_step(work, message.id, who, "answered", note=text))


def could_not_be_delivered(work: UnitOfWork, message: Message, delivery: Delivery) -> bool:
    """Keep with the item that something about it came back; whether somebody is told by this, being who asked."""
    if message.state != "review" and not last_step_id(work, message.id):
        return False
    said = _DELIVERED.get(delivery.kind, "What was sent")
    note = f"{said} could not be delivered to {delivery.recipient}."
    step = keep_step(
        *(work, message.id, _BOT, "not-delivered"), where=delivery.kind, value=delivery.recipient, note=note
    )
    return delivery.kind == "question" and _tell_asker(work, message, step)


_BOT = "auditbot"
_DELIVERED = {
    "question": "The question",
    "receipt": "The receipt",
    "settled": "Word of what became of the mail",
    "reopened": "Word that the mail is being looked at again",
}


def _tell_asker(work: UnitOfWork, message: Message, step: int) -> bool:
    asked = (
        select(ReviewStep.who)
        .where(ReviewStep.message_id == message.id, ReviewStep.what == "ask", ReviewStep.undone.is_(None))
        .order_by(ReviewStep.id.desc())
    )
    asker = work.session.scalars(asked).first()
    if asker is not None:
        work.outbox.add("review", asker, message_id=message.id, period=period_of(step))
    return asker is not None
