"""The intake: every mail ends in a state that somebody can see, and nobody is believed without reason."""

import datetime as dt
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from framework.reading import Reading
from framework.words import Judgement
from mail.writing import write
from store.export import export
from tests.journeys.world import PACK, audit_tool, mail
from tests.mail.office import PASSED, Office, believed, with_headers


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.store.database.close()


def test_a_believed_audit_is_filed(office: Office) -> None:
    row = office.take(believed(mail(audit_tool(Judgement.INADEQUATE))))
    assert (row["kind"], row["state"]) == ("audit", "filed")
    assert ("escalation", "hal.east@council.example") in office.deliveries()


@pytest.mark.parametrize(
    "results",
    [
        "mx.council.example; dmarc=fail header.from=council.example",
        "mx.evil.example; dmarc=pass header.from=council.example",
        "",
    ],
)
def test_an_audit_from_who_only_says_to_be_a_manager_tells_nobody_but_the_qa_team(
    office: Office, results: str
) -> None:
    raw = mail(audit_tool(Judgement.INADEQUATE))
    row = office.take(with_headers(raw, Authentication_Results=results) if results else raw)
    assert (row["kind"], row["state"]) == ("audit", "review")
    assert office.deliveries() == {("review", "quin.quality@council.example")}
    assert office.audits() == 0


def test_mail_from_outside_is_never_answered(office: Office) -> None:
    row = office.take(mail(None, sender="somebody@elsewhere.example"))
    assert row["state"] == "review"
    assert office.deliveries() == {("review", "quin.quality@council.example")}


def test_an_audit_that_a_rule_forwarded_is_filed_though_stamped_automatic_and_the_rule_is_not_answered(
    office: Office,
) -> None:
    raw = mail(audit_tool(Judgement.GOOD, grade=2), sender="bo.support@council.example")
    row = office.take(believed(raw, Auto_Submitted="auto-generated"))
    assert (row["kind"], row["state"]) == ("audit", "filed")
    assert ("receipt", "bo.support@council.example") not in office.deliveries()
    assert ("receipt", "max.manager@council.example") in office.deliveries()


def test_a_forwarded_copy_of_what_stands_is_answered_to_who_forwarded_it_only(office: Office) -> None:
    tool = audit_tool(Judgement.GOOD, grade=2)
    office.take(believed(mail(tool, sender="bo.support@council.example")))
    with office.store.reading() as work:
        before = len(list(export(work, "deliveries", PACK)))
    office.take(believed(mail(tool, sender="quin.quality@council.example", subject="Once more")))
    with office.store.reading() as work:
        after = list(export(work, "deliveries", PACK))[before:]
    assert [(row["kind"], row["recipient"]) for row in after] == [("receipt", "quin.quality@council.example")]


def test_a_machine_that_sends_in_the_auditor_s_name_is_not_answered(office: Office) -> None:
    office.take(believed(mail(audit_tool(Judgement.GOOD, grade=2)), Auto_Submitted="auto-generated"))
    assert {recipient for kind, recipient in office.deliveries() if kind == "receipt"} == set()


def test_an_out_of_office_reply_is_ignored_and_answered_by_nobody(office: Office) -> None:
    raw = with_headers(mail(None, subject="Automatic reply: Completed audit"), Auto_Submitted="auto-replied")
    row = office.take(with_headers(raw, Authentication_Results=PASSED))
    assert (row["kind"], row["state"]) == ("automatic", "ignored")
    assert row["reason"]
    assert office.deliveries() == set()


def test_our_own_message_that_comes_back_starts_no_circle(office: Office) -> None:
    raw = with_headers(
        mail(audit_tool(), sender="auditbot@council.example"), X_Auditbot="7", Authentication_Results=PASSED
    )
    row = office.take(raw)
    assert (row["kind"], row["state"]) == ("own", "ignored")
    assert (office.audits(), office.deliveries()) == (0, set())


def test_a_document_that_cannot_be_read_beside_a_good_one_is_not_passed_over(office: Office) -> None:
    message = message_from_bytes(mail(audit_tool(Judgement.GOOD, grade=2)), policy=policy.default)
    assert isinstance(message, EmailMessage)
    message.add_attachment(b"%PDF-1.7 scanned", maintype="application", subtype="pdf", filename="second.pdf")
    row = office.take(believed(message.as_bytes()))
    assert row["state"] == "review"
    assert "second.pdf" in str(row["reason"])
    assert office.audits() == 1


def test_feedback_waits_for_a_person(office: Office) -> None:
    row = office.take(believed(mail(None, subject="Thank you")), mailbox="voice")
    assert (row["kind"], row["state"]) == ("feedback", "review")


def test_a_mail_that_breaks_the_reader_is_tried_again_and_then_given_to_a_person(office: Office) -> None:
    def breaks(content: bytes, name: str, sent: dt.date | None) -> list[Reading]:
        raise MemoryError

    works, office.read = office.read, breaks
    poison = office.take(believed(mail(audit_tool(Judgement.GOOD, grade=2))))
    assert poison["state"] == "failed"
    office.read = works
    assert (
        office.take(believed(mail(audit_tool(case_id="900502"), message_id="<2@x.example>")))["state"]
        == "filed"
    )
    office.read = breaks
    for _ in range(10):
        office.now += dt.timedelta(hours=2)
        office.intake.work_through()
    with office.store.reading() as work:
        state = next(row["state"] for row in export(work, "messages", PACK) if row["id"] == poison["id"])
    assert state == "review"
    assert ("review", "quin.quality@council.example") in office.deliveries()


