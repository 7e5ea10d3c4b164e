"""`auditbot check` says in different, plain words what is wrong with a mailbox, whatever protocol it speaks."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot import checks
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.exchange.ews import PASSWORD as EXCHANGE_PASSWORD
from tests.servers.exchange.ews import EwsServer
from tests.servers.exchange.graph import CLIENT_ID, SECRET, TENANT, GraphServer
from tests.servers.exchange.model import Exchange

ADDRESS = "audits@council.example"
Said = dict[str, str]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "PATIENCE_SECONDS", 1.0)


def said(folder: Path, mailbox: str) -> str:
    """What `check` says of a mailbox that is wrong."""
    config = folder / "auditbot.toml"
    config.write_text(f'[[mailboxes]]\nname = "audits"\n{mailbox}\n', encoding="utf-8")
    found = next(finding for finding in checks.check_all(config) if finding.name == "mailbox audits")
    return found.message if found.state == "wrong" else f"fine: {found.message}"


@contextmanager
def silent() -> Iterator[int]:
    """The port of a server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def nobody() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def all_different(answers: Said) -> None:
    assert not [what for what, answer in answers.items() if answer.startswith("fine")]
    assert len(set(answers.values())) == len(answers), answers
    for answer in answers.values():
        assert "Traceback" not in answer and "Error(" not in answer
        assert answer.endswith(".")


def test_imap_troubles_would_all_sound_alike(dovecot: Dovecot, tmp_path: Path) -> None:
    def settings(port: int, password: str = PASSWORD, folder: str = "INBOX") -> str:
        return (
            f'kind = "imap"\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nusername = "checked"\n'
            f'password = "{password}"\nfolder = "{folder}"'
        )

    assert said(tmp_path, settings(dovecot.imap)).startswith("fine: 0 messages")
    with silent() as port:
        answers = {
            "down": said(tmp_path, settings(nobody())),
            "password": said(tmp_path, settings(dovecot.imap, password="wrong")),
            "no such mailbox": said(tmp_path, settings(dovecot.imap, folder="Elsewhere")),
            "too slow": said(tmp_path, settings(port)),
        }
    all_different(answers)
    assert "too slow" in answers["too slow"]
    assert "password" in answers["password"]
    assert "Elsewhere" in answers["no such mailbox"]


def test_exchange_web_services_troubles_would_all_sound_alike(tmp_path: Path) -> None:
    with EwsServer(Exchange(ADDRESS)) as server:

        def settings(address: str = ADDRESS, password: str = EXCHANGE_PASSWORD, url: str = server.url) -> str:
            return (
                f'kind = "ews"\naddress = "{address}"\nserver = "{url}"\nusername = "{ADDRESS}"\n'
                f'password = "{password}"'
            )

        assert said(tmp_path, settings()).startswith("fine: 0 messages")
        with silent() as port:
            answers = {
                "down": said(tmp_path, settings(url=f"http://127.0.0.1:{nobody()}/EWS/Exchange.asmx")),
                "password": said(tmp_path, settings(password="wrong")),
                "no such mailbox": said(tmp_path, settings(address="nobody@council.example")),
                "too slow": said(tmp_path, settings(url=f"http://127.0.0.1:{port}/EWS/Exchange.asmx")),
            }
        server.faults.add("switched-off", times=None)
        answers["switched off"] = said(tmp_path, settings())
    all_different(answers)
    assert "EwsAllowedAppIDs" in answers["switched off"] or "EWSEnabled" in answers["switched off"]
    assert "graph" in answers["switched off"]
    assert "slow" in answers["too slow"]


def test_graph_troubles_would_all_sound_alike(tmp_path: Path) -> None:
    with GraphServer(Exchange(ADDRESS)) as server:

        def settings(address: str = ADDRESS, secret: str = SECRET, url: str = server.url) -> str:
            return (
                f'kind = "graph"\naddress = "{address}"\ntenant = "{TENANT}"\nclient_id = "{CLIENT_ID}"\n'
                f'client_secret = "{secret}"\napi_url = "{url}"\nauthority_url = "{server.authority_url}"'
            )

        assert said(tmp_path, settings()).startswith("fine: 0 messages")
        server.forbidden.add("forbidden@council.example")
        with silent() as port:
            answers = {
                "down": said(tmp_path, settings(url=f"http://127.0.0.1:{nobody()}/v1.0")),
                "password": said(tmp_path, settings(secret="wrong")),
                "no such mailbox": said(tmp_path, settings(address="nobody@council.example")),
                "not allowed": said(tmp_path, settings(address="forbidden@council.example")),
                "too slow": said(tmp_path, settings(url=f"http://127.0.0.1:{port}/v1.0")),
            }
    all_different(answers)
    assert "slow" in answers["too slow"]
    assert "Mail.ReadWrite" in answers["not allowed"]
