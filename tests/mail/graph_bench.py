"""A mailbox in a made-up Exchange, over Microsoft Graph, with what happens to it from outside."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mail.mailboxes import graph
from mail.mailboxes.graph import GraphMailbox
from tests.mail.letters import letter, wire
from tests.servers.exchange.graph import CLIENT_ID, SECRET, TENANT, GraphServer
from tests.servers.exchange.model import INBOX, Exchange

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

    def numbered(self, how_many: int) -> list[str]:
        """So many messages arrive; their subjects."""
        names = [f"number {number}" for number in range(how_many)]
        for name in names:
            self.deliver(wire(letter(name)))
        return names

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


@contextmanager
def serving() -> Iterator[GraphBench]:
    """A bench with a server that, when all is done, saw no call too many and none without our preference of ids."""
    with GraphServer(Exchange(ADDRESS)) as server:
        yield GraphBench(server)
        assert server.calls.without_preference == []
        assert server.calls.too_many == 0


def read_on(settings: dict[str, Any], page: int, record: Path) -> None:
    """What a watcher does, in a process of its own: a page is put down in one step together with its cursor."""
    graph._PAGE = page
    before = record.read_text().splitlines()
    cursor = json.loads(before[-1])["cursor"] if before else None
    for listed in GraphMailbox(**settings).list(cursor):
        line = {"uids": [message.uid for message in listed.messages], "cursor": listed.cursor}
        with record.open("ab", buffering=0) as file:
            file.write(json.dumps(line).encode() + b"\n")
        time.sleep(0.02)
