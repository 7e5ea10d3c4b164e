"""A mailbox over Exchange Web Services: what it must keep when the server does what servers do."""

import threading
import time

import pytest

from mail.mailboxes.ews import EwsMailbox
from mail.mailboxes.port import MailboxError
from tests.mail.ews_bench import ADDRESS, OTHER, EwsBench, deliver, ids, standing
from tests.mail.letters import letter, wire
from tests.servers.exchange.model import INBOX

# Trouble


@pytest.mark.parametrize("wrong", ["dropped", "away"])
def test_a_connection_that_went_stale_would_be_told_as_an_outage(
    bench: EwsBench, mailbox: EwsMailbox, wrong: str
) -> None:
    deliver(bench, "one", "two")
    for asked in ("SyncFolderItems", "GetItem Size", "GetItem MimeContent", "GetFolder", "FindItem"):
        bench.server.faults.add(wrong, about=lambda request, asked=asked: request.startswith(asked))  # pyright: ignore
    uids = ids(mailbox.list(None))
    assert [bool(message.raw) for message in mailbox.fetch(uids)] == [True, True]
    assert mailbox.check().startswith("2 messages")
    assert len(list(mailbox.everything())) == 2
    assert len(bench.server.faults.happened) == 5


@pytest.mark.parametrize("wrong", ["dropped", "away", "broken"])
def test_trouble_in_a_listing_would_lose_what_it_did_not_tell(
    bench: EwsBench, mailbox: EwsMailbox, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.in_pages_of(2, monkeypatch)
    deliver(bench, *(f"number {number}" for number in range(7)))
    listing = mailbox.list(None)
    before = [next(listing), next(listing)]
    bench.server.faults.add(wrong, times=2)  # pyright: ignore[reportArgumentType]
    with pytest.raises(MailboxError) as raised:
        next(listing)
    assert not raised.value.lasting
    bench.server.faults.clear()
    after = list(mailbox.list(before[-1].cursor))
    assert len(ids(before) + ids(after)) == len(set(ids(before) + ids(after))) == 7


def test_an_outage_would_lose_mail_or_the_place(bench: EwsBench, mailbox: EwsMailbox) -> None:
    deliver(bench, "before")
    (page,) = mailbox.list(None)
    bench.server.stop()
    bench.exchange.deliver(ADDRESS, wire(letter("meanwhile")))
    for use in (
        lambda: list(mailbox.list(page.cursor)),
        lambda: list(mailbox.everything()),
        lambda: list(mailbox.fetch(["x"])),
        lambda: mailbox.file(page.messages[0].uid, "Filed"),
        mailbox.check,
    ):
        with pytest.raises(MailboxError, match="is down"):
            use()
    bench.server.start()
    assert mailbox.check().startswith("2 messages")
    assert len(ids(mailbox.list(page.cursor))) == 1


def test_a_server_in_trouble_would_be_asked_without_pause(bench: EwsBench, mailbox: EwsMailbox) -> None:
    bench.server.faults.add("away", times=None)
    for _ in range(20):
        with pytest.raises(MailboxError):
            list(mailbox.list(None))
    assert bench.server.asked["SyncFolderItems"] <= 6


@pytest.mark.parametrize("way", ["soap", 503, 429])
def test_a_busy_server_would_be_pressed_on(bench: EwsBench, mailbox: EwsMailbox, way: str | int) -> None:
    deliver(bench, "one")
    bench.server.throttles_with = way  # pyright: ignore[reportAttributeAccessIssue]
    bench.server.faults.add("throttled", seconds=1)
    with pytest.raises(MailboxError, match="busy") as raised:
        list(mailbox.list(None))
    began = time.monotonic()
    assert raised.value.seconds == 1
    assert not raised.value.lasting
    while time.monotonic() - began < 0.9:
        with pytest.raises(MailboxError, match="busy"):
            list(mailbox.list(None))
    assert bench.server.asked["SyncFolderItems"] == 1
    time.sleep(0.15)
    assert len(ids(mailbox.list(None))) == 1


def test_a_busy_server_would_be_obeyed_for_a_week(bench: EwsBench, mailbox: EwsMailbox) -> None:
    bench.server.faults.add("throttled", seconds=604_800)
    with pytest.raises(MailboxError, match="busy") as raised:
        list(mailbox.list(None))
    assert raised.value.seconds is not None
    assert raised.value.seconds <= 900


def test_a_wrong_password_would_be_tried_until_the_account_is_locked(bench: EwsBench) -> None:
    mailbox = bench.open(password="another")
    for _ in range(10):
        with pytest.raises(MailboxError, match="refused") as raised:
            list(mailbox.list(None))
        assert raised.value.lasting
    assert bench.server.asked["SyncFolderItems"] == 1


def test_with_much_going_wrong_a_mail_would_be_lost(bench: EwsBench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each mail is listed, fetched and filed, whatever happens; only what is committed is remembered."""
    bench.in_pages_of(3, monkeypatch)
    monkeypatch.setattr("mail.mailboxes.ews_session._PAUSE", (0.01, 0.02))
    bench.server.faults.at_random(
        dropped=0.1, away=0.1, broken=0.1, replayed=0.1, lost_state=0.05, throttled=0.05
    )
    sent = {wire(letter(f"number {number}")) for number in range(20)}
    coming = iter(sorted(sent))
    mailbox, cursor, known, kept = bench.open(), None, dict[str, bool](), list[bytes]()
    until = time.monotonic() + 60
    while (len(kept) < 20 or standing(bench)) and time.monotonic() < until:
        if (new := next(coming, None)) is not None:
            bench.deliver(new)
        try:
            for page in mailbox.list(cursor):
                known.update((message.uid, known.get(message.uid, False)) for message in page.messages)
                cursor = page.cursor
            for found in mailbox.fetch([uid for uid, done in known.items() if not done]):
                known[found.uid] = found.raw is not None or not found.problem
                if found.raw is not None:
                    kept.append(found.raw)
                    mailbox.file(found.uid, "Filed")
        except MailboxError as error:
            assert not error.lasting
            time.sleep(min(error.seconds or 0, 0.05))
            if len(kept) % 4 == 0:
                mailbox = bench.open()
        for left in bench.exchange.in_folder(ADDRESS, INBOX) if len(kept) >= 20 else []:
            bench.exchange.move(
                ADDRESS, left.id, "Filed"
            )  # a move that could not be done is a courtesy not shown
    assert set(kept) == sent
    assert len(bench.server.faults.happened) > 10


# What servers remember


def test_a_lost_state_would_skip_mail_or_stop_the_mailbox(bench: EwsBench, mailbox: EwsMailbox) -> None:
    deliver(bench, "one", "two")
    before = list(mailbox.list(None))
    deliver(bench, "three")
    bench.server.faults.add("lost-state", about=lambda request: request == "SyncFolderItems")
    after = list(mailbox.list(before[-1].cursor))
    assert set(ids(before)) < set(ids(after))
    assert len(ids(after)) == 3
    assert all(page.anew for page in after)
    assert ids(mailbox.list(after[-1].cursor)) == []


def test_a_server_that_repeats_itself_would_have_us_lose_the_place(
    bench: EwsBench, mailbox: EwsMailbox
) -> None:
    deliver(bench, "one", "two")
    (page,) = mailbox.list(None)
    deliver(bench, "three")
    bench.server.faults.add("replayed")
    again = list(mailbox.list(page.cursor))
    assert set(ids([page])) < set(ids(again))
    assert ids(mailbox.list(again[-1].cursor)) == []


def test_the_place_in_another_folder_would_be_taken_for_this_ones(
    bench: EwsBench, mailbox: EwsMailbox
) -> None:
    deliver(bench, "one")
    (page,) = mailbox.list(None)
    bench.exchange.make_folder(ADDRESS, "Audits")
    bench.exchange.deliver(ADDRESS, wire(letter("two")), folder="Audits")
    other = bench.open(folder="Audits")
    (found,) = other.list(page.cursor)
    assert found.anew
    assert len(found.messages) == 1
    assert "1 message in Audits" in other.check()


def test_a_read_flag_would_make_an_old_mail_new(bench: EwsBench, mailbox: EwsMailbox) -> None:
    deliver(bench, "one", "two")
    (page,) = mailbox.list(None)
    one, two = bench.exchange.in_folder(ADDRESS, INBOX)
    bench.exchange.mark_read(ADDRESS, one.id)
    bench.exchange.delete(ADDRESS, two.id)
    (changed,) = mailbox.list(page.cursor)
    assert changed.messages == ()
    assert changed.cursor != page.cursor
    assert list(mailbox.list(changed.cursor)) == []


# Others


def test_one_mailbox_would_disturb_another_at_the_same_server(bench: EwsBench) -> None:
    deliver(bench, "one")
    bench.exchange.deliver(OTHER, wire(letter("two")))
    bench.exchange.deliver(OTHER, wire(letter("three")))
    mine, theirs = bench.open(), bench.open(address=OTHER)
    refused = bench.open(password="another")
    for _ in range(2):
        assert mine.check().startswith("1 message ")
        assert theirs.check().startswith("2 messages ")
        with pytest.raises(MailboxError, match="refused"):
            refused.check()
        assert len(ids(theirs.list(None))) == 2
        mine.close()
        assert len(list(theirs.everything())) == 2
    theirs.close()


def test_an_older_exchange_would_be_left_out(bench: EwsBench, mailbox: EwsMailbox) -> None:
    bench.server.only_version = "Exchange2013_SP1"
    deliver(bench, "one")
    assert len(ids(mailbox.list(None))) == 1
    bench.server.asked.clear()
    assert bench.open(version="Exchange2013_SP1").check().startswith("1 message")
    assert bench.server.asked["GetFolder"] == 1


def test_a_mailbox_that_was_closed_would_keep_threads_and_connections(bench: EwsBench) -> None:
    before = set(threading.enumerate())
    mailbox = bench.open()
    list(mailbox.list(None))
    mailbox.wait(0.5, threading.Event())
    assert bench.server.streams == 1
    assert {thread.name for thread in set(threading.enumerate()) - before} >= {"ews-listener"}
    mailbox.close()
    assert "ews-listener" not in {thread.name for thread in set(threading.enumerate()) - before}
    until = time.monotonic() + 2
    while (bench.server.streams or bench.server.connections) and time.monotonic() < until:
        time.sleep(0.01)
    assert (bench.server.streams, bench.server.connections) == (0, 0)
    assert bench.server.operations.subscriptions == {}
