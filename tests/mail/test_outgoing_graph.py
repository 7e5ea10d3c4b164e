"""Mail that goes out through Microsoft Graph: as we wrote it, once, and not given up or tried for ever wrongly."""

import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

import pytest

from mail import web
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
from mail.outgoing_graph import GraphSender
from mail.parts import documents, parse
from mail.triage import triage
from tests.servers.exchange.faults import Wrong
from tests.servers.exchange.graph import CLIENT_ID, SECRET, TENANT, GraphServer
from tests.servers.exchange.model import Exchange

ADDRESS = "auditbot@council.example"
ID = "<escalation-1@council.example>"


@pytest.fixture
def server() -> Iterator[GraphServer]:
    with GraphServer(Exchange(ADDRESS)) as made:
        yield made


def sender(server: GraphServer, **changed: Any) -> GraphSender:
    settings: dict[str, Any] = {
        "sender": f"Audit bot <{ADDRESS}>",
        "tenant": TENANT,
        "client_id": CLIENT_ID,
        "client_secret": SECRET,
        "api_url": server.url,
        "authority_url": server.authority_url,
        "timeout": 5.0,
    }
    return GraphSender(**settings | changed)


def send(through: Outgoing, to: str = "t.ashworth@council.example", **changed: Any) -> None:
    words: dict[str, Any] = {"subject": "An audit", "text": "Words.", "message_id": ID}
    through.send(Letter(to, **words | changed))


def sent(server: GraphServer) -> list[EmailMessage]:
    with server.exchange.at(ADDRESS) as account:
        return [cast(EmailMessage, message_from_bytes(raw, policy=policy.default)) for raw in account.sent]


def test_our_marks_would_be_lost_on_the_way(server: GraphServer) -> None:
    send(
        sender(server),
        "Tòmas O'Neil <t.oneil@council.example>",
        subject="Größe – “requires improvement” ✓",
        html="<p>Zwölf</p>",
        in_reply_to="<first@council.example>",
        references=("<zero@council.example>",),
        reply_to="audits@council.example",
        attachments=(Attachment("Prüfung.docx", b"\x00\r\n.\r\nPK"),),
    )
    (mail,) = sent(server)
    assert mail["Message-ID"] == ID
    assert mail[MARKER] == "escalation-1@council.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Subject"] == "Größe – “requires improvement” ✓"
    assert mail["To"].addresses[0].display_name == "Tòmas O'Neil"
    assert mail["From"].addresses[0].display_name == "Audit bot"
    assert mail["Reply-To"] == "audits@council.example"
    assert mail["References"] == "<zero@council.example> <first@council.example>"
    (attachment,) = mail.iter_attachments()
    assert attachment.get_content() == b"\x00\r\n.\r\nPK"
    assert sender(server).sender == ADDRESS


def test_our_own_mail_would_not_be_known_when_it_comes_back(server: GraphServer) -> None:
    send(sender(server))
    raw = sent(server)[0].as_bytes()
    judged = triage(
        parse(raw), documents(raw), domains=["council.example"], auth_server=None, own_addresses=[ADDRESS]
    )
    assert judged.automatic


@pytest.mark.parametrize("wrong", ["away", "broken", "throttled", "dropped", "slow"])
def test_a_mail_would_be_given_up_because_the_server_was_out_of_order(
    server: GraphServer, wrong: Wrong
) -> None:
    through = sender(server, timeout=0.4)
    server.faults.add(wrong, about=lambda asked: asked == "POST sendMail", seconds=60 * (wrong != "slow") + 1)
    key = new_message_id(ADDRESS)
    with pytest.raises(TryAgain) as caught:
        send(through, message_id=key)
    assert (caught.value.seconds is not None) == (wrong == "throttled")
    if wrong == "throttled":
        assert 50 < (caught.value.seconds or 0) <= 61
        return
    send(sender(server), message_id=key)
    both = wrong in ("dropped", "slow")  # the first had arrived, or was about to
    until = time.monotonic() + 5
    while len(sent(server)) < 1 + both and time.monotonic() < until:
        time.sleep(0.05)
    assert [mail["Message-ID"] for mail in sent(server)] == [key] * (1 + both)


def test_a_server_that_is_down_would_hold_everything_up(server: GraphServer) -> None:
    through = sender(server)
    server.stop()
    with pytest.raises(TryAgain, match="cannot be reached"):
        send(through)


def test_a_short_wait_would_put_a_mail_off(server: GraphServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "_SHORTEST", 0.1)
    server.faults.add("throttled", about=lambda asked: asked == "POST sendMail", seconds=0)
    send(sender(server))
    assert len(sent(server)) == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"client_secret": "wrong-secret"}, "refused the secret"),
        ({"tenant": "another"}, "Check tenant"),
        ({"sender": "nobody@council.example"}, "no mailbox nobody@council.example"),
        ({"ca_file": "/nowhere/ca.pem"}, "ca_file"),
    ],
)
def test_wrong_settings_would_be_a_mails_fault(
    server: GraphServer, changed: dict[str, Any], words: str
) -> None:
    through = sender(server, **changed)
    for use in (through.check, lambda: send(through)):
        with pytest.raises(WrongSettings, match=words) as caught:
            use()
        assert "wrong-secret" not in str(caught.value)


def test_the_permission_that_is_missing_would_not_be_named(server: GraphServer) -> None:
    server.forbidden.add(ADDRESS)
    for use in (sender(server).check, lambda: send(sender(server))):
        with pytest.raises(WrongSettings, match=r"Mail\.Send"):
            use()


def test_a_mail_that_can_never_go_would_be_tried_for_ever(server: GraphServer) -> None:
    server.answers.largest = 10_000
    with pytest.raises(Refused, match="413"):
        send(sender(server), attachments=(Attachment("large", b"x" * 20_000),))
    with pytest.raises(Refused, match="Nothing was sent"):
        send(sender(server), subject="Hello\r\nBcc: x@evil.example")
    assert sent(server) == []


def test_check_would_send_something_or_miss_a_server_that_is_down(server: GraphServer) -> None:
    through = sender(server)
    assert "takes mail from auditbot@council.example" in through.check()
    assert sent(server) == []
    server.stop()
    with pytest.raises(MailError, match=r"cannot be reached|broke off"):
        through.check()


def test_mail_would_cross_a_network_in_the_clear(server: GraphServer) -> None:
    with pytest.raises(ValueError, match="https"):
        sender(server, api_url="http://graph.council.example/v1.0")
