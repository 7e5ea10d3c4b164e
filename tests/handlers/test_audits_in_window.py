"""An audit in a window instead of the message: the same conversation, and nothing that was filled in is lost."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from store.conversations import KeptTurn
from tests.handlers.conftest import Bench
from tests.handlers.council import AUDITOR, CASE, MANAGER
from tests.handlers.seats import wait_for
from tests.handlers.test_audits_in_chat import AtTheAudit, recorded


class AtTheWindow(AtTheAudit):
    """Somebody who holds an audit in a window; `view` is what it shows."""

    @property
    def view(self) -> dict[str, Any]:
        return self.seat.open_view() or {"blocks": [], "title": {"text": ""}}

    def shows(self, part: str) -> None:
        wait_for(lambda: part in json.dumps(self.view, ensure_ascii=False))

    def open(self) -> None:
        self.press("In a window", "open in a window")
        self.shows("case")

    def choose(self, label: str, then: str, **given: str) -> None:
        rows = [block for block in self.view["blocks"] if block["type"] == "actions"]
        buttons = [e for row in rows for e in row["elements"] if e["type"] == "button"]
        action = next(e["action_id"] for e in buttons if e["text"]["text"].startswith(label))
        self.seat.press_in_view(action, given={f"slot|{path}": words for path, words in given.items()})
        self.shows(then)

    def go_on(self, then: str, **given: str) -> dict[str, str]:
        errors = self.seat.submit({f"slot|{path}": words for path, words in given.items()})
        self.shows(then)
        return errors


@pytest.fixture
def window(bench: Bench) -> Iterator[AtTheWindow]:
    with bench.chatting():
        at = AtTheWindow(bench)
        at.open()
        yield at


def test_a_whole_audit_in_a_window_is_the_same_record(window: AtTheWindow, bench: Bench) -> None:
    at = window
    at.go_on("allocated social worker", case_id=CASE)
    at.go_on("When is the audit?", social_worker="Wanda Worker")
    at.go_on("together with the practitioner")
    at.choose("Yes, sitting together", "done well")
    at.go_on("1 of 7", strengths="Made up.")
    for number, area in enumerate(bench.pack.form("tier1-generic").areas[:7], start=1):
        following = f"{number + 1} of 7" if number < 7 else "Who asked the child"
        at.choose("2 Good", following, **{f"areas.{area.id}.comment": f"Seen in area {number}."})
    at.choose("Nobody", "Why was nobody able")
    at.go_on("anything else to say", child_not_asked_because="Away.")
    at.go_on("overall judgement of this case file")
    at.choose("Good", "Which themes")
    at.go_on("What does the practitioner say")
    at.go_on("What is to be done")
    assert at.view["submit"]["text"] == "No action is needed"
    at.go_on("Check your answers")
    while "Next page" in json.dumps(at.view):
        page = int(at.view["private_metadata"].rpartition(":")[2])
        at.choose("Next page", f"Page {page + 1} of")
    at.go_on("Thank you")
    audit = recorded(bench)
    assert (audit.source, audit.overall, audit.auditor_email) == ("chat", "good", AUDITOR)
    assert audit.reading["answers"][2]["comment"] == "Seen in area 3."
    at.until("Thank you")
    at.seat.close_view()
    bench.deliver()
    assert bench.inbox(MANAGER)


def test_a_field_that_cannot_be_kept_says_so_beside_it_and_keeps_what_was_written(
    window: AtTheWindow,
) -> None:
    version = window.view["private_metadata"]
    errors = window.go_on("case", case_id="Jane Example")
    assert "Never give a child" in errors["slot|case_id"]
    assert window.view["private_metadata"] == version, "nothing of the page was kept"
    window.go_on("allocated social worker", case_id=CASE)


def test_what_stood_in_a_window_that_was_closed_is_kept_and_the_audit_is_where_it_was(
    window: AtTheWindow,
) -> None:
    window.go_on("allocated social worker", case_id=CASE)
    window.seat.press_in_view("audits-in-message", given={"slot|social_worker": "Wanda Worker"})
    window.until("allocated social worker")
    window.press("In a window", "open in a window")
    window.shows("Wanda Worker")
    window.go_on("When is the audit?")
    window.seat.close_view()
    window.until("When is the audit?")
    assert "In a window" in window.buttons()


def test_closing_a_window_keeps_the_words_that_were_not_sent(window: AtTheWindow, bench: Bench) -> None:
    window.go_on("allocated social worker", case_id=CASE)
    view = window.view["id"]
    with bench.ws.changing() as state:
        found = state.find_view(view, None)
        assert found is not None
        found.values["slot|social_worker"] = {"value": {"type": "plain_text_input", "value": "Wanda Worker"}}
    window.seat.close_view()
    window.until("Wanda Worker")


def test_who_likes_windows_is_asked_in_one_from_then_on(window: AtTheWindow, bench: Bench) -> None:
    window.seat.close_view()
    window.until("Which case is it?")
    window.seat.command("/audit", "start tier2")
    window.shows("Tier 2 audit")
    window.shows("Which case is it?")
    window.choose("In the message", "in your direct messages")
    window.until("Which case is it?")
    window.seat.close_view()
    window.seat.command("/audit", "start supervision")
    window.until("Whose supervision file")
    assert window.seat.open_view() is None


def test_a_window_remembers_nothing_that_matters(window: AtTheWindow) -> None:
    window.go_on("allocated social worker", case_id=CASE)
    conversation, version, question, page = window.view["private_metadata"].split(":")
    assert (question, page) == ("social_worker", "1")
    assert conversation.isdecimal() and version.isdecimal()
    assert CASE not in window.view["private_metadata"]


def test_what_good_looks_like_lies_over_the_window_and_not_in_its_place(window: AtTheWindow) -> None:
    at = window
    at.go_on("allocated social worker", case_id=CASE)
    at.go_on("When is the audit?", social_worker="Wanda Worker")
    at.go_on("together with the practitioner")
    at.choose("Yes, sitting together", "done well")
    at.go_on("1 of 7")
    at.choose("What good looks like", "The four grades")
    at.seat.close_view()
    at.shows("1 of 7")


def test_a_concern_from_the_window_is_told_and_the_question_stays(window: AtTheWindow, bench: Bench) -> None:
    window.go_on("allocated social worker", case_id=CASE)
    window.choose("I am worried", "Nobody has been told yet")
    bench.deliver()
    assert bench.inbox(MANAGER) == []
    window.seat.submit({"worry": "Not seen."})
    window.shows("allocated social worker")
    window.shows("Being told now")
    bench.deliver()
    (told,) = bench.inbox(MANAGER)
    assert CASE in str(told) and "Not seen." in str(told)


def test_words_written_as_a_message_go_on_with_the_audit_that_is_in_a_window(window: AtTheWindow) -> None:
    window.seat.say(CASE)
    window.until("allocated social worker")
    window.go_on("allocated social worker", case_id=CASE)  # the window was drawn before
    window.go_on("When is the audit?", social_worker="Wanda Worker")


def test_an_answer_given_meanwhile_on_another_device_is_overwritten_by_the_window(
    window: AtTheWindow, bench: Bench
) -> None:
    window.go_on("allocated social worker", case_id=CASE)
    for words, then in (("Wanda Worker", "When is the audit?"), ("back", "allocated social worker")):
        window.seat.say(words)
        window.until(then)
    window.go_on("answered on another screen", social_worker="Mira Manager")
    field = next(block for block in window.view["blocks"] if block["type"] == "input")
    assert field["element"]["initial_value"] == "Wanda Worker" and "Mira Manager" in json.dumps(window.view)
    assert window.view["state"]["values"][field["block_id"]]["value"]["value"] == "Wanda Worker"
    window.go_on("When is the audit?")
    turns = [turn for turn in all_turns(bench) if turn.where == "social_worker" and turn.kind == "gave"]
    assert [turn.value for turn in turns] == ["Wanda Worker"]


def test_a_page_that_slack_sends_twice_goes_on_twice(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(retry_interactions=True, ack_seconds=0.5)
    with bench.chatting():
        at = AtTheWindow(bench)
        at.open()
        bench.ws.faults.lose_ack(kind="interactive", times=1)
        at.seat.submit({"slot|case_id": CASE})
        at.shows("allocated social worker")
    went_on = [turn.where for turn in all_turns(bench) if turn.kind == "went-on"]
    assert went_on == ["case_id"]


def all_turns(bench: Bench) -> list[KeptTurn]:
    with bench.store.reading() as work:
        return work.conversations.turns(1)
