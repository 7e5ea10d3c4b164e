"""The second half of an action, from Home to the audit: by somebody else than whoever it is with."""

import datetime as dt
from collections.abc import Iterator

import pytest

from framework.dates_in_words import in_words
from framework.directory import Person
from framework.reading import ActionLine
from framework.words import Role
from handlers.slack.people.reviewing import NOT_YOURS
from handlers.slack.people.reviewing import open_review as open_review_for
from handlers.slack.people.telling import open_telling
from handlers.slack.visiting import Desk, Did
from store.export import export
from tests.handlers import council
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, MANAGER, QA, SUPPORT, WORKER, audit, supervision
from tests.handlers.seats import filled_view, wait_for

VISIT = "Visit and see him alone"
HALF = {"done": "partly", "what": "Rang twice.", "changed": "Nothing yet.", "initials": "MM"}
WHOLE = HALF | {"done": "yes", "what": "Seen at home.", "changed": "He says that he sleeps."}


def today(bench: Bench) -> dt.date:
    return bench.clock().date()


def recorded(bench: Bench, *actions: ActionLine) -> int:
    """A mailed audit of two days ago with these actions."""
    return bench.record_id(
        audit(bench.pack, date=today(bench) - dt.timedelta(2), actions=actions), bench.clock()
    )


def action(what: str, due: dt.date | None = None, who: str = "Wanda Worker") -> ActionLine:
    return ActionLine(action=what, who=who, timescale=in_words(due) if due else "", due=due)


@pytest.fixture
def asked(bench: Bench) -> Iterator[Bench]:
    """An audit asks Wanda for two things; the second is overdue."""
    with bench.chatting():
        later = today(bench) + dt.timedelta(9)
        recorded(bench, action(VISIT, later), action("Ring the school", today(bench) - dt.timedelta(1)))
        yield bench


def home(bench: Bench, email: str) -> str:
    seat = bench.ws.as_member(email)
    seat.open_home()
    return str(seat.wait_for_home("Welcome")["blocks"])


def open_review(bench: Bench, email: str, action_id: int) -> None:
    home(bench, email)
    bench.ws.as_member(email).press_in_home(f"action-review-{action_id}")
    bench.ws.as_member(email).wait_for_view(title="Review an action")


def test_what_is_overdue_does_not_come_first_on_home(asked: Bench) -> None:
    shown = home(asked, WORKER)
    overdue, due = in_words(today(asked) - dt.timedelta(1)), in_words(today(asked) + dt.timedelta(9))
    assert f"Overdue since {overdue}. With you." in shown and f"Due {due}. With you." in shown
    assert shown.index("Ring the school") < shown.index(VISIT)
    assert "With you." in shown and "2 open, 1 overdue" in shown
    assert "With Wanda Worker." in home(asked, MANAGER)


def test_the_actions_of_others_are_shown_to_who_has_no_part_in_them(asked: Bench) -> None:
    for email in (SUPPORT, QA):
        assert VISIT not in home(asked, email)
    assert VISIT in home(asked, AUDITOR), "who asked for it follows it up"


def test_a_review_does_not_reach_the_audit_the_export_and_home(asked: Bench) -> None:
    open_review(asked, MANAGER, 1)
    seat = asked.ws.as_member(MANAGER)
    assert seat.submit(HALF) == {}
    assert "stays open" in filled_view(asked, MANAGER)
    seat.close_view()
    open_review(asked, MANAGER, 1)
    assert "Rang twice." in str(seat.open_view())
    assert seat.submit(WHOLE) == {}
    seat.close_view()
    wait_for(lambda: VISIT not in str(seat.home()))
    asked.deliver()
    seat.press(asked.inbox(MANAGER)[-1]["ts"], "audit-open")
    shown = filled_view(asked, MANAGER)
    assert "He says that he sleeps." in shown and f"Reviewed: {in_words(today(asked))}" in shown
    with asked.store.reading() as work:
        first, second = export(work, "actions", asked.pack)
    assert [(each["done"], each["by"]) for each in first["reviews"]] == [
        ("partly", MANAGER),
        ("yes", MANAGER),
    ]
    assert (first["state"], first["completed"]) == ("completed", today(asked).isoformat())
    assert (second["state"], second["reviews"]) == ("open", [])


def test_whoever_it_is_with_or_a_stranger_to_the_team_reviews_an_action(asked: Bench) -> None:
    desk = Desk(asked.store, asked.pack, asked.slack)
    for email, why in ((SUPPORT, NOT_YOURS), (WORKER, "somebody else looks at it with you: Mira Manager")):
        user = next(m.id for m in asked.ws.state.members.values() if m.email == email)
        open_review_for(desk, Did(key=email, user=user, value="1"))
        assert why in str(asked.inbox(email)[-1])


