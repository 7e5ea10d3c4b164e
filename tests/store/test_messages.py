"""Mails: kept once, taken by one, and never lost, whoever dies when."""

import datetime as dt
import os
import signal
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from store.database import connect
from store.messages import RETRY_SECONDS
from store.tables import Attachment, Blob, Message
from store.unit_of_work import Store
from tests.store.clock import NOON, SettableClock
from tests.store.processes import all_together, in_processes, in_threads, left_hanging

LEASE = dt.timedelta(seconds=30)
RAW = b"From: a.hare@council.example\r\nSubject: An audit\r\n\r\nIt is attached.\r\n"


def _keep(store: Store, *mails: bytes, mailbox: str = "audits") -> list[int]:
    with store.writing() as work:
        ids = [work.messages.keep(mailbox, raw).id for raw in mails]
        work.commit()
    return ids


def _claim(store: Store, limit: int = 10) -> list[int]:
    with store.writing() as work:
        ids = work.messages.claim(limit, LEASE)
        work.commit()
    return ids


def _state(store: Store, message_id: int) -> Message:
    with store.reading() as work:
        return work.messages.get(message_id)


def _mails(count: int) -> list[bytes]:
    return [RAW + str(number).encode() for number in range(count)]


def _count(store: Store, table: type[Message | Blob]) -> int:
    with store.reading() as work:
        return work.session.scalar(select(func.count()).select_from(table)) or 0


# Keeping


def test_a_mail_comes_back_byte_for_byte(store: Store) -> None:
    raw = bytes(range(256)) * 40
    (message_id,) = _keep(store, raw)
    with store.reading() as work:
        assert work.messages.raw(work.messages.get(message_id)) == raw


def test_the_same_mail_fetched_twice_is_one_mail(store: Store) -> None:
    with store.writing() as work:
        first = work.messages.keep("audits", RAW)
        again = work.messages.keep("audits", RAW)
        work.commit()
    assert (first.new, again.new, first.id == again.id) == (True, False, True)
    assert _count(store, Message) == 1


def test_a_mail_sent_to_both_mailboxes_is_a_mail_in_each_and_its_bytes_are_kept_once(store: Store) -> None:
    (audits,) = _keep(store, RAW, mailbox="audits")
    (voice,) = _keep(store, RAW, mailbox="voice")
    assert audits != voice
    assert (_count(store, Message), _count(store, Blob)) == (2, 1)
    assert sorted(_claim(store)) == [audits, voice]


def test_fetching_a_mail_again_does_not_undo_what_became_of_it(store: Store) -> None:
    (message_id,) = _keep(store, RAW)
    with store.writing() as work:
        work.messages.end(work.messages.get(message_id), "filed", "One audit recorded.")
        work.commit()
    _keep(store, RAW)
    assert _state(store, message_id).state == "filed"
    assert _claim(store) == []


def test_why_a_mail_is_not_whole_is_kept_through_a_failure(store: Store) -> None:
    with store.writing() as work:
        message_id = work.messages.keep("audits", RAW, problem="It is larger than 30 MB.").id
        work.messages.fail(work.messages.get(message_id), "The reader stopped.")
        work.commit()
    message = _state(store, message_id)
    assert (message.problem, message.reason) == ("It is larger than 30 MB.", "The reader stopped.")


def test_threads_that_keep_the_same_mails_at_once_keep_each_once(store: Store) -> None:
    mails = _mails(5)
    kept = in_threads(4, lambda _number: _keep(store, *mails))
    assert all(ids == kept[0] for ids in kept)
    assert _count(store, Message) == 5


def _keep_in_process(number: int, url: str, count: int) -> list[int]:
    store = Store(connect(url), lambda: NOON)
    all_together()
    ids = [_keep(store, raw)[0] for raw in _mails(count)]
    store.database.close()
    return ids


def test_two_bots_that_fetch_the_same_mailbox_keep_each_mail_once(store: Store, url: str) -> None:
    first, second = in_processes(2, _keep_in_process, url, 20)
    assert first == second
    assert _count(store, Message) == 20


