"""Answers to what we asked: they go to the item of the review desk that the question was about."""

from dataclasses import replace

from sqlalchemy import select

from mail.looking import Looked
from mail.parts.quoting import Quoting
from mail.settling import Ending
from mail.triage import Triage
from store.review.asking import ASKED, answered
from store.tables import Delivery, Message
from store.unit_of_work import UnitOfWork

_LONGEST = 10_000  # characters of an answer; the whole mail is kept anyway


def taken_as_answer(
    work: UnitOfWork, message: Message, looked: Looked, problem: str, ending: Ending
) -> Ending:
    """How a mail ends that answers a mail of ours about an item of the review desk; else as it would have ended.

    Its words go to that item, which comes to the top; with nothing else in it, it needs nobody itself. What is
    attached goes the way of any mail. In the name of whoever was asked, but with nothing that confirms it, its
    words are heard as just that, and the mail waits for a person.
    """
    asked = _asked(work, message, looked)
    if asked is None or asked.message_id is None or asked.message_id == message.id:
        return ending
    item = work.messages.hold(asked.message_id)
    message.answers_id = item.id
    about = f"An answer to a question about mail {item.id}."
    if item.state != "review":
        return replace(ending, reason=f"{ending.reason} {about}")
    words = _words(looked)
    if not _confirmed(looked.triage):
        unsure = f"Not confirmed: nothing shows that this is from {message.sender}. {looked.triage.reason}"
        answered(work, item, message.sender or "", f"{unsure}\n\n{words}")
        return replace(ending, state="review", reason=f"{ending.reason} {about}", answer=False)
    answered(work, item, message.sender or "", words)
    if looked.readings or problem or looked.alarms or any(each.unread for each in looked.opened):
        return replace(ending, reason=f"{ending.reason} {about}")
    return replace(ending, state="filed", reason=about, answer=False)


def _asked(work: UnitOfWork, message: Message, looked: Looked) -> Delivery | None:
    triage = looked.triage
    if not triage.answers or triage.machine or triage.own or triage.forged:
        return None
    sent = select(Delivery).where(Delivery.mail_id == triage.answers, Delivery.kind.in_(ASKED))
    asked = work.session.scalars(sent).first()
    heard = triage.believed or (asked is not None and asked.recipient.lower() == message.sender)
    return asked if heard else None


def _confirmed(triage: Triage) -> bool:
    """Somebody outside who was asked is believed as the one who was asked, and no further."""
    return triage.believed or triage.confirmed


def _words(looked: Looked) -> str:
    said = Quoting(looked.mail.subject, looked.mail.text).said()
    words = said[0].words.strip() if said else ""
    return words[:_LONGEST] or "(The answer has no words of its own.)"
