"""What is particular to IMAP: who is let in and trusted, what people's programs see, and lost connections."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mail.mailboxes.imap import ImapMailbox
from mail.mailboxes.imap_session import bodies, copied
from mail.mailboxes.port import Fetched, Mailbox, MailboxError
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


def ids(mailbox: Mailbox, cursor: str | None = None) -> list[str]:
    return [message.uid for page in mailbox.list(cursor) for message in page.messages]


def arrived(mailbox: Mailbox, cursor: str | None = None) -> list[Fetched]:
    return list(mailbox.fetch(ids(mailbox, cursor)))


def has(message: Fetched, words: str) -> bool:
    return words.encode() in (message.raw or b"")


def after(mailbox: Mailbox, cursor: str | None = None) -> str:
    return [page.cursor for page in mailbox.list(cursor)][-1]


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


def test_a_restored_mailbox_would_be_listed_from_its_beginning_for_ever(bench: ImapBench) -> None:
    bench.deliver(wire(letter("old")))
    cursor = after(bench.open())
    bench.renew()
    (page,) = bench.open().list(cursor)
    assert page.anew
    assert page.cursor.partition(":")[0] != cursor.partition(":")[0]
    assert list(bench.open().list(page.cursor)) == []


def test_what_the_version_before_had_listed_would_be_taken_for_new(bench: ImapBench) -> None:
    bench.deliver(wire(letter("old")))
    mailbox = bench.open()
    assert list(mailbox.list(f"{after(mailbox)}:1389000000:0")) == []


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
            list(mailbox.list(None))
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
            line.cut_at = f"Subject: {subject}\r\n".encode()
            seen = arrived(mailbox)
            assert line.cuts == 2
            assert [message.raw is None for message in seen] == [each == subject for each in subjects]
            assert all(has(m, s) for s, m in zip(subjects, seen, strict=True) if m.raw)
            line.cut_at = None
            (again,) = mailbox.fetch([message.uid for message in seen if message.problem])
            assert has(again, f"Subject: {subject}\r\n")


def test_one_lost_connection_would_stop_a_listing(bench: ImapBench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.in_pages_of(1, monkeypatch)
    for subject in ("one", "two", "three"):
        bench.deliver(wire(letter(subject)))
    with Wire(bench.server.imap) as line:
        listing = bench.open(port=line.port).list(None)
        pages = [next(listing)]
        line.cut()
        pages += listing
        assert [message.uid for page in pages for message in page.messages] == ids(bench.open())
        assert all(page.anew for page in pages)


def test_one_lost_connection_would_stop_a_fetch(bench: ImapBench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mail.mailboxes.imap._BYTES_AT_ONCE", 1)
    for subject in ("one", "two", "three"):
        bench.deliver(wire(letter(subject)))
    with Wire(bench.server.imap) as line:
        mailbox = bench.open(port=line.port)
        fetching = mailbox.fetch(ids(mailbox))
        first = next(fetching)
        line.cut()
        second, third = fetching
        assert [has(first, "Subject: one"), bool(second.problem), has(third, "Subject: three")] == [True] * 3
        (again,) = mailbox.fetch([second.uid])
        assert has(again, "Subject: two")


def test_a_server_that_gives_nothing_would_make_a_bad_message_of_each(bench: ImapBench) -> None:
    for number in range(5):
        bench.deliver(wire(letter(f"number {number}")))
    with Wire(bench.server.imap) as line:
        mailbox = bench.open(port=line.port)
        uids = ids(mailbox)
        line.cut_at = b"Subject: number"
        seen: list[Fetched] = []
        with pytest.raises(MailboxError, match="lost while fetching"):
            seen.extend(mailbox.fetch(uids))
        assert len(seen) <= 1


def test_a_connection_lost_while_idle_would_never_be_noticed(bench: ImapBench) -> None:
    with Wire(bench.server.imap) as line:
        mailbox = bench.open(port=line.port)
        cursor = after(mailbox)
        assert arrived(mailbox, cursor) == []
        threading.Timer(0.5, line.cut).start()
        threading.Timer(0.6, bench.deliver, (wire(letter()),)).start()
        until = time.monotonic() + 10
        found: list[Fetched] = []
        while not found and time.monotonic() < until:
            mailbox.wait(20, threading.Event())
            found = arrived(mailbox, cursor)
        assert len(found) == 1


def test_the_bot_would_not_come_back_when_the_server_does(own_server: ImapBench) -> None:
    bench = own_server
    bench.deliver(wire(letter("before")))
    mailbox = bench.open()
    assert len(arrived(mailbox)) == 1
    cursor = after(mailbox)
    bench.server.stop()
    with pytest.raises(MailboxError, match="cannot be reached") as caught:
        arrived(mailbox, cursor)
    assert not caught.value.lasting
    began = time.monotonic()
    mailbox.wait(0.5, threading.Event())
    assert 0.4 < time.monotonic() - began < 1.5
    bench.server.start()
    bench.deliver(wire(letter("after")))
    began = time.monotonic()
    mailbox.wait(20, threading.Event())
    assert time.monotonic() - began < 8
    assert [has(message, "Subject: after") for message in arrived(mailbox, cursor)] == [True]


def test_idle_would_be_cut_by_the_server_after_half_an_hour(bench: ImapBench) -> None:
    mailbox = bench.open(idle_seconds=0.5)
    assert arrived(mailbox) == []
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
        (theirs,) = arrived(mailbox, first.uid)
        with bench.person() as box:
            box.client.uid("STORE", theirs.uid.partition(":")[2], "+FLAGS", r"(\Deleted)")
        there = mailbox.file(first.uid, "Filed")
        assert there is not None
        assert mailbox.file(first.uid, "Filed") is None
        assert len(bench.in_folder("Filed")) == 1
        assert "\\Deleted" in flags(bench)[-1]
        threading.Timer(0.5, bench.deliver, (wire(letter("two")),)).start()
        began = time.monotonic()
        mailbox.wait(20, threading.Event())
        assert time.monotonic() - began < 2
        assert [has(message, "Subject: two") for message in arrived(mailbox, theirs.uid)] == [True]


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


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (
            [(b"1 (UID 7 BODY[] {3}", b"one"), b")", (b"2 (UID 8 BODY[] {3}", b"two"), b")"],
            {7: b"one", 8: b"two"},
        ),
        ([(b"1 (BODY[] {3}", b"one"), b" UID 7)"], {7: b"one"}),
        ([(b"1 (FLAGS (\\Seen) BODY[HEADER] {3}", b"one"), b" UID 7)"], {7: b"one"}),
        ([b'1 (UID 7 BODY[] "")', b'2 (UID 8 BODY[] "a \\"word\\"")'], {7: b"", 8: b'a "word"'}),
        ([b"1 (UID 7 BODY[] NIL)"], {7: None}),
        ([b"3 (FLAGS (\\Seen) UID 9)", (b"1 (UID 7 BODY[] {3}", b"one"), b")"], {7: b"one"}),
        ([(b"1 (BODY[] {3}", b"one"), b")"], {}),
        ([None], {}),
    ],
)
def test_a_server_that_writes_its_answers_in_its_own_way_would_lose_mail(
    answer: list[object], found: dict[int, bytes | None]
) -> None:
    """As Exchange, Cyrus, GreenMail and Gmail write them: RFC 3501 leaves the order and the quoting open."""
    assert bodies(answer) == found


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ([b"38505 304 3956"], ("38505", 3956)),
        ([None], None),
        (None, None),
        ([b"38505 304:306 3956:3958"], None),
    ],
)
def test_a_mail_moved_would_be_looked_for_where_it_is_not(
    answer: list[object] | None, found: tuple[str, int] | None
) -> None:
    assert copied(answer) == found


Use = Callable[[Mailbox], object]


@pytest.mark.parametrize(
    "use",
    [
        lambda mailbox: list(mailbox.list(None)),
        lambda mailbox: list(mailbox.everything()),
        lambda mailbox: list(mailbox.fetch(["1:1"])),
        lambda mailbox: mailbox.file("1:1", "Filed"),
        lambda mailbox: mailbox.check(),
    ],
)
def test_a_host_that_is_not_there_would_be_a_traceback(use: Use) -> None:
    mailbox = ImapMailbox(
        name="audits", host="127.0.0.1", port=1, security="none", username="a", password="b", timeout=2
    )
    with pytest.raises(MailboxError, match=r"127\.0\.0\.1:1 cannot be reached"):
        use(mailbox)
