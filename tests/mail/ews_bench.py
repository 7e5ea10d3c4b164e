"""A mailbox in a made-up Exchange, over Exchange Web Services, with what happens to it from outside."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from mail.mailboxes import ews_session
from mail.mailboxes.ews import EwsMailbox
from tests.servers.exchange.ews import PASSWORD, EwsServer
from tests.servers.exchange.model import INBOX

ADDRESS = "audits@council.example"


class EwsBench:
    """The contract suite's bench; `server` serves an Exchange that has ADDRESS."""

    def __init__(self, server: EwsServer) -> None:
        self.server = server
        self.exchange = server.exchange

    def settings(self) -> dict[str, Any]:
        return {
            "name": "audits",
            "address": ADDRESS,
            "server": self.server.url,
            "username": ADDRESS,
            "password": PASSWORD,
            "timeout": 5.0,
        }

    def open(self, **changed: Any) -> EwsMailbox:
        return EwsMailbox(**self.settings() | changed)

    def deliver(self, raw: bytes) -> None:
        self.exchange.deliver(ADDRESS, raw)

    def in_pages_of(self, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ews_session, "AT_ONCE", size)

    @contextmanager
    def failing_at(self, subject: str) -> Iterator[EwsMailbox]:
        """The connection breaks off whenever that message is asked for, alone or among others."""
        marker = f"Subject: {subject}".encode()
        (item,) = [each for each in self.exchange.in_folder(ADDRESS, INBOX) if marker in each.raw]
        self.server.faults.add(
            "dropped",
            about=lambda asked: asked.startswith("GetItem MimeContent") and item.id in asked,
            times=None,
        )
        yield self.open()

    def remove_first(self) -> None:
        self.exchange.delete(ADDRESS, self.exchange.in_folder(ADDRESS, INBOX)[0].id)

    def in_folder(self, folder: str) -> list[bytes]:
        return [item.raw for item in self.exchange.in_folder(ADDRESS, folder)]

    def renew(self) -> None:
        self.exchange.renew(ADDRESS)
