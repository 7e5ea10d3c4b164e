"""Taking a step back: what stood before stands again, and whoever was told something hears that it is withdrawn."""

import pytest

from framework.reading import Problem
from store.review import NoSuchItem, Refused, Turn
from store.tables import Attachment, Message
from tests.store.council import AUDITOR, DIRECTOR, HEAD, IRO, MANAGER, QA, Council, audit_tool, doubtful
from tests.store.desk import DeskOf

TOLD = {MANAGER, HEAD, IRO}  # of an audit that requires improvement


@pytest.fixture
def desk(council: Council) -> DeskOf:
    return DeskOf(council)


@pytest.fixture
def filed(desk: DeskOf) -> int:
    """A mail that a person put right and filed: grade 3, requires improvement."""
    mail = desk.mail(doubtful(audit_tool(3)), day=18)
    desk.take("correct", mail, desk.audit_in(mail), "answers.3.grade", "3")
    desk.take("file", mail)
    return mail


def test_a_value_that_is_taken_back_is_in_doubt_again_as_it_was(desk: DeskOf) -> None:
    mail = desk.mail(doubtful(audit_tool(3)))
    audit = desk.audit_in(mail)
    before = desk.item(mail)
    desk.take("correct", mail, audit, "case_id", "900777")
    desk.take("correct", mail, audit, "answers.3.grade", "4")
    assert desk.row(audit).case_id == "900777"
    once = desk.take("take_back", mail)
    assert once.audits[0].reading.answers[2].grade is None
    assert desk.row(audit).case_id == "900777"
    twice = desk.take("take_back", mail)
    assert twice.audits == before.audits
    assert desk.row(audit).case_id == "900201"
    assert [(step.what, step.undone is not None) for step in twice.steps] == [
        ("correct", True),
        ("correct", True),
        ("take-back", False),
        ("take-back", False),
    ]
    with pytest.raises(Refused, match="no step"):
        desk.take("take_back", mail)


def test_what_was_settled_set_aside_said_or_keyed_in_can_be_taken_back(desk: DeskOf) -> None:
    outside = Problem(code="unplaced-text", message="Something is written outside.")
    mail = desk.mail(audit_tool(2).with_problems(outside))
    audit = desk.audit_in(mail)
    desk.take("settle", mail, audit, "unplaced-text")
    desk.take("say_kind", mail, "notification")
    desk.take("set_aside", mail, audit, "A copy.")
    desk.take("key_in", mail, "tier2")
    assert len(desk.item(mail).audits) == 2
    assert len(desk.take("take_back", mail).audits) == 1
    assert not desk.take("take_back", mail).audits[0].aside
    assert desk.take("take_back", mail).kind == "audit"
    assert desk.take("take_back", mail).audits[0].problems == (outside,)


def test_a_filing_taken_back_before_anybody_was_told_tells_nobody(desk: DeskOf, filed: int) -> None:
    opened = desk.take("take_back", filed)
    assert (opened.state, len(opened.audits), opened.audits[0].problems) == ("review", 1, ())
    assert desk.deliveries("escalation", "withdrawal", "settled", "reopened") == set()
    assert {person for _, person in desk.deliveries("escalation", state="cancelled")} == TOLD
    first, again = desk.council.audits()
    assert (first.version, first.withdrawn is not None) == (1, True)
    assert (again.version, again.status, again.content_sha256) == (None, "review", first.content_sha256)


def test_whoever_was_told_hears_of_the_withdrawal_and_of_what_is_filed_anew(desk: DeskOf, filed: int) -> None:
    desk.council.deliver()
    desk.take("take_back", filed)
    assert desk.deliveries("withdrawal") == {("withdrawal", person) for person in TOLD}
    assert desk.deliveries("reopened") == {("reopened", AUDITOR)}
    desk.council.deliver()
    audit = desk.audit_in(filed)
    desk.take("correct", filed, audit, "overall", "good")
    desk.take("file", filed)
    first, second = desk.council.audits()
    assert (second.id, second.version, second.supersedes_id) == (audit, 2, first.id)
    assert desk.deliveries("correction") == {("correction", person) for person in TOLD}
    assert desk.deliveries("settled") == {("settled", AUDITOR)}


def test_the_version_before_stands_again_with_its_actions(desk: DeskOf) -> None:
    desk.mail(audit_tool(2), day=17)
    mail = desk.mail(doubtful(audit_tool(3)), day=18)
    desk.take("correct", mail, desk.audit_in(mail), "answers.3.grade", "3")
    desk.take("file", mail)
    desk.take("take_back", mail)
    first, second, _ = desk.council.audits()
    with desk.council.store.reading() as work:
        assert not work.audits.superseded(work.session.merge(first, load=False))
        assert work.audits.superseded(work.session.merge(second, load=False))
    states = {audit.id: set() for audit in (first, second)}
    with desk.council.store.reading() as work:
        for audit_id, found in states.items():
            audit = work.audits.get(audit_id)
            assert audit is not None
            found |= {action.state for action in audit.actions}
    assert states == {first.id: {"open"}, second.id: {"replaced"}}
    again = desk.mail(audit_tool(2), day=19)
    assert desk.message(again).state == "filed"
    assert len(desk.council.audits()) == 3


