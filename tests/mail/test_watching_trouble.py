"""Trouble while watching: it waits, says so once, loses nothing and recovers by itself."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, select
from structlog.testing import capture_logs

from mail.mailboxes.folder import FolderMailbox
from mail.mailboxes.port import Fetched, Mailbox, MailboxError, Page
from mail.troubles import DATABASE, Difficulties
from store.tables import Trouble
from store.unit_of_work import Store
from tests.mail.letters import letter, wire
from tests.mail.mailbox_benches import ImapBench
from tests.mail.watchers import (
    Clock,
    StoppingStore,
    lay_in,
    open_store,
    settle,
    subjects,
    watcher,
    work_off,
)
from tests.servers.dovecot import Dovecot, running

AUDITS = "mailbox audits"
PLENTY = 1_073_741_823


class Limited(StoppingStore):
    """A store whose database may have so many pages."""

    pages = PLENTY


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Limited]:
    monkeypatch.setattr("store.database.BUSY_SECONDS", 0.3)
    opened = open_store(tmp_path, Clock())
    limited = Limited(opened.database, opened.clock)

    @event.listens_for(opened.database.engine, "begin")
    def limit(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.exec_driver_sql(f"PRAGMA max_page_count={limited.pages}")

    yield limited
    opened.database.close()


@pytest.fixture
def bench(dovecot: Dovecot) -> ImapBench:
    return ImapBench(dovecot)


def wait_for(true: Callable[[], object], seconds: float = 30) -> bool:
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def troubles(store: Store) -> list[Trouble]:
    with store.reading() as work:
        return list(work.session.scalars(select(Trouble).order_by(Trouble.id)))


@contextmanager
def watched(mailbox: Mailbox, store: Store, difficulties: Difficulties) -> Iterator[None]:
    stop = threading.Event()
    watching = watcher(mailbox, store, difficulties=difficulties, poll_seconds=0.2)
    thread = threading.Thread(target=watching.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(20)
    assert not thread.is_alive()


def said(logs: Sequence[Any], what: str) -> list[str]:
    return [line["event"] for line in logs if line.get("what") == what]


# The mailbox


def test_a_mailbox_that_is_away_for_a_while_would_be_given_up_or_nobody_would_know(store: Store) -> None:
    difficulties = Difficulties(store)
    with running() as server, capture_logs() as logs:
        bench = ImapBench(server)
        bench.deliver(wire(letter("before")))
        with watched(bench.open(), store, difficulties):
            assert wait_for(lambda: subjects(store) == ["before"])
            server.stop()
            assert wait_for(lambda: difficulties.of(AUDITS))
            time.sleep(2.5)
            (trouble,) = troubles(store)
            assert "cannot be reached" in trouble.message
            assert (trouble.lasting, trouble.ended) == (False, None)
            server.start()
            bench.deliver(wire(letter("after")))
            assert wait_for(lambda: subjects(store) == ["before", "after"])
            assert wait_for(lambda: not difficulties.of(AUDITS))
        (trouble,) = troubles(store)
        assert trouble.ended is not None
    assert said(logs, AUDITS) == ["trouble", "trouble-over"]


def test_a_wrong_password_would_be_taken_for_something_that_passes(bench: ImapBench, store: Store) -> None:
    difficulties = Difficulties(store)
    with watched(bench.open(password="wrong"), store, difficulties):
        assert wait_for(lambda: troubles(store))
    (trouble,) = troubles(store)
    assert trouble.lasting
    assert "Check username and password" in trouble.message


def test_a_trouble_that_a_killed_bot_left_open_would_last_for_ever(bench: ImapBench, store: Store) -> None:
    with store.writing() as work:
        work.troubles.begin(AUDITS, "It was away when the bot was killed.")
        work.commit()
    with watched(bench.open(), store, Difficulties(store)):
        assert wait_for(lambda: troubles(store)[0].ended)


class Throttled(FolderMailbox):
    """A mailbox whose server asks once to be left alone."""

    listings = 0
    at: float = 0.0

    def list(self, cursor: str | None) -> Iterator[Page]:
        self.listings += 1
        if self.listings == 1:
            self.at = time.monotonic()
            raise MailboxError("The server is busy.", seconds=1.5)
        self.at = time.monotonic() - self.at if self.listings == 2 else self.at
        yield from super().list(cursor)


def test_a_server_that_asks_to_be_left_alone_would_be_asked_again_at_once(
    tmp_path: Path, store: Store
) -> None:
    mailbox = Throttled(name="audits", path=tmp_path)
    with watched(mailbox, store, Difficulties(store)):
        assert wait_for(lambda: mailbox.listings > 1)
    assert 1.4 < mailbox.at < 3


class Broken(FolderMailbox):
    """A mailbox whose adapter has a mistake in it."""

    broken = True

    def fetch(self, uids: Sequence[str]) -> Iterator[Fetched]:
        if self.broken and uids:
            raise ZeroDivisionError
        return super().fetch(uids)


def test_a_mistake_of_ours_would_end_the_watching(tmp_path: Path, store: Store) -> None:
    mailbox, difficulties = Broken(name="audits", path=tmp_path, settle_seconds=0.0), Difficulties(store)
    (tmp_path / "a.eml").write_bytes(wire(letter("one")))
    with watched(mailbox, store, difficulties):
        assert wait_for(lambda: "Unexpected ZeroDivisionError" in difficulties.of(AUDITS))
        mailbox.broken = False
        assert wait_for(lambda: subjects(store) == ["one"])
        assert wait_for(lambda: troubles(store)[0].ended)


def test_a_mail_that_cannot_be_moved_would_stop_the_others_and_new_mail(
    bench: ImapBench, store: Store
) -> None:
    from mail.watching import Folders

    lay_in(bench, "one", "two")
    watching = watcher(bench.open(), store, folders=Folders(review="../outside"))
    work_off(watching)
    with store.writing() as work:
        work.messages.end(work.messages.get(1), "review", "")
        work.messages.end(work.messages.get(2), "filed", "")
        work.commit()
    with pytest.raises(MailboxError, match="may make folders"):
        work_off(watching)
    bench.deliver(wire(letter("three")))
    work_off(watching)
    assert sorted(subjects(store)) == ["one", "three", "two"]
    assert len(bench.in_folder("Filed")) == 1


# The database


@contextmanager
def full(store: Limited) -> Iterator[None]:
    """The database can grow no further, as on a disk that is full."""
    store.pages = 1
    yield
    store.pages = PLENTY


@contextmanager
def locked(store: Store) -> Iterator[None]:
    """Another program holds the database."""
    with store.database.engine.begin():
        yield


@pytest.mark.parametrize(("trouble", "words"), [(full, "full"), (locked, "locked")])
def test_a_database_that_takes_nothing_would_lose_mail_or_fill_the_log(
    bench: ImapBench, store: Limited, trouble: Callable[[Store], Any], words: str
) -> None:
    difficulties = Difficulties(store)
    big = "made-up words " * 4_000
    with capture_logs() as logs, watched(bench.open(), store, difficulties):
        assert wait_for(lambda: not difficulties.of(AUDITS))
        with trouble(store):
            for name in ("one", "two"):
                bench.deliver(wire(letter(name, big)))
            assert wait_for(lambda: words in difficulties.of(DATABASE))
            time.sleep(3)
            assert subjects(store) == []
        assert wait_for(lambda: len(subjects(store)) == 2)
        assert wait_for(lambda: not difficulties.of(DATABASE))
    assert [(row.what, row.ended is not None) for row in troubles(store)] == [(DATABASE, True)]
    (row,) = troubles(store)
    assert words in row.message
    assert big[:20] not in row.message
    assert said(logs, DATABASE) == ["trouble", "trouble-over"]


def test_mail_done_with_while_the_database_was_full_would_be_forgotten(
    bench: ImapBench, store: Store
) -> None:
    lay_in(bench, "one")
    watching = watcher(bench.open(), store)
    work_off(watching)
    settle(store)
    with locked(store), pytest.raises(Exception, match="locked"):
        watching.tidy()
    work_off(watching)
    assert len(bench.in_folder("Filed")) == 1


# Saying it


def test_a_trouble_of_two_would_be_over_when_one_of_them_is_well(store: Store) -> None:
    difficulties = Difficulties(store)
    with capture_logs() as logs:
        for who in ("mailbox audits", "intake", "intake"):
            difficulties.meet(DATABASE, "It is full.", who=who)
        difficulties.over(DATABASE, who="intake")
        assert difficulties.of(DATABASE)
        difficulties.over(DATABASE, who="mailbox audits")
    assert not difficulties.of(DATABASE)
    assert said(logs, DATABASE) == ["trouble", "trouble-over"]
    assert [row.ended is not None for row in troubles(store)] == [True]


def test_a_trouble_that_begins_again_would_not_be_said_again(store: Store) -> None:
    difficulties = Difficulties(store)
    with capture_logs() as logs:
        for _ in range(2):
            difficulties.meet("virus scanner", "It does not answer.")
            difficulties.over("virus scanner")
    assert said(logs, "virus scanner") == ["trouble", "trouble-over"] * 2
    assert len(troubles(store)) == 2


def test_what_is_said_last_of_a_trouble_would_be_nowhere(store: Store) -> None:
    difficulties = Difficulties(store)
    difficulties.meet(AUDITS, "It cannot be reached.")
    difficulties.meet(AUDITS, "It refused audits.", lasting=True)
    (row,) = troubles(store)
    assert (row.message, row.lasting, difficulties.of(AUDITS)) == ("It refused audits.", True, row.message)
