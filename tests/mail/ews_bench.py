"""A mailbox in a made-up Exchange, over Exchange Web Services, with what happens to it from outside."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Any

import pytest

from mail.mailboxes import ews_session
from mail.mailboxes.ews import EwsMailbox
from mail.mailboxes.ews_wire import Access
from mail.mailboxes.port import Page
from tests.mail.letters import letter, wire
from tests.servers.exchange.ews import PASSWORD, EwsServer
from tests.servers.exchange.model import INBOX

ADDRESS = "audits@council.example"
OTHER = "voice@council.example"
_ACCESS = {each.name for each in fields(Access)}


class EwsBench:
    """The contract suite's bench; `server` serves an Exchange that has ADDRESS."""

    def __init__(self, server: EwsServer) -> None:
        self.server = server
        self.exchange = server.exchange

    def settings(self) -> dict[str, Any]:
        return {
            "address": ADDRESS,
            "server": self.server.url,
            "username": ADDRESS,
            "password": PASSWORD,
            "timeout": 5.0,
        }

    def open(self, **changed: Any) -> EwsMailbox:
        given = self.settings() | changed
        access = Access(**{key: given.pop(key) for key in _ACCESS & given.keys()})
        return EwsMailbox(access, name="audits", **given)

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


def deliver(bench: EwsBench, *subjects: str) -> None:
    """Mails of those subjects arrive."""
    for subject in subjects:
        bench.deliver(wire(letter(subject)))


def ids(pages: Iterator[Page] | list[Page]) -> list[str]:
    """The ids of all that was listed, in order."""
    return [message.uid for page in pages for message in page.messages]


def standing(bench: EwsBench) -> int:
    """How many messages stand where mail arrives."""
    return len(bench.exchange.in_folder(ADDRESS, INBOX))