def mistaken_correction(desk: DeskOf) -> int:
    """An older mail that a person files over the recorded Inadequate, by mistake: good."""
    mail = desk.mail(audit_tool(2), day=17)
    desk.take("settle", mail, desk.audit_in(mail), "older-than-recorded", choice="stands")
    desk.take("file", mail)
    return mail


CONCERNED_BY_INADEQUATE = {
    ("escalation", HEAD),
    ("escalation", DIRECTOR),
    ("action-notice", MANAGER),
    ("action-notice", IRO),
}


def test_an_inadequate_that_stands_again_before_anybody_heard_of_it_is_told_after_all(desk: DeskOf) -> None:
    desk.mail(audit_tool(4), day=18)
    mail = mistaken_correction(desk)
    assert not desk.deliveries("action-notice")
    desk.take("take_back", mail)
    assert desk.deliveries("escalation", "action-notice", "withdrawal") == CONCERNED_BY_INADEQUATE
    desk.council.deliver()
    desk.take("file", mail)
    desk.take("take_back", mail)
    assert desk.deliveries("escalation", "action-notice") == set()
    assert desk.deliveries("escalation", "action-notice", state="sent") == CONCERNED_BY_INADEQUATE


def test_whoever_heard_of_the_mistaken_correction_alone_hears_of_what_stands_again(desk: DeskOf) -> None:
    desk.mail(audit_tool(4), day=18)
    mail = mistaken_correction(desk)
    desk.council.deliver()
    desk.take("take_back", mail)
    assert desk.deliveries("escalation", "action-notice") == CONCERNED_BY_INADEQUATE
    assert desk.deliveries("withdrawal") == {("withdrawal", MANAGER)}


def test_what_was_called_off_for_a_version_that_does_not_stand_again_stays_so(desk: DeskOf) -> None:
    desk.mail(audit_tool(4), day=16)
    desk.mail(audit_tool(3), day=18)
    desk.take("take_back", mistaken_correction(desk))
    assert desk.deliveries("escalation", "action-notice") == {("escalation", person) for person in TOLD}


def test_an_audit_that_was_corrected_since_is_not_withdrawn_under_the_correction(
    desk: DeskOf, filed: int
) -> None:
    desk.mail(audit_tool(4), day=20)
    with pytest.raises(Refused, match="corrected or withdrawn since"):
        desk.take("take_back", filed)


def test_a_clean_mail_after_a_withdrawal_is_recorded_and_closes_the_item(desk: DeskOf, filed: int) -> None:
    desk.council.deliver()
    desk.take("take_back", filed)
    desk.mail(audit_tool(4), day=20)
    assert desk.message(filed).state == "filed"
    assert [audit.version for audit in desk.council.audits()] == [1, None, 2]
    assert {kind for kind, _ in desk.deliveries("correction")} == {"correction"}


def test_a_second_mail_that_the_filing_settled_waits_again(desk: DeskOf) -> None:
    earlier = desk.mail(doubtful(audit_tool(3), number=5), day=17)
    later = desk.mail(doubtful(audit_tool(3)), day=18)
    desk.take("correct", later, desk.audit_in(later), "answers.3.grade", "3")
    desk.take("file", later)
    assert desk.message(earlier).state == "filed"
    desk.take("take_back", later)
    assert desk.message(earlier).state == "review"
    assert [waiting.reading.answers[4].grade for waiting in desk.item(earlier).audits] == [None]


def test_a_rejection_taken_back_brings_the_mail_and_its_audit_back(desk: DeskOf) -> None:
    mail = desk.mail(doubtful(audit_tool(3)))
    audit = desk.audit_in(mail)
    desk.take("reject", mail, "A mistake.")
    item = desk.take("take_back", mail)
    assert (item.state, item.reason, item.audits[0].audit_id) == ("review", "As it came.", audit)
    assert desk.deliveries("settled") == set()
    assert desk.deliveries("settled", state="cancelled") == {("settled", AUDITOR)}


def test_a_question_that_went_out_cannot_be_taken_back(desk: DeskOf) -> None:
    mail = desk.mail(name="Hm")
    desk.take("ask", mail, "What is this?")
    assert desk.take("take_back", mail).awaits == ""
    assert desk.deliveries("question", state="cancelled") == {("question", AUDITOR)}
    desk.take("ask", mail, "What is this, please?")
    desk.council.deliver()
    with pytest.raises(Refused, match="gone out"):
        desk.take("take_back", mail)
    desk.do(lambda each: each.answer(mail, AUDITOR, "A form."))
    with pytest.raises(Refused, match="gone out"):
        desk.take("take_back", mail)


