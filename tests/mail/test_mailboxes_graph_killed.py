"""A mailbox over Microsoft Graph when the bot is killed and the server fails at random: nothing is lost."""

import json
import multiprocessing
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mail import web
from mail.mailboxes.port import MailboxError
from tests.mail.graph_bench import GraphBench, read_on, serving
from tests.mail.test_mailboxes_contract import ids, subject
from tests.mail.watchers import Clock, Stopped, open_store, settle, watcher, work_off
from tests.mail.watchers import subjects as kept


@pytest.fixture
def bench() -> Iterator[GraphBench]:
    with serving() as bench:
        yield bench


def test_a_kill_between_two_pages_would_lose_mail(bench: GraphBench, tmp_path: Path) -> None:
    names = bench.numbered(40)
    record = tmp_path / "pages.txt"
    record.touch()
    spawn = multiprocessing.get_context("spawn")
    for kills, page in enumerate((4, 5, 40)):
        seen = len(record.read_text().splitlines())
        process = spawn.Process(target=read_on, args=(bench.settings(), page, record))
        process.start()
        while page < 40 and process.is_alive() and len(record.read_text().splitlines()) < seen + 2:
            time.sleep(0.005)
        process.kill() if kills < 2 else process.join()
        process.join()
        assert process.exitcode == (-9 if kills < 2 else 0)
    uids = [uid for line in record.read_text().splitlines() for uid in json.loads(line)["uids"]]
    assert len(set(uids)) == len(names)
    found = {message.uid: subject(message.raw) for message in bench.open().fetch(uids)}
    assert sorted(found.values()) == sorted(names)


def test_faults_at_random_would_lose_or_mix_up_messages(
    bench: GraphBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.in_pages_of(10, monkeypatch)
    monkeypatch.setattr(web, "_SHORTEST", 0.05)
    names = bench.numbered(40)
    bench.server.faults.at_random(
        throttled=0.02, dropped=0.03, broken=0.03, replayed=0.05, lost_state=0.02, away=0.03
    )
    mailbox = bench.open()
    cursor: str | None = None
    listed: dict[str, None] = {}
    got: dict[str, str] = {}
    filed: set[str] = set()
    for _ in range(60):
        try:
            for page in mailbox.list(cursor):
                listed |= dict.fromkeys(uid for uid in ids([page]))
                cursor = page.cursor
            for message in mailbox.fetch([uid for uid in listed if uid not in got]):
                if message.raw is not None:
                    got[message.uid] = subject(message.raw)
            for uid in [uid for uid in got if uid not in filed]:
                mailbox.file(uid, "Filed")
                filed.add(uid)
            if len(filed) == len(names):
                break
        except MailboxError as error:
            assert not error.lasting, error
    assert sorted(got.values()) == sorted(names)
    assert sorted(subject(raw) for raw in bench.in_folder("Filed")) == sorted(names)
    assert len(set(bench.server.faults.happened)) >= 5


def test_a_bot_that_stops_again_and_again_would_lose_mail_or_take_it_twice(
    bench: GraphBench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.in_pages_of(3, monkeypatch)
    monkeypatch.setattr(web, "_SHORTEST", 0.05)
    names = bench.numbered(9)
    bench.server.faults.at_random(dropped=0.02, broken=0.02, replayed=0.05, lost_state=0.02)
    clock = Clock()
    store = open_store(tmp_path, clock)
    stops = 0
    for number in range(1, 200):
        store.left, store.after, store.stopped = 2 + number % 4, number % 2 == 0, False
        try:
            work_off(watcher(bench.open(), store))
            settle(store)
            work_off(watcher(bench.open(), store))
        except Stopped:
            stops += 1
            store.stopped = False
            clock.forward(seconds=60)
        except MailboxError as error:
            assert not error.lasting, error
        if len(bench.in_folder("Filed")) == len(names):
            break
        clock.forward(minutes=20)
    store.left = -1
    assert stops > 3
    assert sorted(kept(store)) == sorted(names)
    assert sorted(subject(raw) for raw in bench.in_folder("Filed")) == sorted(names)
    store.database.close()
