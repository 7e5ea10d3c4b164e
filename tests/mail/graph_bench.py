"""A mailbox in a made-up Exchange, over Microsoft Graph, with what happens to it from outside."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from mail.mailboxes import graph
from mail.mailboxes.graph import GraphMailbox
from tests.servers.exchange.graph import CLIENT_ID, SECRET, TENANT, GraphServer
from tests.servers.exchange.model import INBOX

ADDRESS = "audits@council.example"


class GraphBench:
    """The contract suite's bench; `server` serves an Exchange that has ADDRESS."""

    def __init__(self, server: GraphServer) -> None:
        self.server = server
        self.exchange = server.exchange

    def settings(self) -> dict[str, Any]:
        return {
            "name": "audits",
            "address": ADDRESS,
            "tenant": TENANT,
            "client_id": CLIENT_ID,
            "client_secret": SECRET,
            "api_url": self.server.url,
            "authority_url": self.server.authority_url,
            "poll_seconds": 0.8,
            "timeout": 5.0,
        }

    def open(self, **changed: Any) -> GraphMailbox:
        return GraphMailbox(**self.settings() | changed)

    def deliver(self, raw: bytes) -> None:
        self.exchange.deliver(ADDRESS, raw)

    def in_pages_of(self, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(graph, "_PAGE", size)

    @contextmanager
    def failing_at(self, subject: str) -> Iterator[GraphMailbox]:
        marker = f"Subject: {subject}".encode()
        (item,) = [each for each in self.exchange.in_folder(ADDRESS, INBOX) if marker in each.raw]
        self.server.faults.add("broken", about=lambda asked: asked == f"GET value {item.id}", times=None)
        yield self.open()

    def remove_first(self) -> None:
        self.exchange.delete(ADDRESS, self.exchange.in_folder(ADDRESS, INBOX)[0].id)

    def in_folder(self, folder: str) -> list[bytes]:
        return [item.raw for item in self.exchange.in_folder(ADDRESS, folder)]

    def renew(self) -> None:
        self.exchange.renew(ADDRESS)
