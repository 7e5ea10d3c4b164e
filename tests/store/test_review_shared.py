"""One audit in several mails, or several versions in one: what is decided of one is decided of that one alone."""

import pytest

from store.review import NotYet, Refused
from store.tables import Attachment
from tests.store.council import AUDITOR, MANAGER, QA, Council, audit_tool, doubtful
from tests.store.desk import DeskOf

TOOL = doubtful(audit_tool(3))


@pytest.fixture
def desk(council: Council) -> DeskOf:
    return DeskOf(council)


def outcome(desk: DeskOf, mail: int) -> list[str]:
    with desk.council.store.reading() as work:
        return [each.outcome for each in work.messages.get(mail).attachments]


def three_mails(desk: DeskOf) -> tuple[int, int, int]:
    """The same undecided tool twice, filed in the first mail, and once more when it stood recorded."""
    first = desk.mail(TOOL, day=18)
    second = desk.mail(TOOL, day=18, sender=MANAGER)
    desk.take("correct", first, desk.audit_in(first), "answers.3.grade", "3")
    desk.take("file", first)
    third = desk.mail(TOOL, day=19, sender=QA)
    with desk.council.store.writing() as work:
        work.outbox.add("receipt", QA, message_id=third)
        work.commit()
    assert [desk.message(mail).state for mail in (second, third)] == ["filed", "filed"]
    assert [outcome(desk, mail) for mail in (second, third)] == [["duplicate"], ["duplicate"]]
    desk.council.deliver()
    return first, second, third


def test_mails_stay_filed_on_an_audit_that_was_taken_back_with_another_mail(desk: DeskOf) -> None:
    first, second, third = three_mails(desk)
    desk.take("take_back", first)
    assert [desk.message(mail).state for mail in (second, third)] == ["review", "review"]
    assert [outcome(desk, mail) for mail in (second, third)] == [["review"], ["review"]]
    assert len({desk.audit_in(mail) for mail in (first, second, third)}) == 1
    assert desk.deliveries("reopened") == {("reopened", each) for each in (AUDITOR, MANAGER, QA)}
    desk.council.deliver()
    desk.take("reject", first, "Not an audit of ours.")
    assert desk.message(second).state == "review"
    desk.take("file", second)
    assert desk.message(third).state == "filed"
    assert [outcome(desk, mail) for mail in (second, third)] == [["corrected"], ["duplicate"]]
    assert ("settled", QA) in desk.deliveries("settled")


def test_a_mail_that_closed_twice_is_told_once(desk: DeskOf) -> None:
    first, second, _ = three_mails(desk)
    desk.take("take_back", first)
    desk.council.deliver()
    desk.take("file", first)
    assert desk.message(second).state == "filed"
    assert {("settled", MANAGER), ("settled", QA)} <= desk.deliveries("settled")


def test_a_mail_stays_filed_on_what_was_recorded_for_a_sender_who_is_not_believed_after_all(
    desk: DeskOf,
) -> None:
    from store.recording import Submission, record
    from tests.store.clock import NOON

    mail = desk.mail(name="From afar", sender="sam@elsewhere.example", answerable=False)
    desk.take("vouch", mail)
    with desk.council.store.writing() as work:
        message = work.messages.get(mail)
        record(work, audit_tool(2), Submission("mail", NOON, message), desk.council.pack)
        work.messages.end(message, "filed", "One audit recorded.")
        work.commit()
    again = desk.mail(audit_tool(2), day=21)
    assert desk.message(again).state == "filed"
    desk.take("take_back", mail)
    assert (desk.message(again).state, outcome(desk, again)) == ("review", ["review"])
    assert desk.item(mail).audits == ()
    desk.take("file", again)
    assert [audit.version for audit in desk.council.audits()] == [1, 2]


