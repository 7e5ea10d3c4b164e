"""How a mail ends: a person sees every doubt, a machine's rubbish is ignored, and each has its reason."""

import datetime as dt
from dataclasses import replace
from email.message import EmailMessage

import pytest

from framework.pack import load_pack
from framework.reading import Reading, Status
from mail.looking import Looked
from mail.opening import open_mail, read_parts
from mail.parts import Limits
from mail.reading import read_bytes
from mail.settling import Ending, settle
from mail.triage import set_aside, triage
from mail.writing import write
from store.recording import Outcome, Recorded
from tests.mail.letters import carrying, letter, wire, with_file

PACK = load_pack("rochdale-2013")
MX = "mx.council.example"
OWN = ("auditbot@council.example",)
PASSED = f"{MX}; dmarc=pass header.from=council.example"
OURS = "0123456789abcdef0123456789abcdef01234567@council.example"
SCAN = b"%PDF-1.7 scanned"
LINK = "https://council.sharepoint.com/:w:/s/audits/abc"
TOOL = write(PACK.form("tier1-generic"), Reading(form="tier1-generic"), PACK)


def believed(subject: str = "Audit", text: str = "See attached.", **headers: str) -> EmailMessage:
    return letter(subject, text, **{"authentication_results": PASSED, **headers})


def look(mail: EmailMessage | bytes, *, accepted: bool = True) -> Looked:
    """A mail as the intake looks at it. Reading a Word document finds an audit tool in it."""

    def read(content: bytes, name: str, sent: dt.date | None) -> list[Reading]:
        readings = read_bytes(content, name, PACK, sent=sent)
        status = Status.ACCEPTED if accepted else Status.REVIEW
        return [r.model_copy(update={"status": status}) if r.form else r for r in readings]

    opening = open_mail(mail if isinstance(mail, bytes) else wire(mail), Limits())
    parts = set_aside(opening.mail, opening.parts, OWN)
    verdict = triage(
        opening.mail, parts, domains=["council.example"], auth_server=MX, own_addresses=OWN, known=False
    )
    opened = tuple(read_parts(parts, read, None))
    return Looked(opening.mail, opened, verdict, dt.datetime(2014, 1, 16, tzinfo=dt.UTC))


def end(mail: EmailMessage | bytes, mailbox: str = "audits", problem: str = "") -> Ending:
    looked = look(mail)
    outcome = Outcome.RECORDED if looked.triage.believed else Outcome.NOT_BELIEVED
    recorded = [] if looked.triage.own else [Recorded(outcome, reading) for reading in looked.readings]
    return settle(looked, recorded, mailbox, problem, PACK.incoming)


def state(mail: EmailMessage | bytes, mailbox: str = "audits") -> tuple[str, str]:
    ending = end(mail, mailbox)
    assert ending.reason.endswith(".")
    return ending.kind, ending.state


def test_a_notification_would_wait_for_a_person_who_has_nothing_to_do_with_it() -> None:
    ending = end(believed("FW: Minutes of the Transfer Panel"))
    assert ending == Ending(
        "notification", "filed", "A notification (minutes of a meeting): kept as it came."
    )
    named = with_file(believed("For your records"), SCAN, "IRO Notification 900501.pdf")
    assert state(named) == ("notification", "filed")
    inside = carrying(believed("FW: for filing"), letter("IRO notification", "As discussed."))
    assert state(inside) == ("notification", "filed")


def test_an_audit_would_be_lost_in_a_notification() -> None:
    assert state(with_file(believed("IRO notification"), TOOL, "x.docx")) == ("audit", "filed")
    scanned = end(with_file(believed("IRO notification"), SCAN, "scan0001.pdf"))
    assert (scanned.kind, scanned.state) == ("notification", "review")
    assert "scan0001.pdf" in scanned.reason
    linked = end(believed("IRO notification", f"It is at {LINK}"))
    assert (linked.kind, linked.state) == ("notification", "review")


def test_one_document_among_others_would_say_what_the_whole_mail_is() -> None:
    mail = with_file(with_file(believed(), SCAN, "IRO Notification.pdf"), SCAN, "scan.pdf")
    assert state(mail) == ("other", "review")


def test_a_question_about_a_notification_would_be_filed_unanswered() -> None:
    ending = end(believed("RE: IRO notification", "Can you send it again?"))
    assert (ending.kind, ending.state) == ("notification", "review")


def test_a_notification_from_nobody_known_would_be_filed() -> None:
    ending = end(letter("IRO notification", sender="A Partner <a@partner.example>"))
    assert (ending.kind, ending.state, ending.answer) == ("notification", "review", False)
    assert "outside" in ending.reason


