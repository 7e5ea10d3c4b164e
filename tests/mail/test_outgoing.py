"""Mail that goes out: marked as ours, sent safely, and never half understood when it fails."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from mail.outgoing import (
    MARKER,
    Attachment,
    Letter,
    MailError,
    Outgoing,
    Refused,
    TryAgain,
    WrongSettings,
    new_message_id,
)
from mail.outgoing_smtp import Smtp
from mail.parts import documents, parse
from mail.triage import triage
from tests.servers.smtp import PASSWORD, SmtpServer, running

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
SENDER = "Audit bot <auditbot@council.example>"
ID = "<escalation-1@council.example>"


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with running() as made:
        yield made


def smtp(server: SmtpServer, **changed: Any) -> Smtp:
    settings: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": server.port,
        "security": "none",
        "sender": SENDER,
        "timeout": 5.0,
    }
    return Smtp(**settings | changed)


def send(
    through: Outgoing, to: str = "t.ashworth@council.example", subject: str = "An audit", **changed: Any
) -> None:
    words: dict[str, Any] = {"text": "Words.", "message_id": ID}
    through.send(Letter(to, subject, **words | changed))


def test_two_machines_would_answer_each_other_for_ever(server: SmtpServer) -> None:
    send(smtp(server))
    (mail,) = server.mails
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail[MARKER] == "escalation-1@council.example"
    assert mail["Message-ID"] == ID
    assert server.envelopes[0].mail_from == "auditbot@council.example"
    assert server.envelopes[0].rcpt_tos == ["t.ashworth@council.example"]


def test_our_own_mail_would_not_be_known_when_it_comes_back(server: SmtpServer) -> None:
    send(smtp(server))
    raw = server.mails[0].as_bytes()
    judged = triage(
        parse(raw),
        documents(raw),
        domains=["council.example"],
        auth_server=None,
        own_addresses=["AuditBot@council.example"],
    )
    assert judged.own
    assert judged.kind_hint == "own"
    assert judged.automatic


def test_words_would_arrive_changed(server: SmtpServer) -> None:
    send(
        smtp(server),
        "Tòmas O'Neil <t.oneil@council.example>",
        "Größe – “requires improvement” ✓",
        text="Zwölf\n.\n.dots\n" + "long " * 400,
        html="<p>Zwölf</p>",
        in_reply_to="<first@council.example>",
        references=("<zero@council.example>",),
        attachments=(Attachment("Prüfung – 1.docx", b"\x00\r\n.\r\nPK", "application/vnd.ms-word"),),
    )
    (mail,) = server.mails
    assert mail["Subject"] == "Größe – “requires improvement” ✓"
    assert mail["To"].addresses[0].display_name == "Tòmas O'Neil"
    assert mail["In-Reply-To"] == "<first@council.example>"
    assert mail["References"] == "<zero@council.example> <first@council.example>"
    plain, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert plain.get_content().replace("\r\n", "\n").startswith("Zwölf\n.\n.dots\nlong long")
    assert "Zwölf" in page.get_content()
    (attachment,) = mail.iter_attachments()
    assert attachment.get_filename() == "Prüfung – 1.docx"
    assert attachment.get_content() == b"\x00\r\n.\r\nPK"


@pytest.mark.parametrize(
    "hostile",
    [
        {"to": "a@council.example\r\nBcc: x@evil.example"},
        {"to": "a@council.example, x@evil.example"},
        {"to": "a@council.example x@evil.example"},
        {"to": "<a@council.example>\nx"},
        {"to": "Boss <a@council.example> <x@evil.example>"},
        {"to": "nobody"},
        {"to": ""},
        {"subject": "Hello\r\nBcc: x@evil.example"},
        {"subject": "Hello\nX-Other: y"},
        {"subject": "Hello\u2028X-Other: y"},
        {"message_id": "<a@b>\r\nBcc: x@evil.example"},
        {"message_id": "no id"},
        {"reply_to": "a@council.example\r\nBcc: x@evil.example"},
    ],
)
def test_somebody_could_write_headers_into_our_mail(server: SmtpServer, hostile: dict[str, str]) -> None:
    with pytest.raises(Refused, match="Nothing was sent"):
        send(smtp(server), **hostile)
    assert server.envelopes == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_would_go_to_a_server_that_nobody_vouches_for(security: str) -> None:
    with running(security) as server:
        with pytest.raises(WrongSettings, match=r"certificate .*nothing was sent.*ca_file"):
            send(smtp(server, security=security))
        assert server.envelopes == []
        send(smtp(server, security=security, ca_file=server.ca_file))
        assert len(server.envelopes) == 1


def test_mail_would_go_in_the_clear_where_starttls_was_stripped(server: SmtpServer) -> None:
    with pytest.raises(WrongSettings, match="does not offer STARTTLS"):
        send(smtp(server, security="starttls"))
    assert server.envelopes == []


def test_tls_on_the_wrong_port_would_not_be_explained(server: SmtpServer) -> None:
    with pytest.raises(WrongSettings, match="Check port and security"):
        send(smtp(server, security="tls"))


def test_mail_would_cross_a_network_in_the_clear() -> None:
    with pytest.raises(ValueError, match="starttls"):
        Smtp("mail.council.example", 25, "none", sender=SENDER)


def test_a_login_would_not_be_used_or_its_password_shown() -> None:
    with running(login=True) as server:
        send(smtp(server, username="auditbot", password=PASSWORD))
        assert len(server.envelopes) == 1
        with pytest.raises(WrongSettings, match="Check username and password") as caught:
            send(smtp(server, username="auditbot", password="secret-of-the-council"))
        assert "secret" not in repr(caught.value)
        with pytest.raises(WrongSettings, match="wants a login"):
            send(smtp(server))
        assert len(server.envelopes) == 1


@pytest.mark.parametrize(
    ("stage", "answer", "kind"),
    [
        ("RCPT", "450 4.2.1 greylisted", TryAgain),
        ("RCPT", "452 4.2.2 mailbox full", TryAgain),
        ("RCPT", "550 5.1.1 no such user", Refused),
        ("MAIL", "451 4.3.0 busy", TryAgain),
        ("MAIL", "550 5.7.1 not yours", Refused),
        ("DATA", "451 4.3.0 busy", TryAgain),
        ("DATA", "552 5.3.4 too big", Refused),
        ("DATA", "554 5.7.1 spam", Refused),
    ],
)
def test_a_mail_would_be_given_up_or_tried_for_ever_wrongly(
    server: SmtpServer, stage: str, answer: str, kind: type[MailError]
) -> None:
    server.answers[stage] = answer
    with pytest.raises(kind, match=answer[:3]):
        send(smtp(server))
    assert server.envelopes == []


def test_a_repeat_after_a_lost_answer_would_look_like_another_mail(server: SmtpServer) -> None:
    through = smtp(server)
    message_id = new_message_id(SENDER)
    server.answers["DATA"] = "lost"
    with pytest.raises(TryAgain):
        send(through, message_id=message_id)
    server.answers.clear()
    send(through, message_id=message_id)
    assert len({mail["Message-ID"] for mail in server.mails}) == 1
    assert len(server.mails) == 2
    assert new_message_id(SENDER) != server.mails[0]["Message-ID"]


def test_a_server_that_is_away_or_silent_would_hold_everything_up(server: SmtpServer) -> None:
    with pytest.raises(TryAgain, match=r"127\.0\.0\.1:1 could not be reached"):
        send(smtp(server, port=1))
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(TryAgain):
        send(smtp(server, port=silent.getsockname()[1], timeout=0.5))


def test_check_would_send_something_or_miss_a_wrong_password(server: SmtpServer) -> None:
    assert "takes mail" in smtp(server).check()
    assert server.envelopes == []
    with running(login=True) as wants_login, pytest.raises(WrongSettings):
        smtp(wants_login, username="auditbot", password="wrong").check()


def test_an_unusable_sender_would_be_found_out_only_when_mail_is_due() -> None:
    with pytest.raises(Refused, match="sender"):
        Smtp("127.0.0.1", 25, "none", sender="")


def test_the_ids_of_a_strangers_mail_could_write_headers_or_keep_the_answer_from_going(
    server: SmtpServer,
) -> None:
    hostile = "<a@b>\r\nBcc: x@evil.example"
    send(smtp(server), in_reply_to=hostile, references=(hostile, "nonsense", "<kept@council.example>"))
    (mail,) = server.mails
    assert mail["In-Reply-To"] is None
    assert mail["References"] == "<kept@council.example>"
    assert "evil" not in mail.as_string()


def test_answers_would_go_where_nobody_reads_them(server: SmtpServer) -> None:
    send(smtp(server), reply_to="audits@council.example")
    send(smtp(server), reply_to="AuditBot@council.example")
    assert [mail["Reply-To"] for mail in server.mails] == ["audits@council.example", None]
