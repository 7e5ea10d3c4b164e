"""The nightly comparison: what a listing missed is found, fetched and told; what is in order is told to nobody."""

import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from mail.mailboxes.port import Mailbox, MailboxError
from mail.reconciling import compare
from store.placements import Progress
from store.tables import Comparison, Delivery
from tests.mail.letters import letter, wire
from tests.mail.mailbox_benches import Bench, EmlBench, ImapBench
from tests.mail.watchers import Clock, StoppingStore, open_store, settle, subjects, watcher, work_off


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[StoppingStore]:
    opened = open_store(tmp_path, clock)
    yield opened
    opened.database.close()


@pytest.fixture(params=["eml", "imap"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Bench:
    return EmlBench(tmp_path) if request.param == "eml" else ImapBench(request.getfixturevalue("dovecot"))


def told(store: StoppingStore) -> list[str]:
    with store.reading() as work:
        return [f"{d.recipient} {d.key.rpartition(':')[2]}" for d in work.session.scalars(select(Delivery))]


def found(comparison: Comparison) -> tuple[int, int, int, int, int]:
    c = comparison
    return c.standing, len(c.missing), c.vanished, c.late, c.without_bytes


def skip(store: StoppingStore, mailbox: Mailbox) -> None:
    """A listing believes to have come to the end and has brought nothing."""
    cursor = [page.cursor for page in mailbox.list(None)][-1]
    with store.writing() as work:
        work.placements.reached("audits", Progress(cursor))
        work.commit()


def test_a_mail_that_no_listing_brought_would_stand_there_for_ever(
    bench: Bench, store: StoppingStore
) -> None:
    bench.deliver(wire(letter("one")))
    mailbox = bench.open()
    skip(store, mailbox)
    bench.deliver(wire(letter("two")))
    watching = watcher(mailbox, store)
    work_off(watching)
    assert subjects(store) == ["two"]
    comparison = compare(bench.open, store, grace_seconds=0)
    assert found(comparison) == (2, 1, 0, 0, 0)
    assert told(store) == [f"qa-team comparison-{comparison.id}"]
    work_off(watching)
    assert subjects(store) == ["two", "one"]
    assert found(compare(bench.open, store, grace_seconds=0)) == (2, 0, 0, 0, 0)
    assert len(told(store)) == 1


def test_a_mailbox_in_good_order_would_be_reported(bench: Bench, store: StoppingStore) -> None:
    for subject in ("one", "two"):
        bench.deliver(wire(letter(subject)))
    mailbox = bench.open()
    for _ in range(2):
        work_off(watcher(mailbox, store))
        settle(store)
        comparison = compare(bench.open, store, grace_seconds=0)
        assert found(comparison)[1:] == (0, 0, 0, 0)
    assert list(mailbox.everything()) == []
    assert told(store) == []


def test_the_past_would_be_reported_every_night(bench: Bench, store: StoppingStore) -> None:
    bench.deliver(wire(letter("old")))
    work_off(watcher(bench.open(), store, past_before=lambda at: at + dt.timedelta(minutes=5)))
    assert found(compare(bench.open, store, grace_seconds=0)) == (1, 0, 0, 0, 0)
    assert subjects(store) == []


@pytest.mark.parametrize("progress", [Progress(), Progress("cursor", anew=True)])
def test_a_mailbox_that_is_being_listed_for_the_first_time_would_be_reported(
    bench: Bench, store: StoppingStore, progress: Progress
) -> None:
    bench.deliver(wire(letter("one")))
    with store.writing() as work:
        work.placements.reached("audits", progress)
        work.commit()
    assert found(compare(bench.open, store, grace_seconds=0)) == (1, 0, 0, 0, 0)


def test_mail_that_comes_at_that_very_moment_would_be_reported(bench: Bench, store: StoppingStore) -> None:
    watching = watcher(bench.open(), store)
    work_off(watching)
    bench.deliver(wire(letter("just now")))
    listing = threading.Timer(0.3, work_off, (watching,))
    listing.start()
    comparison = compare(bench.open, store, grace_seconds=1.5)
    listing.join()
    assert found(comparison) == (1, 0, 0, 0, 0)
    assert subjects(store) == ["just now"]


def test_what_went_before_it_was_fetched_would_be_passed_over_or_told_every_night(
    bench: Bench, store: StoppingStore, clock: Clock
) -> None:
    for subject in ("one", "two"):
        bench.deliver(wire(letter(subject)))
    watching = watcher(bench.open(), store)
    watching.look()
    bench.remove_first()
    work_off(watching)
    assert found(compare(bench.open, store, grace_seconds=0)) == (1, 0, 1, 0, 0)
    clock.forward(seconds=1)
    assert found(compare(bench.open, store, grace_seconds=0)) == (1, 0, 0, 0, 0)


def test_what_comes_to_no_end_would_be_seen_by_nobody(
    bench: Bench, store: StoppingStore, clock: Clock
) -> None:
    bench.deliver(wire(letter("kept and not worked through")))
    watching = watcher(bench.open(), store)
    work_off(watching)
    bench.deliver(wire(letter("listed and not fetched")))
    watching.look()
    assert found(compare(bench.open, store, grace_seconds=0)) == (2, 0, 0, 0, 0)
    clock.forward(hours=1, seconds=1)
    assert found(compare(bench.open, store, grace_seconds=0)) == (2, 0, 0, 2, 0)
    assert len(told(store)) == 1


def test_a_mail_whose_bytes_are_not_there_any_more_would_be_believed_to_be_kept(
    bench: Bench, store: StoppingStore
) -> None:
    bench.deliver(wire(letter("one")))
    work_off(watcher(bench.open(), store))
    with store.database.engine.connect() as connection:
        connection.execute(text("UPDATE blobs SET content = x''"))
        connection.commit()
    assert found(compare(bench.open, store, grace_seconds=0)) == (1, 0, 0, 0, 1)


def test_a_mailbox_that_cannot_be_reached_would_be_found_empty(tmp_path: Path, store: StoppingStore) -> None:
    bench = EmlBench(tmp_path)
    with pytest.raises(MailboxError, match="elsewhere"):
        compare(lambda: bench.open(path=tmp_path / "elsewhere"), store)
    with store.reading() as work:
        assert work.session.scalars(select(Comparison)).all() == []
