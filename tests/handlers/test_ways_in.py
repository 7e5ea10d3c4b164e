"""The ways to an audit: Home, `/audit` with its words, the shortcut, buttons; and what Home shows of it all."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.workspace.blocks import check_view
from bot.workspace.model import Shortcut
from framework.pack import Pack
from framework.words import Judgement
from handlers.slack.app import START_AN_AUDIT
from handlers.slack.commands import form_meant
from handlers.slack.helping import WORDS
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, CASE, HEAD, MANAGER, QA, SUPPORT, WORKER, audit
from tests.handlers.seats import wait_for

MANIFEST = yaml.safe_load((Path(__file__).parents[2] / "docs" / "slack-manifest.yaml").read_text("utf-8"))


def view_with(bench: Bench, email: str, part: str) -> dict[str, Any]:
    seat = bench.ws.as_member(email)
    return wait_for(lambda: view if (view := seat.open_view()) and part in str(view["blocks"]) else None)


def test_the_shortcut_is_not_the_one_that_slack_has() -> None:
    assert [each["callback_id"] for each in MANIFEST["features"]["shortcuts"]] == [START_AN_AUDIT]


def test_the_shortcut_begins_an_audit_with_two_clicks(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(shortcuts=(Shortcut(START_AN_AUDIT, "Start an audit"),))
    with bench.chatting():
        seat = bench.ws.as_member(AUDITOR)
        seat.shortcut(START_AN_AUDIT)
        assert "Tier 2 audit" in str(view_with(bench, AUDITOR, "Begin one"))
        seat.press_in_view("talk-begin-3")
        view_with(bench, AUDITOR, "in your direct messages")
        seat.wait_for_text("Which case is it?")
        seat.close_view()
        seat.shortcut(START_AN_AUDIT)
        view_with(bench, AUDITOR, "Go on with one")
        worker = bench.ws.as_member(WORKER)
        worker.shortcut(START_AN_AUDIT)
        view_with(bench, WORKER, "Audits are begun by managers")


def test_start_without_a_tool_asks_for_one_and_with_one_begins_at_once(bench: Bench) -> None:
    with bench.chatting():
        seat = bench.ws.as_member(AUDITOR)
        seat.command("/audit", "start")
        view_with(bench, AUDITOR, "Begin one")
        seat.close_view()
        seat.command("/audit", "start PLO")
        seat.wait_for_text("Tier 1 PLO audit: the next question")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("tier1-generic", "tier1-generic"),
        ("Tier 1 audit", "tier1-generic"),
        ("plo", "tier1-plo"),
        ("TIER 2", "tier2"),
        ("observation", "observation"),
        ("tier 1", ""),
        ("", ""),
        ("nothing", ""),
    ],
)
def test_an_audit_with_another_tool_is_begun_than_was_named(pack: Pack, written: str, meant: str) -> None:
    assert form_meant(pack, written) == meant


def test_help_names_a_word_that_does_nothing_or_one_that_is_not_for_them(bench: Bench) -> None:
    with bench.chatting():
        for email, has, has_not in (
            (AUDITOR, "start", "themes"),
            (WORKER, "mine", "start"),
            (QA, "themes", ""),
        ):
            seat = bench.ws.as_member(email)
            seat.command("/audit", "help")
            told = str(seat.wait_for_text("I file audit tools")["blocks"])
            assert f"/audit {has}" in told and (not has_not or f"/audit {has_not}" not in told)
        for word in WORDS:
            seat.command("/audit", word.usage)
            assert not [m for m in seat.messages() if "cannot do that yet" in m["text"]]


def test_my_audits_are_listed_with_the_way_back_to_each(bench: Bench) -> None:
    bench.record(audit(bench.pack, Judgement.GOOD))
    with bench.chatting():
        seat = bench.ws.as_member(AUDITOR)
        seat.command("/audit", "mine")
        view = str(view_with(bench, AUDITOR, "Done"))
        assert CASE in view and "Good" not in view, "a list shows no judgement"
        seat.press_in_view("audit-open")
        view_with(bench, AUDITOR, "Good")
        seat.close_view()
        assert "Done" in str(seat.open_view()), "what was opened lies over the list"


def test_home_has_a_list_of_what_is_done_apart_from_what_one_was_told(bench: Bench) -> None:
    bench.record(audit(bench.pack, Judgement.GOOD))
    with bench.chatting():
        auditor, manager = bench.ws.as_member(AUDITOR), bench.ws.as_member(MANAGER)
        for seat in (auditor, manager):
            seat.open_home()
        done = str(auditor.wait_for_home("Audits that I told you of")["blocks"])
        told = str(manager.wait_for_home("Audits that I told you of")["blocks"])
    assert done.index("that are done") < done.rindex(CASE) < done.index("Audits that I told you of")
    assert "There are none yet." in done
    assert told.index("Audits that I told you of") < told.rindex(CASE)


def test_home_stays_within_what_slack_takes_however_much_there_is(bench: Bench) -> None:
    for number in range(25):
        bench.record(audit(bench.pack, Judgement.GOOD, case_id=f"FR-{5000 + number}"))
    with bench.chatting():
        seat = bench.ws.as_member(AUDITOR)
        for _ in range(12):
            seat.command("/audit", "start tier1-generic")
        seat.wait_for_home("Show all 12")
        seat.wait_for_home("Show all 25")
        home = seat.home()
        assert home is not None and len(home["blocks"]) <= 100
        seat.press_in_home("audits-mine-done")
        assert "FR-5000" in str(view_with(bench, AUDITOR, "FR-5024")["blocks"])


def test_home_says_what_this_month_is_about_and_what_nobody_published(bench: Bench) -> None:
    with bench.chatting():
        seat = bench.ws.as_member(HEAD)
        seat.open_home()
        home = str(seat.wait_for_home("Programme of focus")["blocks"])
        assert "(proposed, not published)" in home and "the last one ended with March 2014" in home
        assert "has not been drawn yet" in home
        seat.press_in_home("audits-focus")
        view = view_with(bench, HEAD, "What to look for")
        check_view({k: view[k] for k in ("type", "title", "blocks")}, ("modal",))
        assert "arrangements in place" in str(view["blocks"]).casefold()
        worker = bench.ws.as_member(WORKER)
        worker.open_home()
        assert "My allocation" not in str(worker.wait_for_home("Welcome")["blocks"])


def test_what_the_bot_does_not_understand_is_answered_with_what_it_does(bench: Bench) -> None:
    with bench.chatting():
        seat = bench.ws.as_member(AUDITOR)
        seat.say("Please do something")
        message = seat.wait_for_text("I cannot do that yet")
        seat.press(message["ts"], "audits-start")
        view_with(bench, AUDITOR, "Begin one")


def test_the_qa_team_keeps_the_list_of_themes_and_nobody_else(bench: Bench) -> None:
    with bench.chatting():
        seat = bench.ws.as_member(QA)
        seat.command("/audit", "themes")
        view_with(bench, QA, "12 themes are offered")
        seat.press_in_view("themes-name")
        seat.wait_for_view(title="Add a theme")
        assert "on the list already" in seat.submit({"themes-label": "Recording"})["themes-label"]
        assert seat.submit({"themes-label": "Neglect <!channel>"}) == {}
        view_with(bench, QA, "“Neglect &lt;!channel&gt;” was added.")
        view_with(bench, QA, "13 themes are offered")
        seat.press_in_view("themes-name-delay")
        seat.wait_for_view(title="Rename a theme")
        assert seat.submit({"themes-label": "Delay"}) == {}
        view_with(bench, QA, "“Delay” has its new name.")
        seat.press_in_view("themes-retire-delay")
        view_with(bench, QA, "“Delay” is offered no more.")
        seat.press_in_view("themes-retire-delay")
        view_with(bench, QA, "“Delay” is offered again.")
        other = bench.ws.as_member(SUPPORT)
        other.command("/audit", "themes")
        view_with(bench, SUPPORT, "kept by the Quality Assurance team")
    whats = ("theme-added", "theme-renamed", "theme-retired", "theme-brought-back")
    assert [entry.who for what in whats for entry in bench.log(what)] == [QA] * 4