@pytest.mark.parametrize("subject", ["cut \x00 short", "half a \ud83d pair"])
def test_a_character_that_databases_refuse_does_not_lose_the_mail(store: Store, subject: str) -> None:
    (message_id,) = _keep(store, RAW)
    with store.writing() as work:
        message = work.messages.get(message_id)
        message.subject = subject
        message.sender = "x" * 400 + "@far.example"
        message.message_id = "<" + "y" * 2000 + "@far.example>"
        attachment = Attachment(
            path="a\x00.docx", content_type="z" * 300, size=1, sha256="0" * 64, outcome=""
        )
        work.messages.keep_attachments(message, [attachment])
        work.commit()
    with store.reading() as work:
        message = work.messages.get(message_id)
        assert message.subject == subject.replace("\x00", "\ufffd").replace("\ud83d", "\ufffd")
        assert len(message.message_id or "") == 2014
        assert message.attachments[0].path == "a\ufffd.docx"


def test_saying_again_what_became_of_the_attachments_replaces_what_was_said(store: Store) -> None:
    (message_id,) = _keep(store, RAW)
    for outcome in ("failed", "recorded"):
        with store.writing() as work:
            message = work.messages.hold(message_id)
            kept = [Attachment(path=name, size=1, sha256="0" * 64, outcome=outcome) for name in ("a", "b")]
            work.messages.keep_attachments(message, kept)
            work.commit()
    with store.reading() as work:
        found = [(each.path, each.outcome) for each in work.messages.get(message_id).attachments]
        assert found == [("a", "recorded"), ("b", "recorded")]
        assert work.session.scalar(select(func.count()).select_from(Attachment)) == 2


# Claiming


def test_a_claimed_mail_is_nobody_elses_until_the_lease_ends(store: Store, clock: SettableClock) -> None:
    (message_id,) = _keep(store, RAW)
    assert _claim(store) == [message_id]
    clock.forward(seconds=29)
    assert _claim(store) == []
    clock.forward(seconds=1)
    assert _claim(store) == [message_id]
    assert _state(store, message_id).attempts == 2


def test_the_oldest_mails_come_first_and_no_more_than_asked_for(store: Store) -> None:
    ids = _keep(store, *_mails(3))
    assert _claim(store, limit=2) == ids[:2]
    assert _claim(store, limit=2) == ids[2:]


def test_a_new_mail_does_not_wait_behind_a_backlog(store: Store) -> None:
    with store.writing() as work:
        old = [work.messages.keep("audits", raw, backlog=True).id for raw in _mails(3)]
        new = work.messages.keep("audits", RAW).id
        work.commit()
    assert _claim(store, limit=2) == [new, old[0]]
    assert _claim(store) == old[1:]


def test_one_mail_can_be_claimed_by_its_id(store: Store) -> None:
    ids = _keep(store, *_mails(3))
    with store.writing() as work:
        assert work.messages.claim(1, LEASE, ids[2]) == [ids[2]]
        work.commit()
    assert _claim(store) == ids[:2]


def test_threads_never_get_the_same_mail(store: Store) -> None:
    ids = _keep(store, *_mails(24))
    taken = in_threads(4, lambda _number: _claim_all(store))
    assert sorted(message_id for each in taken for message_id in each) == ids


def _claim_all(store: Store) -> list[int]:
    taken: list[int] = []
    while claimed := _claim(store, limit=2):
        taken += claimed
    return taken


def _claim_in_process(number: int, url: str) -> list[int]:
    store = Store(connect(url), lambda: NOON)
    all_together()
    taken = _claim_all(store)
    store.database.close()
    return taken


def test_two_bots_never_get_the_same_mail(store: Store, url: str) -> None:
    ids = _keep(store, *_mails(60))
    taken = in_processes(2, _claim_in_process, url)
    assert sorted(message_id for each in taken for message_id in each) == ids


