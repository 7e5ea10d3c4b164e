"""What a mail is taken for, and whom it is believed to be from."""

from email.message import EmailMessage
from typing import Any

import pytest

from mail.parts import documents, parse
from mail.triage import MICROSOFT_365, Triage, triage
from tests.mail.letters import letter, wire, with_file

MX = "mx.council.example"
OURS = "Audit bot <auditbot@council.example>"
PDF = b"%PDF-1.4 made up"


def judge(mail: EmailMessage | bytes, **changed: Any) -> Triage:
    raw = mail if isinstance(mail, bytes) else wire(mail)
    settings: dict[str, Any] = {
        "domains": ["Council.example", "children.council.example"],
        "auth_server": MX,
        "own_addresses": ["auditbot@council.example", "audits@council.example"],
    }
    return triage(parse(raw), documents(raw), **settings | changed)


def with_results(
    results: str, sender: str = "P Nair <p.nair@council.example>", **headers: str
) -> EmailMessage:
    return letter(sender=sender, authentication_results=results, **headers)


@pytest.mark.parametrize(
    "results",
    [
        f"{MX}; dmarc=pass header.from=council.example",
        f"{MX} 1; dmarc=pass (p=reject dis=none) header.from=Council.Example",
        f"{MX.upper()}; spf=fail smtp.mailfrom=x.example; dkim=pass header.d=council.example header.s=k1",
        f"{MX}; dkim=fail header.d=council.example; dkim=pass header.d=mail.council.example",
        f"{MX}; dkim=pass header.i=@council.example",
        f"{MX}; spf=pass smtp.mailfrom=p.nair@council.example",
        f"{MX}; spf=pass smtp.mailfrom=council.example; dmarc=none",
        f'{MX}; dkim=pass reason="good; signature" header.d=council.example',
        f"{MX}; dkim=pass (2048-bit key; unprotected (test)) header.d=council.example",
        f"{MX}; dkim/1=pass header.d=council.example",
    ],
)
def test_a_manager_inside_would_not_be_believed(results: str) -> None:
    judged = judge(with_results(results))
    assert judged.believed
    assert "confirmed" in judged.reason


@pytest.mark.parametrize(
    "results",
    [
        f"{MX}; none",
        f"{MX}; dmarc=fail header.from=council.example",
        f"{MX}; dmarc=fail header.from=council.example; spf=pass smtp.mailfrom=council.example",
        f"{MX}; dmarc=pass header.from=evil.example",
        f"{MX}; dkim=pass header.d=evil.example",
        f"{MX}; dkim=pass header.d=notcouncil.example",
        f"{MX}; dkim=pass header.d=example",
        f"{MX}; dkim=fail header.d=council.example",
        f"{MX}; dkim=pass",
        f"{MX}; spf=pass",
        f"{MX}; spf=pass smtp.mailfrom=evil.example",
        f"{MX}; spf=softfail smtp.mailfrom=council.example",
        f"{MX}; spf=pass smtp.helo=council.example smtp.mailfrom=evil.example",
        f'{MX}; spf=pass smtp.mailfrom="p.nair@council.example"@evil.example',
        f'{MX}; spf=none smtp.mailfrom="x; dmarc=pass header.from=council.example"@evil.example',
        f"{MX}; spf=none (dmarc=pass header.from=council.example; dkim=pass header.d=council.example)",
        f"{MX}; spf=none smtp.mailfrom==?utf-8?Q?=3B_dmarc=3Dpass?=@evil.example",
        f'{MX}; spf=none reason="; dkim=pass header.d=council.example"',
        "mx.evil.example; dmarc=pass header.from=council.example",
        "dmarc=pass header.from=council.example",
        f"{MX}.evil.example; dmarc=pass header.from=council.example",
        f"(comment) evil {MX}; dmarc=pass header.from=council.example",
        "",
    ],
)
def test_anybody_could_be_a_manager(results: str) -> None:
    judged = judge(with_results(results))
    assert not judged.believed
    assert judged.reason.endswith(".")


def test_results_that_the_sender_wrote_would_be_believed() -> None:
    genuine = f"Authentication-Results: {MX}; dmarc=fail header.from=council.example\r\n".encode()
    forged = wire(with_results(f"{MX}; dmarc=pass header.from=council.example"))
    assert not judge(genuine + forged).believed


def test_results_of_a_server_behind_ours_would_hide_ours() -> None:
    inner = b"Authentication-Results: store.council.example; none\r\n"
    ours = wire(with_results(f"{MX}; dmarc=pass header.from=council.example"))
    assert judge(inner + ours).believed


def test_a_mail_that_nobody_checked_would_be_said_to_be_checked() -> None:
    judged = judge(letter(), auth_server=None)
    assert (judged.believed, judged.reason) == (True, "not checked")
    assert not judge(letter()).believed


