"""The crash test in short; `make soak` kills a hundred times, among a thousand mails."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.soak.bots import Bots, bots
from tests.soak.crash import Plan, crash
from tests.soak.places import PLACES


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bots]:
    """Bots that may be killed, all in one module, since they take seconds to import everything."""
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
    with bots(tmp_path_factory.mktemp("bots") / "auditbot.log") as running:
        yield running


@pytest.mark.timeout(300)
@pytest.mark.parametrize("adapter", PLACES)
def test_a_bot_killed_at_any_moment_while_servers_fail_would_lose_mail_or_tell_somebody_twice(
    adapter: str, tmp_path: Path, started: Bots
) -> None:
    found = crash(Plan(adapter, mails=40, kills=6), tmp_path, started)
    assert found.problems == []
    assert (found.mails, found.kills, found.lost, found.twice, found.sent_twice) == (40, 6, 0, 0, 0)
    assert found.kept == 40 - found.alike - found.taken > 30
    assert found.audits >= 8
    assert found.faults.total() > 5
