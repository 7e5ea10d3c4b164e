"""Audits in chat through a bot that is killed, in short; `make soak ARGS="--conversation 1000"`: at length."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.soak.bots import Bots, bots
from tests.soak.chatting import audit

MOST_LIKELY = 4  # kills, at least


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bots]:
    with bots(tmp_path_factory.mktemp("bots") / "auditbot.log") as running:
        yield running


@pytest.mark.timeout(300)
@pytest.mark.parametrize("form", ["tier1-generic", "observation"])
def test_a_bot_killed_within_an_audit_in_chat_would_lose_a_word_or_do_something_twice(
    form: str, tmp_path: Path, started: Bots
) -> None:
    record, told, _ = audit(tmp_path / "undisturbed", started, form, kills=0.0, seed=1)
    again, told_again, struck = audit(tmp_path / "killed", started, form, kills=0.3, seed=1)
    assert struck.total() >= MOST_LIKELY, struck
    assert again == record
    assert told_again == told
    assert set(told.values()) == {1}
