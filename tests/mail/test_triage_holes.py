"""Ways to be believed without reason, or to be taken for a machine or for us, each of them closed."""

from email.message import EmailMessage
from typing import Any

import pytest

from mail.outgoing import MARKER, new_message_id
from mail.parts import documents, parse
from mail.triage import MICROSOFT_365, OWN_MARKER, Machine, Triage, triage
from tests.mail.letters import carrying, letter, wire, with_file

MX = "mx.council.example"
BOT = "auditbot@council.example"
OURS = new_message_id(BOT)
PASSES = f"{MX}; dmarc=pass header.from=council.example"
FAILS = f"{MX}; dmarc=fail header.from=council.example"
PDF = b"%PDF-1.4 made up"


def judge(mail: EmailMessage | bytes, **changed: Any) -> Triage:
    raw = mail if isinstance(mail, bytes) else wire(mail)
    settings: dict[str, Any] = {
        "domains": ["council.example", "children.council.example"],
        "auth_server": MX,
        "own_addresses": [BOT],
    }
    return triage(parse(raw), documents(raw), **settings | changed)


def headed(*results: str, mail: EmailMessage | None = None) -> bytes:
    """A mail under Authentication-Results headers, the first of them topmost."""
    lines = "".join(f"Authentication-Results: {each}\r\n" for each in results)
    return lines.encode() + wire(mail or letter())


@pytest.mark.parametrize(
    "results",
    [
        (f"{MX}; dkim=pass header.d=supplier.council.example", FAILS),
        (f"{MX}; spf=pass smtp.mailfrom=council.example", f"{MX}; dkim=none", FAILS),
        (f"{MX}; none", PASSES),
        (f"{MX}; spf=none", PASSES),
        (f"{MX}; dmarc=pass header.from=evil.example", PASSES),
        (FAILS, PASSES),
    ],
)
def test_one_of_several_results_would_speak_for_a_sender_against_the_others(results: tuple[str, ...]) -> None:
    assert not judge(headed(*results)).believed


def test_a_further_result_that_says_less_would_undo_what_our_server_found() -> None:
    assert judge(headed(PASSES, f"{MX}; dkim=pass header.d=council.example", f"{MX}; spf=softfail")).believed


@pytest.mark.parametrize(
    "header",
    [
        f"ARC-Authentication-Results: i=1; {PASSES}",
        f"X-Authentication-Results: {PASSES}",
        f"Authentication-Results-Original: {PASSES}",
        f"Authentication-Results : {PASSES}",
        "Received-SPF: pass (mx.council.example: domain of council.example designates 192.0.2.1)",
        "X-MS-Exchange-Organization-AuthAs: Internal",
        f"Subject: x\rAuthentication-Results: mx.evil.example; {PASSES}",
        f"X-Note: Authentication-Results: {PASSES}",
        f"Authentication-Results: {MX}; arc=pass; dmarc=none",
        f"Authentication-Results: {MX}; compauth=pass; iprev=pass; auth=pass smtp.auth=p.nair@council.example",
        f"Authentication-Results: {MX}; dmarc=bestguesspass header.from=council.example",
    ],
)
def test_another_header_or_another_check_than_ours_would_be_believed(header: str) -> None:
    assert not judge(f"{header}\r\n".encode() + wire(letter())).believed


@pytest.mark.parametrize(
    ("results", "believed"),
    [
        (f"{MX};\r\n\tdkim=none;\r\n\tdmarc=pass (policy=reject)\r\n\t header.from=council.example", True),
        (f"{MX}\r\n ; dmarc=pass\r\n header.from=council.example", True),
        (f"{MX};\r\n\tdmarc=fail\r\n\theader.from=council.example", False),
        (f'"{MX}"; dmarc=pass header.from=council.example', True),
        (f"{MX}.; dmarc=pass header.from=council.example.", True),
        (f"(by {MX}; dmarc=pass) mx.evil.example; dmarc=pass header.from=council.example", False),
        (f"{MX}; dmarc=fail (dmarc=pass) header.from=council.example", False),
        (f"{MX}; dmarc=none (\r\n; dmarc=pass header.from=council.example)", False),
        (f"{MX}; dmarc=none (never closed; dmarc=pass header.from=council.example", False),
        (f"{MX}; dmarc=none (a \\) b; dmarc=pass header.from=council.example)", False),
        (f'{MX}; spf=none smtp.mailfrom="a\\"; dmarc=pass header.from=council.example; "@evil.example', False),
        (f"{MX}; dmarc = pass header.from = council.example", True),
    ],
)  # fmt: skip
def test_folds_comments_and_quotes_would_change_what_is_said(results: str, believed: bool) -> None:
    assert judge(headed(results)).believed is believed