def test_a_blank_audit_tool_goes_to_a_person_and_the_sender_hears_of_it(office: Office) -> None:
    blank = write(PACK.form("tier1-generic"), Reading(form="tier1-generic"), PACK)
    row = office.take(believed(mail(blank)))
    assert row["state"] == "review"
    assert office.audits() == 0
    assert ("receipt", "max.manager@council.example") in office.deliveries()


def test_a_mail_without_a_date_is_held_against_no_day(office: Office) -> None:
    office.now = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
    message = message_from_bytes(mail(audit_tool(Judgement.GOOD, grade=2)), policy=policy.default)
    del message["Date"]
    assert office.take(believed(message.as_bytes()))["state"] == "filed"


def test_an_attachment_that_was_not_read_is_not_called_no_audit_tool(office: Office) -> None:
    message = message_from_bytes(mail(None), policy=policy.default)
    assert isinstance(message, EmailMessage)
    message.add_attachment(
        b"Rar!\x1a\x07\x00 sealed", maintype="application", subtype="rar", filename="audits.rar"
    )
    row = office.take(believed(message.as_bytes()))
    assert (row["state"], row["reason"]) == ("review", "Not read: audits.rar.")


def forwarded(author: str, **headers: str) -> bytes:
    """An audit tool that business support had from somebody and sends on."""
    raw = mail(audit_tool(Judgement.GOOD, grade=2), sender="bo.support@council.example", subject="FW: Audit")
    block = (
        f"From: Some Body <{author}>\nSent: 15 January 2014 09:12\nTo: Bo Support\nSubject: Audit\n\nHello\n"
    )
    return with_headers(raw.replace(b"Please find it attached.\n", block.encode()), **headers)


def test_whom_a_forward_names_as_its_author_is_answered_together_with_the_forwarder(office: Office) -> None:
    row = office.take(forwarded("Tess.West@council.example", Authentication_Results=PASSED))
    assert (row["original_sender"], row["state"]) == ("tess.west@council.example", "filed")
    answered = {recipient for kind, recipient in office.deliveries() if kind == "receipt"}
    assert answered == {f"{who}@council.example" for who in ("bo.support", "max.manager", "tess.west")}


def test_whom_a_forward_names_is_not_answered_if_nobody_here_or_if_the_forwarder_is_not_believed(
    office: Office,
) -> None:
    office.take(forwarded("somebody@elsewhere.example", Authentication_Results=PASSED))
    assert ("receipt", "somebody@elsewhere.example") not in office.deliveries()
    other = forwarded("tess.west@council.example", Message_ID="<another@council.example>")
    assert office.take(other)["state"] == "review"
    assert ("receipt", "tess.west@council.example") not in office.deliveries()


def test_whom_a_forward_names_hears_nothing_of_a_copy_of_what_stands(office: Office) -> None:
    office.take(believed(mail(audit_tool(Judgement.GOOD, grade=2))))
    office.take(forwarded("tess.west@council.example", Authentication_Results=PASSED))
    assert ("receipt", "tess.west@council.example") not in office.deliveries()
    assert ("receipt", "bo.support@council.example") in office.deliveries()


def test_a_link_instead_of_a_file_stands_among_the_attachments(office: Office) -> None:
    raw = mail(None).replace(
        b"Please find it attached.", b"It is at https://council.sharepoint.com/:w:/s/audits/abc."
    )
    row = office.take(believed(raw))
    assert (row["state"], row["reason"]) == ("review", "Not read: link to council.sharepoint.com.")
    with office.store.reading() as work:
        (link,) = work.messages.get(int(str(row["id"]))).attachments
        assert (link.path, link.content_type, link.outcome) == (
            "link to council.sharepoint.com",
            "link",
            "not-read",
        )
        assert "It was not fetched" in link.reason


def test_a_notification_is_filed_and_tells_nobody(office: Office) -> None:
    row = office.take(believed(mail(None, subject="FW: IRO notification")))
    assert (row["kind"], row["state"]) == ("notification", "filed")
    assert office.deliveries() == set()


def test_a_record_of_ours_that_bounces_is_no_new_audit(office: Office) -> None:
    ours = message_from_bytes(
        with_headers(mail(audit_tool(), sender="auditbot@council.example"), X_Auditbot="7"),
        policy=policy.default,
    )
    bounce = message_from_bytes(
        mail(None, sender="postmaster@council.example", subject="Undeliverable: Record"),
        policy=policy.default,
    )
    assert isinstance(bounce, EmailMessage)
    bounce.add_attachment(ours)
    row = office.take(believed(bounce.as_bytes(), Return_Path="<>"))
    assert (row["kind"], row["state"], office.audits()) == ("automatic", "ignored", 0)


def test_a_forged_mail_of_ours_is_seen_by_a_person_and_starts_no_circle(office: Office) -> None:
    raw = mail(audit_tool(), sender="auditbot@council.example")
    fails = "mx.council.example; dmarc=fail header.from=council.example"
    row = office.take(with_headers(raw, X_Auditbot="7", Authentication_Results=fails))
    assert (row["kind"], row["state"]) == ("audit", "review")
    assert (office.audits(), office.deliveries()) == (0, set())
