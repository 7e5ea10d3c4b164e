"""The unit of work: together or not at all, once, and in nobody's way."""

import contextlib
import datetime as dt
import threading
import time

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, StatementError

from framework.directory import Case, Person
from framework.words import Role
from store.database import connect
from store.log import BOT
from store.tables import CaseRow, Claim, LogEntry, Message, PersonRow
from store.unit_of_work import Store, UnitOfWork, in_one_transaction
from tests.store.clock import NOON, SettableClock
from tests.store.processes import all_together, in_processes, in_threads


def _logged(store: Store) -> list[str]:
    with store.reading() as work:
        return list(work.session.scalars(select(LogEntry.what).order_by(LogEntry.id)))


def test_what_was_not_committed_never_happened(store: Store) -> None:
    with store.writing() as work:
        work.log.add("tried", "nothing 1")
        work.session.flush()
    with pytest.raises(RuntimeError), store.writing() as work:
        work.log.add("tried", "nothing 1")
        raise RuntimeError
    assert _logged(store) == []


def test_what_was_committed_stays(store: Store) -> None:
    with store.writing() as work:
        work.log.add("done", "nothing 1")
        work.commit()
    assert _logged(store) == ["done"]


def test_a_look_never_waits_for_a_writer_and_sees_nothing_unfinished(store: Store) -> None:
    with store.writing() as work:
        work.log.add("half", "nothing 1")
        work.session.flush()
        began = time.monotonic()
        assert _logged(store) == []
        assert time.monotonic() - began < 2
        work.commit()
    assert _logged(store) == ["half"]


def test_a_long_look_sees_one_moment_though_others_write_meanwhile(store: Store) -> None:
    with store.reading() as work:
        count = select(func.count()).select_from(LogEntry)
        assert work.session.scalar(count) == 0
        with store.writing() as other:
            other.log.add("done", "nothing 1")
            other.commit()
        assert work.session.scalar(count) == 0


def test_of_many_deliveries_of_an_event_one_is_handled(store: Store) -> None:
    def claim(_number: int) -> bool:
        with store.writing() as work:
            mine = work.claim_once("event Ev0001")
            time.sleep(0.02)
            work.commit()
            return mine

    assert sorted(in_threads(6, claim)) == [False] * 5 + [True]


def test_an_event_whose_handling_was_undone_is_there_for_the_next(store: Store) -> None:
    with store.writing() as work:
        assert work.claim_once("event Ev0001")
    with store.writing() as work:
        assert work.claim_once("event Ev0001")
        work.commit()


def _claim_events(number: int, url: str) -> int:
    store = Store(connect(url), lambda: NOON)
    all_together()
    mine = 0
    for event in range(30):
        with store.writing() as work:
            mine += work.claim_once(f"event {event}")
            work.commit()
    store.database.close()
    return mine


def test_bots_that_hear_the_same_events_handle_each_once(store: Store, url: str) -> None:
    assert sum(in_processes(3, _claim_events, url)) == 30
    with store.reading() as work:
        assert work.session.scalar(select(func.count()).select_from(Claim)) == 30


def test_what_is_held_is_done_by_one_after_the_other(store: Store) -> None:
    """Looking and then writing, as recording does: without holding, two would see that nothing is there."""

    def look_then_write(_number: int) -> bool:
        with store.writing() as work:
            work.hold("b", "a", "b")
            there = work.session.scalar(select(func.count()).select_from(LogEntry))
            time.sleep(0.05)
            if not there:
                work.log.add("first", "nothing 1")
            work.commit()
            return not there

    assert sorted(in_threads(4, look_then_write)) == [False, False, False, True]


def test_holding_in_any_order_never_locks_two_bots_together(store: Store) -> None:
    def hold(number: int) -> bool:
        keys = ("a", "b", "c")
        with store.writing() as work:
            work.hold(*(keys if number % 2 else reversed(keys)))
            time.sleep(0.02)
            work.commit()
        return True

    assert in_threads(6, hold) == [True] * 6


def test_a_time_without_its_zone_is_refused_rather_than_kept_wrong(store: Store) -> None:
    with store.writing() as work, pytest.raises(StatementError, match="without a zone"):
        UnitOfWork(work.session, NOON.replace(tzinfo=None)).claim_once("event Ev0001")


