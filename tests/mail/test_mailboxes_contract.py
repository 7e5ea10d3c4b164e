"""What every mailbox must keep, whatever is behind it."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mail.mailboxes.port import Arrived, Mailbox, MailboxError
from tests.mail.letters import letter, wire
from tests.mail.mailbox_benches import Bench, EmlBench, ImapBench, MaildirBench


@pytest.fixture(params=["eml", "maildir", "imap"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Bench:
    if request.param == "imap":
        return ImapBench(request.getfixturevalue("dovecot"))
    return EmlBench(tmp_path) if request.param == "eml" else MaildirBench(tmp_path)


def deliver(bench: Bench, *subjects: str) -> None:
    for subject in subjects:
        bench.deliver(wire(letter(subject)))


def subject(raw: bytes) -> str:
    return next(line[9:] for line in raw.decode().splitlines() if line.startswith("Subject: "))


def arrived(mailbox: Mailbox, cursor: str | None) -> list[Arrived]:
    return [step for step in mailbox.fetch(cursor) if isinstance(step, Arrived)]


def subjects(mailbox: Mailbox, cursor: str | None) -> list[str]:
    return [subject(message.raw) for message in arrived(mailbox, cursor)]


def last_cursor(mailbox: Mailbox, cursor: str | None) -> str:
    return [step.cursor for step in mailbox.fetch(cursor)][-1]


def test_messages_would_be_read_in_another_order_than_they_came(bench: Bench) -> None:
    deliver(bench, "one", "two", "three")
    assert subjects(bench.open(), None) == ["one", "two", "three"]


def test_a_message_would_not_be_the_one_that_was_sent(bench: Bench) -> None:
    sent = wire(letter("Größe", "Zwölf"))
    bench.deliver(sent)
    (message,) = arrived(bench.open(), None)
    assert message.raw.replace(b"\r\n", b"\n").endswith(sent.replace(b"\r\n", b"\n"))
    assert message.problem == ""
    assert message.received is not None
    assert abs(message.received.timestamp() - time.time()) < 120


def test_messages_would_be_lost_or_read_twice_after_a_stop_between_any_two(bench: Bench) -> None:
    everything = ["one", "two", "three", "four"]
    deliver(bench, *everything)
    for stop_after in range(len(everything) + 1):
        cursor: str | None = None
        before: list[str] = []
        fetching = bench.open().fetch(None)
        for message in fetching:
            if len(before) == stop_after:
                break
            if isinstance(message, Arrived):
                before.append(subject(message.raw))
                cursor = message.cursor
        assert before + subjects(bench.open(), cursor) == everything


def test_the_same_messages_would_come_again_at_each_fetch(bench: Bench) -> None:
    deliver(bench, "one")
    mailbox = bench.open()
    cursor = last_cursor(mailbox, None)
    assert list(mailbox.fetch(cursor)) == []
    deliver(bench, "two")
    assert subjects(mailbox, cursor) == ["two"]


def test_one_of_two_equal_messages_would_be_lost(bench: Bench) -> None:
    raw = wire(letter("the same"))
    bench.deliver(raw)
    bench.deliver(raw)
    found = arrived(bench.open(), None)
    assert len(found) == 2
    assert found[0].uid != found[1].uid


def test_the_past_of_a_mailbox_would_be_escalated_on_the_first_day(bench: Bench) -> None:
    deliver(bench, "old", "older")
    mailbox = bench.open()
    cursor = mailbox.baseline()
    assert list(mailbox.fetch(cursor)) == []
    deliver(bench, "new")
    assert subjects(mailbox, cursor) == ["new"]


def test_an_empty_mailbox_would_be_an_error(bench: Bench) -> None:
    mailbox = bench.open()
    assert arrived(mailbox, None) == []
    assert arrived(mailbox, mailbox.baseline()) == []
    assert "0 messages" in mailbox.check()


def test_a_message_would_not_be_in_the_folder_that_people_were_told(bench: Bench) -> None:
    deliver(bench, "one", "two")
    mailbox = bench.open()
    first, second = arrived(mailbox, None)
    mailbox.file(first.uid, "Filed")
    assert [subject(raw) for raw in bench.in_folder("Filed")] == ["one"]
    assert subjects(bench.open(), None) == ["two"]
    assert list(mailbox.fetch(second.cursor)) == []


def test_a_move_done_twice_would_fail_or_make_two_of_one(bench: Bench) -> None:
    deliver(bench, "one")
    mailbox = bench.open()
    (message,) = arrived(mailbox, None)
    for again in (mailbox, mailbox, bench.open()):
        again.file(message.uid, "Filed")
    assert len(bench.in_folder("Filed")) == 1


def test_a_move_between_two_messages_would_disturb_the_fetch(bench: Bench) -> None:
    deliver(bench, "one", "two", "three")
    mailbox = bench.open()
    seen = []
    for message in mailbox.fetch(None):
        if isinstance(message, Arrived):
            seen.append(subject(message.raw))
            mailbox.file(message.uid, "Filed")
    assert seen == ["one", "two", "three"]
    assert [subject(raw) for raw in bench.in_folder("Filed")] == seen


def test_a_message_that_somebody_deleted_meanwhile_would_stop_the_others(bench: Bench) -> None:
    deliver(bench, "one", "two")
    mailbox = bench.open()
    first = next(step for step in mailbox.fetch(None) if isinstance(step, Arrived))
    bench.remove_first()
    mailbox.file(first.uid, "Filed")
    assert bench.in_folder("Filed") == []
    assert subjects(mailbox, None) == ["two"]


def test_mail_in_a_restored_mailbox_would_be_skipped(bench: Bench) -> None:
    deliver(bench, "one", "two")
    cursor = last_cursor(bench.open(), None)
    bench.renew()
    deliver(bench, "three")
    mailbox = bench.open()
    assert subjects(mailbox, cursor) == ["one", "two", "three"]
    assert list(mailbox.fetch(last_cursor(mailbox, cursor))) == []


def test_a_restored_mailbox_would_move_a_message_that_was_never_read(bench: Bench) -> None:
    deliver(bench, "one")
    (message,) = arrived(bench.open(), None)
    bench.renew()
    mailbox = bench.open()
    mailbox.baseline()
    mailbox.file(message.uid, "Filed")
    assert bench.in_folder("Filed") == []


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


def test_a_message_that_came_between_fetch_and_wait_would_be_seen_late(bench: Bench) -> None:
    mailbox = bench.open()
    assert arrived(mailbox, None) == []
    deliver(bench, "one")
    began = time.monotonic()
    mailbox.wait(30, threading.Event())
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("end", ["time", "stop"])
def test_a_wait_would_not_end(bench: Bench, end: str) -> None:
    mailbox = bench.open()
    arrived(mailbox, None)
    stop = threading.Event()
    if end == "stop":
        threading.Timer(0.5, stop.set).start()
    began = time.monotonic()
    mailbox.wait(0.5 if end == "time" else 30, stop)
    assert 0.3 < time.monotonic() - began < 1.5


def test_a_message_too_large_to_fetch_would_vanish(bench: Bench) -> None:
    deliver(bench, "small")
    bench.deliver(wire(letter("large", "x" * 60 + "\n" * 1 + ("line of words\n" * 20_000))))
    deliver(bench, "small again")
    mailbox = bench.open(max_bytes=100_000)
    found = arrived(mailbox, None)
    assert [subject(message.raw) for message in found] == ["small", "large", "small again"]
    assert [bool(message.problem) for message in found] == [False, True, False]
    assert len(found[1].raw) < 2_000
    assert "lies in the mailbox" in found[1].problem


@pytest.mark.parametrize("nonsense", ["", "nonsense", "1:2", "1:2:x:4", "☃:1:2:3"])
def test_a_damaged_cursor_would_lose_mail(bench: Bench, nonsense: str) -> None:
    deliver(bench, "one")
    assert subjects(bench.open(), nonsense) == ["one"]


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
    for use in (lambda: list(mailbox.fetch(None)), mailbox.baseline, mailbox.check):
        with pytest.raises(MailboxError, match="elsewhere"):
            use()
