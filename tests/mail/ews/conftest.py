"""An Exchange with two mailboxes, and one of them opened."""

from collections.abc import Iterator

import pytest

from mail.mailboxes.ews import EwsMailbox
from tests.mail.ews_bench import ADDRESS, OTHER, EwsBench
from tests.servers.exchange.ews import EwsServer
from tests.servers.exchange.model import Exchange


@pytest.fixture
def server() -> Iterator[EwsServer]:
    with EwsServer(Exchange(ADDRESS, OTHER)) as made:
        yield made


@pytest.fixture
def bench(server: EwsServer) -> EwsBench:
    return EwsBench(server)


@pytest.fixture
def mailbox(bench: EwsBench) -> Iterator[EwsMailbox]:
    made = bench.open()
    yield made
    made.close()