@pytest.mark.parametrize("mailbox", ["audits", "voice"])
def test_a_complaint_or_a_compliment_would_be_taken_for_something_else(mailbox: str) -> None:
    for subject, kind in (
        ("Complaint about a visit", "complaint"),
        ("Compliment for the team", "compliment"),
    ):
        ending = end(believed(subject), mailbox)
        assert (ending.kind, ending.state, ending.answer) == (kind, "review", False)
        assert kind in ending.reason
        assert state(letter(subject, sender="x@elsewhere.example"), mailbox) == (kind, "review")


def test_feedback_would_be_ignored_or_filed_or_asked_for_an_audit_tool() -> None:
    assert state(believed("Thank you"), "voice") == ("feedback", "review")
    assert state(letter("Thank you", sender="x@family.example"), "voice") == ("feedback", "review")
    assert state(believed("Thank you", auto_submitted="auto-generated"), "voice") == ("feedback", "review")
    assert state(believed("Minutes of our children in care council"), "voice") == ("notification", "review")
    drawn = end(with_file(believed("My week"), b"Rar!\x1a\x07\x00", "pictures.rar"), "voice")
    assert (drawn.kind, drawn.state, drawn.answer) == ("feedback", "review", False)
    assert "pictures.rar" in drawn.reason


def test_feedback_by_a_web_form_outside_would_be_taken_for_a_newsletter() -> None:
    form = letter("A new answer", sender="forms@surveys.example", precedence="bulk")
    assert state(form, "voice") == ("feedback", "review")
    assert state(form) == ("automatic", "ignored")
    marked = letter("My social worker", sender="a@x.example", list_unsubscribe="<https://x.example/u>")
    assert state(marked, "voice") == ("feedback", "review")
    for sender in ("forms@surveys.example", "p.nair@council.example"):
        replied = letter("A new answer", sender=sender, auto_submitted="auto-replied")
        ending = end(replied, "voice")
        assert (ending.kind, ending.state, ending.answer) == ("feedback", "review", False)
        assert "marked as an automatic reply" in ending.reason
        assert state(replied) == ("automatic", "ignored")


@pytest.mark.parametrize("mailbox", ["audits", "voice"])
@pytest.mark.parametrize(
    "subject", ["Automatic reply: my complaint", "Undelivered: my letter", "Out of office auto-reply: why?"]
)
def test_words_would_be_thrown_away_for_their_subject_alone(subject: str, mailbox: str) -> None:
    for mail in (letter(subject), believed(subject)):
        assert end(mail, mailbox).state == "review"
    assert end(letter(subject, auto_submitted="auto-replied"), mailbox).state == "ignored"


MACHINES: list[tuple[EmailMessage, str]] = [
    (letter("Automatic reply: Audit", auto_submitted="auto-replied"), "An out-of-office reply."),
    (
        letter("Automatic reply: Your audit", auto_submitted="auto-replied", in_reply_to=f"<{OURS}>"),
        "An out-of-office reply to a mail of ours.",
    ),
    (letter("Thanks", auto_submitted="auto-replied (vacation)"), "An automatic reply."),
    (letter("Undeliverable: x", sender="postmaster@x.example"), "A bounce: a mail could not be delivered."),
    (letter("Read: x", return_path="<>"), "A read receipt."),
    (letter("Weekly", sender="a@x.example", list_unsubscribe="<https://x.example/u>"), "A newsletter."),
    (letter("Weekly", sender="newsletter@x.example"), "A mail sent to many."),
    (
        letter("Weekly", f"See {LINK}", sender="a@x.example", list_unsubscribe="<https://x.example/u>"),
        "A newsletter.",
    ),
]


@pytest.mark.parametrize(
    ("mail", "reason"), MACHINES, ids=[reason for _, reason in MACHINES[:-1]] + ["links"]
)
def test_what_a_machine_sent_would_need_a_person_or_be_ignored_without_a_reason(
    mail: EmailMessage, reason: str
) -> None:
    assert end(mail) == Ending("automatic", "ignored", reason)


def bounce(recipient: str, headers: bytes, action: str = "failed") -> bytes:
    return (
        b"From: Mail Delivery System <mailer-daemon@council.example>\r\nReturn-Path: <>\r\nMIME-Version: 1.0\r\n"
        b"Subject: Undelivered Mail\r\n"
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        b"--b\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Reporting-MTA: dns; mx.council.example\r\n\r\n"
        + f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: 5.1.1\r\n".encode()
        + b"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        + headers
        + b"\r\n--b--\r\n"
    )


def test_a_bounce_of_ours_would_not_say_whom_we_could_not_reach() -> None:
    back = f"From: auditbot@council.example\r\nX-Auditbot: {OURS}\r\n".encode()
    assert end(bounce("Hal.East@council.example", back)) == Ending(
        "automatic",
        "ignored",
        "A bounce: a mail of ours could not be delivered to hal.east@council.example.",
    )
    assert end(bounce("hal.east@council.example", back, "delayed")).reason == (
        "A notice that a mail of ours has not been delivered yet to hal.east@council.example."
    )


def test_a_bounce_would_show_an_address_from_outside() -> None:
    ending = end(bounce("parent@family.example", b"From: p.nair@council.example\r\n"))
    assert ending.reason == "A bounce: a mail could not be delivered."