def test_a_time_is_the_same_instant_again_whatever_zone_it_was_said_in(store: Store) -> None:
    summer = dt.datetime(2014, 7, 1, 0, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    with store.writing() as work:
        UnitOfWork(work.session, summer).log.add("said", "nothing 1")
        work.commit()
    with store.reading() as work:
        at = work.session.scalars(select(LogEntry.at)).one()
    assert at == summer
    assert at.isoformat() == "2014-06-30T23:30:00+00:00"


def test_the_log_says_who_did_what_when_in_the_order_in_which_it_happened(
    store: Store, clock: SettableClock
) -> None:
    for what, who in (("audit-recorded", None), ("record-written", "a.hare@council.example")):
        with store.writing() as work:
            work.log.add(what, "audit 12", **({"who": who} if who else {}), form="tier2")
            work.commit()
        clock.forward(seconds=1)
    with store.reading() as work:
        entries = list(work.session.scalars(select(LogEntry).order_by(LogEntry.id)))
    assert [(e.at - NOON, e.who, e.what, e.record, e.detail) for e in entries] == [
        (dt.timedelta(0), BOT, "audit-recorded", "audit 12", {"form": "tier2"}),
        (dt.timedelta(seconds=1), "a.hare@council.example", "record-written", "audit 12", {"form": "tier2"}),
    ]


# Doing it anew


def test_what_another_bot_came_between_is_done_anew(store: Store) -> None:
    tries = 0

    def do(work: UnitOfWork) -> str:
        nonlocal tries
        tries += 1
        work.log.add(f"try-{tries}", "nothing 1")
        if tries < 3:
            raise IntegrityError("INSERT", None, RuntimeError("another was first"))
        return "done"

    assert in_one_transaction(store, do) == "done"
    assert _logged(store) == ["try-3"]


def test_what_can_never_work_is_raised_and_leaves_nothing(store: Store) -> None:
    def do(work: UnitOfWork) -> None:
        work.log.add("tried", "nothing 1")
        work.session.add(Message(mailbox="audits", sha256="no such bytes", arrived=NOON, next_try=NOON))

    with pytest.raises(IntegrityError):
        in_one_transaction(store, do)
    assert _logged(store) == []


def test_a_fault_of_our_own_is_not_tried_again(store: Store) -> None:
    tries: list[int] = []

    def do(work: UnitOfWork) -> None:
        tries.append(1)
        raise KeyError("tier3")

    with pytest.raises(KeyError):
        in_one_transaction(store, do)
    assert tries == [1]


def test_two_bots_that_block_each_other_both_get_done(store: Store, engine: str) -> None:
    """On PostgreSQL one of them is refused as a deadlock, and its work is done anew."""
    met = threading.Barrier(2)
    tries = [0, 0]

    def cross(number: int) -> None:
        def do(work: UnitOfWork) -> None:
            tries[number] += 1
            for key in ("a", "b") if number else ("b", "a"):
                work.claim_once(key)
                if engine == "postgresql" and max(tries) == 1:
                    with contextlib.suppress(threading.BrokenBarrierError):
                        met.wait(timeout=2)

        in_one_transaction(store, do)

    in_threads(2, cross)
    assert sorted(tries) == {"sqlite": [1, 1], "postgresql": [1, 2]}[engine]
    with store.reading() as work:
        assert work.session.scalar(select(func.count()).select_from(Claim)) == 2


# The directory and the caseload


def _people(count: int, prefix: str) -> list[Person]:
    return [
        Person(name=f"{prefix} {n}", email=f"{prefix}.{n}@council.example", role=Role.SOCIAL_WORKER)
        for n in range(count)
    ]


def test_two_imports_at_once_leave_one_directory_and_one_caseload_not_two_mixed(store: Store) -> None:
    def replace(number: int) -> None:
        with store.writing() as work:
            work.people.replace_people(_people(50, f"import{number}"))
            work.people.replace_cases([Case(case_id=f"{number}-{n}") for n in range(50)])
            time.sleep(0.02)
            work.commit()

    in_threads(3, replace)
    with store.reading() as work:
        assert work.session.scalar(select(func.count()).select_from(PersonRow)) == 50
        assert work.session.scalar(select(func.count()).select_from(CaseRow)) == 50
        assert len({person.name.split()[0] for person in work.people.directory().people}) == 1


def test_people_and_cases_come_back_as_they_were_imported(store: Store) -> None:
    person = Person(
        name="Ada Hare",
        email="ada.hare@council.example",
        role=Role.HEAD_OF_SERVICE,
        team="Duty Team",
        service_areas=("mass", "first-response"),
        manager_email="b.owl@council.example",
        cover_email="c.fox@council.example",
        active=False,
    )
    case = Case(
        case_id="AB/900101",
        social_worker_email="ada.hare@council.example",
        team="Duty Team",
        service_area="mass",
        statuses=("cared-for",),
        status_written="CfC",
        iro_email="d.elk@council.example",
        conference_chair_email="e.emu@council.example",
        opened=dt.date(2013, 12, 1),
        closed=dt.date(2014, 1, 31),
    )
    with store.writing() as work:
        work.people.replace_people([person])
        work.people.replace_cases([case, Case(case_id="ab/900102")])
        work.commit()
    with store.reading() as work:
        assert work.people.directory().people == (person,)
        assert work.people.posts_of("Ada.Hare@council.example") == [person]
        assert work.people.holding(Role.HEAD_OF_SERVICE) == []
        assert work.people.case("ab/900101") == case
        assert work.people.case("AB/900101") == case
        assert work.people.case("900101") is None
        assert work.people.case(None) is None
