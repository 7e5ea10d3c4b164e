"""Watching over a real server: nothing is lost wherever it stops, new mail goes first, the past is left alone."""

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from mail.mailboxes.folder import FolderMailbox
from mail.mailboxes.imap import ImapMailbox
from mail.mailboxes.port import Fetched
from mail.reconciling import compare
from mail.watching import Folders, no_past
from store.placements import RETRY_SECONDS
from store.tables import Comparison, Delivery, LogEntry, Message
from tests.mail.letters import letter, wire
from tests.mail.mailbox_benches import ImapBench
from tests.mail.watchers import (
    LEASE,
    Clock,
    Stopped,
    StoppingStore,
    lay_in,
    open_store,
    placements,
    settle,
    subjects,
    watcher,
    work_off,
)
from tests.servers.dovecot import Dovecot

NAMES = ["one", "two", "three", "four"]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[StoppingStore]:
    opened = open_store(tmp_path, clock)
    yield opened
    opened.database.close()


@pytest.fixture
def bench(dovecot: Dovecot) -> ImapBench:
    return ImapBench(dovecot)


def in_folder(bench: ImapBench, folder: str) -> list[str]:
    raws = bench.in_folder(folder)
    return sorted(raw.partition(b"Subject: ")[2].partition(b"\n")[0].decode() for raw in raws)


def recent(at: dt.datetime) -> dt.datetime:
    return at - dt.timedelta(days=31)


