"""The answer of whoever was asked: *Answer* under the question, a window, and the answer is with the mail."""

from collections.abc import Callable

from sqlalchemy import select

from handlers.blocks import Block
from handlers.slack.desk import names, windows
from handlers.slack.desk.steps import Said
from handlers.slack.errors import Refused as SlackRefused
from handlers.slack.views import sentence_view
from handlers.slack.visiting import NOT_KNOWN, TROUBLE, Desk, Did, answer_alone, first_time
from store.review import Refused, ReviewDesk
from store.review.steps import step_of
from store.tables import Delivery, ReviewStep
from store.unit_of_work import UnitOfWork, in_one_transaction

Reply = Callable[..., object]
NOT_ASKED = "You were not asked about this, so only whoever was can answer."
SETTLED = "This has been settled since, so no answer is needed any more. Thank you."
THANKS = "Thank you. Your answer is with the mail, and whoever asked is told that it has come."
TOO_LATE = "I am sorry, that took too long. Please press “Answer” again."


def open_reply(desk: Desk, did: Did) -> None:
    """*Answer*: the question and a field, for whoever was asked."""
    said = Said.of(did.value, {})
    email = desk.slack.account(did.user).email
    window = in_one_transaction(desk.store, lambda work: _window(work, email, said))
    if isinstance(window, str):
        if first_time(desk, did):
            answer_alone(desk, did, window)
        return
    try:
        desk.slack.open_view(did.trigger_id, window)
    except SlackRefused:
        if first_time(desk, did):
            answer_alone(desk, did, TOO_LATE)
        return
    first_time(desk, did)


def replied(desk: Desk, did: Did, reply: Reply) -> None:
    """The answer was written: kept with the mail, or refused beside the field."""
    if not first_time(desk, did):
        reply()
        return
    said = Said.of(did.context, did.given)
    email = desk.slack.account(did.user).email
    try:
        in_one_transaction(desk.store, lambda work: _keep(desk, work, email, said))
    except Refused as refusal:
        reply(response_action="errors", errors={names.WRITTEN: str(refusal)})
        return
    except Exception:
        reply(response_action="errors", errors={names.WRITTEN: TROUBLE})
        raise
    reply(response_action="update", view=sentence_view(THANKS, "Thank you"))


def _window(work: UnitOfWork, email: str | None, said: Said) -> Block | str:
    question = _question(work, email, said.item)
    if question is None:
        work.log.add("review-refused", f"message {said.item}", who=email or "")
        return NOT_ASKED if email else NOT_KNOWN
    if question.undone is not None or work.messages.get(said.item).state != "review":
        return SETTLED
    return windows.reply_window(question.note, str(said.item))


def _keep(desk: Desk, work: UnitOfWork, email: str | None, said: Said) -> None:
    if email is None or _question(work, email, said.item) is None:
        raise Refused(NOT_ASKED)
    ReviewDesk(work, desk.pack).answer(said.item, email, said.written)


def _question(work: UnitOfWork, email: str | None, item: int) -> ReviewStep | None:
    """The last question about that mail that went to this person."""
    asked = (
        select(Delivery.period)
        .where(Delivery.kind == "question", Delivery.message_id == item, Delivery.recipient == email)
        .order_by(Delivery.id.desc())
    )
    period = work.session.scalars(asked).first() if email else None
    step = step_of(period)
    return work.session.get(ReviewStep, step) if step else None