def test_a_bot_does_not_wait_for_mails_that_another_is_just_claiming(store: Store, engine: str) -> None:
    if engine == "sqlite":
        return  # it has one writer at a time; that is why several bots want PostgreSQL
    ids = _keep(store, *_mails(4))
    with store.writing() as first, store.writing() as second:
        assert first.messages.claim(2, LEASE) == ids[:2]
        assert second.messages.claim(2, LEASE) == ids[2:]


def _claim_and_hang(url: str, claimed: Path) -> None:
    store = Store(connect(url), lambda: NOON)
    ids = _claim(store, limit=1)
    with store.writing() as work:
        work.messages.end(work.messages.hold(ids[0]), "filed", "Never committed.")
        work.session.flush()
        claimed.write_text(str(os.getpid()))
        time.sleep(60)


def test_a_mail_whose_bot_was_killed_half_way_comes_back(
    store: Store, url: str, clock: SettableClock, tmp_path: Path
) -> None:
    (message_id,) = _keep(store, RAW)
    with left_hanging(_claim_and_hang, url, tmp_path / "claimed") as process:
        process.kill()
        process.join()
    assert process.exitcode == -signal.SIGKILL
    assert _claim(store) == []
    clock.forward(seconds=30)
    assert _claim(store) == [message_id]
    assert _state(store, message_id).state == "received"


def test_a_lease_is_counted_from_when_the_claim_was_made_not_from_when_it_had_to_wait(
    store: Store, clock: SettableClock, engine: str
) -> None:
    """On SQLite a bot may wait for the lock; a lease counted from before would be over when it begins."""
    (message_id,) = _keep(store, RAW)
    with store.writing():
        claiming = threading.Thread(target=_claim, args=(store,))
        claiming.start()
        claiming.join(timeout=0.5)
        clock.forward(seconds=25)
    claiming.join()
    waited = {"sqlite": 25, "postgresql": 0}[engine]
    assert _state(store, message_id).next_try == NOON + dt.timedelta(seconds=waited) + LEASE


# Failing


def test_a_failed_mail_is_tried_again_later_each_time_and_at_last_goes_to_a_person(
    store: Store, clock: SettableClock
) -> None:
    (message_id,) = _keep(store, RAW)
    for pause in RETRY_SECONDS:
        assert _claim(store) == [message_id]
        _fail(store, message_id)
        assert _state(store, message_id).state == "failed"
        clock.forward(seconds=pause - 1)
        assert _claim(store) == []
        clock.forward(seconds=1)
    assert _claim(store) == [message_id]
    _fail(store, message_id)
    message = _state(store, message_id)
    assert (message.state, message.reason) == ("review", "Given up after 6 tries. The reader stopped.")
    clock.forward(days=1)
    assert _claim(store) == []


def _fail(store: Store, message_id: int) -> None:
    with store.writing() as work:
        work.messages.fail(work.messages.hold(message_id), "The reader stopped.")
        work.commit()


def test_a_slow_bot_that_fails_does_not_take_back_what_another_has_filed(
    store: Store, clock: SettableClock
) -> None:
    (message_id,) = _keep(store, RAW)
    _claim(store)
    clock.forward(seconds=31)
    _claim(store)
    with store.writing() as work:
        work.messages.end(work.messages.hold(message_id), "filed", "One audit recorded.")
        work.commit()
    _fail(store, message_id)
    assert _state(store, message_id).state == "filed"


def test_two_bots_with_the_same_mail_in_hand_finish_it_one_after_the_other(store: Store) -> None:
    (message_id,) = _keep(store, RAW)

    def finish(_number: int) -> bool:
        with store.writing() as work:
            message = work.messages.hold(message_id)
            if message.state != "received":
                return False
            time.sleep(0.05)
            work.messages.end(message, "filed", "One audit recorded.")
            work.commit()
            return True

    assert sorted(in_threads(3, finish)) == [False, False, True]