@pytest.mark.parametrize("after", [False, True])
def test_a_stop_between_any_two_steps_would_lose_a_mail_or_take_it_twice(
    bench: ImapBench, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    bench.in_pages_of(2, monkeypatch)
    monkeypatch.setattr("mail.watching._FETCHED_AT_ONCE", 2)
    monkeypatch.setattr("mail.watching._MOVED_AT_ONCE", 2)
    stops = 0
    for number in range(1, 100):
        bench = ImapBench(bench.server)
        lay_in(bench, *NAMES)
        (tmp_path / str(number)).mkdir()
        store = open_store(tmp_path / str(number), clock)
        store.left, store.after = number, after
        try:
            work_off(watcher(bench.open(), store))
            settle(store)
            work_off(watcher(bench.open(), store))
        except Stopped:
            stops += 1
        stopped, store.stopped, store.left = store.stopped, False, -1
        clock.forward(seconds=LEASE.seconds)
        work_off(watcher(bench.open(), store))
        settle(store)
        work_off(watcher(bench.open(), store))
        assert sorted(subjects(store)) == sorted(NAMES)
        assert in_folder(bench, "Filed") == sorted(NAMES)
        assert in_folder(bench, "INBOX") == []
        store.database.close()
        if not stopped:
            break
    assert stops > 8


def test_a_new_mail_would_wait_behind_a_backlog(bench: ImapBench, store: StoppingStore) -> None:
    lay_in(bench, *(f"old {number}" for number in range(300)))
    watching = watcher(bench.open(), store)
    watching.step()
    fetched = len(subjects(store))
    assert 0 < fetched < 100
    bench.deliver(wire(letter("new")))
    watching.step()
    assert subjects(store)[fetched] == "new"
    with store.writing() as work:
        (first,) = work.messages.claim(1, LEASE)
        assert b"Subject: new" in work.messages.raw(work.messages.get(first))
    work_off(watching)
    assert len(subjects(store)) == 301


def test_a_new_mail_would_wait_while_a_backlog_is_moved(bench: ImapBench, store: StoppingStore) -> None:
    lay_in(bench, *(f"old {number}" for number in range(60)))
    watching = watcher(bench.open(), store)
    work_off(watching)
    settle(store)
    watching.step()
    assert 0 < len(in_folder(bench, "Filed")) < 60
    bench.deliver(wire(letter("new")))
    watching.step()
    assert "new" in subjects(store)


def test_five_thousand_old_messages_would_be_escalated_or_take_the_first_morning(
    bench: ImapBench, store: StoppingStore
) -> None:
    lay_in(bench, *["old"] * 5_000, days_old=40)
    lay_in(bench, "last week", days_old=7)
    watching = watcher(bench.open(timeout=60), store, past_before=recent)
    began = time.monotonic()
    work_off(watching)
    assert time.monotonic() - began < 30
    assert subjects(store) == ["last week"]
    with store.reading() as work:
        (said,) = work.session.scalars(select(LogEntry).where(LogEntry.what == "mailbox-past-left"))
    assert (said.record, said.detail) == ("mailbox audits", {"messages": 5_000})


def test_the_past_would_be_escalated_when_a_backup_is_restored(
    bench: ImapBench, store: StoppingStore
) -> None:
    lay_in(bench, "old", days_old=40)
    lay_in(bench, "last week", days_old=7)
    work_off(watcher(bench.open(), store, past_before=recent))
    bench.renew()
    lay_in(bench, "new", dated=store.clock())
    for _ in range(2):
        work_off(watcher(bench.open(), store, past_before=recent))
        assert subjects(store) == ["last week", "new"]


@pytest.mark.parametrize("border", [recent, no_past])
def test_the_past_would_be_answered_when_a_restored_backup_has_all_of_it_come_today(
    bench: ImapBench, store: StoppingStore, border: Callable[[dt.datetime], dt.datetime | None]
) -> None:
    lay_in(bench, "read before")
    work_off(watcher(bench.open(), store, past_before=border))
    bench.renew()
    lay_in(bench, "of the past", dated=store.clock() - dt.timedelta(days=40))
    lay_in(bench, "without a date", dated=dt.datetime(1970, 1, 1, tzinfo=dt.UTC))
    lay_in(bench, "meanwhile", dated=store.clock() - dt.timedelta(days=20))
    for _ in range(2):
        work_off(watcher(bench.open(), store, past_before=border))
        assert subjects(store) == ["read before", "without a date", "meanwhile"]
    with store.reading() as work:
        (at_once,) = work.session.scalars(select(Comparison))
        assert (at_once.from_before, at_once.standing) == (1, len(in_folder(bench, "INBOX")))
        told = select(Delivery.kind).where(Delivery.period == f"comparison-{at_once.id}")
        assert set(work.session.scalars(told)) == {"difference"}
    assert compare(bench.open, store, grace_seconds=0).from_before == 0
    assert "of the past" in in_folder(bench, "INBOX")
    lay_in(bench, "found in a drawer", dated=store.clock() - dt.timedelta(days=400))
    work_off(watcher(bench.open(), store, past_before=border))
    assert subjects(store)[-1] == "found in a drawer"


def test_old_mail_in_a_first_listing_that_stopped_half_way_would_be_left_alone_by_its_date(
    bench: ImapBench, store: StoppingStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.in_pages_of(2, monkeypatch)
    lay_in(bench, *NAMES, dated=store.clock() - dt.timedelta(days=40))
    store.left, store.after = 1, True
    with pytest.raises(Stopped):
        watcher(bench.open(), store, past_before=recent).step()
    store.stopped = False
    bench.renew()
    work_off(watcher(bench.open(), store, past_before=recent))
    assert sorted(subjects(store)) == sorted(NAMES)


def test_an_old_mail_that_a_person_moves_in_would_be_left_alone_as_the_past(
    bench: ImapBench, store: StoppingStore
) -> None:
    work_off(watcher(bench.open(), store, past_before=recent))
    lay_in(bench, "found in a drawer", days_old=400)
    work_off(watcher(bench.open(), store, past_before=recent))
    assert subjects(store) == ["found in a drawer"]


def test_a_first_listing_that_stops_half_way_would_take_the_rest_of_the_past_for_new(
    bench: ImapBench, store: StoppingStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.in_pages_of(2, monkeypatch)
    lay_in(bench, *NAMES, days_old=40)
    store.left, store.after = 1, True
    with pytest.raises(Stopped):
        watcher(bench.open(), store, past_before=recent).step()
    store.stopped = False
    assert len(placements(store)) == 2
    work_off(watcher(bench.open(), store, past_before=recent))
    assert (len(placements(store)), subjects(store)) == (4, [])
    lay_in(bench, "moved in", days_old=40)
    work_off(watcher(bench.open(), store, past_before=recent))
    assert subjects(store) == ["moved in"]


def test_mail_would_be_left_alone_where_all_is_to_be_read(bench: ImapBench, store: StoppingStore) -> None:
    lay_in(bench, "old", days_old=4000)
    work_off(watcher(bench.open(), store))
    assert subjects(store) == ["old"]


class Counting(ImapMailbox):
    """Which messages this one gave."""

    given: tuple[str, ...] = ()

    def fetch(self, uids: Sequence[str]) -> Iterator[Fetched]:
        for fetched in super().fetch(uids):
            self.given += (fetched.uid,)
            yield fetched


def test_two_bots_on_one_mailbox_would_both_fetch_everything(bench: ImapBench, store: StoppingStore) -> None:
    names = [f"number {number:03}" for number in range(200)]
    lay_in(bench, *names)
    boxes = [Counting(**bench.settings()) for _ in range(2)]
    stop = threading.Event()
    threads = [
        threading.Thread(target=watcher(box, store, poll_seconds=0.2).run, args=(stop,)) for box in boxes
    ]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 60
    while len(subjects(store)) < 200 and time.monotonic() < until:
        time.sleep(0.05)
    stop.set()
    for thread in threads:
        thread.join(20)
    assert sorted(subjects(store)) == names
    given = [uid for box in boxes for uid in box.given]
    assert len(given) == len(set(given)) == 200


def test_a_message_that_cannot_be_had_would_stop_the_others_or_be_forgotten(
    bench: ImapBench, store: StoppingStore, clock: Clock
) -> None:
    lay_in(bench, "one", "poison", "three")
    with bench.failing_at("poison") as mailbox:
        watching = watcher(mailbox, store)
        for pause in RETRY_SECONDS:
            work_off(watching)
            assert sorted(subjects(store)) == ["one", "three"]
            clock.forward(seconds=pause)
        work_off(watching)
    with store.reading() as work:
        (stub,) = work.session.scalars(select(Message).where(Message.problem != ""))
        assert b"could not be fetched)" in work.messages.raw(stub)
        assert "however often it was asked. It lies in the mailbox." in stub.problem
        assert "broke off at this message" in stub.problem
    settle(store, "review")
    work_off(watcher(bench.open(), store))
    assert in_folder(bench, "INBOX") == ["poison"]


def test_a_message_that_can_be_had_at_the_second_try_would_be_somebodys_work(
    bench: ImapBench, store: StoppingStore, clock: Clock
) -> None:
    lay_in(bench, *NAMES)
    with bench.failing_at("two") as mailbox:
        work_off(watcher(mailbox, store))
    clock.forward(seconds=RETRY_SECONDS[0])
    work_off(watcher(bench.open(), store))
    assert sorted(subjects(store)) == sorted(NAMES)
    with store.reading() as work:
        assert all(message.problem == "" for message in work.session.scalars(select(Message)))


def test_a_message_that_somebody_deletes_first_would_be_looked_for_for_ever(
    bench: ImapBench, store: StoppingStore
) -> None:
    lay_in(bench, "one", "two")
    watching = watcher(bench.open(), store)
    watching.look()
    bench.remove_first()
    work_off(watching)
    assert subjects(store) == ["two"]
    assert [placement.gone is None for placement in placements(store)] == [False, True]


def test_a_mail_that_a_person_moves_away_first_would_go_without_a_word_or_not_be_read_when_it_is_moved_back(
    bench: ImapBench, store: StoppingStore
) -> None:
    lay_in(bench, "one")
    watching = watcher(bench.open(), store)
    watching.look()
    with bench.person() as box:
        box.folder.create("Elsewhere")
        box.move(box.uids(), "Elsewhere")
    work_off(watching)
    assert subjects(store) == []
    with store.reading() as work:
        (said,) = work.session.scalars(select(LogEntry).where(LogEntry.what == "mail-gone"))
    assert "Moved or deleted by a person before it was fetched" in said.detail["reason"]
    assert compare(bench.open, store, grace_seconds=0).vanished == 1
    with bench.person() as box:
        box.folder.set("Elsewhere")
        box.move(box.uids(), "INBOX")
    work_off(watching)
    assert subjects(store) == ["one"]


def test_a_mail_settled_after_review_would_stay_in_the_folder_for_review(
    bench: ImapBench, store: StoppingStore
) -> None:
    lay_in(bench, "one")
    for state, folder in (("received", "INBOX"), ("review", "Review"), ("filed", "Filed")):
        with store.writing() as work:
            for message in work.session.scalars(select(Message)):
                work.messages.end(message, state, "")
            work.commit()
        work_off(watcher(bench.open(), store))
        assert in_folder(bench, folder) == ["one"]


def test_mail_would_be_moved_where_it_is_to_be_left_alone(bench: ImapBench, store: StoppingStore) -> None:
    lay_in(bench, "one")
    folders = Folders(filed=None)
    for _ in range(2):
        work_off(watcher(bench.open(), store, folders=folders))
        settle(store)
    work_off(watcher(bench.open(), store, folders=folders))
    assert in_folder(bench, "INBOX") == ["one"]
    assert [placement.moved_as for placement in placements(store)] == ["filed"]


def test_a_mail_fetched_would_wait_for_the_next_poll_to_be_worked_through(
    bench: ImapBench, store: StoppingStore
) -> None:
    came, stop = threading.Event(), threading.Event()
    thread = threading.Thread(
        target=watcher(bench.open(), store, came.set, poll_seconds=30).run, args=(stop,)
    )
    thread.start()
    time.sleep(0.5)
    bench.deliver(wire(letter("one")))
    assert came.wait(2)
    stop.set()
    thread.join(5)
    assert not thread.is_alive()


def test_a_folder_that_was_away_would_lose_what_stands_in_it(tmp_path: Path, store: StoppingStore) -> None:
    """Its files are gone for as long as it is not there: nothing must be believed to be deleted for ever."""
    inbox, away = tmp_path / "inbox", tmp_path / "away"
    inbox.mkdir()
    (inbox / "a.eml").write_bytes(wire(letter("one")))
    time.sleep(0.03)
    mailbox = FolderMailbox(name="audits", path=inbox, settle_seconds=0.02)
    watching = watcher(mailbox, store)
    watching.look()
    inbox.rename(away)
    inbox.mkdir()
    work_off(watching)
    assert subjects(store) == []
    inbox.rmdir()
    away.rename(inbox)
    time.sleep(0.03)
    work_off(watching)
    assert subjects(store) == ["one"]
