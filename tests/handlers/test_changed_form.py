"""A form that changes while an audit with it is under way: the auditor is told, and decides."""

from collections.abc import Callable, Iterator

import pytest

from bot.workspace.blocks import check_blocks
from framework.forms import Label
from framework.pack import Pack
from handlers.auditing.moving import look
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, CASE, people
from tests.handlers.test_audits_in_chat import AtTheAudit
from tests.handlers.test_audits_in_window import AtTheWindow

TOLD = "This audit tool was changed since you began"
PAULA = next(each for each in people() if each.email == AUDITOR)
LONG = "Made up for a test. " * 120


def changed(pack: Pack) -> Pack:
    """The pack of tomorrow: area 1 asked in other words, area 2 no more, a new one at the end."""
    form = pack.form("tier1-generic")
    areas = list(form.areas)
    reworded = areas[0].model_copy(update={"label": Label(shown="How well was the referral heard?")})
    new = areas[2].model_copy(update={"id": "lived-experience", "label": Label(shown="The child’s day")})
    kept = [reworded, *areas[2:], new]
    numbered = tuple(area.model_copy(update={"number": at}) for at, area in enumerate(kept, start=1))
    forms = tuple(
        each.model_copy(update={"areas": numbered}) if each.id == form.id else each for each in pack.forms
    )
    tomorrow = pack.model_copy(update={"forms": forms})
    vars(tomorrow).pop("_forms", None)  # what was worked out from the forms of today
    return tomorrow


def until_area_three(at: AtTheAudit) -> None:
    for words, then in (
        (CASE, "allocated social worker"),
        ("Wanda Worker", "When is the audit?"),
        ("today", "together"),
        ("1", "done well"),
        ("Swimming.", "1 of 7"),
        (f"2: {LONG}", "2 of 7"),
        ("3: weighed late", "3 of 7"),
    ):
        at.seat.say(words)
        at.until(then)


@pytest.fixture
def next_day(bench: Bench) -> Iterator[AtTheAudit]:
    """An audit begun yesterday; the form was changed overnight, and the bot started anew."""
    with bench.chatting():
        at = AtTheAudit(bench)
        until_area_three(at)
    bench.pack = changed(bench.pack)
    with bench.chatting():
        yield at


def test_an_auditor_learns_of_a_changed_form_only_from_what_is_refused(next_day: AtTheAudit) -> None:
    next_day.seat.say("2: alone")
    next_day.until("4 of 7")
    assert TOLD in next_day.text, "nothing is interrupted"


def test_what_fits_what_does_not_and_what_is_new_is_shown_before_anything_is_done(
    next_day: AtTheAudit,
) -> None:
    next_day.press("Back", TOLD)
    next_day.press("See what changed", "The form was changed")
    text = next_day.text
    for part in (
        "Asked anew",
        "How well was the referral heard?",
        "Not asked any more",
        "weighed late",
        "New:",
    ):
        assert part in text, part
    assert "The child’s day" in text and LONG.strip()[:1000] in text
    check_blocks(next_day.screen["blocks"])
    next_day.press("Decide later", TOLD)


def test_moving_over_keeps_what_fits_and_asks_the_rest_anew(next_day: AtTheAudit, bench: Bench) -> None:
    next_day.press("Back", TOLD)
    next_day.press("See what changed", "The form was changed")
    next_day.press("Move over", "1 of 7")
    assert "How well was the referral heard?" in next_day.text and TOLD not in next_day.text
    next_day.seat.say("2: heard")
    next_day.until("2 of 7")
    values = look(bench.store, bench.pack, 1, PAULA).values
    assert values["strengths"] == "Swimming."
    assert values["areas.referral-and-liaison.comment"] == "heard"


def test_who_stays_is_asked_as_before_and_not_told_again(next_day: AtTheAudit, bench: Bench) -> None:
    next_day.press("Back", TOLD)
    next_day.press("See what changed", "The form was changed")
    next_day.press("Stay with the form I began", "2 of 7")
    assert TOLD not in next_day.text
    next_day.press("Go on", "3 of 7")
    assert TOLD not in next_day.text
    assert look(bench.store, bench.pack, 1, PAULA).values["areas.risk.comment"] == "weighed late"


def test_a_new_audit_is_begun_with_the_form_of_today(next_day: AtTheAudit, bench: Bench) -> None:
    next_day.seat.command("/audit", "start tier1-generic")
    next_day.until("Which case is it?")
    assert TOLD not in next_day.text
    areas = [area.id for area in look(bench.store, bench.pack, 2, PAULA).form.areas]
    assert "lived-experience" in areas and "risk" not in areas


def test_the_window_tells_it_too_and_leads_back(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench()
    with bench.chatting():
        at = AtTheWindow(bench)
        until_area_three(at)
    bench.pack = changed(bench.pack)
    with bench.chatting():
        at.press("In a window", "open in a window")
        at.shows(TOLD)
        at.choose("See what changed", "Not asked any more")
        at.choose("Stay", "3 of 7")
        at.go_on("Grade: this is needed", **{"areas.voice-of-child.comment": "Seen."})