def test_what_the_owner_wrote_closes_the_action_or_is_lost_on_the_reviewer(asked: Bench) -> None:
    assert "Mira Manager looks at it with you at supervision" in home(asked, WORKER)
    seat = asked.ws.as_member(WORKER)
    seat.press_in_home("action-tell-1")
    seat.wait_for_view(title="What was done")
    assert seat.submit({"what": "Seen at home twice.", "changed": "He sleeps."}) == {}
    assert "Mira Manager looks at it with you" in filled_view(asked, WORKER)
    seat.close_view()
    assert VISIT in str(seat.wait_for_home("You have said what was done")["blocks"])
    assert "They have said what was done" in home(asked, MANAGER)
    open_review(asked, MANAGER, 1)
    shown = str(asked.ws.as_member(MANAGER).open_view())
    assert "Seen at home twice." in shown and "He sleeps." in shown and "Wanda Worker wrote this" in shown
    assert asked.ws.as_member(MANAGER).submit({"done": "yes", "initials": "MM"}) == {}
    with asked.store.reading() as work:
        first, _ = export(work, "actions", asked.pack)
    said = [(each["done"], each["by"], each["what"]) for each in first["reviews"]]
    assert said == [("told", WORKER, "Seen at home twice."), ("yes", MANAGER, "Seen at home twice.")]


def test_somebody_else_says_what_the_owner_did(asked: Bench) -> None:
    desk = Desk(asked.store, asked.pack, asked.slack)
    for email in (MANAGER, AUDITOR, SUPPORT):
        user = next(m.id for m in asked.ws.state.members.values() if m.email == email)
        open_telling(desk, Did(key=f"{email}-tells", user=user, value="1"))
        assert "Only whoever this action is with" in str(asked.inbox(email)[-1])


def test_the_qa_team_cannot_follow_up_what_nobody_else_can(bench: Bench) -> None:
    recorded(bench, action("Agree a date", who="the duty team"))
    with bench.chatting():
        bench.people_are([p for p in council.people() if p.email != MANAGER])
        assert "Agree a date" in home(bench, QA)
        open_review(bench, QA, 1)
        assert bench.ws.as_member(QA).submit(WHOLE) == {}


def test_an_auditor_who_is_the_line_manager_cannot_review_what_they_asked_for(bench: Bench) -> None:
    above = [
        p.model_copy(update={"manager_email": council.HEAD}) if p.email == MANAGER else p
        for p in council.people()
    ]
    bench.people_are(above)
    reading = audit(bench.pack, date=today(bench), completed_by="Mira Manager", actions=(action(VISIT),))
    bench.record(reading, bench.clock())
    with bench.chatting():
        assert "action-review-1" in home(bench, MANAGER), "the owner is another"
        assert "action-review-1" not in home(bench, WORKER)


def test_a_review_of_tomorrow_or_of_before_the_audit_is_kept(asked: Bench) -> None:
    open_review(asked, MANAGER, 1)
    seat = asked.ws.as_member(MANAGER)
    tomorrow, before = (today(asked) + dt.timedelta(days) for days in (1, -5))
    assert "still to come" in seat.submit(WHOLE | {"reviewed": tomorrow.isoformat()})["reviewed"]
    assert "before the audit" in seat.submit(WHOLE | {"reviewed": before.isoformat()})["reviewed"]
    assert seat.submit(WHOLE | {"reviewed": today(asked).isoformat()}) == {}


def test_two_who_review_at_once_complete_it_twice(asked: Bench) -> None:
    open_review(asked, AUDITOR, 1)
    open_review(asked, MANAGER, 1)
    assert asked.ws.as_member(AUDITOR).submit(WHOLE) == {}
    assert "reviewed meanwhile" in asked.ws.as_member(MANAGER).submit(WHOLE)["what"]


def test_many_actions_break_home(bench: Bench) -> None:
    recorded(bench, *(action(f"Do thing {number}", who="Wanda Worker") for number in range(1, 40)))
    with bench.chatting():
        shown = home(bench, WORKER)
    assert "Show all 39" in shown and "39 open." in shown


def test_what_is_hr_confidential_stands_on_home(bench: Bench) -> None:
    bench.record(supervision(bench.pack).model_copy(update={"actions": (action(VISIT),)}))
    bench.people_are([*council.people(), Person(name="X", email="x@council.example", role=Role.DIRECTOR)])
    with bench.chatting():
        assert VISIT not in home(bench, WORKER)
