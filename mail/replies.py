"""Answers to what we asked: they go to the item of the review desk that the question was about."""

from dataclasses import replace

from sqlalchemy import select

from mail.looking import Looked
from mail.parts.quoting import Quoting
from mail.settling import Ending
from store.review.asking import answered
from store.tables import Delivery, Message
from store.unit_of_work import UnitOfWork

_ASKED = ("question", "receipt", "settled")
_LONGEST = 10_000  # characters of an answer; the whole mail is kept anyway


def taken_as_answer(
    work: UnitOfWork, message: Message, looked: Looked, problem: str, ending: Ending
) -> Ending:
    """How a mail ends that answers a mail of ours about an item of the review desk; else as it would have ended.

    Its words go to that item, which comes to the top; with nothing else in it, it needs nobody itself. Who cannot
    be believed is heard only if they are the very one who was asked. What is attached goes the way of any mail.
    """
    asked = _asked(work, message, looked)
    if asked is None or asked.message_id is None or asked.message_id == message.id:
        return ending
    item = work.messages.hold(asked.message_id)
    message.answers_id = item.id
    about = f"An answer to a question about mail {item.id}."
    if item.state != "review":
        return replace(ending, reason=f"{ending.reason} {about}")
    answered(work, item, message.sender or "", _words(looked))
    if looked.readings or problem or looked.alarms or any(each.unread for each in looked.opened):
        return replace(ending, reason=f"{ending.reason} {about}")
    return replace(ending, state="filed", reason=about, answer=False)


def _asked(work: UnitOfWork, message: Message, looked: Looked) -> Delivery | None:
    triage = looked.triage
    if not triage.answers or triage.machine or triage.own or triage.forged:
        return None
    sent = select(Delivery).where(Delivery.mail_id == triage.answers, Delivery.kind.in_(_ASKED))
    asked = work.session.scalars(sent).first()
    believed = triage.believed or (asked is not None and asked.recipient.lower() == message.sender)
    return asked if believed else None


def _words(looked: Looked) -> str:
    said = Quoting(looked.mail.subject, looked.mail.text).said()
    words = said[0].words.strip() if said else ""
    return words[:_LONGEST] or "(The answer has no words of its own.)"
