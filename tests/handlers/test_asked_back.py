"""What the bot asks of its own in Slack: yes and no answer that, by word or click, also after a restart."""

import pytest

from handlers.auditing.moving import look
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, CASE, MANAGER, people
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
