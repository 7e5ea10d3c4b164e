"""Home of somebody with a great deal to do: it is taken, what is to be done comes first, all can be reached."""

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy import event

from framework.reading import ActionLine
from handlers.auditing.moving import begin
from handlers.slack.home import publish_home
from handlers.slack.visiting import Desk, Visitor, visitor_of
from tests.handlers import council
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, audit
from tests.handlers.limits import hold_view
from tests.handlers.seats import filled_view, wait_for

PAULA = next(person for person in council.people() if person.email == AUDITOR)
AUDITS, ACTIONS, UNDER_WAY = 40, 15, 12
MOST_QUESTIONS = 40  # to the database, for one Home


@pytest.fixture
def busy(bench: Bench) -> Iterator[Bench]:
    """An auditor with forty audits done, of which fifteen ask for something, and twelve under way."""
    today = bench.clock().date()
    for number in range(1, AUDITS + 1):
        due = today + dt.timedelta(days=8 - number)
        line = ActionLine(action=f"Do thing {number:02}.", who="Wanda Worker", timescale="soon", due=due)
        asked = (line,) if number <= ACTIONS else ()
        done = audit(bench.pack, date=today - dt.timedelta(days=number), actions=asked)
        bench.record(done, bench.clock())
    for _ in range(UNDER_WAY):
        begin(bench.store, bench.pack, "tier1-generic", PAULA)
    yield bench


def visitor(bench: Bench) -> tuple[Desk, str, Visitor]:
    desk = Desk(bench.store, bench.pack, bench.slack)
    user = bench.slack.find_user(AUDITOR)
    assert user is not None
    found = visitor_of(desk, user)
    assert found is not None
    return desk, user, found


def published(bench: Bench) -> str:
    publish_home(*visitor(bench))
    home = bench.ws.as_member(AUDITOR).home()
    assert home is not None
    assert len(home["blocks"]) <= 100
    return hold_view({"type": "home", "blocks": home["blocks"]})


def test_a_home_with_many_things_is_refused_or_begins_with_what_is_over(busy: Bench) -> None:
    told = published(busy)
    places = ["In progress", f"Show all {UNDER_WAY}", "Start: Tier 1 audit", "Overdue since", "Due "]
    places += [f"Show all {ACTIONS}", "My audits that are done", f"Show all {AUDITS}", "Programme of focus"]
    found = [told.index(place) for place in places]
    assert found == sorted(found), list(zip(places, found, strict=True))
    assert f"{ACTIONS} open, {ACTIONS - 8} overdue" in told


def test_an_action_or_an_audit_beyond_the_tenth_is_out_of_reach(busy: Bench) -> None:
    with busy.chatting():
        seat = busy.ws.as_member(AUDITOR)
        seat.open_home()
        seat.wait_for_home("Show all")
        seat.press_in_home("actions-all")
        shown = filled_view(busy, AUDITOR)
        assert all(f"Do thing {number:02}." in shown for number in range(1, ACTIONS + 1))
        assert shown.index(f"Do thing {ACTIONS}.") < shown.index("Do thing 01."), "the longest overdue first"
        seat.press_in_view("action-review-1")
        seat.wait_for_view(title="Review an action")
        seat.close_view()
        seat.close_view()
        seat.press_in_home("audits-mine-done")
        shown = filled_view(busy, AUDITOR)
        seat.press_in_view("audits-mine-next")
        following = wait_for(lambda: (now := filled_view(busy, AUDITOR)) != shown and now)
    assert (shown + following).count("'Open'") == AUDITS


def test_home_asks_the_database_once_more_for_every_audit(busy: Bench) -> None:
    asked: list[str] = []
    event.listen(
        busy.store.database.engine, "before_cursor_execute", lambda *given: asked.append(str(given[2]))
    )
    publish_home(*visitor(busy))
    assert 0 < len(asked) <= MOST_QUESTIONS, f"{len(asked)} questions for one Home"
