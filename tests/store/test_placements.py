"""Placements: listed once with their cursor, fetched by one, tried again, moved when their mail's state says so."""

import datetime as dt

import pytest
from alembic import command
from sqlalchemy import bindparam, func, select, text

from store.database import alembic_config, connect
from store.placements import HEAP, RETRY_SECONDS, Progress
from store.tables import Cursor, Placement
from store.unit_of_work import Store
from tests.store.clock import NOON, SettableClock
from tests.store.processes import all_together, in_processes, in_threads

LEASE = dt.timedelta(seconds=30)
RAW = b"From: a.hare@council.example\r\nSubject: An audit\r\n\r\nIt is attached.\r\n"
DAY = dt.timedelta(days=1)


def _add(store: Store, *uids: str, received: dt.datetime | None = NOON, **more: object) -> tuple[int, int]:
    with store.writing() as work:
        added = work.placements.add("audits", [(uid, received) for uid in uids], **more)  # pyright: ignore
        work.commit()
    return added.new, added.past


def _claim(store: Store, limit: int = 100) -> list[str]:
    with store.writing() as work:
        claimed = work.placements.claim("audits", limit, LEASE)
        work.commit()
    return [wanted.uid for wanted in claimed]


def _id(store: Store, uid: str) -> int:
    with store.reading() as work:
        found = work.session.scalar(select(Placement.id).where(Placement.uid == uid))
    assert found is not None
    return found


def _fail(store: Store, uid: str) -> bool:
    with store.writing() as work:
        again = work.placements.failed(_id(store, uid))
        work.commit()
    return again


def _keep(store: Store, uid: str, state: str = "", problem: str = "") -> int:
    """The bytes of that message are kept, and its mail has come to that state."""
    _add(store, uid)
    with store.writing() as work:
        message_id = work.messages.keep("audits", RAW + uid.encode(), problem=problem).id
        work.placements.kept(_id(store, uid), message_id)
        if state:
            work.messages.end(work.messages.get(message_id), state, "")
        work.commit()
    return message_id


def _end(store: Store, message_id: int, state: str) -> None:
    with store.writing() as work:
        work.messages.end(work.messages.hold(message_id), state, "")
        work.commit()


def _to_move(store: Store) -> list[tuple[str, str]]:
    with store.reading() as work:
        return [(move.uid, move.state) for move in work.placements.to_move("audits")]


def _moved(store: Store, uid: str, state: str, folder: str, there: str | None = None) -> None:
    with store.writing() as work:
        work.placements.moved(_id(store, uid), state, folder, there)
        work.commit()


# Listing


def test_a_page_and_its_cursor_are_saved_together_or_not_at_all(store: Store) -> None:
    for commit in (False, True):
        with store.writing() as work:
            work.placements.add("audits", [("1", NOON), ("2", NOON)])
            work.placements.reached("audits", Progress("two", NOON, anew=True))
            if commit:
                work.commit()
        with store.reading() as work:
            assert work.placements.progress("audits") == (
                Progress("two", NOON, True) if commit else Progress()
            )
            assert work.placements.progress("voice") == Progress()
        assert _claim(store) == (["1", "2"] if commit else [])


def test_what_is_listed_again_is_not_fetched_again(store: Store) -> None:
    assert _add(store, "1", "2") == (2, 0)
    assert _claim(store) == ["1", "2"]
    assert _add(store, "2", "3", "3") == (1, 0)
    assert _claim(store) == ["3"]


def test_a_mailbox_watched_by_an_older_program_would_have_no_past_when_it_is_listed_anew(
    empty_url: str,
) -> None:
    database = connect(empty_url)
    with database.engine.execution_options(auditbot_migrating=True).begin() as connection:
        command.upgrade(alembic_config(connection), "0002")
    with database.engine.begin() as connection:
        for mailbox, cursor in (("audits", "x:1"), ("voice", "anew x:1")):
            row = {"mailbox": mailbox, "cursor": cursor, "at": NOON}
            said = text("INSERT INTO cursors (mailbox, cursor, saved) VALUES (:mailbox, :cursor, :at)")
            connection.execute(said.bindparams(bindparam("at", type_=Cursor.saved.type)), row)
    database.migrate()
    with Store(database, lambda: NOON).reading() as work:
        done = work.placements.progress("audits")
        assert (done.first_done, done.before) == (NOON, NOON - 31 * DAY)
        assert work.placements.progress("voice").first_done is None
    database.close()


def test_bots_that_list_one_mailbox_at_once_keep_each_message_once(store: Store) -> None:
    uids = [str(number) for number in range(40)]

    def add(number: int) -> None:
        with store.writing() as work:
            work.placements.add("audits", [(uid, NOON) for uid in uids])
            work.placements.reached("audits", Progress(f"cursor {number}"))
            work.commit()

    in_threads(4, add)
    with store.reading() as work:
        assert work.session.scalar(select(func.count()).select_from(Placement)) == 40
        assert work.placements.progress("audits").cursor in {f"cursor {number}" for number in range(4)}


def test_the_past_of_a_mailbox_is_counted_and_left_alone(store: Store) -> None:
    assert _add(store, "old", received=NOON - DAY, past_before=NOON) == (0, 1)
    assert _add(store, "new", received=NOON, past_before=NOON) == (1, 0)
    assert _add(store, "nobody knows", received=None, past_before=NOON) == (1, 0)
    assert _claim(store) == ["new", "nobody knows"]
    with store.reading() as work:
        assert (work.placements.past("audits"), work.placements.past("voice")) == (1, 0)
        assert work.placements.next_try("audits") == NOON + LEASE