def test_an_invitation_would_need_a_person_and_words_beside_a_calendar_file_would_not() -> None:
    invitation = letter("Panel", sender="x@elsewhere.example")
    invitation.add_alternative(
        "BEGIN:VCALENDAR\nEND:VCALENDAR\n", subtype="calendar", params={"method": "REQUEST"}
    )
    assert end(invitation) == Ending("automatic", "ignored", "A meeting invitation.")
    words = letter("My story", "They listened.", sender="x@family.example")
    words.add_attachment(
        b"BEGIN:VCALENDAR\nEND:VCALENDAR\n",
        "text",
        "calendar",
        filename="visit.ics",
        params={"method": "REQUEST"},
    )
    assert state(words, "voice") == ("feedback", "review")


def test_an_audit_tool_that_a_machine_sends_would_be_ignored() -> None:
    mail = with_file(believed("Automatic reply: x", auto_submitted="auto-replied"), TOOL, "audit.docx")
    assert state(mail) == ("audit", "filed")
    newsletter = letter("Weekly", sender="a@x.example", list_unsubscribe="<https://x.example/u>")
    assert state(with_file(newsletter, SCAN, "scan.pdf")) == ("other", "review")


def test_a_record_of_ours_that_bounces_would_be_recorded_as_an_audit() -> None:
    ours = with_file(letter(sender="auditbot@council.example", x_auditbot=OURS), TOOL, "record.docx")
    returned = carrying(
        letter("Undeliverable: Record", sender="postmaster@council.example", return_path="<>"), ours
    )
    looked = look(returned)
    assert looked.readings == []
    assert state(returned) == ("automatic", "ignored")


def test_a_mail_that_only_says_it_is_ours_would_be_dropped_and_start_a_circle() -> None:
    fails = f"{MX}; dmarc=fail header.from=council.example"
    forged = letter(sender="auditbot@council.example", x_auditbot=OURS, authentication_results=fails)
    ending = end(forged)
    assert (ending.kind, ending.state, ending.quiet) == ("other", "review", True)
    assert "says that it is a message of ours" in ending.reason
    assert state(letter(sender="auditbot@council.example", x_auditbot=OURS)) == ("own", "ignored")


def test_an_answer_to_a_question_of_ours_would_be_told_that_it_holds_no_audit_tool() -> None:
    ending = end(believed("RE: Your audit", "It is a 2.", in_reply_to=f"<{OURS}>"))
    assert (ending.state, ending.answer) == ("review", False)
    assert "answers a mail of ours" in ending.reason


def test_a_link_instead_of_a_file_would_not_reach_a_person() -> None:
    ending = end(believed("Audit", f"It is at {LINK}"))
    assert ending == Ending("other", "review", "Not read: link to council.sharepoint.com.", answer=True)


def test_an_audit_tool_would_be_held_up_by_a_link_or_the_link_not_told_of() -> None:
    mail = with_file(believed("Audit", f"Saved at {LINK}, too."), TOOL, "audit.docx")
    ending = end(mail)
    assert (ending.kind, ending.state) == ("audit", "filed")
    assert ending.reason == "One audit recorded. Not fetched: link to council.sharepoint.com."
    outcome = next(each.part.outcome for each in look(mail).opened if each.part.kind == "link")
    assert outcome == (
        "Passed over: a link to council.sharepoint.com, beside an audit tool that was read. It was not fetched."
    )


def test_a_link_beside_a_tool_in_doubt_would_be_passed_over() -> None:
    mail = with_file(believed("Audit", f"Saved at {LINK}, too."), TOOL, "audit.docx")
    looked = look(mail, accepted=False)
    assert {each.part.state for each in looked.opened if each.part.kind == "link"} == {"not read"}


def test_a_mail_cut_short_would_be_filed_or_ignored() -> None:
    assert end(believed("IRO notification"), problem="It is too large.").state == "review"
    assert end(letter("Automatic reply: x", auto_submitted="auto-replied"), problem="Cut.").state == "review"


def test_a_virus_would_be_ignored_with_the_mail_that_brought_it() -> None:
    looked = replace(look(letter("Automatic reply: x", auto_submitted="auto-replied")), alarms=("A virus.",))
    ending = settle(looked, [], "audits", "", PACK.incoming)
    assert (ending.state, ending.reason) == ("review", "A virus. An out-of-office reply.")


def test_a_reviewer_would_not_know_that_what_an_answer_quotes_was_not_read() -> None:
    quoted = "\n".join(f"> Area {number}:\t2\tSeen in the file, and well kept" for number in range(20))
    told = "There is no audit tool in this mail."
    assert end(believed("RE: Audit", f"Thanks\n\n{quoted}")).reason.startswith(
        f"{told} An audit tool that it quotes"
    )
    assert end(believed("RE: Audit", "Thanks")).reason == told
