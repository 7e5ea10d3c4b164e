"""What the calendar calls for is done once for its period, whoever wakes it, and after any stop, once."""

import datetime as dt

import pytest

from framework.duties import Duty
from framework.london import LONDON
from framework.pack import Pack, load_pack
from framework.working_days import WorkingDays
from handlers.duties.doing import Do, Duties, NotYet, Turn
from handlers.duties.known import DUTIES
from store.database import connect
from store.tables import DutyRun
from store.unit_of_work import Store
from tests.store.clock import SettableClock
from tests.store.processes import all_together, in_processes

DAYS = WorkingDays()
WHO = "qa@council.example"


def london(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


def a_pack(*duties: dict[str, object]) -> Pack:
    """The framework with these duties only."""
    known = tuple(Duty.model_validate({"title": "Something", "source": "a test", **duty}) for duty in duties)
    return load_pack("rochdale-2013").model_copy(update={"duties": known})


DAILY = {"name": "daily", "calendar": {"every": "working-day"}}
MONTHLY = {"name": "monthly", "calendar": {"every": "month", "working_day": 1}, "missed": "each"}
PACK = a_pack(DAILY, MONTHLY)


def tell(turn: Turn) -> str:
    """Has somebody told, once for the period."""
    turn.work.outbox.add("trouble", WHO, period=f"{turn.occurrence.period}")
    return f"Told for {turn.occurrence.period}."


def duties(store: Store, do: Do = tell, pack: Pack = PACK) -> Duties:
    kept = Duties(store, pack, DAYS, {"daily": do, "monthly": do})
    kept.begin()
    return kept


def runs(store: Store, duty: str = "daily") -> list[tuple[str, str]]:
    with store.reading() as work:
        rows = work.session.query(DutyRun).filter_by(duty=duty).order_by(DutyRun.due).all()
    return [(row.period, row.state) for row in rows]


def told(store: Store) -> list[str]:
    with store.reading() as work:
        return [each.period or "" for each in work.outbox.since(0)]


@pytest.fixture
def monday(store: Store, clock: SettableClock) -> Store:
    """Monday 10 March 2014, a quarter past nine; a bot that ran before."""
    clock.now = london("2014-03-07T12:00")
    assert duties(store).wake() == 1
    clock.now = london("2014-03-10T09:15")
    return store


def test_what_is_due_is_done_once_however_often_it_is_woken(monday: Store) -> None:
    kept = duties(monday)
    assert [kept.wake() for _ in range(3)] == [1, 0, 0]
    assert duties(monday).wake() == 0  # started again
    assert runs(monday) == [("2014-03-07", "done"), ("2014-03-10", "done")]
    assert told(monday) == ["2014-03-07", "2014-03-10"]


def test_what_fell_due_before_the_bot_was_there_is_not_made_up_for(
    store: Store, clock: SettableClock
) -> None:
    clock.now = london("2014-03-10T12:00")
    assert duties(store).wake() == 1  # today's
    assert runs(store) == [("2014-03-10", "done")]
    assert runs(store, "monthly") == []


def test_after_a_stop_of_a_week_a_daily_duty_is_done_once_and_what_was_missed_is_on_record(
    monday: Store, clock: SettableClock
) -> None:
    clock.now = london("2014-03-14T16:00")
    assert duties(monday).wake() == 1
    assert told(monday) == ["2014-03-07", "2014-03-14"]
    missed = [(f"2014-03-{day}", "passed-over") for day in (10, 11, 12, 13)]
    assert runs(monday) == [("2014-03-07", "done"), *missed, ("2014-03-14", "done")]


def test_after_a_stop_of_a_quarter_each_month_is_made_up_for_where_the_pack_says_so(
    monday: Store, clock: SettableClock
) -> None:
    clock.now = london("2014-06-10T16:00")
    assert duties(monday).wake() == 4  # three months, and today
    months = [("2014-04", "done"), ("2014-05", "done"), ("2014-06", "done")]
    assert runs(monday, "monthly") == months


def test_what_fails_undoes_itself_is_told_of_and_is_tried_again_after_a_while(
    monday: Store, clock: SettableClock
) -> None:
    def fails(turn: Turn) -> str:
        tell(turn)
        raise RuntimeError("with a secret in it")

    kept = duties(monday, fails)
    assert kept.wake() == 0
    assert told(monday) == ["2014-03-07"]
    assert runs(monday)[-1] == ("2014-03-10", "failed")
    with monday.reading() as work:
        (trouble,) = work.troubles.open()
        (failing,) = work.ledger.failing()
    assert (trouble.what, "secret" in trouble.message) == ("duty daily", False)
    assert failing.error == "It went wrong (RuntimeError)."
    mended = duties(monday)
    assert mended.wake() == 0  # not at once
    clock.forward(minutes=2)
    assert mended.wake() == 1
    assert runs(monday)[-1] == ("2014-03-10", "done")
    with monday.reading() as work:
        assert work.troubles.open() == [] and work.ledger.failing() == []


def test_what_failed_until_the_next_time_came_is_done_once_for_both(
    monday: Store, clock: SettableClock
) -> None:
    def fails(turn: Turn) -> str:
        raise NotYet("The directory is empty. Import it.")

    duties(monday, fails).wake()
    with monday.reading() as work:
        assert work.troubles.open()[0].message.startswith("Something (2014-03-10): The directory is empty.")
    clock.now = london("2014-03-11T09:00")
    assert duties(monday).wake() == 1
    assert runs(monday)[-2:] == [("2014-03-10", "passed-over"), ("2014-03-11", "done")]


def test_one_duty_that_fails_holds_up_no_other(monday: Store, clock: SettableClock) -> None:
    def fails(turn: Turn) -> str:
        raise RuntimeError

    clock.now = london("2014-04-01T09:00")
    kept = Duties(monday, PACK, DAYS, {"daily": fails, "monthly": tell})
    assert kept.wake() == 1
    assert told(monday) == ["2014-03-07", "2014-04"]


def test_a_rehearsal_says_whom_it_would_tell_and_leaves_no_trace(monday: Store) -> None:
    kept = duties(monday)
    ran = kept.run("daily", london("2014-03-10T09:15"), rehearse=True)
    assert ran is not None
    assert (ran.occurrence.period, ran.told, ran.again) == ("2014-03-10", ((WHO, "trouble"),), False)
    assert runs(monday) == [("2014-03-07", "done")]
    assert told(monday) == ["2014-03-07"]


def test_a_duty_done_by_hand_is_not_done_again_by_the_clock_nor_by_hand(monday: Store) -> None:
    kept = duties(monday)
    assert kept.run("daily", london("2014-03-10T09:15")) is not None
    assert kept.wake() == 0
    again = kept.run("daily", london("2014-03-10T23:00"))
    assert again is not None and again.again and again.said == "Told for 2014-03-10."
    assert told(monday) == ["2014-03-07", "2014-03-10"]


def test_a_duty_done_by_hand_before_its_time_holds_up_nothing_until_then(
    monday: Store, clock: SettableClock
) -> None:
    kept = duties(monday)
    assert kept.run("daily", london("2014-03-12T09:00")) is not None
    woken: list[int] = []
    for day in ("10", "11", "12", "13"):
        clock.now = london(f"2014-03-{day}T09:30")
        woken.append(kept.wake())
    assert woken == [1, 1, 0, 1]
    assert len(told(monday)) == len(set(told(monday))) == 5


def test_nothing_is_done_for_a_time_at_which_it_had_never_been_due(store: Store) -> None:
    pack = a_pack({"name": "daily", "calendar": {"every": "week", "weeks": 6, "since": "2013-12-04"}})
    assert duties(store, pack=pack).run("daily", london("2013-12-01T09:00")) is None


def _wake_together(number: int, url: str) -> int:
    store = Store(connect(url), SettableClock(london("2014-03-10T09:15")))
    kept = duties(store)
    all_together()
    return kept.wake()


def test_several_processes_that_wake_at_once_do_it_once(monday: Store, url: str) -> None:
    assert sum(in_processes(3, _wake_together, url)) == 1
    assert told(monday) == ["2014-03-07", "2014-03-10"]


def test_a_crash_in_the_middle_leaves_it_to_be_done_whole(monday: Store) -> None:
    def crash(turn: Turn) -> str:
        tell(turn)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        duties(monday, crash).wake()
    assert told(monday) == ["2014-03-07"]
    assert duties(monday).wake() == 1


def test_every_duty_of_the_pack_can_be_done_on_an_empty_council(
    store: Store, pack: Pack, clock: SettableClock
) -> None:
    kept = Duties(store, pack, DAYS, DUTIES)
    assert {duty.name for duty in pack.duties} == set(DUTIES)
    kept.begin()
    clock.now = london("2015-03-02T12:00")
    kept.wake()
    with store.reading() as work:
        assert all(trouble.message.count("went wrong") == 0 for trouble in work.troubles.open())
