"""A judgement well above an area: the QA team looks at it, and only the auditor changes it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from framework.pack import Pack
from framework.words import Judgement, Role
from handlers.about import ModerationFacts
from handlers.access import may_list_moderation, may_moderate, may_see_moderation
from handlers.notice import Nothing, Notice
from handlers.notices import notice_of
from handlers.rendering import to_letter, to_slack
from handlers.slack.moderation.deciding import open_moderating
from handlers.slack.moderation.listing import Waiting, home_blocks, window_of
from handlers.slack.views import home_view
from handlers.slack.visiting import Desk, Did
from store.export import export
from store.moderating import Finding, moderate
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, CASE, HEAD, MANAGER, QA, SUPPORT, WORKER, audit, people, person
from tests.handlers.limits import hold_message, hold_view
from tests.handlers.noticed import NOON, about, facts
from tests.handlers.seats import filled_view, labels, wait_for
from tests.handlers.test_limits import long
from tests.handlers.test_replies import submitted

REASON = "The plan was put right in May <!channel>."
SOUND = "I see the same in the file."
OTHER = "una@council.example"


def high(bench: Bench, **changed: Any) -> Any:
    """An audit judged Outstanding though its areas are graded 3."""
    return audit(bench.pack, Judgement.OUTSTANDING, **changed)


@pytest.fixture
def flagged(bench: Bench) -> Iterator[Bench]:
    """An audit held in chat waits for moderation, and the bot is there."""
    with bench.chatting():
        submitted(bench, high(bench), None, judgement_because=REASON)
        bench.deliver()
        yield bench


def home(bench: Bench, email: str) -> str:
    seat = bench.ws.as_member(email)
    seat.open_home()
    return str(seat.wait_for_home("Welcome")["blocks"])


def moderated(bench: Bench, finding: str, why: str = SOUND) -> dict[str, str]:
    seat = bench.ws.as_member(QA)
    message = next(m for m in reversed(bench.inbox(QA)) if "waits for moderation" in str(m["blocks"]))
    seat.press(message["ts"], "moderate")
    seat.wait_for_view(title="What you find")
    return seat.submit({"finding": finding, "why": why})


def found(bench: Bench) -> list[dict[str, Any]]:
    with bench.store.reading() as work:
        return [row["moderations"] for row in export(work, "audits", bench.pack)][-1]


def test_the_qa_team_hears_nothing_or_reads_the_grade_in_the_message(flagged: Bench) -> None:
    message = next(m for m in flagged.inbox(QA) if "waits for moderation" in str(m["blocks"]))
    text = str(message)
    assert message["text"] == "An audit waits for moderation"
    assert CASE in text and "Outstanding" not in text and "plan was put right" not in text
    assert labels(message) == ["Open", "Moderated", "All that wait"]
    for email in (AUDITOR, MANAGER, HEAD, SUPPORT, WORKER):
        assert "moderation" not in str(flagged.inbox(email)).casefold()


def test_home_of_the_qa_team_does_not_show_what_waits_and_why(flagged: Bench) -> None:
    shown = home(flagged, QA)
    assert "For moderation" in shown and "plan was put right in May &lt;!channel&gt;" in shown
    assert "Overall Outstanding; graded Requires improvement (3)" in shown
    for email in (MANAGER, SUPPORT, AUDITOR):
        assert "For moderation" not in home(flagged, email)


def test_the_open_window_asks_for_a_reason_that_was_given(flagged: Bench) -> None:
    seat = flagged.ws.as_member(QA)
    message = next(m for m in flagged.inbox(QA) if "waits for moderation" in str(m["blocks"]))
    seat.press(message["ts"], "audit-open")
    shown = filled_view(flagged, QA)
    assert "The reason for the judgement" in shown and "plan was put right in May" in shown
    assert "No reason is given" not in shown and "A-29" not in shown
    assert "The auditor says why" in shown and "Moderated" in shown


def test_agreeing_is_not_kept_or_the_auditor_never_hears(flagged: Bench) -> None:
    assert moderated(flagged, "agrees") == {}
    assert "That you agree is kept" in filled_view(flagged, QA)
    (row,) = found(flagged)
    assert (row["by"], row["finding"], row["words"]) == (QA, "agrees", SOUND)
    flagged.deliver()
    told = flagged.inbox(AUDITOR)[-1]
    assert "A colleague agrees with your judgement" in str(told["blocks"]) and SOUND in str(told["blocks"])
    assert told["text"] == "Your audit was looked at by a colleague"
    wait_for(lambda: "For moderation" not in home(flagged, QA))


def test_another_look_changes_the_judgement_or_leads_nowhere(flagged: Bench) -> None:
    moderated(flagged, "look-again", "Which plan do you mean?")
    flagged.deliver()
    told = flagged.inbox(AUDITOR)[-1]
    assert "look at your judgement once more" in str(told["blocks"]) and "Which plan" in str(told["blocks"])
    assert "nobody else changes it" in str(told["blocks"])
    assert "Quinn Quality asked the auditor on" in home(flagged, QA)
    with flagged.store.reading() as work:
        (row,) = export(work, "audits", flagged.pack)
    assert row["overall"] == "outstanding"
    flagged.ws.as_member(AUDITOR).press(told["ts"], "audit-open")
    shown = filled_view(flagged, AUDITOR)
    assert "asks the auditor to look again. Which plan" in shown
    assert "Moderated" not in shown


def test_a_mailed_audit_is_never_moderated(bench: Bench) -> None:
    with bench.chatting():
        bench.record(high(bench))
        bench.deliver()
        assert "No reason is given" in home(bench, QA)
        assert moderated(bench, "look-again", "Please say why.") == {}
        bench.deliver()
        told = bench.inbox(AUDITOR)[-1]
        assert "by sending the corrected audit tool" in str(told["blocks"])
        assert "Amend" not in labels(told)


def test_the_same_audit_is_agreed_with_twice_or_in_the_place_of_another(flagged: Bench) -> None:
    una = person("Una Umber", OTHER, Role.QA_TEAM, team="", service_areas=())
    flagged.people_are([*people(), una])
    seat = flagged.ws.as_member(QA)
    message = next(m for m in flagged.inbox(QA) if "waits for moderation" in str(m["blocks"]))
    seat.press(message["ts"], "moderate")
    seat.wait_for_view(title="What you find")
    with flagged.store.writing() as work:
        row = work.audits.get(1)
        assert row is not None
        moderate(work, row, OTHER, Finding.LOOK_AGAIN, "Why?", seen=0)
        work.commit()
    assert "meanwhile" in seat.submit({"finding": "agrees", "why": SOUND})["why"]
    assert len(found(flagged)) == 1


def test_nothing_is_said_of_why(flagged: Bench) -> None:
    assert moderated(flagged, "agrees", " ")["why"]
    assert found(flagged) == []


def test_somebody_else_moderates(flagged: Bench) -> None:
    desk = Desk(flagged.store, flagged.pack, flagged.slack)
    for email in (AUDITOR, MANAGER, HEAD, SUPPORT):
        user = next(m.id for m in flagged.ws.state.members.values() if m.email == email)
        open_moderating(desk, Did(key=f"x-{email}", user=user, value="1"))
        assert "Only the Quality Assurance team" in str(flagged.inbox(email)[-1])
        seat = flagged.ws.as_member(email)
        seat.command("/audit", "moderation")
        assert "Only the Quality Assurance team" in filled_view(flagged, email)
        seat.close_view()


def test_the_auditor_agrees_with_themselves(bench: Bench) -> None:
    bench.record(high(bench, completed_by="Quinn Quality"))
    with bench.chatting():
        assert "a colleague of the Quality Assurance team looks at it" in home(bench, QA)
        user = next(m.id for m in bench.ws.state.members.values() if m.email == QA)
        open_moderating(Desk(bench.store, bench.pack, bench.slack), Did(key="own", user=user, value="1"))
        assert "It is your own audit" in str(bench.inbox(QA)[-1])


def test_the_list_of_all_that_wait_is_not_opened_by_a_word(flagged: Bench) -> None:
    seat = flagged.ws.as_member(QA)
    seat.command("/audit", "moderation")
    assert "plan was put right" in filled_view(flagged, QA)
    seat.press_in_view("moderate-list")
    seat.wait_for_view(title="What you find")
    assert seat.submit({"finding": "agrees", "why": SOUND}) == {}
    wait_for(lambda: "That you agree is kept" in str(seat.open_view()))
    seat.close_view()
    assert wait_for(lambda: "Nothing waits" in str(seat.open_view()))


@pytest.mark.parametrize(
    ("email", "sees", "lists", "moderates"),
    [
        (QA, True, True, True),
        (AUDITOR, True, False, False),
        (HEAD, False, False, False),
        (SUPPORT, False, False, False),
    ],
)
def test_the_gate_lets_others_moderate(
    pack: Pack, email: str, sees: bool, lists: bool, moderates: bool
) -> None:
    posts, record = [p for p in people() if p.email == email], facts(audit(pack), pack)
    gone = [post.model_copy(update={"active": False}) for post in posts]
    assert may_see_moderation(email, record, posts) is sees and not may_see_moderation(email, record, gone)
    assert may_list_moderation(posts) is lists and not may_list_moderation(gone)
    assert may_moderate(email, record, posts) is moderates and not may_moderate(email, record, gone)
    own = replace(record, auditor_email=email)
    assert not may_moderate(email, own, posts)


@pytest.mark.parametrize("agrees", [True, False])
def test_what_was_found_stands_in_an_e_mail(pack: Pack, agrees: bool) -> None:
    finding = ModerationFacts(1, "Quinn Quality", NOON, agrees, f"{SOUND} {long(900)}")
    record = facts(audit(pack, Judgement.OUTSTANDING), pack, for_moderation=True)
    notice = notice_of(about("moderated", AUDITOR, audit=record, moderation=finding, amendable=7))
    assert isinstance(notice, Notice)
    letter = to_letter(notice)
    for text in (letter.subject, letter.text, letter.html):
        assert SOUND not in text and "Outstanding" not in text
    assert SOUND in "".join(hold_message(message) for message in to_slack(notice))
    waits = notice_of(about("moderation", QA, audit=record))
    assert isinstance(waits, Notice)
    assert "Outstanding" not in str(waits)
    for nothing in (
        replace(record, superseded=True),
        replace(record, agreed=True),
        replace(record, withdrawn=True),
    ):
        assert isinstance(notice_of(about("moderation", QA, audit=nothing)), Nothing)
    assert isinstance(notice_of(about("moderation", HEAD, audit=record)), Nothing)


def test_a_long_list_is_refused_by_slack() -> None:
    row = Waiting(10_000_000, long(300), long(500), long(3_000), long(900), may=True, seen=9)
    rows = [row, replace(row, may=False)] * 60
    for page in (1, 6, 12, 13):
        hold_view(window_of(rows, page))
    hold_view(home_view("Quinn", [], help_text="Help.", first=home_blocks(rows)))
