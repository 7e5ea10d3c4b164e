"""The outbox: each person told of each thing once, whoever sends it and whatever breaks meanwhile."""

import datetime as dt
import os
import signal
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from store.database import connect
from store.outbox import LAST_TRY, RETRY_SECONDS
from store.tables import Delivery
from store.unit_of_work import Store
from tests.store.clock import NOON, SettableClock
from tests.store.processes import all_together, in_processes, in_threads, left_hanging

LEASE = dt.timedelta(seconds=30)
WHO = "a.hare@council.example"


def _add(store: Store, count: int = 1) -> list[int]:
    with store.writing() as work:
        for number in range(count):
            work.outbox.add("reminder", WHO, period=f"2014-W{number:02}")
        work.commit()
    with store.reading() as work:
        return list(work.session.scalars(select(Delivery.id).order_by(Delivery.id)))


def _claim(store: Store, limit: int = 10) -> list[int]:
    with store.writing() as work:
        ids = [delivery.id for delivery in work.outbox.claim(limit, LEASE)]
        work.commit()
    return ids


def _claim_all(store: Store) -> list[int]:
    taken: list[int] = []
    while claimed := _claim(store, limit=3):
        taken += claimed
    return taken


def _get(store: Store, delivery_id: int) -> Delivery:
    with store.reading() as work:
        return work.outbox.get(delivery_id)


# Once


def test_a_person_is_told_of_a_thing_once_and_of_another_thing_again(store: Store) -> None:
    with store.writing() as work:
        message_id = work.messages.keep("audits", b"a mail").id
        assert work.outbox.add("receipt", WHO, message_id=message_id)
        assert not work.outbox.add("receipt", WHO, message_id=message_id)
        assert work.outbox.add("review", WHO, message_id=message_id)
        assert work.outbox.add("receipt", "b.owl@council.example", message_id=message_id)
        assert work.outbox.add("reminder", WHO, period="2014-W04")
        assert work.outbox.add("reminder", WHO, period="2014-W05")
        assert not work.outbox.add("reminder", WHO, period="2014-W05")
        work.commit()


def test_a_delivery_about_nothing_is_refused(store: Store) -> None:
    with store.writing() as work, pytest.raises(ValueError, match="about a period, an audit or a mail"):
        work.outbox.add("reminder", WHO)


def test_a_delivery_stands_only_if_what_caused_it_does(store: Store) -> None:
    with store.writing() as work:
        work.outbox.add("reminder", WHO, period="2014-W04")
    assert _claim(store) == []


def test_bots_that_cause_the_same_delivery_at_once_cause_one(store: Store) -> None:
    def cause(_number: int) -> bool:
        with store.writing() as work:
            added = work.outbox.add("reminder", WHO, period="2014-W04")
            time.sleep(0.02)
            work.commit()
            return added

    assert sorted(in_threads(4, cause)) == [False, False, False, True]
    assert len(_claim(store)) == 1


# Claiming


def test_a_claimed_delivery_is_nobody_elses_until_the_lease_ends(store: Store, clock: SettableClock) -> None:
    (delivery_id,) = _add(store)
    assert _claim(store) == [delivery_id]
    clock.forward(seconds=29)
    assert _claim(store) == []
    clock.forward(seconds=1)
    assert _claim(store) == [delivery_id]
    assert _get(store, delivery_id).attempts == 2


def test_threads_never_send_the_same_delivery(store: Store) -> None:
    ids = _add(store, 40)
    taken = in_threads(5, lambda _number: _claim_all(store))
    assert sorted(delivery_id for each in taken for delivery_id in each) == ids


def _claim_in_process(number: int, url: str) -> list[int]:
    store = Store(connect(url), lambda: NOON)
    all_together()
    taken = _claim_all(store)
    store.database.close()
    return taken


def test_three_bots_never_send_the_same_delivery(store: Store, url: str) -> None:
    ids = _add(store, 60)
    taken = in_processes(3, _claim_in_process, url)
    assert sorted(delivery_id for each in taken for delivery_id in each) == ids


def test_a_bot_does_not_wait_for_deliveries_that_another_is_just_claiming(store: Store, engine: str) -> None:
    if engine == "sqlite":
        return  # it has one writer at a time; that is why several bots want PostgreSQL
    ids = _add(store, 4)
    with store.writing() as first, store.writing() as second:
        assert [delivery.id for delivery in first.outbox.claim(2, LEASE)] == ids[:2]
        assert [delivery.id for delivery in second.outbox.claim(2, LEASE)] == ids[2:]


def _claim_and_hang(url: str, claimed: Path) -> None:
    store = Store(connect(url), lambda: NOON)
    (delivery_id,) = _claim(store)
    with store.writing() as work:
        work.outbox.sent(work.outbox.get(delivery_id), "slack", "D1", "1.2")
        work.session.flush()
        claimed.write_text(str(os.getpid()))
        time.sleep(60)


def test_a_delivery_whose_bot_was_killed_before_it_was_stamped_comes_back_as_a_second_try(
    store: Store, url: str, clock: SettableClock, tmp_path: Path
) -> None:
    (delivery_id,) = _add(store)
    with left_hanging(_claim_and_hang, url, tmp_path / "claimed") as process:
        process.kill()
        process.join()
    assert process.exitcode == -signal.SIGKILL
    assert _claim(store) == []
    clock.forward(seconds=30)
    assert _claim(store) == [delivery_id]
    delivery = _get(store, delivery_id)
    assert (delivery.state, delivery.attempts, delivery.sent) == ("sending", 2, None)


# What became of it


