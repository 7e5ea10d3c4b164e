"""Asking the sender of a mail: nobody is asked without reason, and the answer brings the item to the top."""

import pytest

from store.review import Refused, Stale, Turn
from tests.store.clock import SettableClock
from tests.store.council import AUDITOR, QA, Council, audit_tool, doubtful
from tests.store.desk import DeskOf


@pytest.fixture
def desk(council: Council) -> DeskOf:
    return DeskOf(council)


def test_a_question_goes_out_the_item_waits_and_its_answer_brings_it_to_the_top(
    desk: DeskOf, clock: SettableClock
) -> None:
    older = desk.mail(name="Older")
    clock.forward(hours=1)
    mail = desk.mail(doubtful(audit_tool(3)))
    asked = desk.take("ask", mail, "Which of the two grades do you mean?")
    assert (asked.awaits, asked.state) == ("sender", "review")
    assert desk.deliveries("question") == {("question", AUDITOR)}
    assert [item.id for item in desk.items()] == [older, mail]
    answered = desk.do(lambda each: each.answer(mail, AUDITOR, "I mean 3."))
    assert (answered.awaits, answered.steps[-1].note, answered.steps[-1].who) == (
        "person",
        "I mean 3.",
        AUDITOR,
    )
    assert [item.id for item in desk.items()] == [mail, older]
    with pytest.raises(Stale):
        desk.do(lambda each: each.file(Turn(mail, asked.version, QA)))


def test_a_stranger_or_a_machine_is_asked_only_by_somebody_who_says_so(desk: DeskOf) -> None:
    mail = desk.mail(name="Hm", sender="someone@elsewhere.example", answerable=False)
    with pytest.raises(Refused, match="not believed"):
        desk.take("ask", mail, "Who are you?")
    assert desk.deliveries("question") == set()
    desk.take("ask", mail, "Who are you?", anyway=True)
    assert desk.deliveries("question") == {("question", "someone@elsewhere.example")}
    nobody = desk.mail(name="No sender", sender=None)
    with pytest.raises(Refused, match="no sender"):
        desk.take("ask", nobody, "Who are you?", anyway=True)


def test_an_answer_that_comes_too_late_is_refused_with_a_word(desk: DeskOf) -> None:
    mail = desk.mail(name="Hm")
    desk.take("ask", mail, "What is this?")
    desk.take("reject", mail, "Nobody said.")
    with pytest.raises(Refused, match="too late"):
        desk.do(lambda each: each.answer(mail, AUDITOR, "A feedback form."))
