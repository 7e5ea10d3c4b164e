"""What the bot asks of its own in Slack: yes and no answer that, by word or click, also after a restart."""

from typing import Any

import pytest

from handlers.auditing.moving import look
from tests.handlers.conftest import Bench
from tests.handlers.council import ASSISTANT, AUDITOR, CASE, HEAD, IRO, MANAGER, QA, people
from tests.handlers.seats import wait_for
from tests.handlers.test_audits_in_chat import AtTheAudit
from tests.handlers.test_changed_form import TOLD, changed, until_area_three

PAULA = next(each for each in people() if each.email == AUDITOR)


def begun(bench: Bench, form: str = "tier1-generic") -> AtTheAudit:
    at = AtTheAudit(bench, form)
    at.until("Which case is it?")
    at.seat.say(CASE)
    at.until("allocated social worker")
    return at


def test_after_a_restart_yes_to_cancelling_is_a_social_workers_name(bench: Bench) -> None:
    with bench.chatting():
        at = begun(bench)
        at.seat.say("cancel")
        at.until("Cancel this audit?")
    with bench.chatting():
        at.seat.say("yes")
        at.until("This audit was cancelled")
        assert "social_worker" not in look(bench.store, bench.pack, 1, PAULA).values


def test_no_to_cancelling_is_a_social_workers_name(bench: Bench) -> None:
    with bench.chatting():
        at = begun(bench)
        at.seat.say("cancel")
        at.until("Cancel this audit?")
        at.seat.say("no thanks")
        at.until("allocated social worker")
        assert "social_worker" not in look(bench.store, bench.pack, 1, PAULA).values


@pytest.mark.parametrize(("words", "then"), [("yes", "1 of 7"), ("move over", "1 of 7"), ("stay", "2 of 7")])
def test_an_answer_to_move_over_is_kept_as_a_comment(bench: Bench, words: str, then: str) -> None:
    with bench.chatting():
        at = AtTheAudit(bench)
        until_area_three(at)
    bench.pack = changed(bench.pack)
    with bench.chatting():
        at.press("Back", TOLD)
        at.press("See what changed", "Asked anew")
    with bench.chatting():
        at.seat.say(words)
        at.until(then)
        assert TOLD not in at.text
        assert "areas.voice-of-child.comment" not in look(bench.store, bench.pack, 1, PAULA).values


def test_a_name_like_another_hands_the_audit_over_unasked_or_not_at_all(bench: Bench) -> None:
    with bench.chatting():
        at = begun(bench)
        at.seat.say("hand this audit over to Mira Mannager")
        at.until("Hand it to Mira Manager, Blue?")
        assert look(bench.store, bench.pack, 1, PAULA).holder == AUDITOR
        at.seat.say("no")
        at.until("allocated social worker")
        at.seat.say("hand this audit over to Mira Mannager")
        at.until("Hand it to Mira Manager, Blue?")
    with bench.chatting():
        at.seat.say("yes")
        at.until("This is with Mira Manager from now on")
        assert look(bench.store, bench.pack, 1, PAULA).holder == MANAGER


def test_one_of_those_who_may_be_meant_cannot_be_clicked(bench: Bench) -> None:
    with bench.chatting():
        at = begun(bench)
        at.seat.say("hand this audit over to Mira Mannager")
        at.until("Hand it to Mira Manager, Blue?")
        at.press("Yes, Mira Manager", "This is with Mira Manager from now on")


def test_a_name_after_whom_to_hand_it_to_is_a_social_worker(bench: Bench) -> None:
    with bench.chatting():
        at = begun(bench)
        at.seat.say("hand this audit over to Nobody Heard-of")
        at.until("not in the directory")
        at.seat.say("Mira Manager")
        at.until("This is with Mira Manager from now on")
        assert "social_worker" not in look(bench.store, bench.pack, 1, PAULA).values