@pytest.mark.parametrize("how", ["reject", "set_aside"])
def test_what_is_rejected_in_one_mail_vanishes_from_another(desk: DeskOf, how: str) -> None:
    first = desk.mail(TOOL, day=18)
    second = desk.mail(TOOL, day=18, sender=MANAGER)
    shared = desk.audit_in(second)
    if how == "reject":
        desk.take("reject", first, "Sent by mistake.")
    else:
        desk.take("set_aside", first, shared, "Sent by mistake.")
        desk.take("file", first)
    assert outcome(desk, first) == ["set-aside"]
    assert (desk.audit_in(second), outcome(desk, second)) == (shared, ["review"])
    with pytest.raises(NotYet):
        desk.take("file", second)
    desk.take("correct", second, shared, "answers.3.grade", "3")
    desk.take("file", second)
    assert desk.row(shared).version == 1
    opened = desk.take("take_back", first)
    assert (opened.state, outcome(desk, first)) == ("review", ["review"])
    assert (opened.audits[0].aside, desk.row(shared).version) == (how == "set_aside", 1)


def test_a_tool_that_nobody_decided_about_is_filed_away(desk: DeskOf) -> None:
    mail = desk.mail(TOOL)
    with desk.council.store.writing() as work:
        lost = Attachment(path="lost.docx", content_type="docx", size=1, sha256="3" * 64, outcome="review")
        message = work.messages.get(mail)
        message.attachments.append(lost)
        work.commit()
    desk.take("correct", mail, desk.audit_in(mail), "answers.3.grade", "3")
    with pytest.raises(NotYet, match=r"lost\.docx"):
        desk.take("file", mail)
    (unread,) = desk.item(mail).unread
    desk.take("no_audit", mail, unread.id)
    assert desk.take("file", mail).state == "filed"


def test_the_same_tool_under_another_name_waits_to_be_decided_twice(desk: DeskOf) -> None:
    first = desk.mail(TOOL, day=18)
    renamed = TOOL.model_copy(update={"part": "copy.docx", "file": "copy.docx"})
    second = desk.mail(renamed, day=18, sender=MANAGER)
    assert desk.item(second).unread == ()
    desk.take("correct", second, desk.audit_in(second), "answers.3.grade", "3")
    desk.take("file", second)
    assert [outcome(desk, mail) for mail in (first, second)] == [["duplicate"], ["recorded"]]


# Whom it concerns


def keyed_in(desk: DeskOf, mail: int, auditor: str) -> int:
    desk.take("key_in", mail, "tier1-generic")
    audit = next(each.audit_id for each in desk.item(mail).audits if not each.aside)
    desk.take(
        "correct_all",
        mail,
        audit,
        [("case_id", "900201"), ("completed_by", auditor), ("date", "13/01/2014"), ("overall", "good")]
        + [("social_worker", "Sam Stork")]
        + [(f"answers.{number}.grade", "2") for number in range(1, 9)],
    )
    return audit


def test_somebody_whose_name_was_keyed_in_by_mistake_is_told_of_the_case(desk: DeskOf) -> None:
    mail = desk.mail(name="A scan", sender=QA)
    desk.take("set_aside", mail, keyed_in(desk, mail, "Tom Tern"), "The name is wrong.")
    keyed_in(desk, mail, "Pia Plover")
    desk.take("file", mail)
    assert desk.deliveries("settled") == {("settled", AUDITOR), ("settled", QA)}


def test_the_auditor_of_a_document_that_is_set_aside_is_not_told(desk: DeskOf) -> None:
    mail = desk.mail(TOOL, sender=QA)
    desk.take("set_aside", mail, desk.audit_in(mail), "A training example.")
    desk.take("file", mail)
    assert desk.deliveries("settled") == {("settled", AUDITOR), ("settled", QA)}


def test_whoever_was_told_that_an_audit_is_theirs_does_not_hear_that_it_is_not(desk: DeskOf) -> None:
    mail = desk.mail(name="A scan", sender=QA)
    audit = keyed_in(desk, mail, "Tom Tern")
    desk.take("file", mail)
    desk.council.deliver()
    desk.take("take_back", mail)
    desk.take("correct", mail, desk.audit_in(mail), "completed_by", "Pia Plover")
    desk.take("file", mail)
    assert desk.row(audit).withdrawn is not None
    assert {("settled", AUDITOR), ("settled", MANAGER)} <= desk.deliveries("settled")


# Versions at odds


