"""Mail that goes out through Exchange Web Services."""

import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest

from mail.mailboxes.ews_wire import Access
from mail.outgoing import MARKER, Attachment, Letter, Outgoing, Refused, TryAgain, WrongSettings
from mail.outgoing_ews import EwsSender
from tests.servers.exchange.ews import CLIENT_ID, PASSWORD, TENANT, EwsServer
from tests.servers.exchange.model import Exchange

BOT = "auditbot@council.example"
ID = "<escalation-1@council.example>"


@pytest.fixture
def server() -> Iterator[EwsServer]:
    with EwsServer(Exchange(BOT)) as made:
        yield made


def sender(server: EwsServer, **changed: Any) -> EwsSender:
    settings: dict[str, Any] = {
        "address": BOT,
        "server": server.url,
        "username": BOT,
        "password": PASSWORD,
        "timeout": 5.0,
    }
    return EwsSender(Access(**settings | changed), sender=f"Audit bot <{BOT}>")


def send(through: Outgoing, to: str = "t.ashworth@council.example", **changed: Any) -> None:
    words: dict[str, Any] = {"subject": "An audit", "text": "Words.", "message_id": ID}
    through.send(Letter(to, **words | changed))


def test_marks_and_ids_would_be_lost_on_the_way(server: EwsServer) -> None:
    send(
        sender(server),
        subject="Größe",
        html="<p>Wörter</p>",
        in_reply_to="<one@council.example>",
        attachments=(Attachment("tool.docx", b"PK\x03\x04"),),
    )
    (raw,) = server.exchange.accounts[BOT].sent
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail["Message-ID"] == ID
    assert mail[MARKER] == ID.strip("<>")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["In-Reply-To"] == "<one@council.example>"
    assert mail["Subject"] == "Größe"
    assert server.operations.created == ["MimeContent"]
    assert mail["From"] == f"Audit bot <{BOT}>"
    assert [part.get_filename() for part in mail.walk() if part.get_filename()] == ["tool.docx"]


def test_an_application_could_not_send(server: EwsServer) -> None:
    app = sender(
        server,
        username="",
        password="",
        tenant=TENANT,
        client_id=CLIENT_ID,
        client_secret=PASSWORD,
        authority_url=server.authority_url,
    )
    assert app.sender == BOT
    assert BOT in app.check()
    send(app)
    server.forget_tokens()
    send(app)
    assert len(server.exchange.accounts[BOT].sent) == 2


def test_a_lost_answer_would_have_the_mail_sent_twice_by_itself(server: EwsServer) -> None:
    server.faults.add("dropped", about=lambda request: request == "CreateItem")
    with pytest.raises(TryAgain):
        send(sender(server))
    assert len(server.exchange.accounts[BOT].sent) == 1


@pytest.mark.parametrize("wrong", ["away", "broken", "throttled"])
def test_trouble_that_passes_would_be_taken_for_a_refusal(server: EwsServer, wrong: str) -> None:
    server.faults.add(wrong, seconds=7)  # pyright: ignore[reportArgumentType]
    with pytest.raises(TryAgain) as raised:
        send(sender(server))
    assert raised.value.seconds == (7 if wrong == "throttled" else None)
    assert "Words" not in str(raised.value)
    send(sender(server))


def test_a_server_that_is_down_or_slow_would_be_taken_for_a_refusal(server: EwsServer) -> None:
    server.faults.add("slow", seconds=0.8)
    with pytest.raises(TryAgain, match="too slow"):
        send(sender(server, timeout=0.3))
    server.stop()
    with pytest.raises(TryAgain, match="is down"):
        send(sender(server))
    with pytest.raises(TryAgain, match="is down"):
        sender(server).check()


def test_a_recipient_that_is_none_would_be_tried_for_ever(server: EwsServer) -> None:
    server.operations.unsendable.add("nobody@")
    with pytest.raises(Refused, match="recipient"):
        send(sender(server), to="nobody@council.example")
    with pytest.raises(Refused):
        send(sender(server), to="two@council.example, three@council.example")
    assert server.exchange.accounts[BOT].sent == []


def test_settings_that_are_wrong_would_be_tried_for_ever(server: EwsServer) -> None:
    for wrong in ({"password": "another"}, {"address": "nobody@council.example"}):
        with pytest.raises(WrongSettings):
            send(sender(server, **wrong))
        with pytest.raises(WrongSettings):
            sender(server, **wrong).check()
    server.faults.add("switched-off")
    with pytest.raises(WrongSettings, match="EwsAllowedAppIDs"):
        send(sender(server))
    server.operations.denied.add(BOT)
    with pytest.raises(WrongSettings, match="send as it"):
        send(sender(server))


def test_deliveries_at_once_would_disturb_each_other(server: EwsServer) -> None:
    through = sender(server)
    threads = [
        threading.Thread(target=send, args=(through,), kwargs={"message_id": f"<{n}@council.example>"})
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(server.exchange.accounts[BOT].sent)) == 8