def _do(store: Store, delivery_id: int, name: str, *arguments: object) -> object:
    with store.writing() as work:
        done = getattr(work.outbox, name)(work.outbox.get(delivery_id), *arguments)
        work.commit()
    return done


def test_a_sent_delivery_says_when_and_where_and_is_not_sent_again(
    store: Store, clock: SettableClock
) -> None:
    (delivery_id,) = _add(store)
    _claim(store)
    clock.forward(seconds=2)
    _do(store, delivery_id, "sent", "slack", "D1", "1390000000.000100")
    clock.forward(days=2)
    assert _claim(store) == []
    delivery = _get(store, delivery_id)
    assert (delivery.state, delivery.channel, delivery.sent) == (
        "sent",
        "slack",
        NOON + dt.timedelta(seconds=2),
    )
    assert (delivery.posted_in, delivery.posted_ts) == ("D1", "1390000000.000100")


def test_a_delivery_is_tried_again_later_each_time_and_after_the_last_try_its_failure_is_seen(
    store: Store, clock: SettableClock
) -> None:
    (delivery_id,) = _add(store)
    pauses: list[float] = []
    while _claim(store):
        _do(store, delivery_id, "put_back", "Slack does not answer.")
        delivery = _get(store, delivery_id)
        if delivery.state == "waiting":
            pauses.append((delivery.next_try - clock.now).total_seconds())
            clock.now = delivery.next_try
    assert pauses[: len(RETRY_SECONDS)] == list(RETRY_SECONDS)
    assert set(pauses[len(RETRY_SECONDS) :]) == {RETRY_SECONDS[-1]}
    delivery = _get(store, delivery_id)
    assert (delivery.state, delivery.attempts) == ("failed", LAST_TRY)
    assert delivery.error == f"Given up after {LAST_TRY} tries. Slack does not answer."


def test_a_service_that_says_when_to_come_back_is_asked_then(store: Store, clock: SettableClock) -> None:
    (delivery_id,) = _add(store)
    _claim(store)
    _do(store, delivery_id, "put_back", "Slack is busy.", 7.0)
    clock.forward(seconds=6)
    assert _claim(store) == []
    clock.forward(seconds=1)
    assert _claim(store) == [delivery_id]


def test_waiting_for_its_time_is_no_try(store: Store, clock: SettableClock) -> None:
    (delivery_id,) = _add(store)
    for _ in range(LAST_TRY + 5):
        assert _claim(store) == [delivery_id]
        _do(store, delivery_id, "wait", "Nobody holds the role.", 60.0)
        clock.forward(seconds=60)
    assert (_get(store, delivery_id).state, _get(store, delivery_id).attempts) == ("waiting", 0)


@pytest.mark.parametrize(("name", "state"), [("cancel", "cancelled"), ("give_up", "failed")])
def test_what_is_not_to_be_sent_any_more_says_why_and_stays_unsent(
    store: Store, clock: SettableClock, name: str, state: str
) -> None:
    (delivery_id,) = _add(store)
    _claim(store)
    _do(store, delivery_id, name, "The audit was corrected.")
    clock.forward(days=1)
    assert _claim(store) == []
    delivery = _get(store, delivery_id)
    assert (delivery.state, delivery.error, delivery.sent) == (state, "The audit was corrected.", None)


@pytest.mark.parametrize(
    "late", [("put_back", "Late."), ("wait", "Late.", 5.0), ("cancel", "Late."), ("give_up", "Late.")]
)
def test_a_slow_bot_does_not_take_back_what_another_has_sent(store: Store, late: tuple[object, ...]) -> None:
    (delivery_id,) = _add(store)
    _claim(store)
    if store.database.engine.dialect.name == "postgresql":
        with store.writing() as slow:
            stale = slow.outbox.get(delivery_id)
            _do(store, delivery_id, "sent", "slack")
            getattr(slow.outbox, str(late[0]))(stale, *late[1:])
            slow.commit()
    else:  # one writer at a time: the slow one comes afterwards
        _do(store, delivery_id, "sent", "slack")
        _do(store, delivery_id, str(late[0]), *late[1:])
    assert _get(store, delivery_id).state == "sent"


def test_a_message_that_did_arrive_is_stamped_even_if_it_was_cancelled_meanwhile(store: Store) -> None:
    (delivery_id,) = _add(store)
    _claim(store)
    _do(store, delivery_id, "cancel", "The audit was corrected.")
    _do(store, delivery_id, "sent", "email")
    assert (_get(store, delivery_id).state, _get(store, delivery_id).channel) == ("sent", "email")
    _do(store, delivery_id, "sent", "slack")
    assert _get(store, delivery_id).channel == "email"


def test_a_lease_is_renewed_only_for_whoever_has_it(store: Store, clock: SettableClock) -> None:
    (delivery_id,) = _add(store)
    _claim(store)
    clock.forward(seconds=20)
    assert _do(store, delivery_id, "renew", 1, LEASE)
    clock.forward(seconds=20)
    assert _claim(store) == []
    clock.forward(seconds=10)
    assert _claim(store) == [delivery_id]
    assert not _do(store, delivery_id, "renew", 1, LEASE)
    assert _do(store, delivery_id, "renew", 2, LEASE)
    _do(store, delivery_id, "sent", "slack")
    assert not _do(store, delivery_id, "renew", 2, LEASE)


def test_of_two_clicks_on_seen_one_is_the_first(store: Store) -> None:
    (delivery_id,) = _add(store)
    assert sorted(in_threads(4, lambda _n: bool(_do(store, delivery_id, "seen")))) == [False] * 3 + [True]
    assert _get(store, delivery_id).seen == NOON