@pytest.mark.parametrize(
    ("sender", "results", "known", "believed"),
    [
        ("p@council.example", "dmarc=pass header.from=children.council.example", False, False),
        ("p@children.council.example", "dmarc=pass header.from=council.example", False, False),
        ("p@children.council.example", "dkim=pass header.d=council.example", False, True),
        ("p@council.example", "dkim=pass header.d=mail.council.example", False, True),
        ("p@council.example", "dkim=pass header.d=example", False, False),
        ("p@council.example", "dkim=pass header.d=council.example.evil.example", False, False),
        ("a@nhs.example", "dkim=pass header.d=anytrust.nhs.example", True, False),
        ("a@nhs.example", "spf=pass smtp.mailfrom=b@anytrust.nhs.example", True, False),
        ("a@trust.nhs.example", "dkim=pass header.d=nhs.example", True, False),
        ("a@nhs.example", "dkim=pass header.d=nhs.example", True, True),
        ("a@nhs.example", "dmarc=pass header.from=nhs.example", True, True),
    ],
)
def test_one_organisation_would_speak_for_another_under_the_same_roof(
    sender: str, results: str, known: bool, believed: bool
) -> None:
    mail = letter(sender=sender)
    assert judge(headed(f"{MX}; {results}", mail=mail), known=known).believed is believed


@pytest.mark.parametrize(
    "sender",
    [
        "p.nair@council.example <x@evil.example>",
        "<p.nair@council.example> <x@evil.example>",
        "<x@evil.example> p.nair@council.example",
        '"p.nair@council.example"@evil.example',
        "p.nair@council.example(<x@evil.example>)",
        "p.nair@council.example\x00<x@evil.example>",
        "p.nair@council.example;x@evil.example",
        "Council: x@evil.example;",
        "<@council.example:x@evil.example>",
        "p.nair@council.example@evil.example",
        "p.nair@[council.example]",
        "p.nair@council.example\r\n <x@evil.example>",
    ],
)
def test_an_address_that_can_be_read_in_two_ways_would_be_believed(sender: str) -> None:
    for results in (f"{MX}; dmarc=pass header.from=evil.example", f"{MX}; dmarc=pass"):
        raw = f"Authentication-Results: {results}\r\nFrom: {sender}\r\nSubject: x\r\n\r\nWords.".encode()
        assert not judge(raw).believed


def test_results_without_a_name_would_be_believed_of_a_server_that_has_one() -> None:
    nameless = "dmarc=pass header.from=council.example"
    assert not judge(headed(nameless)).believed
    assert judge(headed(nameless), auth_server=MICROSOFT_365).believed
    assert not judge(
        headed("dmarc=fail header.from=council.example", nameless), auth_server=MICROSOFT_365
    ).believed
    assert not judge(headed("dmarc=none", nameless), auth_server=MICROSOFT_365).believed


def test_a_mark_that_anybody_can_write_would_have_a_mail_dropped_as_ours() -> None:
    marked = letter(sender=BOT, x_auditbot=OURS)
    forged = judge(headed(FAILS, mail=marked))
    assert (forged.own, forged.forged, forged.kind_hint) == (False, True, "other")
    assert forged.automatic
    for results in (
        f"{MX}; spf=softfail smtp.mailfrom=x@evil.example",
        f"{MX}; dkim=fail header.d=council.example",
    ):
        assert judge(headed(results, mail=marked)).forged
    outside = judge(letter(sender="x@evil.example", x_auditbot=OURS))
    assert (outside.own, outside.forged) == (False, False)


def test_a_mail_of_ours_that_nobody_checked_or_that_passed_would_start_a_circle() -> None:
    marked = letter(sender=f"Audit bot <{BOT}>", x_auditbot=OURS)
    assert judge(marked).own
    assert judge(headed(PASSES, mail=marked)).own
    assert judge(headed(f"{MX}; spf=fail; dkim=pass header.d=council.example", mail=marked)).own
    assert judge(headed(FAILS, mail=marked), auth_server=None).own


def test_what_we_send_would_not_carry_the_mark_that_is_looked_for() -> None:
    assert MARKER == OWN_MARKER


def returned(*, headers_only: bool = False, subject: str = "Undeliverable: x") -> EmailMessage:
    """A bounce that is no report, as some servers send it."""
    bounce = letter(subject, "It could not be delivered.", sender="postmaster@x.example", return_path="<>")
    ours = with_file(letter(sender=BOT, x_auditbot=OURS, message_id=OURS), PDF, "record.pdf")
    if headers_only:
        return with_file(bounce, f"X-Auditbot: {OURS}\r\n".encode(), "headers.txt", "text/rfc822-headers")
    return carrying(bounce, ours)


@pytest.mark.parametrize(
    "mail",
    [
        letter("RE: Audit", in_reply_to=OURS),
        letter("RE: Audit", references=f"<first@council.example> {OURS.upper()} <other@x.example>"),
        letter("Automatic reply: Audit", auto_submitted="auto-replied", in_reply_to=OURS),
        letter("Undeliverable: x", f"Message-ID: {OURS}\nTo: hal", sender="postmaster@x.example"),
        returned(),
        returned(headers_only=True),
    ],
    ids=["reply", "references", "out of office", "quoted in words", "returned whole", "headers returned"],
)
def test_an_answer_to_a_mail_of_ours_would_not_be_known_as_one(mail: EmailMessage) -> None:
    assert judge(mail).answers == OURS


