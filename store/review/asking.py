"""Asking the sender of a mail, and their answer."""

from sqlalchemy import select

from store.review.model import Refused
from store.review.steps import keep_step, period_of
from store.tables import Message, ReviewStep
from store.unit_of_work import UnitOfWork

period = period_of


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
    asked = (
        select(ReviewStep.who)
        .where(ReviewStep.message_id == message.id, ReviewStep.what == "ask", ReviewStep.undone.is_(None))
        .order_by(ReviewStep.id.desc())
    )
    asker = work.session.scalars(asked).first()
    step = keep_step(work, message.id, who, "answered", note=text)
    if asker is not None:
        work.outbox.add("review", asker, message_id=message.id, period=period_of(step))