def test_a_value_given_before_a_question_that_went_out_cannot_be_taken_back(desk: DeskOf) -> None:
    mail = desk.mail(doubtful(audit_tool(3)))
    desk.take("correct", mail, desk.audit_in(mail), "answers.3.grade", "4")
    desk.take("ask", mail, "Is that so?")
    desk.council.deliver()
    back = desk.take("take_back", mail)
    assert back.audits[0].reading.answers[2].grade is None
    assert back.awaits == "sender"
    assert back.steps[-1].value == "correct"
    assert "gone out" in back.steps[-1].note
    with pytest.raises(Refused, match="gone out"):
        desk.take("take_back", mail)


def test_a_vouched_mail_goes_through_the_intake_and_can_be_unbelieved_again(desk: DeskOf) -> None:
    mail = desk.mail(name="From afar", sender="sam@elsewhere.example", answerable=False)
    item = desk.take("vouch", mail, "I called her.")
    assert (item.state, item.trusted_by) == ("received", QA)
    assert desk.message(mail).next_try == desk.council.store.clock()
    for step in ("file", "take_back"):
        with pytest.raises((NoSuchItem, Refused)):
            desk.take(step, mail)
    worked_through(desk, mail)
    audit = next(iter(desk.item(mail).recorded))
    back = desk.take("take_back", mail)
    assert (back.state, back.reason, back.trusted_by) == ("review", "As it came.", None)
    assert desk.row(audit).withdrawn is not None


def unbelieved_with_a_tool(desk: DeskOf) -> int:
    """A mail whose sender is not believed, with an audit tool attached."""
    mail = desk.mail(name="From afar", sender="sam@elsewhere.example", answerable=False)
    with desk.council.store.writing() as work:
        message = work.session.get_one(Message, mail)
        tool = Attachment(path="tier1.docx", size=1, sha256="0" * 64, outcome="not-believed")
        work.messages.keep_attachments(message, [tool])
        message.kind = "audit"
        work.commit()
    return mail


def test_a_tool_whose_vouching_is_taken_back_cannot_be_filed_away_unread(desk: DeskOf) -> None:
    mail = unbelieved_with_a_tool(desk)
    with pytest.raises(Refused, match="not believed"):
        desk.take("file", mail)
    desk.take("vouch", mail)
    worked_through(desk, mail)
    desk.take("take_back", mail)
    with pytest.raises(Refused, match="not believed"):
        desk.take("file", mail)


def test_no_receipt_goes_out_for_a_mail_whose_vouching_is_taken_back(desk: DeskOf) -> None:
    mail = unbelieved_with_a_tool(desk)
    desk.take("vouch", mail)
    worked_through(desk, mail)
    with desk.council.store.writing() as work:
        work.outbox.add("receipt", AUDITOR, message_id=mail)
        work.commit()
    desk.take("take_back", mail)
    assert desk.deliveries("receipt") == set()
    assert desk.deliveries("receipt", state="cancelled") == {("receipt", AUDITOR)}


def test_a_sender_who_had_a_receipt_does_not_hear_that_they_are_not_believed_after_all(desk: DeskOf) -> None:
    for sender in (AUDITOR, "sam@elsewhere.example"):
        mail = desk.mail(name=f"From {sender}", sender=sender, answerable=False)
        desk.take("vouch", mail)
        worked_through(desk, mail)
        with desk.council.store.writing() as work:
            work.outbox.add("receipt", sender, message_id=mail)
            work.commit()
        desk.council.deliver()
        desk.take("take_back", mail)
        hears = {("reopened", AUDITOR)} if sender == AUDITOR else set[tuple[str, str]]()
        assert desk.deliveries("reopened") == hears


def test_nothing_that_is_keyed_in_is_left_at_no_desk_by_vouching(desk: DeskOf) -> None:
    mail = unbelieved_with_a_tool(desk)
    desk.take("key_in", mail, "tier1-generic", "tier1.docx")
    with pytest.raises(Refused, match="keyed in"):
        desk.take("vouch", mail)
    desk.take("take_back", mail)
    assert desk.take("vouch", mail).state == "received"


def worked_through(desk: DeskOf, mail: int) -> None:
    """The intake records what is in it."""
    from store.recording import Submission, record
    from tests.store.clock import NOON

    with desk.council.store.writing() as work:
        message = work.session.get_one(Message, mail)
        record(work, audit_tool(2), Submission("mail", NOON, message), desk.council.pack)
        work.messages.end(message, "filed", "One audit recorded.")
        work.commit()


def test_taking_back_is_held_against_the_version_too(desk: DeskOf, filed: int) -> None:
    with pytest.raises(Refused, match="since you opened it"):
        desk.do(lambda each: each.take_back(Turn(filed, 0, QA)))
