"""What every mailbox must keep, whatever is behind it."""

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mail.mailboxes.port import Fetched, Mailbox, MailboxError, Page
from tests.mail.ews_bench import EwsBench
from tests.mail.graph_bench import ADDRESS, GraphBench
from tests.mail.letters import letter, wire
from tests.mail.mailbox_benches import Bench, EmlBench, ImapBench, MaildirBench
from tests.servers.exchange.ews import EwsServer
from tests.servers.exchange.graph import GraphServer
from tests.servers.exchange.model import Exchange

NONSENSE = ["", "nonsense", "1:x", "1:2:x:4", "☃:1:2:3", "\0:1"]


@pytest.fixture(params=["eml", "maildir", "imap", "graph", "ews"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    if request.param == "imap":
        yield ImapBench(request.getfixturevalue("dovecot"))
        return
    if request.param == "graph":
        with GraphServer(Exchange(ADDRESS)) as server:
            yield GraphBench(server)
        return
    if request.param == "ews":
        with EwsServer(Exchange(ADDRESS)) as server:
            yield EwsBench(server)
        return
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield EmlBench(Path(folder)) if request.param == "eml" else MaildirBench(Path(folder))


def deliver(bench: Bench, *subjects: str) -> None:
    for subject in subjects:
        bench.deliver(wire(letter(subject)))


def subject(raw: bytes | None) -> str:
    return next(line[9:] for line in (raw or b"").decode().splitlines() if line.startswith("Subject: "))


def ids(pages: Iterator[Page] | list[Page]) -> list[str]:
    return [message.uid for page in pages for message in page.messages]


def fetched(mailbox: Mailbox, cursor: str | None) -> list[Fetched]:
    return list(mailbox.fetch(ids(mailbox.list(cursor))))


def subjects(mailbox: Mailbox, cursor: str | None) -> list[str]:
    return [subject(message.raw) for message in fetched(mailbox, cursor)]


def last_cursor(mailbox: Mailbox, cursor: str | None) -> str:
    return [page.cursor for page in mailbox.list(cursor)][-1]


# Listing


def test_messages_would_be_listed_in_another_order_than_they_came(bench: Bench) -> None:
    deliver(bench, "one", "two", "three")
    assert subjects(bench.open(), None) == ["one", "two", "three"]


def test_old_mail_would_be_taken_for_new(bench: Bench) -> None:
    deliver(bench, "one")
    mailbox = bench.open()
    (listed,) = [message for page in mailbox.list(None) for message in page.messages]
    for received in (listed.received, next(mailbox.everything()).received):
        assert received is not None
        assert abs(received.timestamp() - time.time()) < 120


def test_messages_would_be_lost_or_come_twice_after_a_stop_between_any_two_pages(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.in_pages_of(2, monkeypatch)
    deliver(bench, "one", "two", "three", "four", "five")
    everything = ids(bench.open().list(None))
    assert len(set(everything)) == 5
    for stop_after in range(1, 4):
        mailbox = bench.open()
        listing = mailbox.list(None)
        before = [next(listing) for _ in range(stop_after)]
        assert max(len(page.messages) for page in before) <= 2
        assert ids(before) + ids(mailbox.list(before[-1].cursor)) == everything
        assert set(ids(before) + ids(bench.open().list(before[-1].cursor))) == set(everything)


def test_the_same_messages_would_come_again_at_each_listing(bench: Bench) -> None:
    deliver(bench, "one")
    mailbox = bench.open()
    cursor = last_cursor(mailbox, None)
    assert ids(mailbox.list(cursor)) == []
    deliver(bench, "two")
    assert subjects(mailbox, cursor) == ["two"]


def test_one_of_two_equal_messages_would_be_lost(bench: Bench) -> None:
    raw = wire(letter("the same"))
    bench.deliver(raw)
    bench.deliver(raw)
    assert len(set(ids(bench.open().list(None)))) == 2


def test_an_empty_mailbox_would_be_an_error_or_be_begun_anew_for_ever(bench: Bench) -> None:
    mailbox = bench.open()
    cursor = last_cursor(mailbox, None)
    assert ids(mailbox.list(None)) == ids(mailbox.list(cursor)) == []
    assert list(mailbox.everything()) == []
    assert "0 messages" in mailbox.check()
    deliver(bench, "one")
    assert [page.anew for page in mailbox.list(cursor)] == [False]


def test_an_old_message_that_somebody_moves_in_would_be_taken_for_the_past(bench: Bench) -> None:
    deliver(bench, "one")
    mailbox = bench.open()
    assert all(page.anew for page in mailbox.list(None))
    cursor = last_cursor(mailbox, None)
    deliver(bench, "two")
    assert [page.anew for page in mailbox.list(cursor)] == [False]


@pytest.mark.parametrize("cursor", NONSENSE)
def test_a_damaged_cursor_would_lose_mail(bench: Bench, cursor: str) -> None:
    deliver(bench, "one")
    pages = list(bench.open().list(cursor))
    assert len(ids(pages)) == 1
    assert all(page.anew for page in pages)


def test_mail_in_a_restored_mailbox_would_be_skipped(bench: Bench) -> None:
    deliver(bench, "one", "two")
    mailbox = bench.open()
    cursor = last_cursor(mailbox, None)
    bench.renew()
    deliver(bench, "three")
    mailbox.close()
    assert subjects(mailbox, cursor) == ["one", "two", "three"]
    assert ids(mailbox.list(last_cursor(mailbox, cursor))) == []


def test_what_a_listing_missed_would_never_be_found(bench: Bench) -> None:
    deliver(bench, "one", "two")
    mailbox = bench.open()
    listed = ids(mailbox.list(None))
    cursor = last_cursor(mailbox, None)
    assert [message.uid for message in mailbox.everything()] == listed
    bench.remove_first()
    deliver(bench, "three")
    (new,) = ids(mailbox.list(cursor))
    assert [message.uid for message in mailbox.everything()] == [listed[1], new]


# Fetching


def test_a_message_would_not_be_the_one_that_was_sent(bench: Bench) -> None:
    sent = wire(letter("Größe", "Zwölf"))
    bench.deliver(sent)
    (message,) = fetched(bench.open(), None)
    assert (message.raw or b"").replace(b"\r\n", b"\n").endswith(sent.replace(b"\r\n", b"\n"))
    assert message.problem == ""


def test_messages_fetched_together_would_be_mixed_up(bench: Bench) -> None:
    names = [f"number {number}" for number in range(12)]
    for number, name in enumerate(names):
        bench.deliver(wire(letter(name, f"{name} " + "and words\n" * (3**number))))
    mailbox = bench.open()
    uids = ids(mailbox.list(None))
    for order in (uids, uids[::-1], uids[::3]):
        found = list(mailbox.fetch(order))
        assert [message.uid for message in found] == order
        assert [subject(message.raw) for message in found] == [names[uids.index(uid)] for uid in order]
        counts = [(message.raw or b"").count(b"and words") for message in found]
        assert counts == [3 ** uids.index(uid) for uid in order]


def test_a_message_that_is_gone_would_stop_the_others_or_be_taken_for_another(bench: Bench) -> None:
    deliver(bench, "one", "two", "three")
    mailbox = bench.open()
    uids = ids(mailbox.list(None))
    bench.remove_first()
    asked = [uids[1], *NONSENSE, uids[0], uids[2]]
    found = list(mailbox.fetch(asked))
    assert [message.uid for message in found] == asked
    assert [message.raw is None for message in found] == [False, *[True] * (len(NONSENSE) + 1), False]
    assert [message.problem for message in found] == [""] * len(asked)
    assert list(mailbox.fetch([])) == []


def test_a_message_that_cannot_be_had_would_stop_the_others(bench: Bench) -> None:
    deliver(bench, "one", "poison", "three", "four")
    with bench.failing_at("poison") as mailbox:
        found = fetched(mailbox, None)
        assert [message.raw is None for message in found] == [False, True, False, False]
        assert [bool(message.problem) for message in found] == [False, True, False, False]


def test_a_restored_mailbox_would_give_another_message_for_an_old_id(bench: Bench) -> None:
    deliver(bench, "one")
    (uid,) = ids(bench.open().list(None))
    bench.renew()
    mailbox = bench.open()
    assert list(mailbox.fetch([uid])) == [Fetched(uid, None)]
    assert mailbox.file(uid, "Filed") is None
    assert bench.in_folder("Filed") == []


def test_a_message_too_large_to_fetch_would_vanish(bench: Bench) -> None:
    deliver(bench, "small")
    bench.deliver(wire(letter("large", "line of words\n" * 20_000)))
    deliver(bench, "small again")
    found = fetched(bench.open(max_bytes=100_000), None)
    assert [subject(message.raw) for message in found] == ["small", "large", "small again"]
    assert [bool(message.problem) for message in found] == [False, True, False]
    assert len(found[1].raw or b"") < 2_000
    assert "lies in the mailbox" in found[1].problem


# Moving


def test_a_message_would_not_be_in_the_folder_that_people_were_told(bench: Bench) -> None:
    deliver(bench, "one", "two")
    mailbox = bench.open()
    first, second = ids(mailbox.list(None))
    cursor = last_cursor(mailbox, None)
    mailbox.file(first, "Filed")
    assert [subject(raw) for raw in bench.in_folder("Filed")] == ["one"]
    assert ids(mailbox.list(cursor)) == []
    assert [message.uid for message in mailbox.everything()] == [second]


def test_a_move_done_twice_would_fail_or_make_two_of_one(bench: Bench) -> None:
    deliver(bench, "one")
    mailbox = bench.open()
    (uid,) = ids(mailbox.list(None))
    there = mailbox.file(uid, "Filed")
    assert there is not None
    for again in (mailbox, bench.open()):
        assert again.file(uid, "Filed") == (there if there == uid else None)
    assert len(bench.in_folder("Filed")) == 1


def test_what_a_person_settled_later_would_stay_in_review_for_ever(bench: Bench) -> None:
    deliver(bench, "one", "two")
    mailbox = bench.open()
    uids = ids(mailbox.list(None))
    there = [mailbox.file(uid, "Review") for uid in uids]
    assert len(bench.in_folder("Review")) == len(set(there)) == 2
    for moved in (mailbox, bench.open()):
        assert there[0] is not None
        moved.file(there[0], "Filed")
        assert [subject(raw) for raw in bench.in_folder("Filed")] == ["one"]
        assert [subject(raw) for raw in bench.in_folder("Review")] == ["two"]
    deliver(bench, "three")
    assert [subject(m.raw) for m in mailbox.fetch([u.uid for u in mailbox.everything()])] == ["three"]


def test_a_folder_that_people_removed_again_would_stop_the_moves(bench: Bench) -> None:
    deliver(bench, "one")
    mailbox = bench.open()
    (uid,) = ids(mailbox.list(None))
    assert mailbox.file(f"{uid}:Nowhere", "Filed") is None
    assert mailbox.file(uid, "Filed") is not None


def test_a_move_between_two_messages_would_disturb_the_fetch(bench: Bench) -> None:
    deliver(bench, "one", "two", "three")
    mailbox = bench.open()
    seen = []
    for message in mailbox.fetch(ids(mailbox.list(None))):
        seen.append(subject(message.raw))
        mailbox.file(message.uid, "Filed")
    assert seen == ["one", "two", "three"]
    assert [subject(raw) for raw in bench.in_folder("Filed")] == seen


# Waiting, looking, closing


def test_somebody_waiting_for_an_audit_would_wait_for_the_next_poll(bench: Bench) -> None:
    deliver(bench, "one")
    mailbox = bench.open()
    cursor = last_cursor(mailbox, None)
    timer = threading.Timer(0.6, deliver, (bench, "two"))
    timer.start()
    began = time.monotonic()
    mailbox.wait(30, threading.Event())
    took = time.monotonic() - began
    timer.join()
    assert 0.5 < took < 1.6
    assert subjects(mailbox, cursor) == ["two"]


def test_a_message_that_came_between_listing_and_waiting_would_be_seen_late(bench: Bench) -> None:
    mailbox = bench.open()
    assert ids(mailbox.list(None)) == []
    deliver(bench, "one")
    assert len(list(mailbox.everything())) == 1
    began = time.monotonic()
    mailbox.wait(30, threading.Event())
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("end", ["time", "stop"])
def test_a_wait_would_not_end(bench: Bench, end: str) -> None:
    mailbox = bench.open()
    list(mailbox.list(None))
    stop = threading.Event()
    if end == "stop":
        threading.Timer(0.5, stop.set).start()
    began = time.monotonic()
    mailbox.wait(0.5 if end == "time" else 30, stop)
    assert 0.3 < time.monotonic() - began < 1.5


def test_a_mailbox_could_not_be_used_after_it_was_closed(bench: Bench) -> None:
    deliver(bench, "one")
    mailbox = bench.open()
    mailbox.close()
    mailbox.close()
    assert subjects(mailbox, None) == ["one"]
    mailbox.close()
    assert "1 message" in mailbox.check()


@pytest.mark.parametrize("make", [EmlBench, MaildirBench])
def test_a_folder_that_is_gone_would_be_taken_for_an_empty_one(
    make: Callable[[Path], EmlBench], tmp_path: Path
) -> None:
    bench = make(tmp_path)
    mailbox = bench.open(path=tmp_path / "elsewhere")
    uses = (
        lambda: list(mailbox.list(None)),
        lambda: list(mailbox.everything()),
        lambda: list(mailbox.fetch(["1:1:a.eml"])),
        mailbox.check,
    )
    for use in uses:
        with pytest.raises(MailboxError, match="elsewhere"):
            use()
