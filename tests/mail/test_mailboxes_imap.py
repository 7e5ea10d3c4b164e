"""What is particular to IMAP: who is let in and trusted, what people's programs see, and lost connections."""

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mail.mailboxes.imap import ImapMailbox
from mail.mailboxes.port import Arrived, Mailbox, MailboxError, Reached
from mail.outgoing import WrongSettings
from mail.outgoing_smtp import Smtp
from tests.mail.letters import letter, wire
from tests.mail.mailbox_benches import ImapBench
from tests.servers.dovecot import Dovecot, running
from tests.servers.proxy import Wire
from tests.servers.smtp import running as smtp_running


@pytest.fixture
def bench(dovecot: Dovecot) -> ImapBench:
    return ImapBench(dovecot)


@pytest.fixture
def own_server() -> Iterator[ImapBench]:
    with running() as server:
        yield ImapBench(server)


def arrived(mailbox: Mailbox, cursor: str | None = None) -> list[Arrived]:
    return [step for step in mailbox.fetch(cursor) if isinstance(step, Arrived)]


def flags(bench: ImapBench) -> list[tuple[str, ...]]:
    with bench.person() as box:
        return [message.flags for message in box.fetch(mark_seen=False, headers_only=True)]


def test_people_would_see_their_mail_as_read_because_the_bot_fetched_it(bench: ImapBench) -> None:
    bench.deliver(wire(letter()))
    arrived(bench.open())
    bench.open(max_bytes=1).check()
    arrived(bench.open(max_bytes=1))
    assert all("\\Seen" not in each for each in flags(bench))


def test_mail_that_a_person_read_first_would_be_skipped(bench: ImapBench) -> None:
    bench.deliver(wire(letter()))
    with bench.person() as box:
        list(box.fetch(mark_seen=True))
    assert len(arrived(bench.open())) == 1


def test_what_people_only_marked_as_deleted_would_be_destroyed_by_a_move(bench: ImapBench) -> None:
    for subject in ("one", "two"):
        bench.deliver(wire(letter(subject)))
    mailbox = bench.open()
    first, second = arrived(mailbox)
    with bench.person() as box:
        box.client.uid("STORE", second.uid.partition(":")[2], "+FLAGS", r"(\Deleted)")
    mailbox.file(first.uid, "Filed")
    assert len(flags(bench)) == 1


