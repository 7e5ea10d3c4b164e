"""What the review desk says to others: questions, endings, withdrawals are true when they arrive, or not said."""

from typing import Any

import pytest

from framework.pack import Pack
from framework.words import Judgement
from handlers.about import Earlier, MailFacts, StepFacts
from handlers.notice import ANSWER, Nothing, Notice, Wait
from handlers.notices import notice_of
from tests.handlers import council
from tests.handlers.council import AUDITOR, CASE, HEAD, SECRET, SUPPORT, audit, supervision
from tests.handlers.noticed import about, facts, mail, said

ASKED = StepFacts("ask", "Which of the two grades do you mean?\n\nArea 3 has two ticks.", council.QA)
REJECTED = StepFacts("reject", "It is a training example.", council.QA)
FILED = StepFacts("file", "", council.QA)


def settled(pack: Pack, recipient: str = SUPPORT, **more: Any) -> Notice | Nothing | Wait:
    given: dict[str, Any] = {"audits": (facts(audit(pack), pack),), "state": "filed"}
    return notice_of(about("settled", recipient, mail=mail(**(given | more)), step=FILED))


def test_a_question_is_asked_in_its_own_words_with_a_way_to_answer() -> None:
    found = notice_of(about("question", SUPPORT, mail=mail(state="review"), step=ASKED))
    assert isinstance(found, Notice)
    assert found.paragraphs == ("Which of the two grades do you mean?", "Area 3 has two ticks.")
    assert [(button.action, button.value) for button in found.buttons] == [(ANSWER, "3")]
    assert "answer this mail" in found.without_buttons
    assert "grade" not in found.preview


def test_a_question_whose_item_is_settled_or_that_was_taken_back_is_not_asked() -> None:
    undone = StepFacts("ask", "Which?", council.QA, undone=True)
    for state, step in (("filed", ASKED), ("review", undone), ("review", None)):
        assert isinstance(notice_of(about("question", SUPPORT, mail=mail(state=state), step=step)), Nothing)


@pytest.mark.parametrize("kind", ["question", "settled"])
def test_a_sender_who_never_was_in_the_directory_is_reached_and_one_who_has_left_is_not(kind: str) -> None:
    stranger = "someone@elsewhere.example"
    state, step = ("review", ASKED) if kind == "question" else ("filed", FILED)
    theirs = mail(sender=stranger, state=state)
    assert isinstance(notice_of(about(kind, stranger, mail=theirs, step=step)), Notice)


def test_who_sent_it_hears_that_it_was_recorded_and_only_the_auditor_the_judgement(pack: Pack) -> None:
    to_sender = said(settled(pack))
    assert f"Tier 1 audit of case {CASE}: recorded." in to_sender
    assert "Judgement" not in to_sender
    assert "Judgement: Inadequate." in said(settled(pack, AUDITOR))
    assert SECRET not in to_sender


def test_somebody_else_hears_nothing_of_a_mail_that_does_not_concern_them(pack: Pack) -> None:
    assert isinstance(settled(pack, HEAD), Nothing)


def test_a_supervision_record_is_settled_without_its_content(pack: Pack) -> None:
    found = settled(pack, audits=(facts(supervision(pack), pack, auditor_email=SUPPORT),))
    assert "Supervision file audit: recorded." in said(found)


def test_what_was_not_recorded_or_had_been_is_said_so(pack: Pack) -> None:
    aside = facts(audit(pack), pack, version=None, rejected=True)
    same = facts(audit(pack), pack, version=None, replaced=True)
    assert "it was not recorded" in said(settled(pack, audits=(aside,)))
    assert "stands recorded" in said(settled(pack, audits=(same,)))
    assert "no audit was recorded from it" in said(settled(pack, audits=()))


def test_a_rejection_says_its_reason_and_what_to_do_if_it_is_wrong() -> None:
    found = notice_of(about("settled", SUPPORT, mail=mail(state="ignored"), step=REJECTED))
    assert "It is a training example." in said(found)
    assert "answer this message" in said(found)