def test_an_outsider_would_be_believed_or_a_partner_would_not() -> None:
    outside = with_results(f"{MX}; dmarc=pass header.from=partner.example", "A Partner <a@partner.example>")
    assert "outside" in judge(outside).reason
    assert not judge(outside, auth_server=None).believed
    assert judge(outside, known=True).believed
    assert judge(outside, known=True, auth_server=None).believed
    assert not judge(letter(sender="A Partner <a@partner.example>"), known=True).believed


def test_a_subdomain_would_be_the_council_without_being_listed() -> None:
    results = f"{MX}; dmarc=pass header.from=schools.council.example"
    assert not judge(with_results(results, "head@schools.council.example")).believed
    listed = f"{MX}; dkim=pass header.d=council.example"
    assert judge(with_results(listed, "p@children.council.example")).believed


@pytest.mark.parametrize(
    "sender",
    [
        '"director@council.example" <x@evil.example>',
        "Director (director@council.example) <x@evil.example>",
        '"director＠council.example" <x@evil.example>',
        "=?utf-8?Q?director=40council.example?= <x@evil.example>",
        '"x@evil.example" <p.nair@council.example>',
    ],
)
def test_a_name_that_shows_another_address_would_be_believed(sender: str) -> None:
    mail = with_results(f"{MX}; dmarc=pass", "x@y.example")
    raw = wire(mail).replace(b"From: x@y.example", f"From: {sender}".encode())
    judged = judge(raw, known=True)
    assert not judged.believed
    assert "another domain" in judged.reason


@pytest.mark.parametrize(
    "domain",
    [
        "counci1.example",
        "councll.example",
        "counсil.example",
        "counсil.example".encode("idna").decode("ascii"),
        "councíl.example",
        "coucil.example",
        "council.example.evil.example",
        "counciI.example",
    ],
)
def test_a_domain_that_looks_like_the_councils_would_pass_for_any_outsider(domain: str) -> None:
    raw = wire(letter(sender="x@y.example")).replace(
        b"From: x@y.example", f"From: P Nair <p@{domain}>".encode()
    )
    judged = judge(raw)
    assert not judged.believed
    assert "looks like" in judged.reason


def test_a_partner_of_a_like_name_would_never_be_believed() -> None:
    partner = with_results(f"{MX}; dmarc=pass", "A Partner <a@councils.example>")
    assert "looks like" in judge(partner).reason
    assert judge(partner, known=True).believed


@pytest.mark.parametrize(
    "head",
    [
        b"From: a@council.example, b@council.example\r\n",
        b"From: a@council.example\r\nFrom: b@council.example\r\n",
        b"Sender: a@council.example\r\nReply-To: a@council.example\r\nReturn-Path: <a@council.example>\r\n",
        b"From: a@localhost\r\n",
        b"From: somebody\r\n",
        b"",
    ],
)
def test_identity_would_come_from_elsewhere_than_one_from_address(head: bytes) -> None:
    passes = f"Authentication-Results: {MX}; dmarc=pass\r\n".encode()
    assert not judge(passes + head + b"\r\nWords.", known=True).believed
    assert not judge(head + b"\r\nWords.", known=True, auth_server=None).believed


def test_a_reply_to_would_change_who_sent_a_mail() -> None:
    mail = with_results(
        f"{MX}; dmarc=pass header.from=council.example", reply_to="x@evil.example", sender="p@council.example"
    )
    assert judge(mail).believed


RESULTS = "Authentication-Results"


@pytest.mark.parametrize(
    ("header", "value", "believed"),
    [
        (RESULTS, "dkim=none; dmarc=pass action=none header.from=council.example", True),
        (RESULTS, "dkim=none; dmarc=fail header.from=council.example", False),
        ("X-MS-Exchange-Organization-AuthAs", "Internal", True),
        ("X-MS-Exchange-Organization-AuthAs", "Anonymous", False),
        (RESULTS, "mx.evil.example; dmarc=pass header.from=council.example", False),
    ],
)  # fmt: skip
def test_a_council_on_microsoft_365_would_have_nobody_or_anybody_believed(
    header: str, value: str, believed: bool
) -> None:
    mail = letter()
    mail[header] = value
    assert judge(mail, auth_server=MICROSOFT_365).believed is believed
    assert not judge(mail).believed


AUTOMATIC = [
    {"auto_submitted": "auto-replied"},
    {"auto_submitted": "auto-generated"},
    {"auto_submitted": "auto-generated; owner-email=x@council.example"},
    {"x_auto_response_suppress": "All"},
    {"precedence": "bulk"},
    {"precedence": "list"},
    {"list_id": "<news.council.example>"},
    {"return_path": "<>"},
    {"x_autoreply": "yes"},
]


@pytest.mark.parametrize("headers", AUTOMATIC)
def test_the_bot_would_answer_a_machine(headers: dict[str, str]) -> None:
    assert judge(letter(**headers)).automatic


@pytest.mark.parametrize("headers", AUTOMATIC)
def test_an_audit_tool_that_a_rule_forwards_would_be_thrown_away(headers: dict[str, str]) -> None:
    judged = judge(with_file(letter(**headers), PDF, "tier1.pdf"))
    assert judged.kind_hint == "audit"
    assert judged.automatic