def test_an_old_message_that_comes_later_is_not_the_past(store: Store) -> None:
    assert _add(store, "moved in", received=NOON - DAY) == (1, 0)
    assert _claim(store) == ["moved in"]


@pytest.mark.parametrize("size", [HEAP, HEAP + 1])
def test_a_heap_is_a_backlog_behind_which_nothing_waits(store: Store, size: int) -> None:
    heap = [f"heap {number:03}" for number in range(size)]
    _add(store, *heap)
    _add(store, "after", so_far=size)
    _add(store, "new")
    first, *_, last = _claim(store)
    assert (first, last) == (heap[0] if size == HEAP else "new", "after")


# Fetching


def test_a_message_claimed_is_nobody_elses_until_the_lease_ends_or_it_is_given_back(
    store: Store, clock: SettableClock
) -> None:
    _add(store, "1", "2")
    assert _claim(store) == ["1", "2"]
    assert _claim(store) == []
    with store.writing() as work:
        work.placements.release([_id(store, "2")])
        work.commit()
    assert _claim(store) == ["2"]
    clock.forward(seconds=30)
    assert _claim(store) == ["1", "2"]


def _claim_in_process(number: int, url: str) -> list[str]:
    store = Store(connect(url), lambda: NOON)
    all_together()
    taken: list[str] = []
    while claimed := _claim(store, limit=3):
        taken += claimed
    store.database.close()
    return taken


def test_two_bots_never_fetch_the_same_message(store: Store, url: str) -> None:
    uids = [f"{number:02}" for number in range(60)]
    _add(store, *uids)
    taken = in_processes(2, _claim_in_process, url)
    assert sorted(uid for each in taken for uid in each) == uids


def test_what_is_kept_or_gone_is_not_fetched_again(store: Store) -> None:
    _keep(store, "1")
    _add(store, "2")
    with store.writing() as work:
        work.placements.gone(_id(store, "2"))
        work.commit()
    assert _claim(store) == []
    with store.reading() as work:
        assert work.placements.next_try("audits") is None


def test_a_message_that_was_thought_gone_and_stands_there_is_fetched(store: Store) -> None:
    _add(store, "1")
    with store.writing() as work:
        work.placements.gone(_id(store, "1"))
        work.commit()
    assert _add(store, "1") == (0, 0)
    assert _claim(store) == ["1"]


def test_a_message_that_cannot_be_fetched_is_tried_later_each_time_and_at_last_is_a_persons(
    store: Store, clock: SettableClock
) -> None:
    _add(store, "1")
    for pause in RETRY_SECONDS:
        assert _claim(store) == ["1"]
        assert _fail(store, "1")
        clock.forward(seconds=pause - 1)
        assert _claim(store) == []
        clock.forward(seconds=1)
    assert _claim(store) == ["1"]
    assert not _fail(store, "1")


# Moving


def test_only_mails_that_are_done_with_are_moved_and_only_once(store: Store) -> None:
    for uid, state in (("0", "filed"), ("1", "review"), ("2", "ignored"), ("3", ""), ("4", "failed")):
        _keep(store, uid, state)
    _add(store, "5")
    assert _to_move(store) == [("0", "filed"), ("1", "review"), ("2", "ignored")]
    _moved(store, "0", "filed", "Filed")
    _moved(store, "1", "review", "")
    assert _to_move(store) == [("2", "ignored")]


def test_a_mail_that_is_settled_after_review_is_moved_on_from_where_it_went(store: Store) -> None:
    message_id = _keep(store, "1", "review")
    _moved(store, "1", "review", "Review", "9")
    assert _to_move(store) == []
    _end(store, message_id, "filed")
    assert _to_move(store) == [("9", "filed")]
    _moved(store, "1", "filed", "Filed", "12")
    assert _to_move(store) == []
    _end(store, message_id, "review")
    assert _to_move(store) == [("12", "review")]


@pytest.mark.parametrize(("folder", "expected"), [("Review", []), ("", [("1", "filed")])])
def test_a_mail_is_moved_on_only_if_it_is_known_where_it_is(
    store: Store, folder: str, expected: list[tuple[str, str]]
) -> None:
    message_id = _keep(store, "1", "review")
    _moved(store, "1", "review", folder, None)
    _end(store, message_id, "filed")
    assert _to_move(store) == expected


def test_a_mail_that_is_not_whole_stays_in_the_mailbox_until_a_person_is_done_with_it(store: Store) -> None:
    message_id = _keep(store, "1", "review", problem="It is larger than 150 MB.")
    assert _to_move(store) == []
    _end(store, message_id, "filed")
    assert _to_move(store) == [("1", "filed")]


def test_a_mail_that_a_person_moved_back_is_moved_again(store: Store) -> None:
    _keep(store, "a.eml", "filed")
    _moved(store, "a.eml", "filed", "Filed", "a.eml:Filed")
    assert _add(store, "a.eml") == (0, 0)
    assert _to_move(store) == [("a.eml", "filed")]


def test_a_mail_that_cannot_be_moved_does_not_stop_the_others(store: Store, clock: SettableClock) -> None:
    for uid in ("1", "2"):
        _keep(store, uid, "filed")
    for pause in (*RETRY_SECONDS, 600, 600):
        assert _to_move(store) == [("1", "filed"), ("2", "filed")]
        with store.writing() as work:
            work.placements.not_moved(_id(store, "1"))
            work.commit()
        assert _to_move(store) == [("2", "filed")]
        clock.forward(seconds=pause)
