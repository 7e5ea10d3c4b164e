"""Messages and folders over Exchange Web Services: each comes whole or with a reason, and none stops the others."""

import datetime as dt
import logging
from collections.abc import Callable

import pytest

from mail.mailboxes import ews
from mail.mailboxes.ews import EwsMailbox
from mail.mailboxes.port import Listed, MailboxError
from tests.mail.ews_bench import ADDRESS, EwsBench, deliver, ids, standing
from tests.mail.letters import letter, wire
from tests.servers.exchange.model import INBOX


def test_half_an_answer_would_be_taken_for_a_whole_mail(bench: EwsBench, mailbox: EwsMailbox) -> None:
    raw = wire(letter("long", "line of words\n" * 5_000))
    bench.deliver(raw)
    (uid,) = ids(mailbox.list(None))
    bench.server.faults.add("broken", about=lambda request: "MimeContent" in request, times=2)
    for _ in range(2):
        (found,) = mailbox.fetch([uid])
        assert found.raw is None
        assert "lies in the mailbox" in found.problem
    (found,) = mailbox.fetch([uid])
    assert found.raw == raw


def test_a_message_moved_or_deleted_while_we_fetch_would_stop_the_others(
    bench: EwsBench, mailbox: EwsMailbox
) -> None:
    deliver(bench, "moved", "deleted", "stays")
    uids = ids(mailbox.list(None))
    moved, deleted, _ = bench.exchange.in_folder(ADDRESS, INBOX)

    def meanwhile(request: str) -> bool:
        if "MimeContent" in request and standing(bench) == 3:
            bench.exchange.move(ADDRESS, moved.id, "Elsewhere")
            bench.exchange.delete(ADDRESS, deleted.id)
        return False

    bench.server.faults.add("slow", about=meanwhile)
    found = list(mailbox.fetch(uids))
    assert [(message.raw is None, message.problem) for message in found] == [
        (True, ""),
        (True, ""),
        (False, ""),
    ]


@pytest.mark.parametrize(
    "code", ["ErrorInternalServerError", "ErrorMimeContentConversionFailed", "ErrorCorruptData"]
)
def test_a_message_that_exchange_cannot_convert_would_stop_the_others_or_vanish(
    bench: EwsBench, mailbox: EwsMailbox, code: str
) -> None:
    deliver(bench, "one", "poison", "three")
    bench.server.operations.poison[bench.exchange.in_folder(ADDRESS, INBOX)[1].id] = code
    found = list(mailbox.fetch(ids(mailbox.list(None))))
    assert [message.raw is None for message in found] == [False, True, False]
    assert code in found[1].problem
    assert "lies in the mailbox" in found[1].problem


def test_a_head_could_be_more_than_the_head_of_a_message(bench: EwsBench, mailbox: EwsMailbox) -> None:
    large = letter("large", "x\n" * 50_000, References=" ".join(f"<{n}@council.example>" for n in range(30)))
    bench.deliver(wire(large))
    (found,) = bench.open(max_bytes=10_000).fetch(ids(mailbox.list(None)))
    head, _, rest = (found.raw or b"").partition(b"\r\n\r\n")
    assert rest == b""
    assert b"Subject: large" in head
    assert b" <29@council.example>" in head
    assert "0.2 MB" in found.problem


def test_times_written_without_a_zone_would_stop_the_listing(bench: EwsBench, mailbox: EwsMailbox) -> None:
    bench.server.operations.short_dates = True
    received = dt.datetime(2014, 1, 15, 9, 30, 5, tzinfo=dt.UTC)
    bench.exchange.deliver(ADDRESS, wire(letter("one")), received=received)
    (page,) = mailbox.list(None)
    assert page.messages == (Listed(page.messages[0].uid, received),)
    assert [message.received for message in mailbox.everything()] == [received]


def test_a_search_with_no_hits_would_be_an_error(bench: EwsBench, mailbox: EwsMailbox) -> None:
    bench.server.operations.omits_empty = True
    assert list(mailbox.everything()) == []


