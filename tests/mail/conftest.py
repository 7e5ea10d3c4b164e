"""Real mail servers for the tests of mail."""

from collections.abc import Iterator

import pytest

from tests.servers.dovecot import Dovecot, running


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """An IMAP server for the whole session; each test takes a user of its own."""
    with running() as server:
        yield server
