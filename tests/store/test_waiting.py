"""A mail in work is nobody else's; one that waits through no fault of its own loses no try."""

import datetime as dt

import pytest
from sqlalchemy.exc import DBAPIError

from store.database import out_of_use
from store.messages import RETRY_SECONDS
from store.unit_of_work import Store
from tests.store.clock import SettableClock

LEASE = dt.timedelta(seconds=30)


def _claimed(store: Store) -> int:
    with store.writing() as work:
        kept = work.messages.keep("audits", b"Subject: Audit\n\nHello")
        assert work.messages.claim(1, LEASE) == [kept.id]
        work.commit()
    return kept.id


def _renew(store: Store, message_id: int, attempts: int) -> bool:
    with store.writing() as work:
        renewed = work.messages.renew(message_id, attempts, LEASE)
        work.commit()
    return renewed


def _due(store: Store) -> list[int]:
    with store.writing() as work:
        due = work.messages.claim(10, LEASE)
        work.commit()
    return due


def test_a_mail_in_work_is_not_taken_by_another_however_long_it_takes(
    store: Store, clock: SettableClock
) -> None:
    message_id = _claimed(store)
    for _ in range(10):
        clock.forward(seconds=20)
        assert _renew(store, message_id, 1)
        assert _due(store) == []
    clock.forward(seconds=30)
    assert _due(store) == [message_id]
    assert not _renew(store, message_id, 1)  # it is the other's now


def test_a_mail_that_is_done_with_is_kept_from_nobody(store: Store) -> None:
    message_id = _claimed(store)
    with store.writing() as work:
        work.messages.end(work.messages.get(message_id), "filed", "")
        work.commit()
    assert not _renew(store, message_id, 1)


def test_a_mail_may_wait_for_ever(store: Store, clock: SettableClock) -> None:
    message_id = _claimed(store)
    for _ in range(3 * len(RETRY_SECONDS)):
        with store.writing() as work:
            message = work.messages.get(message_id)
            work.messages.wait(message, "Waits for the virus scanner.", 30)
            assert (message.state, message.attempts) == ("received", 0)
            work.commit()
        assert _due(store) == []
        clock.forward(seconds=30)
        assert _due(store) == [message_id]


def test_a_mail_that_is_done_with_does_not_begin_to_wait(store: Store) -> None:
    message_id = _claimed(store)
    with store.writing() as work:
        message = work.messages.get(message_id)
        work.messages.end(message, "filed", "One audit recorded.")
        work.messages.wait(message, "Waits.", 30)
        assert (message.state, message.reason) == ("filed", "One audit recorded.")


def test_the_beginning_of_a_mail_can_be_had_without_the_rest(store: Store) -> None:
    message_id = _claimed(store)
    with store.reading() as work:
        message = work.messages.get(message_id)
        assert work.messages.raw(message, most=14) == b"Subject: Audit"
        assert work.messages.raw(message, most=10_000) == work.messages.raw(message)


def test_what_is_wrong_with_a_statement_is_not_taken_for_a_database_that_is_out_of_use(store: Store) -> None:
    with store.database.engine.connect() as connection, pytest.raises(DBAPIError) as failed:
        connection.exec_driver_sql("SELECT nothing FROM nowhere")
    assert not out_of_use(failed.value)
    assert not out_of_use(ValueError())
