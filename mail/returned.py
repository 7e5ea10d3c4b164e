"""Mails of ours that a server brings back: what they were about says so, and somebody is told."""

from sqlalchemy import select

from mail.looking import Looked
from mail.triage import Machine
from store.recording import tell_qa_team
from store.review.asking import ASKED, could_not_be_delivered
from store.tables import Delivery, Message
from store.telling import period_of_failure
from store.unit_of_work import UnitOfWork

_CAME_BACK = "It came back: a mail server says that it could not be delivered."


def note_return(work: UnitOfWork, message: Message, looked: Looked) -> None:
    """If a mail says for good that one of ours could not be delivered, have the delivery and its item say so.

    A question's asker is told, and of anything else the Quality Assurance team, once. A mail server has no
    signature to go by: that it knows the Message-ID is all there is, so nothing else is done.
    """
    triage = looked.triage
    if triage.machine is not Machine.BOUNCE or triage.own or triage.forged or not triage.answers:
        return
    about = select(Delivery).where(Delivery.mail_id == triage.answers, Delivery.sent.is_not(None))
    delivery = work.session.scalars(about).first()
    if delivery is None or delivery.error:
        return
    delivery.error = _CAME_BACK
    work.log.add("delivery-came-back", f"delivery {delivery.id}", mail=message.id)
    item = work.messages.hold(delivery.message_id) if delivery.message_id is not None else None
    heard = item is not None and delivery.kind in ASKED and could_not_be_delivered(work, item, delivery)
    if not heard and delivery.kind != "exception":
        tell_qa_team(
            work,
            "exception",
            audit_id=delivery.audit_id,
            message_id=delivery.message_id,
            period=period_of_failure(delivery.id),
        )
