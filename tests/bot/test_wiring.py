"""The bot put together from its settings: what the clock wakes, and what is forgotten when settings change."""

import datetime as dt
from pathlib import Path

import pytest

from bot import wiring
from bot.building import open_store
from bot.settings import load_settings
from bot.wiring import Bot
from framework.pack import load_pack
from mail.reading import read_bytes
from store.unit_of_work import Store

PACK = load_pack("rochdale-2013")
CONFIG = """
[council]
domains = ["council.example"]

[[mailboxes]]
name = "audits"
kind = "folder"
path = "inbox"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    path = tmp_path / "auditbot.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


def bot_of(config: Path, store: Store) -> Bot:
    return Bot(
        load_settings(config),
        store,
        lambda content, name, sent: read_bytes(content, name, PACK, sent=sent),
        PACK,
    )


def test_a_trouble_with_a_scanner_that_is_not_used_any_more_would_be_told(config: Path) -> None:
    with open_store(load_settings(config)) as store:
        with store.writing() as work:
            for what in ("virus scanner", "mailbox voice", "mailbox audits"):
                work.troubles.begin(what, "It does not answer.")
            work.commit()
        bot = bot_of(config, store)
        bot._end_troubles_of_what_is_not_used()
        with store.reading() as work:
            assert [trouble.what for trouble in work.troubles.open()] == ["mailbox audits"]


@pytest.mark.parametrize(("hour", "compared"), [(1, 0), (3, 1), (14, 1)])
def test_a_mailbox_would_not_be_compared_at_night_or_twice(config: Path, hour: int, compared: int) -> None:
    with open_store(load_settings(config)) as store:
        at = dt.datetime(2026, 1, 15, hour, 5, tzinfo=dt.UTC)
        bot = bot_of(config, Store(store.database, lambda: at))
        for _ in range(3):
            bot._compare()
        with store.reading() as work:
            last = work.comparisons.last("audits")
        assert (last is not None) == bool(compared)
        assert last is None or last.id == 1


def test_a_comparison_that_failed_would_not_be_tried_again_that_night(config: Path) -> None:
    with open_store(load_settings(config)) as store:
        times = [dt.datetime(2026, 1, 15, 3, 0, tzinfo=dt.UTC)]
        bot = bot_of(config, Store(store.database, lambda: times[-1]))
        inbox = config.parent / "inbox"
        inbox.rename(config.parent / "elsewhere")
        bot._compare()
        (config.parent / "elsewhere").rename(inbox)
        bot._compare()
        with store.reading() as work:
            assert work.comparisons.last("audits") is None, "it was not left alone for an hour"
        times.append(dt.datetime(2026, 1, 15, 4, 0, tzinfo=dt.UTC))
        bot._compare()
        with store.reading() as work:
            assert work.comparisons.last("audits") is not None


def test_a_night_would_have_no_comparison_or_two_when_the_clocks_change() -> None:
    assert wiring.COMPARISON.hour not in (1, 2), "London's clocks change between one and two"