def test_a_case_a_slip_away_is_offered_to_who_may_not_know_of_it(bench: Bench) -> None:
    slip = "FR-4171"
    with bench.chatting():
        for email, offered in ((MANAGER, True), (AUDITOR, False)):
            at = AtTheAudit(bench, email=email)
            at.until("Which case is it?")
            at.press("Go on", f"I do not know case {slip}. Is the number right?", case_id=slip)
            assert (f"{CASE}?" in at.buttons()) is offered
        at.press("Change it", "Which case is it?")
        at.press("Go on", "allocated social worker", case_id=CASE)


def test_a_case_a_slip_away_is_not_a_click_away(bench: Bench) -> None:
    with bench.chatting():
        at = AtTheAudit(bench, email=MANAGER)
        at.until("Which case is it?")
        at.press("Go on", "I do not know case", case_id=CASE[:-1])
        at.press(f"{CASE}?", "allocated social worker")
        person = next(each for each in people() if each.email == MANAGER)
        assert look(bench.store, bench.pack, 1, person).values["case_id"] == CASE


def test_whoever_may_not_take_an_audit_is_offered(bench: Bench) -> None:
    with bench.chatting():
        at = begun(bench, "tier2")
        menu = next(
            e
            for b in at.screen["blocks"]
            if b["type"] == "actions"
            for e in b["elements"]
            if e["type"] == "overflow"
        )
        option = next(each for each in menu["options"] if each["text"]["text"] == "Hand over to somebody")
        at.seat.press(at.screen["ts"], "talk-more", option["value"])
        at.seat.wait_for_view(title="Hand over")
        view = at.seat.open_view()
        assert view is not None
        offered = {
            o["value"] for b in view["blocks"] if b["type"] == "input" for o in b["element"]["options"]
        }
        assert offered == {MANAGER, ASSISTANT, IRO, QA}, (
            "no social worker, and not the head of the service area"
        )


def test_a_head_of_service_is_handed_a_tier_2_of_their_own_service_area(bench: Bench) -> None:
    with bench.chatting():
        at = begun(bench, "tier2")
        at.seat.say(f"hand this audit over to {HEAD}")
        at.until("Hugo Head is the head of First Response")
        assert look(bench.store, bench.pack, 1, PAULA).holder == AUDITOR


def test_a_comment_alone_counts_as_an_answer_at_the_check(bench: Bench) -> None:
    with bench.chatting():
        at = AtTheAudit(bench)
        until_area_three(at)
        at.seat.say("She was seen twice.")
        at.until("Which grade")
        at.seat.say("check")
        at.until("Not answered yet. She was seen twice.")


def test_a_typed_audit_fills_the_chat_with_screens_that_are_over(bench: Bench) -> None:
    with bench.chatting():
        at = AtTheAudit(bench)
        until_area_three(at)
        at.seat.say("2: seen")
        at.until("4 of 7")
        wait_for(lambda: len(screens(bench)) == 1)
        assert screens(bench)[0]["ts"] == at.screen["ts"]
        assert "goes on below" not in str(bench.inbox(AUDITOR))


def test_a_bot_that_dies_between_two_screens_leaves_none(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stops once the new screen stands, before the old one is taken away; the next answer goes on from there."""
    with bench.chatting():
        at = begun(bench)
        with monkeypatch.context() as dying:
            dying.setattr("handlers.slack.gateway.SlackGateway.take_away", _dies)
            at.seat.say("Wanda Worker")
            at.until("When is the audit?")
    with bench.chatting():
        at.seat.say("today")
        at.until("together with the practitioner")
        assert look(bench.store, bench.pack, 1, PAULA).values["social_worker"] == "Wanda Worker"


def screens(bench: Bench) -> list[dict[str, Any]]:
    """The messages from which an audit can be gone on with."""
    return [each for each in bench.inbox(AUDITOR) if any(b["type"] == "actions" for b in each["blocks"])]


def _dies(*_: object) -> None:
    raise SystemExit
