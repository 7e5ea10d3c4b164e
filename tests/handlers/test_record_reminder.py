"""What is left to do in a child's record is asked for again: on working days, once a day, until it is done."""

import datetime as dt

import pytest

from framework.working_days import WorkingDays
from handlers.duties.record_reminder import remind_of_records
from handlers.notices.record import PREVIEW_REMINDER
from store.unit_of_work import Store
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, CASE, QA, SECRET, people
from tests.handlers.held import submitted

TUESDAY = dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.UTC)
SATURDAY, BOXING_DAY = (
    dt.datetime(2026, 12, 5, 9, 0, tzinfo=dt.UTC),
    dt.datetime(2026, 12, 28, 9, tzinfo=dt.UTC),
)


def asked_at(bench: Bench, when: dt.datetime) -> int:
    """How many are asked when the clock wakes the duty at that time."""
    bench.clock.ahead = when - dt.datetime.now(dt.UTC)
    with bench.store.writing() as work:
        added = remind_of_records(work, WorkingDays())
        work.commit()
    bench.deliver()
    return added


def reminders(bench: Bench, email: str = AUDITOR) -> list[str]:
    return [str(m["blocks"]) for m in bench.inbox(email) if m["text"] == PREVIEW_REMINDER]


@pytest.fixture
def begun(bench: Bench) -> Bench:
    """Two audits handed in on a Monday."""
    monday = dt.datetime(2026, 11, 30, 15, 0, tzinfo=dt.UTC)
    bench.clock.ahead = monday - dt.datetime.now(dt.UTC)
    submitted(bench)
    submitted(bench, "tier1-plo")
    bench.deliver()
    return bench


def test_one_message_lists_all_that_somebody_has_left_and_nothing_of_what_an_audit_says(begun: Bench) -> None:
    assert asked_at(begun, TUESDAY) == 1
    (shown,) = reminders(begun)
    assert "Tier 1 audit of case" in shown and "Tier 1 PLO audit of case" in shown
    assert shown.count("Audit Case Note, chronology and document") == 2
    assert SECRET not in shown
    assert CASE not in PREVIEW_REMINDER


def test_it_is_asked_once_a_day_however_often_the_clock_wakes_and_again_the_next_day(begun: Bench) -> None:
    counts = [asked_at(begun, TUESDAY + dt.timedelta(hours=hours)) for hours in (0, 1, 24)]
    assert counts == [1, 0, 1]
    assert len(reminders(begun)) == 2


@pytest.mark.parametrize("day_off", [SATURDAY, BOXING_DAY])
def test_nobody_is_asked_on_a_day_off(begun: Bench, day_off: dt.datetime) -> None:
    assert asked_at(begun, day_off) == 0


def test_nobody_is_asked_on_the_day_on_which_the_audit_was_handed_in(begun: Bench) -> None:
    assert asked_at(begun, dt.datetime(2026, 11, 30, 16, 0, tzinfo=dt.UTC)) == 0


def test_what_is_done_is_asked_for_no_more(begun: Bench) -> None:
    with begun.store.writing() as work:
        for audit in (1, 2):
            for kind in ("case-note", "chronology", "upload"):
                assert work.duties.tick(audit, kind, AUDITOR)
        work.commit()
    assert asked_at(begun, TUESDAY) == 0


def test_what_is_done_between_waking_and_sending_is_not_asked_for(begun: Bench) -> None:
    with Store(begun.store.database, lambda: TUESDAY).writing() as work:
        assert remind_of_records(work, WorkingDays()) == 1
        for audit in (1, 2):
            for kind in ("case-note", "chronology", "upload"):
                work.duties.tick(audit, kind, AUDITOR)
        work.commit()
    begun.clock.forward(24 * 3600)
    begun.deliver()
    assert reminders(begun) == []


def test_what_somebody_left_undone_who_has_left_is_for_the_quality_assurance_team_to_know_once(
    begun: Bench,
) -> None:
    begun.people_are([p for p in people() if p.email != AUDITOR])
    counts = [asked_at(begun, TUESDAY + dt.timedelta(days=days)) for days in (0, 1)]
    assert counts == [1, 0]
    assert reminders(begun) == []
    assert AUDITOR in str(begun.inbox(QA))
