"""A head of service hears of the case drawn for them, starts it, or has a conflict that the QA team decides."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from framework.directory import Case
from framework.london import LONDON
from framework.words import Role
from framework.working_days import WorkingDays
from handlers.access import may_decide_conflicts
from handlers.allocations import notices
from handlers.duties.doing import Duties, NotYet
from handlers.duties.known import DUTIES
from handlers.slack.allocations import conflicts, starting
from handlers.slack.visiting import Visitor
from store.recording import Submission, record
from store.tables import AllocationRow
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, HEAD, QA, SUPPORT, audit, people, person
from tests.handlers.seats import labels, wait_for

HELEN, OTHER = "helen@council.example", "una@council.example"
DECEMBER = dt.datetime(2013, 12, 2, 9, 5, tzinfo=LONDON)
WHY = "The child’s uncle is my neighbour <!channel>."


@pytest.fixture
def drawn(bench: Bench) -> Bench:
    """Two heads of service, twelve cases of three areas; the draw of December 2013 was made."""
    areas = ("first-response", "cared-for-children", "child-protection")
    helen = person("Helen Head", HELEN, Role.HEAD_OF_SERVICE, service_areas=("cared-for-children",))
    bench.people_are([*people(), helen, person("Una Quality", OTHER, Role.QA_TEAM, service_areas=())])
    with bench.store.writing() as work:
        work.people.replace_cases(
            [Case(case_id=f"FR-{number}", service_area=areas[number % 3]) for number in range(5000, 5012)]
        )
        work.commit()
    bench.clock.ahead = DECEMBER - dt.datetime.now(dt.UTC)
    duties = Duties(bench.store, bench.pack, WorkingDays(), DUTIES)
    assert duties.run("tier2-draw", DECEMBER) is not None
    bench.deliver()
    return bench


@pytest.fixture
def chatting(drawn: Bench) -> Iterator[Bench]:
    with drawn.chatting():
        yield drawn


def mine(bench: Bench, email: str = HEAD) -> AllocationRow:
    with bench.store.reading() as work:
        row = work.allocations.of(email, "2013-12")
    assert row is not None
    return row


def messages(bench: Bench, email: str, preview: str) -> list[dict[str, Any]]:
    return [message for message in bench.inbox(email) if message["text"] == preview]


def allocation(bench: Bench, email: str = HEAD) -> dict[str, Any]:
    return messages(bench, email, "Your Tier 2 audit for December 2013")[-1]


def press(bench: Bench, email: str, message: dict[str, Any], action: str) -> None:
    bench.ws.as_member(email).press(message["ts"], action)


def declare(bench: Bench, why: str = WHY) -> dict[str, Any]:
    """Hugo has a conflict; the message in which the QA team is asked."""
    seat = bench.ws.as_member(HEAD)
    seat.press(allocation(bench)["ts"], notices.CONFLICT)
    seat.wait_for_view(title=conflicts.TITLE)
    assert seat.submit({conflicts.WHY: why}) == {}
    wait_for(lambda: bench.deliveries(kind="conflict"))
    bench.deliver()
    return messages(bench, QA, "A conflict of interest is to be decided")[-1]


def home(bench: Bench, email: str = HEAD) -> str:
    seat = bench.ws.as_member(email)
    seat.open_home()
    return str(seat.wait_for_home("My allocation")["blocks"])


def test_the_message_names_case_area_theme_and_day_and_the_locked_screen_none_of_it(drawn: Bench) -> None:
    row, message = mine(drawn), allocation(drawn)
    text = str(message["blocks"])
    assert row.case_id and row.case_id in text and str(row.theme) in text
    assert "31 December 2013" in text and "drawn at random from 8 cases" in text
    assert row.service_area != "first-response"
    assert row.case_id not in message["text"]
    assert labels(message) == ["Start the audit", "I have a conflict"]


def test_business_support_and_the_qa_team_see_all_allocations_and_what_was_left_out(drawn: Bench) -> None:
    for email in (SUPPORT, QA):
        (message,) = messages(drawn, email, "The Tier 2 allocations for December 2013")
        text = str(message["blocks"])
        assert all(str(mine(drawn, head).case_id) in text for head in (HEAD, HELEN))
        assert "Every case of the caseload was in the draw." in text
        assert "auditbot draw verify 2013-12" in text
        with drawn.store.reading() as work:
            sealed = work.allocations.sealed("2014-01")
        assert sealed and "The seed for January 2014 is made already" in text and sealed in text
    assert not messages(drawn, AUDITOR, "The Tier 2 allocations for December 2013")


def test_the_audit_is_started_with_the_case_filled_in_and_gone_on_with_the_second_time(
    chatting: Bench,
) -> None:
    case = str(mine(chatting).case_id)
    press(chatting, HEAD, allocation(chatting), notices.START)

    def held() -> list[Any]:
        with chatting.store.reading() as work:
            return work.conversations.of(HEAD, "open", "left")

    (row,) = wait_for(held)
    assert (row.form, row.case_id) == ("tier2", case)
    first = wait_for(lambda: held()[0].screen_ts)
    press(chatting, HEAD, allocation(chatting), notices.START)
    wait_for(lambda: held()[0].screen_ts not in (None, first))
    assert len(held()) == 1


def test_somebody_else_cannot_start_it_nor_have_a_conflict_about_it(drawn: Bench) -> None:
    row = mine(drawn)
    with drawn.store.reading() as work:
        helen = Visitor(HELEN, "Helen Head", tuple(work.people.posts_of(HELEN)))
        assert starting.theirs(work, helen, str(row.id)) == starting.NOT_YOURS
        assert starting.theirs(work, helen, "nonsense") == starting.NOT_YOURS


def test_a_conflict_that_is_agreed_with_brings_another_case_and_keeps_the_old_one(chatting: Bench) -> None:
    before = mine(chatting)
    asked = declare(chatting)
    text = str(asked["blocks"])
    assert "The child’s uncle is my neighbour" in text and "<!channel>" not in text
    assert "to decide" in home(chatting)
    press(chatting, QA, asked, notices.APPROVE)
    wait_for(lambda: mine(chatting).id != before.id)
    after = mine(chatting)
    assert after.case_id != before.case_id and after.draw_id != before.draw_id
    chatting.deliver()
    assert f"{after.case_id}" in str(allocation(chatting)["blocks"])
    assert "takes the place of the case that you had before" in str(allocation(chatting)["blocks"])
    assert wait_for(lambda: str(after.case_id) in home(chatting))
    with chatting.store.reading() as work:
        states = {row.id: (row.state, row.case_id) for row in work.allocations.of_month("2013-12")}
        (conflict,) = work.allocations.conflicts_of(before.id)
    assert states[before.id] == ("replaced", before.case_id)
    assert (conflict.by, conflict.approved, conflict.reason) == (QA, True, WHY)


def test_a_conflict_that_is_not_agreed_with_leaves_the_case_and_says_who_decided(chatting: Bench) -> None:
    before = mine(chatting)
    press(chatting, QA, declare(chatting), notices.REFUSE)
    wait_for(lambda: chatting.deliveries(kind="conflict-decided"))
    chatting.deliver()
    (told,) = messages(chatting, HEAD, "Your conflict of interest was decided")
    assert "Quinn Quality" in str(told["blocks"])
    assert mine(chatting).id == before.id
    assert "I have a conflict" in home(chatting)


def test_a_conflict_is_decided_once_whoever_presses(chatting: Bench) -> None:
    before, asked = mine(chatting), declare(chatting)
    press(chatting, QA, asked, notices.APPROVE)
    wait_for(lambda: mine(chatting).id != before.id)
    press(chatting, QA, asked, notices.REFUSE)
    press(chatting, QA, asked, notices.APPROVE)
    wait_for(lambda: len(chatting.log("conflict-decided")) == 1)
    with chatting.store.reading() as work:
        assert len(work.allocations.draws("2013-12")) == 2


@pytest.mark.parametrize(
    ("email", "may"), [(QA, True), (OTHER, True), (SUPPORT, False), (HEAD, False), (HELEN, False)]
)
def test_only_the_qa_team_decides_and_nobody_on_their_own(drawn: Bench, email: str, may: bool) -> None:
    with drawn.store.reading() as work:
        posts = work.people.posts_of(email)
    assert may_decide_conflicts(email, HEAD, posts) is may
    assert may_decide_conflicts(email, email, posts) is False


def test_once_the_audit_is_recorded_home_says_so(drawn: Bench) -> None:
    row = mine(drawn)
    changed = {"case_id": row.case_id, "completed_by": "Hugo Head", "date": DECEMBER.date()}
    reading = audit(drawn.pack, form="tier2", **changed)
    with drawn.store.writing() as work:
        done = record(work, reading, Submission("mail", DECEMBER), drawn.pack)
        work.commit()
    assert done.audit is not None and done.audit.auditor_email == HEAD
    with drawn.chatting():
        assert "Done. Thank you." in home(drawn)


@pytest.mark.parametrize("missing", ["people", "cases"])
def test_without_a_directory_or_a_caseload_nothing_is_drawn_and_the_reason_is_said(
    bench: Bench, missing: str
) -> None:
    with bench.store.writing() as work:
        keep: dict[str, Callable[[], None]] = {
            "people": lambda: work.people.replace_people([]),
            "cases": lambda: work.people.replace_cases([]),
        }
        keep[missing]()
        work.commit()
    duties = Duties(bench.store, bench.pack, WorkingDays(), DUTIES)
    with pytest.raises(NotYet, match="Import"):
        duties.run("tier2-draw", DECEMBER)
    with bench.store.reading() as work:
        assert work.allocations.draws("2013-12") == []


def test_a_head_for_whom_there_is_no_case_is_told_so(bench: Bench) -> None:
    with bench.store.writing() as work:
        work.people.replace_cases([Case(case_id="FR-5000", service_area="first-response")])
        work.commit()
    assert Duties(bench.store, bench.pack, WorkingDays(), DUTIES).run("tier2-draw", DECEMBER) is not None
    bench.deliver()
    assert "There is no case for your Tier 2 audit" in str(allocation(bench)["blocks"])
    (summary,) = messages(bench, QA, "The Tier 2 allocations for December 2013")
    assert "no case could be drawn" in str(summary["blocks"])
