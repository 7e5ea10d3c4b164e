"""Waiting for mail over Exchange Web Services: streaming wakes, and nothing hangs on it."""

import threading
import time
from collections.abc import Iterator

import pytest

from mail.mailboxes import ews_listener
from mail.mailboxes.ews import EwsMailbox
from tests.mail.ews_bench import EwsBench
from tests.mail.letters import letter, wire


@pytest.fixture
def mailbox(bench: EwsBench) -> Iterator[EwsMailbox]:
    made = bench.open()
    cursor = [page.cursor for page in made.list(None)][-1]
    made.wait(0.3, threading.Event())
    assert list(made.list(cursor)) == []
    yield made
    made.close()


def waited(mailbox: EwsMailbox, seconds: float = 20.0) -> float:
    began = time.monotonic()
    mailbox.wait(seconds, threading.Event())
    return time.monotonic() - began


def test_a_stream_that_broke_off_would_never_be_taken_up_again(bench: EwsBench, mailbox: EwsMailbox) -> None:
    bench.server.hang_up()
    threading.Timer(0.5, bench.deliver, [wire(letter("one"))]).start()
    assert 0.3 < waited(mailbox) < 3
    assert len(next(mailbox.list(None)).messages) == 1


def test_mail_that_came_while_the_stream_was_down_would_not_be_noticed(
    bench: EwsBench, mailbox: EwsMailbox
) -> None:
    bench.server.stop()
    bench.deliver(wire(letter("one")))
    bench.server.start()
    assert waited(mailbox) < 6


def test_a_stream_that_says_nothing_would_keep_mail_unseen(bench: EwsBench) -> None:
    bench.server.quiet = True
    mailbox = bench.open(poll_seconds=0.6)
    cursor = [page.cursor for page in mailbox.list(None)][-1]
    mailbox.wait(0.3, threading.Event())
    assert bench.server.streams == 1
    bench.deliver(wire(letter("one")))
    assert 0.4 < waited(mailbox) < 2.5
    assert len(next(mailbox.list(cursor)).messages) == 1
    mailbox.close()


@pytest.mark.parametrize("how", ["not allowed", "refused", "switched-off", "away", "broken"])
def test_without_streaming_mail_would_not_be_seen(bench: EwsBench, how: str) -> None:
    if how == "not allowed":
        bench.server.operations.no_streaming = True
    else:
        bench.server.faults.add(how, about=lambda request: request == "Subscribe", times=None)  # pyright: ignore
    mailbox = bench.open(poll_seconds=0.3)
    cursor = [page.cursor for page in mailbox.list(None)][-1]
    bench.deliver(wire(letter("one")))
    assert 0.2 < waited(mailbox) < 2
    assert len(next(mailbox.list(cursor)).messages) == 1
    for _ in range(3):
        assert 0.2 < waited(mailbox) < 2
    assert bench.server.asked["Subscribe"] <= 6
    mailbox.close()


def test_a_server_that_ends_each_stream_at_once_would_be_asked_without_pause(bench: EwsBench) -> None:
    bench.server.faults.add("broken", about=lambda request: request == "GetStreamingEvents", times=None)
    bench.server.faults.add("dropped", about=lambda request: request == "GetStreamingEvents", times=None)
    mailbox = bench.open()
    list(mailbox.list(None))
    for _ in range(8):
        mailbox.wait(0.25, threading.Event())
    assert bench.server.asked["GetStreamingEvents"] <= 6
    mailbox.close()


def test_a_wait_would_fail_while_the_server_is_away(bench: EwsBench) -> None:
    mailbox = bench.open(poll_seconds=0.3)
    bench.server.stop()
    assert 0.2 < waited(mailbox, 5) < 2
    mailbox.close()
    bench.server.start()


def test_an_ended_wait_would_leave_its_thread_behind(bench: EwsBench, mailbox: EwsMailbox) -> None:
    before = set(threading.enumerate())
    stop = threading.Event()
    stop.set()
    mailbox.wait(20, stop)
    assert "ews-listener" not in {thread.name for thread in set(threading.enumerate()) - before}


def test_a_stream_would_be_kept_for_ever_though_it_may_be_dead(
    bench: EwsBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    real = ews_listener.Session.news

    def short(session: ews_listener.Session, subscription: str, minutes: int) -> Iterator[None]:
        asked.append(minutes)
        return real(session, subscription, minutes)

    monkeypatch.setattr(ews_listener.Session, "news", short)
    mailbox = bench.open()
    list(mailbox.list(None))
    mailbox.wait(0.3, threading.Event())
    mailbox.close()
    assert asked == [5]