@pytest.mark.parametrize(
    "mail",
    [
        letter("RE: Audit", in_reply_to="<abc@council.example>"),
        letter("RE: Audit", in_reply_to=OURS.replace("council", "evil")),
        letter("RE: Audit", in_reply_to=OURS.replace("council.example", "council.example.evil.example")),
        letter("RE: Audit", f"Look at {OURS}"),
    ],
)
def test_any_mail_would_be_an_answer_to_ours(mail: EmailMessage) -> None:
    assert judge(mail).answers == ""


def test_what_comes_back_of_ours_would_be_read_as_new() -> None:
    judged = judge(returned())
    assert (judged.kind_hint, judged.machine) == ("automatic", Machine.BOUNCE)


@pytest.mark.parametrize(
    ("mail", "machine"),
    [
        (letter("Automatische Antwort: Audit", auto_submitted="auto-generated"), Machine.OUT_OF_OFFICE),
        (letter("Automatic reply: Audit", return_path="<>"), Machine.OUT_OF_OFFICE),
        (letter("Out of Office AutoReply: Audit", x_autoreply="yes"), Machine.OUT_OF_OFFICE),
        (letter("AUTO: P Nair is out of the office", precedence="bulk"), Machine.OUT_OF_OFFICE),
        (letter("Out of office until Monday", x_auto_response_suppress="All"), Machine.OUT_OF_OFFICE),
        (letter("Re: Audit", auto_submitted="auto-replied (zimbra; vacation)"), Machine.AUTO_REPLY),
        (letter("Re: Audit", precedence="auto_reply"), Machine.AUTO_REPLY),
        (letter("Delivery delayed", sender="postmaster@x.example", return_path="<>"), Machine.DELAYED),
        (letter("Returned mail: see transcript", sender="MAILER-DAEMON@x.example"), Machine.BOUNCE),
        (letter("Accepted: Panel", return_path="<>"), Machine.MEETING),
        (letter("News", sender="a@x.example", list_unsubscribe="<mailto:u@x.example>"), Machine.NEWSLETTER),
        (letter("News", sender="a@x.example", list_id="<news.x.example>"), Machine.BULK),
        (letter("News", sender="a@x.example", precedence="bulk"), Machine.BULK),
        (letter("News", sender="e-news@x.example"), Machine.BULK),
        (letter("News", sender="marketing.team@x.example"), Machine.BULK),
    ],
)  # fmt: skip
def test_what_a_machine_sent_would_lie_on_a_persons_desk(mail: EmailMessage, machine: Machine) -> None:
    judged = judge(mail)
    assert (judged.machine, judged.kind_hint, judged.automatic) == (machine, "automatic", True)


RULES = {"auto_submitted": "auto-generated", "x_auto_response_suppress": "All"}


@pytest.mark.parametrize(
    "mail",
    [
        letter("My social worker", "She listened.", sender="child@family.example", **RULES),
        letter("FW: My week", "It was good.", **RULES, x_ms_exchange_generated_message_source="Rules"),
        letter("Read: my story", "Please read it.", **RULES),
        letter("Accepted: thank you all", "They said yes.", **RULES),
        letter("New answer", sender="forms@surveys.example", precedence="bulk", auto_submitted="auto-generated"),
        letter("To the list", sender="child@family.example", list_id="<voice.council.example>", precedence="list"),
        letter("To the list", sender="child@family.example", list_id="Voice <voice@council.example>"),
        letter("Out of office cover next week"),
        letter("News from the team", sender="newsletter@council.example", list_unsubscribe="<mailto:u@x.example>"),
        letter("Undelivered promises", "My social worker promised."),
        letter("Newsome, about my visit", sender="newsome@family.example"),
    ],
)  # fmt: skip
def test_what_a_person_says_would_be_thrown_away_with_what_machines_send(mail: EmailMessage) -> None:
    assert judge(mail).machine is None
    assert judge(mail).kind_hint == "other"


def test_a_partner_in_the_directory_would_be_a_newsletter() -> None:
    mail = letter("Audit", sender="a@partner.example", list_unsubscribe="<mailto:u@partner.example>")
    assert judge(mail, known=True).machine is None
    assert judge(with_file(mail, PDF, "tier1.pdf")).kind_hint == "audit"


def test_addresses_of_people_outside_would_stand_in_a_reason() -> None:
    report = (
        b"From: mailer-daemon@council.example\r\nReturn-Path: <>\r\n"
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        b"--b\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
        b"Final-Recipient: rfc822; parent@family.example\r\nAction: failed\r\n\r\n"
        b"Final-Recipient: RFC822;<Hal.East@Council.example>\r\nAction: failed\r\n\r\n"
        b"Final-Recipient: rfc822; nobody here@council.example\r\nAction: failed\r\n--b--\r\n"
    )
    assert judge(report).undelivered == ("hal.east@council.example",)