def test_an_ending_that_was_taken_back_is_not_told(pack: Pack) -> None:
    assert isinstance(settled(pack, state="review"), Nothing)
    undone = StepFacts("reject", "A mistake.", council.QA, undone=True)
    assert isinstance(notice_of(about("settled", SUPPORT, mail=mail(state="ignored"), step=undone)), Nothing)


def test_a_withdrawal_reaches_whoever_was_told_and_nobody_else(pack: Pack) -> None:
    withdrawn = facts(audit(pack), pack, superseded=True, withdrawn=True)
    found = notice_of(about("withdrawal", audit=withdrawn, told=True))
    assert "do not act on it" in said(found)
    assert CASE in said(found)
    assert isinstance(found, Notice)
    assert CASE not in found.preview
    assert isinstance(notice_of(about("withdrawal", audit=withdrawn, told=False)), Nothing)
    assert isinstance(notice_of(about("withdrawal", audit=withdrawn, told=True, anew=True)), Nothing)
    assert isinstance(notice_of(about("withdrawal", audit=withdrawn, undecided=True)), Wait)


def test_a_withdrawal_says_that_the_version_before_stands_again(pack: Pack) -> None:
    withdrawn = facts(audit(pack), pack, version=2, superseded=True, withdrawn=True)
    before = (Earlier(facts(audit(pack, Judgement.GOOD), pack), sent=True),)
    assert "stands again" in said(notice_of(about("withdrawal", audit=withdrawn, told=True, earlier=before)))
    gone = (Earlier(facts(audit(pack), pack, withdrawn=True), sent=True),)
    assert "stands again" not in said(
        notice_of(about("withdrawal", audit=withdrawn, told=True, earlier=gone))
    )


def test_a_withdrawn_supervision_record_shows_nothing_of_itself(pack: Pack) -> None:
    withdrawn = facts(supervision(pack), pack, superseded=True, withdrawn=True)
    found = said(notice_of(about("withdrawal", audit=withdrawn, told=True)))
    assert SECRET not in found
    assert "confidential" in found


def test_whoever_asked_hears_that_the_answer_has_come_and_not_what_it_says() -> None:
    answered = StepFacts("answered", "I mean 3.", SUPPORT)
    found = notice_of(about("review", council.QA, mail=mail(state="review"), step=answered))
    assert "The answer to your question has come" in said(found)
    assert "I mean 3." not in said(found)
    closed: MailFacts = mail(state="filed")
    assert isinstance(notice_of(about("review", council.QA, mail=closed, step=answered)), Nothing)


def test_whoever_asked_hears_of_a_question_that_came_back_as_of_an_answer() -> None:
    note = f"The question could not be delivered to {SUPPORT}."
    came_back = StepFacts("not-delivered", note, "auditbot")
    found = said(notice_of(about("review", council.QA, mail=mail(state="review"), step=came_back)))
    assert "Your question could not be delivered" in found
    assert f"{note} Please ask in another way" in found
    assert "answer" not in found
    assert isinstance(notice_of(about("review", council.QA, mail=mail(), step=came_back)), Nothing)


def test_what_a_person_set_aside_is_no_longer_asked_about(pack: Pack) -> None:
    aside = facts(audit(pack), pack, version=None, rejected=True)
    assert isinstance(notice_of(about("review", council.QA, audit=aside)), Nothing)


def test_the_reason_of_a_rejection_or_whose_mail_it_was_reaches_somebody_else_whom_it_names(
    pack: Pack,
) -> None:
    theirs = facts(audit(pack), pack, version=None, rejected=True, auditor_email=AUDITOR)
    rejected = mail(state="ignored", audits=(theirs,), original_sender=HEAD)
    for recipient in (AUDITOR, HEAD):
        found = said(notice_of(about("settled", recipient, mail=rejected, step=REJECTED)))
        assert "It is a training example." not in found
        assert "our mail" not in found
        assert "Nothing of it was recorded" in found
    assert "It is a training example." in said(
        notice_of(about("settled", SUPPORT, mail=rejected, step=REJECTED))
    )