@pytest.mark.parametrize(
    "headers",
    [{}, {"auto_submitted": "no"}, {"precedence": "first-class"}, {"return_path": "<p@council.example>"}],
)
def test_a_person_would_not_be_answered(headers: dict[str, str]) -> None:
    judged = judge(letter(**headers))
    assert not judged.automatic
    assert judged.kind_hint == "other"


@pytest.mark.parametrize(
    "headers",
    [{"auto_submitted": "auto-generated"}, {"precedence": "bulk"}, {"x_auto_response_suppress": "All"}],
)
def test_feedback_that_a_rule_or_a_web_form_sends_would_be_thrown_away(headers: dict[str, str]) -> None:
    judged = judge(letter("Feedback about my social worker", "She listened to us.", **headers))
    assert judged.kind_hint == "other"
    assert judged.automatic


@pytest.mark.parametrize(
    "mail",
    [
        letter("Automatic reply: audit", auto_submitted="auto-generated", x_auto_response_suppress="All"),
        letter("Out of office", auto_submitted="auto-replied"),
        letter("Read: audit", return_path="<>"),
        letter("Undeliverable: audit", sender="postmaster@council.example"),
        letter("x", sender="Mail Delivery System <MAILER-DAEMON@council.example>", return_path="<>"),
        letter("x", x_failed_recipients="x@council.example"),
    ],
    ids=lambda mail: str(mail["Subject"]),
)
def test_an_out_of_office_or_a_bounce_would_need_a_person(mail: EmailMessage) -> None:
    judged = judge(mail)
    assert judged.kind_hint == "automatic"
    assert judged.automatic


def test_an_invitation_would_need_a_person() -> None:
    mail = letter("Accepted: meeting")
    mail.add_alternative("BEGIN:VCALENDAR\nEND:VCALENDAR\n", subtype="calendar", params={"method": "REPLY"})
    assert judge(mail).kind_hint == "automatic"


def test_a_person_writing_of_an_automatic_reply_would_be_thrown_away() -> None:
    assert judge(letter("Read: the new form")).kind_hint == "other"


def bounce(of: EmailMessage) -> bytes:
    return (
        b"From: Mail Delivery System <mailer-daemon@council.example>\r\nReturn-Path: <>\r\nMIME-Version: 1.0\r\n"
        b"Subject: Undelivered Mail\r\n"
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        b"--b\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + wire(of) + b"\r\n--b--\r\n"
    )


def test_our_own_document_in_a_bounce_would_be_filed_as_a_new_audit() -> None:
    ours = with_file(letter(sender=OURS, X_Auditbot="1"), PDF, "record.pdf")
    assert judge(bounce(ours)).kind_hint == "automatic"


def test_somebody_elses_audit_tool_in_a_bounce_would_be_thrown_away() -> None:
    theirs = with_file(letter(sender="P Nair <p.nair@council.example>"), PDF, "tier1.pdf")
    judged = judge(bounce(theirs))
    assert judged.kind_hint == "audit"
    assert judged.automatic


def test_our_own_notice_come_back_would_be_worked_on() -> None:
    judged = judge(with_file(letter(sender=OURS, X_Auditbot="escalation-1"), PDF, "record.pdf"))
    assert judged.own
    assert judged.kind_hint == "own"
    assert judged.automatic


def test_a_forwarded_header_of_ours_would_throw_an_audit_away() -> None:
    judged = judge(with_file(letter(X_Auditbot="escalation-1"), PDF, "tier1.pdf"))
    assert not judged.own
    assert judged.kind_hint == "audit"


def test_a_person_writing_from_the_shared_mailbox_would_be_taken_for_the_bot() -> None:
    assert not judge(letter(sender="audits@council.example")).own


def test_a_document_that_could_not_be_opened_would_be_ignored_with_its_mail() -> None:
    absent = letter("Automatic reply: audit", auto_submitted="auto-replied")
    assert judge(with_file(absent, b"Rar!\x1a\x07\x00", "tools.rar")).kind_hint == "audit"


def test_a_claimed_author_would_be_believed() -> None:
    claim = "From: Director <director@council.example>\nSent: 14 January 2014\nTo: x\nSubject: Tool\n"
    mail = with_results(f"{MX}; dmarc=fail", subject="FW: Tool", text=claim)
    assert not judge(mail).believed


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "text", ["\n" * 100_000, "> " * 50_000, "From: x\n" * 20_000, "-" * 100_000, "From:" * 30_000]
)
def test_a_text_made_to_hold_the_bot_up_would(text: str) -> None:
    judge(letter("FW: x", text))


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "results", ["(" * 20_000, "a=b;" * 20_000, '"' * 20_001, "=" * 20_000, "a " * 20_000, "\\" * 9_999]
)
def test_results_made_to_hold_the_bot_up_would(results: str) -> None:
    raw = wire(letter())
    assert not judge(f"Authentication-Results: {MX}; {results}\r\n".encode() + raw).believed
