"""Troubles: each said once for as long as it lasts, and its end is known."""

import datetime as dt

from store.tables import Trouble
from store.unit_of_work import Store
from tests.store.clock import NOON, SettableClock
from tests.store.processes import in_threads

GONE = "mail.council.example:993 cannot be reached."


def _begin(
    store: Store, what: str, message: str = GONE, *, lasting: bool = False, began: dt.datetime | None = None
) -> int:
    with store.writing() as work:
        trouble = work.troubles.begin(what, message, lasting=lasting, began=began)
        work.commit()
        return trouble.id


def _end(store: Store, what: str) -> bool:
    with store.writing() as work:
        ended = work.troubles.end(what)
        work.commit()
    return ended


def _open(store: Store) -> list[Trouble]:
    with store.reading() as work:
        return work.troubles.open()


def test_a_trouble_that_is_met_again_and_again_is_one_trouble_with_the_last_words(
    store: Store, clock: SettableClock
) -> None:
    first = _begin(store, "mailbox audits")
    clock.forward(minutes=3)
    assert _begin(store, "mailbox audits", "It refused audits.", lasting=True) == first
    (trouble,) = _open(store)
    assert (trouble.began, trouble.message, trouble.lasting) == (NOON, "It refused audits.", True)


def test_a_trouble_that_is_over_is_open_no_longer_and_the_next_is_another(
    store: Store, clock: SettableClock
) -> None:
    first = _begin(store, "mailbox audits")
    clock.forward(minutes=3)
    assert _end(store, "mailbox audits")
    assert not _end(store, "mailbox audits")
    assert _open(store) == []
    assert _begin(store, "mailbox audits") != first
    with store.reading() as work:
        ended = work.session.get_one(Trouble, first).ended
    assert ended == NOON + dt.timedelta(minutes=3)


def test_the_end_of_one_trouble_is_not_the_end_of_another(store: Store, clock: SettableClock) -> None:
    _begin(store, "virus scanner")
    clock.forward(seconds=1)
    _begin(store, "mailbox audits")
    assert [trouble.what for trouble in _open(store)] == ["virus scanner", "mailbox audits"]
    _end(store, "virus scanner")
    assert [trouble.what for trouble in _open(store)] == ["mailbox audits"]


def test_what_could_not_be_written_down_at_once_is_known_by_when_it_began(store: Store) -> None:
    _begin(store, "database", "The disk is full.", began=NOON - dt.timedelta(hours=1))
    assert _open(store)[0].began == NOON - dt.timedelta(hours=1)


def test_two_bots_in_the_same_trouble_are_one_trouble(store: Store) -> None:
    ids = in_threads(4, lambda _number: _begin(store, "mailbox audits"))
    assert len(set(ids)) == 1
