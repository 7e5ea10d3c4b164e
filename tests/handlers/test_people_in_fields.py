"""Who is meant, and by when: chosen, written, or asked back, in the fields of Slack and in words."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from framework.dates_in_words import in_words
from framework.words import Role
from tests.handlers import council
from tests.handlers.conftest import Bench
from tests.handlers.council import CASE, WORKER
from tests.handlers.test_audits_in_chat import AtTheAudit
from tests.handlers.test_two_people import user_of

NAMESAKE = council.person("Wendy Worker", "wendy@council.example", Role.SOCIAL_WORKER)


@pytest.fixture
def auditing(bench: Bench) -> Iterator[AtTheAudit]:
    bench.people_are([*council.people(), NAMESAKE])
    with bench.chatting():
        at = AtTheAudit(bench)
        at.press("Go on", "allocated social worker", **{"case_id": CASE})
        yield at


def standing(bench: Bench) -> dict[str, object]:
    with bench.store.reading() as work:
        return {turn.where: turn.value for turn in work.conversations.turns(1) if turn.kind == "gave"}


def to_an_action(at: AtTheAudit) -> None:
    words = ["today", "1", "Well.", *["2"] * 7, "nobody", "Away", "skip", "Good", "skip", "skip"]
    thens = ["together", "done well", *[f"{n} of 7" for n in range(1, 8)], "Who asked", "Why was nobody"]
    thens += ["anything else", "overall judgement", "themes", "practitioner say", "What is to be done"]
    for one, then in zip(words, thens, strict=True):
        at.seat.say(one)
        at.until(then)


def test_somebody_who_was_chosen_in_the_list_of_people_is_not_taken(
    auditing: AtTheAudit, bench: Bench
) -> None:
    at = auditing
    fields = {
        "slot|social_worker": {"value": "Wanda Worker"},
        "who|social_worker": {"value": user_of(bench, council.MANAGER)},
    }
    at.seat.press(at.screen["ts"], "talk-on", given=fields)
    at.until("When is the audit?")
    assert standing(bench)["social_worker"] == "Mira Manager"


def test_a_name_that_fits_two_is_not_asked_with_a_click_for_each(auditing: AtTheAudit, bench: Bench) -> None:
    at = auditing
    at.seat.say("W Worker")
    at.until("Wendy Worker, Blue?")
    at.press("Wanda Worker, Blue?", "When is the audit?")
    assert standing(bench)["social_worker"] == "Wanda Worker"


def test_a_day_in_words_is_no_day_of_the_calendar(auditing: AtTheAudit, bench: Bench) -> None:
    at = auditing
    at.press("Go on", "When is the audit?", **{"social_worker": "Wanda Worker"})
    to_an_action(at)
    for words, then in (
        ("See him alone", "Who?"),
        ("Wanda Worker", "Timescales"),
        ("in two weeks", "in two weeks"),
    ):
        at.seat.say(words)
        if words != "in two weeks":
            at.until(then)
    due = bench.clock().date() + timedelta(14)
    at.until(in_words(due))
    assert standing(bench)["actions.1.timescale"] == due.isoformat()


def test_before_the_core_group_on_the_14th_is_guessed(auditing: AtTheAudit, bench: Bench) -> None:
    at = auditing
    at.press("Go on", "When is the audit?", **{"social_worker": "Wanda Worker"})
    to_an_action(at)
    for words in ("See him alone", "Wanda Worker"):
        at.seat.say(words)
        at.until(words)
    at.seat.say("before the core group on the 14th")
    at.until("cannot tell which day")
    assert "actions.1.timescale" not in standing(bench)
    at.press("Yes, 14", "No further actions")
    assert str(standing(bench)["actions.1.timescale"]).endswith("-14")


def test_an_action_filled_in_by_fields_is_with_nobody(auditing: AtTheAudit, bench: Bench) -> None:
    at = auditing
    at.press("Go on", "When is the audit?", **{"social_worker": "Wanda Worker"})
    to_an_action(at)
    at.press("Add an action", "Or choose the person")
    due = bench.clock().date() + timedelta(9)
    fields = {
        "slot|actions.1.action": {"value": "Ring the school"},
        "who|actions.1.who": {"value": user_of(bench, WORKER)},
        "slot|actions.1.timescale": {"value": due.isoformat()},
    }
    at.seat.press(at.screen["ts"], "talk-on", given=fields)
    at.until("No further actions")
    kept = standing(bench)
    assert (kept["actions.1.who"], kept["actions.1.timescale"]) == ("Wanda Worker", due.isoformat())
