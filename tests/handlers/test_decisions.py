"""What a person at the review desk decided for others is said to those whom it concerns, and by whom."""

from typing import Any

from framework.words import Judgement
from store.review import Item, ReviewDesk, Turn
from store.unit_of_work import in_one_transaction
from tests.handlers.at_desk import doubtful, item, mail_with
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, HEAD, MANAGER, QA, SECRET, SUPPORT, audit, supervision


def take(bench: Bench, step: str, mail: int, *args: Any, who: str = QA, **more: Any) -> Item:
    turn = Turn(mail, item(bench, mail).version, who)
    return in_one_transaction(
        bench.store, lambda work: getattr(ReviewDesk(work, bench.pack), step)(turn, *args, **more)
    )


def filed(bench: Bench, **sent: Any) -> int:
    """A mail whose area 3 the QA team and whose area 5 business support gave; everybody has been told."""
    mail = mail_with(bench, doubtful(bench, 3, 5), **sent)
    waiting = item(bench, mail).audits[0].audit_id
    take(bench, "correct", mail, waiting, "answers.3.grade", "2")
    take(bench, "correct", mail, waiting, "answers.5.grade", "n/a", who=SUPPORT)
    take(bench, "correct", mail, waiting, "answers.5.comment", f"No {SECRET}.", who=SUPPORT)
    take(bench, "file", mail)
    bench.deliver()
    return mail


def told(bench: Bench, email: str, since: int = 0) -> str:
    return "\n".join(str(message["blocks"]) for message in bench.inbox(email)[since:])


def test_the_auditor_does_not_learn_what_was_chosen_for_them_or_by_whom(bench: Bench) -> None:
    filed(bench)
    said = told(bench, AUDITOR)
    assert "Chosen by the Quality Assurance team: Area 3: 2 (good)." in said
    assert "Chosen by Business Support: Area 5: not applicable." in said
    assert SECRET not in said
    assert "please answer this message" in said


def test_who_only_passes_an_audit_on_learns_what_was_chosen_in_it(bench: Bench) -> None:
    filed(bench, sender=SUPPORT)
    assert "recorded" in told(bench, SUPPORT)
    assert "Chosen by" not in told(bench, SUPPORT)
    assert "Chosen by" in told(bench, AUDITOR)


def test_a_value_that_nobody_doubted_is_said_to_have_been_chosen(bench: Bench) -> None:
    mail = mail_with(bench, doubtful(bench))
    waiting = item(bench, mail).audits[0].audit_id
    take(bench, "correct", mail, waiting, "answers.3.grade", "3")
    take(bench, "correct", mail, waiting, "answers.6.grade", "4")
    take(bench, "take_back", mail)
    take(bench, "correct", mail, waiting, "answers.7.grade", "3")
    take(bench, "file", mail)
    bench.deliver()
    assert "Chosen by the Quality Assurance team: Area 3: 3 (requires improvement)." in told(bench, AUDITOR)


def test_what_was_chosen_in_a_supervision_record_is_said(bench: Bench) -> None:
    record = supervision(bench.pack).model_copy(update={"date": None})
    mail = mail_with(bench, record)
    take(bench, "correct", mail, item(bench, mail).audits[0].audit_id, "date", "12/12/2013")
    take(bench, "file", mail)
    bench.deliver()
    assert "Supervision file audit: recorded." in told(bench, AUDITOR)
    assert "Chosen by" not in told(bench, AUDITOR)


def test_the_auditor_hears_nothing_of_a_filing_that_is_taken_back_or_hears_it_twice(bench: Bench) -> None:
    mail = filed(bench)
    take(bench, "take_back", mail)
    before = len(bench.inbox(AUDITOR))
    bench.deliver()
    (again,) = bench.inbox(AUDITOR)[before:]
    assert "Your mail is being looked at again" in str(again["blocks"])
    assert "it was withdrawn, and is not recorded for now" in str(again["blocks"])
    assert SECRET not in str(again["blocks"])


def test_what_is_filed_again_after_a_slip_is_told_as_somebodys_correction(bench: Bench) -> None:
    mail = filed(bench)
    take(bench, "take_back", mail)
    bench.deliver()
    auditor, manager = len(bench.inbox(AUDITOR)), len(bench.inbox(MANAGER))
    assert "An audit was withdrawn" in told(bench, MANAGER)
    take(bench, "correct", mail, item(bench, mail).audits[0].audit_id, "overall", "good")
    take(bench, "file", mail)
    bench.deliver()
    for email, since in ((AUDITOR, auditor), (MANAGER, manager)):
        said = told(bench, email, since)
        assert "ecorded again" in said
        assert "orrect" not in said
    assert "Chosen by the Quality Assurance team: Area 3: 2 (good)." in told(bench, AUDITOR, auditor)
    assert "recorded again: Good" in told(bench, MANAGER, manager)
    assert "decided at the review desk by the Quality Assurance team" in told(bench, MANAGER, manager)


def test_nothing_is_said_to_be_looked_at_again_that_has_been_filed_anew(bench: Bench) -> None:
    mail = filed(bench)
    take(bench, "take_back", mail)
    take(bench, "file", mail)
    before = len(bench.inbox(AUDITOR))
    bench.deliver()
    (only,) = bench.inbox(AUDITOR)[before:]
    assert "is settled" in str(only["blocks"])


def test_a_version_that_the_desk_chose_is_said_to_be_the_auditors_correction(bench: Bench) -> None:
    mail_with(bench, audit(bench.pack, Judgement.GOOD), name="the first")
    bench.deliver()
    mail = mail_with(bench, audit(bench.pack, Judgement.INADEQUATE), sender=HEAD)
    (waiting,) = item(bench, mail).audits
    (problem,) = waiting.problems
    take(bench, "settle", mail, waiting.audit_id, problem.code, choice="stands", who=SUPPORT)
    take(bench, "file", mail, who=SUPPORT)
    before = len(bench.inbox(MANAGER))
    bench.deliver()
    said = told(bench, MANAGER, before)
    assert "Corrected from Good to Inadequate" in said
    assert "It is Inadequate now. That was decided at the review desk by Business Support." in said
    assert "uditor has" not in said
    assert "Inadequate: an audit for your attention" in told(bench, HEAD)


def test_a_correction_that_business_support_sent_is_said_to_be_the_auditors(bench: Bench) -> None:
    mail_with(bench, audit(bench.pack, Judgement.GOOD), name="the first")
    bench.deliver()
    for sender, judgement, says in (
        (AUDITOR, Judgement.OUTSTANDING, "The auditor has corrected it to Outstanding"),
        (SUPPORT, Judgement.INADEQUATE, "Business Support has corrected it to Inadequate"),
    ):
        before = len(bench.inbox(MANAGER))
        mail_with(bench, audit(bench.pack, judgement), name=says, sender=sender)
        bench.deliver()
        assert says in told(bench, MANAGER, before)
