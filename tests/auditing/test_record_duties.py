"""What an audit leaves to do in the child's record, kept on both databases: begun once, ticked once, never lost."""

import datetime as dt

import pytest

from conversations.moves import Give, GoTo, Reopen, Submit
from conversations.turns import CHECK
from store.record_duties import COPY_AWAY, DUTIES, RECORD_COPY
from store.unit_of_work import in_one_transaction
from tests.auditing.test_moving import Held, at_once
from tests.store.clock import SettableClock
from tests.store.council import AUDITOR, Council

THREE = ["case-note", "chronology", "upload"]


@pytest.fixture
def submitted(council: Council, clock: SettableClock) -> Held:
    held = Held(council)
    held.say_all()
    held.do(Submit())
    return held


def left(held: Held) -> list[tuple[int, str]]:
    with held.store.reading() as work:
        return [(duty.audit_id, duty.kind) for duty in work.duties.open_of(AUDITOR)]


def test_the_three_duties_begin_with_the_audit_and_belong_to_its_auditor(submitted: Held) -> None:
    assert sorted(kind for _, kind in left(submitted)) == THREE
    with submitted.store.reading() as work:
        kinds = [row.kind for row in work.outbox.of_audit(submitted.version().id) if row.recipient == AUDITOR]
    assert sorted(kinds) == [DUTIES, RECORD_COPY]


def test_who_ticks_at_the_same_moment_on_two_devices_ticks_once(submitted: Held) -> None:
    number, said = submitted.version().id, list[bool]()

    def tick() -> None:
        said.append(
            in_one_transaction(submitted.store, lambda work: work.duties.tick(number, "upload", AUDITOR))
        )

    at_once(tick, tick)
    assert sorted(said) == [False, True]
    assert sorted(kind for _, kind in left(submitted)) == ["case-note", "chronology"]


def test_what_is_ticked_is_kept_with_who_and_when_and_nothing_of_it_once_it_is_taken_back(
    submitted: Held, clock: SettableClock
) -> None:
    number = submitted.version().id
    with submitted.store.writing() as work:
        assert not work.duties.tick(number, "upload", None), "what was never ticked was taken back"
        assert work.duties.tick(number, "upload", AUDITOR)
        work.commit()
    with submitted.store.reading() as work:
        (done,) = [duty for duty in work.duties.of(number) if duty.done_at]
        assert (done.done_by, done.done_at) == (AUDITOR, clock.now)
    with submitted.store.writing() as work:
        assert work.duties.tick(number, "upload", None)
        work.commit()
    assert len(left(submitted)) == 3


def test_owners_are_asked_only_for_what_began_before(submitted: Held, clock: SettableClock) -> None:
    with submitted.store.reading() as work:
        assert work.duties.owners(before=clock.now) == []
        assert work.duties.owners(before=clock.now + dt.timedelta(seconds=1)) == [AUDITOR]


@pytest.mark.parametrize(
    ("changed", "again"), [({"overall": "requires-improvement"}, ["upload"]), ({"date": "2014-01-14"}, THREE)]
)
def test_an_amended_version_calls_for_its_document_and_for_all_where_its_date_was_wrong(
    submitted: Held, changed: dict[str, str], again: list[str]
) -> None:
    first = submitted.version().id
    with submitted.store.writing() as work:
        for kind in THREE:
            work.duties.tick(first, kind, AUDITOR)
        work.commit()
    submitted.do(Reopen("Looked again"))
    (question,) = changed
    submitted.do(Give(question, {**changed}, on=True))
    submitted.do(GoTo(CHECK))
    submitted.do(Submit())
    second = submitted.version()
    assert second.amended_because == "Looked again"
    assert sorted(left(submitted)) == [(second.id, kind) for kind in again]
    with submitted.store.reading() as work:
        assert COPY_AWAY in [row.kind for row in work.outbox.of_audit(first)]
