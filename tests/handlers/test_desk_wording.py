"""What the review desk shows of a question that came back, and of every outcome there is."""

import pytest
from sqlalchemy import select

from handlers.slack.desk import wording
from handlers.slack.desk.list_view import Listed, list_view
from store.outcomes import Outcome
from store.review import ReviewDesk, Turn
from store.review.asking import could_not_be_delivered
from store.tables import Delivery
from store.unit_of_work import UnitOfWork, in_one_transaction
from tests.handlers.at_desk import doubtful, item, mail_with, words_of
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, QA


def asked_in_vain(bench: Bench) -> int:
    """A mail whose sender was asked, and the question came back."""
    mail = mail_with(bench, doubtful(bench))
    turn = Turn(mail, item(bench, mail).version, QA)

    def ask(work: UnitOfWork) -> None:
        ReviewDesk(work, bench.pack).ask(turn, "Which of the two?")

    def come_back(work: UnitOfWork) -> None:
        question = work.session.scalars(select(Delivery).where(Delivery.kind == "question")).one()
        could_not_be_delivered(work, work.messages.get(mail), question)

    in_one_transaction(bench.store, ask)
    in_one_transaction(bench.store, come_back)
    return mail


def test_a_question_that_reached_nobody_looks_like_one_that_nobody_asked(bench: Bench) -> None:
    waiting = item(bench, asked_in_vain(bench))
    shown = words_of(list_view(Listed(items=(waiting,), waiting=1))["blocks"])
    assert "The question reached nobody" in shown
    said = wording.said(waiting.steps[-1], {}, {}, bench.pack)
    assert said.endswith(f"it came back: “The question could not be delivered to {AUDITOR}.”")


@pytest.mark.parametrize("outcome", Outcome)
def test_an_outcome_is_shown_by_its_code(outcome: Outcome) -> None:
    said = wording.outcome(outcome.value)
    assert said != outcome.value.replace("-", " ") or outcome is Outcome.RECORDED