def test_counting_afresh_would_skip_mail_while_somebody_tidies_up(
    bench: EwsBench, mailbox: EwsMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.in_pages_of(3, monkeypatch)
    for number in range(10):
        received = dt.datetime(2014, 1, 15, 9, number, tzinfo=dt.UTC)
        bench.exchange.deliver(ADDRESS, wire(letter(f"number {number}")), received=received)
    counted = mailbox.everything()
    found = [next(counted).received for _ in range(3)]
    for _ in range(2):
        bench.remove_first()
    found += [message.received for message in counted]
    assert len(found) == len(set(found)) == 10


# Folders


def test_a_folder_removed_or_made_by_people_would_stop_the_moves(
    bench: EwsBench, mailbox: EwsMailbox
) -> None:
    deliver(bench, "one", "two", "three")
    one, two, three = ids(mailbox.list(None))
    bench.exchange.make_folder(ADDRESS, "filed")
    assert mailbox.file(one, "Filed") is not None
    assert len(bench.in_folder("filed")) == 1
    with bench.exchange.at(ADDRESS) as account:
        del account.folders["filed"]
    assert mailbox.file(two, "Filed") is not None
    assert mailbox.file(three, "Filed/2014") is not None
    assert [len(bench.in_folder(name)) for name in ("Filed", "Filed/2014")] == [1, 1]


def test_an_answer_lost_after_a_move_would_be_told_as_a_failure(bench: EwsBench, mailbox: EwsMailbox) -> None:
    deliver(bench, "one")
    (uid,) = ids(mailbox.list(None))
    bench.server.faults.add("dropped", about=lambda request: request == "MoveItem")
    assert mailbox.file(uid, "Filed") is None
    assert len(bench.in_folder("Filed")) == 1


def test_a_mailbox_that_may_be_read_only_would_not_be_read(bench: EwsBench, mailbox: EwsMailbox) -> None:
    bench.server.operations.unmoved = True
    deliver(bench, "one")
    (uid,) = ids(mailbox.list(None))
    for _ in range(3):
        with pytest.raises(MailboxError, match="could not be moved into 'Filed'") as raised:
            mailbox.file(uid, "Filed")
        assert raised.value.lasting
    assert ids(mailbox.list(None)) == [uid]
    bench.server.operations.unmoved = False
    assert mailbox.file(uid, "Filed") is not None


@pytest.mark.parametrize("folder", ["", "/", "a//b", "bad\nname"])
def test_a_folder_that_is_no_name_would_be_tried_for_ever(
    bench: EwsBench, mailbox: EwsMailbox, folder: str
) -> None:
    deliver(bench, "one")
    (uid,) = ids(mailbox.list(None))
    with pytest.raises(MailboxError, match="no name for a folder") as raised:
        mailbox.file(uid, folder)
    assert raised.value.lasting


def test_a_folder_that_is_not_there_would_be_taken_for_an_empty_one(bench: EwsBench) -> None:
    mailbox = bench.open(folder="Inbox/Nowhere")
    uses: list[Callable[[], object]] = [
        lambda: list(mailbox.list(None)),
        lambda: list(mailbox.everything()),
        mailbox.check,
    ]
    for use in uses:
        with pytest.raises(MailboxError, match="Nowhere") as raised:
            use()
        assert raised.value.lasting


def test_a_mails_words_would_stand_in_the_log(
    bench: EwsBench, mailbox: EwsMailbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    bench.deliver(wire(letter("Kingfisher", "Words about Kingfisher.")))
    bench.server.faults.add("broken", about=lambda request: "MimeContent" in request, times=4)
    for _ in range(4):
        assert [found.raw for found in mailbox.fetch(ids(mailbox.list(None)))] == [None]
    (raw,) = [found.raw for found in mailbox.fetch(ids(mailbox.list(None)))]
    assert b"Kingfisher" in (raw or b"")
    assert "exchangelib" not in {record.name.partition(".")[0] for record in caplog.records}
    assert "Kingfisher" not in caplog.text


def test_no_more_would_be_fetched_at_once_than_fits_in_memory(
    bench: EwsBench, mailbox: EwsMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ews, "_FETCHED_AT_ONCE", (3, 4_000))
    asked: list[int] = []
    bench.server.faults.add(
        "slow", about=lambda request: bool("MimeContent" in request and asked.append(request.count("item-")))
    )
    for lines in (1, 1, 1, 1, 1_000, 1_000, 5_000, 1, 1):
        bench.deliver(wire(letter("some", "x\n" * lines)))
    found = list(mailbox.fetch(ids(mailbox.list(None))))
    assert len([message for message in found if message.raw]) == 9
    assert asked == [3, 2, 1, 1, 2]