def test_both_versions_at_odds_are_recorded_one_over_the_other(desk: DeskOf) -> None:
    mail = desk.mail(audit_tool(2), audit_tool(4))
    one, other = (each.audit_id for each in desk.item(mail).audits)
    item = desk.take("settle", mail, one, "versions-at-odds", choice="stands")
    assert [(each.audit_id, each.aside) for each in item.audits] == [(one, False), (other, True)]
    with pytest.raises(Refused, match="set aside"):
        desk.take("settle", mail, other, "versions-at-odds", choice="stands")
    assert desk.take("take_back", mail).missing
    assert [each.aside for each in desk.item(mail).audits] == [False, False]
    desk.take("settle", mail, other, "versions-at-odds", choice="stands")
    desk.take("file", mail)
    assert (desk.row(one).version, desk.row(other).version) == (None, 1)
    assert desk.take("take_back", mail).state == "review"


def test_a_filing_that_recorded_two_versions_is_a_dead_end(desk: DeskOf) -> None:
    mail = desk.mail(doubtful(audit_tool(2)), doubtful(audit_tool(2), number=4), day=18)
    one, other = (each.audit_id for each in desk.item(mail).audits)
    desk.take("correct", mail, one, "case_id", "900777")
    desk.take("correct", mail, one, "answers.3.grade", "2")
    desk.take("correct", mail, other, "answers.4.grade", "2")
    desk.take("file", mail)
    with desk.council.store.writing() as work:
        first, second = (work.session.merge(desk.row(each)) for each in (one, other))
        second.identity, second.version, second.supersedes_id = first.identity, 2, first.id
        work.commit()
    assert desk.take("take_back", mail).state == "review"
    assert all(desk.row(each).withdrawn for each in (one, other))


# Further back than a filing


def test_what_came_before_a_filing_cannot_be_taken_back(desk: DeskOf) -> None:
    mail = desk.mail(TOOL)
    audit = desk.audit_in(mail)
    desk.take("say_kind", mail, "notification")
    desk.take("say_kind", mail, "audit")
    desk.take("correct", mail, audit, "answers.3.grade", "3")
    desk.take("file", mail)
    again = desk.take("take_back", mail).audits[0].audit_id
    assert again != audit
    assert [step.what for step in desk.item(mail).to_take_back] == ["correct"]
    assert desk.take("take_back", mail).audits[0].reading.answers[2].grade is None
    assert desk.take("take_back", mail).kind == "notification"
    assert desk.take("take_back", mail).kind == "audit"
    assert desk.item(mail).to_take_back == ()


def test_a_value_in_an_audit_that_came_right_elsewhere_bars_all_that_was_done_before(desk: DeskOf) -> None:
    mail = desk.mail(TOOL, doubtful(audit_tool(2, case_id="900202")), day=18)
    first, second = (each.audit_id for each in desk.item(mail).audits)
    desk.take("correct", mail, second, "answers.3.grade", "2")
    desk.take("correct", mail, first, "answers.3.grade", "3")
    desk.mail(audit_tool(3), day=21)
    assert [each.audit_id for each in desk.item(mail).audits] == [second]
    item = desk.take("take_back", mail)
    assert item.audits[0].reading.answers[2].grade is None
    assert f"Audit {first} does not wait any more" in item.steps[-1].note


def test_a_page_of_values_is_taken_back_one_by_one(desk: DeskOf) -> None:
    mail = desk.mail(TOOL)
    audit = desk.audit_in(mail)
    before = desk.item(mail).audits
    desk.take("correct", mail, audit, "answers.1.grade", "1")
    desk.take(
        "correct_all", mail, audit, [("answers.3.grade", "3"), ("overall", "good"), ("case_id", "900777")]
    )
    item = desk.item(mail)
    assert [step.where for step in item.to_take_back] == ["answers.3.grade", "overall", "case_id"]
    back = desk.take("take_back", mail)
    assert back.steps[-1].undid == tuple(step.id for step in item.to_take_back)
    assert [step.where for step in back.to_take_back] == ["answers.1.grade"]
    assert desk.take("take_back", mail).audits == before


def test_nobody_sees_before_pressing_that_a_question_is_not_taken_back(desk: DeskOf) -> None:
    mail = desk.mail(TOOL)
    desk.take("say_kind", mail, "notification")
    desk.take("ask", mail, "What is this?")
    assert [step.what for step in desk.item(mail).to_take_back] == ["ask"]
    desk.council.deliver()
    item = desk.item(mail)
    assert [step.what for step in item.to_take_back] == ["kind"]
    assert "gone out" in item.not_taken_back