def test_the_past_would_be_escalated_when_a_backup_is_restored(
    bench: ImapBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mail.mailboxes.cursor._CLOCKS_DIFFER", -dt.timedelta(seconds=2))
    bench.deliver(wire(letter("old")))
    cursor = bench.open().baseline()
    time.sleep(3)
    bench.deliver(wire(letter("new")))
    bench.renew()
    mailbox = bench.open()
    steps = list(mailbox.fetch(cursor))
    assert [b"Subject: new" in step.raw for step in steps if isinstance(step, Arrived)] == [True]
    assert list(mailbox.fetch(steps[-1].cursor)) == []


def test_a_restored_mailbox_would_be_listed_from_its_beginning_for_ever(
    bench: ImapBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mail.mailboxes.cursor._CLOCKS_DIFFER", -dt.timedelta(minutes=1))
    bench.deliver(wire(letter("old")))
    cursor = bench.open().baseline()
    bench.renew()
    (step,) = bench.open().fetch(cursor)
    assert isinstance(step, Reached)
    validity, number, *_ = step.cursor.split(":")
    assert validity != cursor.partition(":")[0]
    assert number == "1"


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_password_would_go_to_a_server_that_nobody_vouches_for(bench: ImapBench, security: str) -> None:
    port = bench.server.imaps if security == "tls" else bench.server.imap
    with pytest.raises(MailboxError, match=r"certificate .*nothing was sent.*ca_file") as caught:
        bench.open(security=security, port=port).check()
    assert caught.value.lasting


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_server_with_the_councils_own_certificate_could_not_be_used(
    bench: ImapBench, security: str
) -> None:
    port = bench.server.imaps if security == "tls" else bench.server.imap
    bench.deliver(wire(letter()))
    mailbox = bench.open(security=security, port=port, ca_file=bench.server.ca_file)
    assert len(arrived(mailbox)) == 1
    threading.Timer(0.5, bench.deliver, (wire(letter("two")),)).start()
    began = time.monotonic()
    mailbox.wait(20, threading.Event())
    assert time.monotonic() - began < 1.5


@pytest.mark.parametrize("host", ["mail.council.example", "192.0.2.1", "127.0.0.1.council.example"])
def test_a_password_would_cross_a_network_in_the_clear(host: str) -> None:
    with pytest.raises(ValueError, match="starttls"):
        ImapMailbox(name="audits", host=host, username="audits", password="x", security="none")


def test_tls_on_the_wrong_port_would_not_be_explained(bench: ImapBench) -> None:
    with pytest.raises(MailboxError, match="Check port and security"):
        bench.open(security="tls", ca_file=bench.server.ca_file).check()


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_certificate_authority_that_is_no_good_would_be_a_traceback(
    bench: ImapBench, tmp_path: Path, content: str | None
) -> None:
    file = tmp_path / "ca.pem"
    if content:
        file.write_text(content)
    with pytest.raises(MailboxError, match="readable PEM file"):
        bench.open(security="tls", port=bench.server.imaps, ca_file=file).check()
    with pytest.raises(WrongSettings, match="readable PEM file"), smtp_running("tls") as server:
        Smtp("127.0.0.1", server.port, "tls", sender="bot@council.example", ca_file=file).check()


def test_an_access_token_would_not_be_enough(bench: ImapBench) -> None:
    bench.deliver(wire(letter()))
    mailbox = bench.open(password="", access_token=lambda: bench.server.token(bench.user))
    assert len(arrived(mailbox)) == 1


@pytest.mark.parametrize("token", ["expired", "nonsense", "another's"])
def test_a_token_that_is_no_good_would_open_a_mailbox(bench: ImapBench, token: str) -> None:
    made = {
        "expired": bench.server.token(bench.user, valid_for=-60),
        "nonsense": "nonsense",
        "another's": bench.server.token("somebody-else"),
    }[token]
    with pytest.raises(MailboxError, match="access token") as caught:
        bench.open(access_token=lambda: made).check()
    assert caught.value.lasting


def test_a_wrong_password_would_be_tried_until_the_account_is_locked(bench: ImapBench) -> None:
    mailbox = bench.open(password="wrong")
    for _ in range(5):
        with pytest.raises(MailboxError, match="Check username and password"):
            list(mailbox.fetch(None))
        mailbox.wait(0.1, threading.Event())
    assert bench.server.log().count(f"user=<{bench.user}>, method=PLAIN") == 1


def test_a_password_would_be_in_an_error(bench: ImapBench) -> None:
    with pytest.raises(MailboxError) as caught:
        bench.open(password="secret-of-the-council").check()
    seen: BaseException | None = caught.value
    while seen:
        assert "secret-of-the-council" not in repr(seen)
        seen = seen.__cause__


def test_a_password_with_an_accent_would_be_a_crash(bench: ImapBench) -> None:
    with pytest.raises(MailboxError, match="refused"):
        bench.open(password="Zürich").check()


def test_a_folder_that_is_not_there_would_be_an_empty_mailbox(bench: ImapBench) -> None:
    with pytest.raises(MailboxError, match="no folder 'Audits 2014'"):
        bench.open(folder="Audits 2014").check()


def test_mail_would_be_lost_when_the_connection_breaks_at_any_message(bench: ImapBench) -> None:
    subjects = [f"number {number}" for number in range(6)]
    for subject in subjects:
        bench.deliver(wire(letter(subject)))
    for subject in subjects:
        with Wire(bench.server.imap) as line:
            mailbox = bench.open(port=line.port)
            line.cut_at = f"Subject: {subject}".encode()
            seen: list[Arrived] = []
            with pytest.raises(MailboxError, match="lost while fetching"):
                seen.extend(step for step in mailbox.fetch(None) if isinstance(step, Arrived))
            assert line.cuts in (2, 3)
            line.cut_at = None
            cursor = seen[-1].cursor if seen else None
            seen += arrived(mailbox, cursor)
            assert [f"Subject: {s}".encode() in m.raw for s, m in zip(subjects, seen, strict=True)] == [
                True
            ] * 6


def test_one_lost_connection_would_stop_a_fetch(bench: ImapBench) -> None:
    for subject in ("one", "two", "three"):
        bench.deliver(wire(letter(subject)))
    with Wire(bench.server.imap) as line:
        mailbox = bench.open(port=line.port)
        fetching = mailbox.fetch(None)
        first = next(fetching)
        line.cut()
        rest = [step for step in fetching if isinstance(step, Arrived)]
        assert b"Subject: one" in getattr(first, "raw", b"")
        assert [b"two" in rest[0].raw, b"three" in rest[1].raw, len(rest)] == [True, True, 2]


def test_a_message_that_breaks_every_connection_would_stop_all_others(bench: ImapBench) -> None:
    for subject in ("one", "poison", "three"):
        bench.deliver(wire(letter(subject)))
    with Wire(bench.server.imap) as line:
        mailbox = bench.open(port=line.port)
        line.cut_at = b"Subject: poison"
        seen: list[Arrived] = []
        for _ in range(6):
            try:
                cursor = seen[-1].cursor if seen else None
                seen.extend(step for step in mailbox.fetch(cursor) if isinstance(step, Arrived))
                break
            except MailboxError:
                continue
    assert [bool(message.problem) for message in seen] == [False, True, False]
    assert "lies in the mailbox" in seen[1].problem
    assert b"could not be fetched" in seen[1].raw


def test_a_connection_lost_while_idle_would_never_be_noticed(bench: ImapBench) -> None:
    with Wire(bench.server.imap) as line:
        mailbox = bench.open(port=line.port)
        cursor = mailbox.baseline()
        assert arrived(mailbox, cursor) == []
        threading.Timer(0.5, line.cut).start()
        threading.Timer(0.6, bench.deliver, (wire(letter()),)).start()
        until = time.monotonic() + 10
        found: list[Arrived] = []
        while not found and time.monotonic() < until:
            mailbox.wait(20, threading.Event())
            found = arrived(mailbox, cursor)
        assert len(found) == 1


def test_the_bot_would_not_come_back_when_the_server_does(own_server: ImapBench) -> None:
    bench = own_server
    bench.deliver(wire(letter("before")))
    mailbox = bench.open()
    (first,) = arrived(mailbox)
    bench.server.stop()
    with pytest.raises(MailboxError, match="cannot be reached") as caught:
        arrived(mailbox, first.cursor)
    assert not caught.value.lasting
    began = time.monotonic()
    mailbox.wait(0.5, threading.Event())
    assert 0.4 < time.monotonic() - began < 1.5
    bench.server.start()
    bench.deliver(wire(letter("after")))
    began = time.monotonic()
    mailbox.wait(20, threading.Event())
    assert time.monotonic() - began < 8
    assert [b"Subject: after" in message.raw for message in arrived(mailbox, first.cursor)] == [True]


def test_idle_would_be_cut_by_the_server_after_half_an_hour(bench: ImapBench) -> None:
    mailbox = bench.open(idle_seconds=0.5)
    cursor = mailbox.baseline()
    arrived(mailbox, cursor)
    threading.Timer(2.3, bench.deliver, (wire(letter()),)).start()
    began = time.monotonic()
    mailbox.wait(30, threading.Event())
    assert 2 < time.monotonic() - began < 3.5


@pytest.mark.parametrize("capability", ["IMAP4rev1", "IMAP4rev1 UIDPLUS", "IMAP4rev1 UIDPLUS MOVE IDLE"])
def test_an_old_server_could_not_be_used(capability: str) -> None:
    with running(capability=capability) as server:
        bench = ImapBench(server)
        bench.deliver(wire(letter("one")))
        mailbox = bench.open(poll_seconds=0.3)
        (first,) = arrived(mailbox)
        bench.deliver(wire(letter("somebody's")))
        (theirs,) = arrived(mailbox, first.cursor)
        with bench.person() as box:
            box.client.uid("STORE", theirs.uid.partition(":")[2], "+FLAGS", r"(\Deleted)")
        mailbox.file(first.uid, "Filed")
        mailbox.file(first.uid, "Filed")
        assert len(bench.in_folder("Filed")) == 1
        assert "\\Deleted" in flags(bench)[-1]
        threading.Timer(0.5, bench.deliver, (wire(letter("two")),)).start()
        began = time.monotonic()
        mailbox.wait(20, threading.Event())
        assert time.monotonic() - began < 2
        assert [b"Subject: two" in message.raw for message in arrived(mailbox, theirs.cursor)] == [True]


def test_a_folder_would_be_made_outside_the_mailbox_where_names_have_a_prefix() -> None:
    with running(namespace_prefix="INBOX.") as server:
        bench = ImapBench(server)
        bench.deliver(wire(letter("one")))
        mailbox = bench.open()
        (first,) = arrived(mailbox)
        mailbox.file(first.uid, "Filed/2014")
        assert len(bench.in_folder("INBOX.Filed.2014")) == 1


@pytest.mark.parametrize("folder", ["Ungelöst", 'with "quotes"', "with space"])
def test_a_folder_with_an_unusual_name_could_not_be_used(bench: ImapBench, folder: str) -> None:
    bench.deliver(wire(letter("one")))
    mailbox = bench.open()
    (first,) = arrived(mailbox)
    mailbox.file(first.uid, folder)
    assert len(bench.in_folder(folder)) == 1


def test_a_folder_that_cannot_be_made_would_be_passed_over_in_silence(bench: ImapBench) -> None:
    bench.deliver(wire(letter("one")))
    mailbox = bench.open()
    (first,) = arrived(mailbox)
    with pytest.raises(MailboxError, match="may make folders"):
        mailbox.file(first.uid, "../outside")
    assert len(arrived(mailbox)) == 1


def test_five_thousand_old_messages_would_take_the_first_morning(bench: ImapBench) -> None:
    box = bench.server.directory / "mail" / bench.user
    bench.deliver(wire(letter("first")))
    template = wire(letter("old"))
    for number in range(5_000):
        (box / "new" / f"{1_400_000_000 + number}.M{number}P1.host").write_bytes(template)
    mailbox = bench.open(timeout=60)
    began = time.monotonic()
    cursor = mailbox.baseline()
    assert arrived(mailbox, cursor) == []
    assert time.monotonic() - began < 20


Use = Callable[[Mailbox], object]


@pytest.mark.parametrize("use", [lambda m: list(m.fetch(None)), lambda m: m.baseline(), lambda m: m.check()])
def test_a_host_that_is_not_there_would_be_a_traceback(use: Use) -> None:
    mailbox = ImapMailbox(
        name="audits", host="127.0.0.1", port=1, security="none", username="a", password="b", timeout=2
    )
    with pytest.raises(MailboxError, match=r"127\.0\.0\.1:1 cannot be reached"):
        use(mailbox)
