"""A corrected audit: who hears of it, and what they hear."""

import datetime as dt
from typing import Any

from framework.words import Judgement
from tests.handlers.conftest import Bench
from tests.handlers.council import (
    HEAD,
    IRO,
    MANAGER,
    SECRET,
    SENT,
    audit,
)


def texts_of(message: dict[str, Any]) -> str:
    return str(message["blocks"])


def test_a_lost_answer_lets_an_outdated_message_count_as_never_sent(bench: Bench) -> None:
    bench.ws.faults.drop_answer("chat.postMessage")
    bench.record(audit(bench.pack, Judgement.GOOD))
    bench.deliver()
    bench.record(audit(bench.pack, Judgement.OUTSTANDING), SENT + dt.timedelta(hours=1))
    bench.deliver(smtp=None)
    bench.later()
    bench.deliver()
    bench.later()
    bench.deliver()
    first, second = bench.inbox(MANAGER)
    assert "Good: an audit for your attention" in texts_of(first)
    assert "Corrected from Good to Outstanding" in texts_of(second)


def test_a_correction_does_not_say_from_what_to_what(bench: Bench) -> None:
    bench.record(audit(bench.pack, Judgement.GOOD))
    bench.deliver()
    bench.record(audit(bench.pack, Judgement.INADEQUATE), SENT + dt.timedelta(hours=1))
    bench.deliver(smtp=None)
    _, correction = bench.inbox(MANAGER)
    assert "Corrected from Good to Inadequate" in texts_of(correction)
    assert "was Good. It is Inadequate now." in texts_of(correction)  # it is not known who sent it
    (escalation,) = bench.inbox(HEAD)
    assert "Inadequate: an audit for your attention" in texts_of(escalation)


def test_who_was_told_of_the_worse_judgement_is_not_told_of_the_better(bench: Bench) -> None:
    bench.record(audit(bench.pack, Judgement.INADEQUATE))
    bench.deliver()
    bench.record(audit(bench.pack, Judgement.GOOD), SENT + dt.timedelta(hours=1))
    bench.deliver()
    _, correction = bench.inbox(HEAD)
    assert "Corrected from Inadequate to Good" in texts_of(correction)
    assert "You are told because you had been told of the earlier version" in texts_of(correction)
    labels = [
        e["text"]["text"] for b in correction["blocks"] if b["type"] == "actions" for e in b["elements"]
    ]
    assert labels == ["I have seen this"]


def test_a_correction_that_keeps_the_judgement_says_what_was_written(bench: Bench) -> None:
    first = audit(bench.pack, Judgement.GOOD)
    bench.record(first)
    bench.deliver()
    answers = [a.model_copy(update={"grade": 2}) if a.number in (3, 5) else a for a in first.answers]
    answers[0] = answers[0].model_copy(update={"comment": f"Other {SECRET}"})
    changed = first.model_copy(update={"answers": tuple(answers), "actions": first.actions[:1]})
    bench.record(changed, SENT + dt.timedelta(hours=1))
    bench.deliver()
    _, correction = bench.inbox(MANAGER)
    said = texts_of(correction)
    assert "its judgement stands" in said
    assert "What changed: the grades of areas 3 and 5, the comment of area 1 and the actions." in said
    assert SECRET not in said


def test_somebody_is_corrected_about_what_they_never_heard(bench: Bench) -> None:
    """The first version never went out: it is not sent now, and the correction is the escalation that it is."""
    bench.record(audit(bench.pack, Judgement.GOOD))
    bench.record(audit(bench.pack, Judgement.INADEQUATE), SENT + dt.timedelta(hours=1))
    bench.deliver()
    (message,) = bench.inbox(HEAD)
    assert "Inadequate: an audit for your attention" in texts_of(message)
    (message,) = bench.inbox(MANAGER)
    assert "Inadequate: an action notice" in texts_of(message)
    assert "Corrected" not in texts_of(message)


def test_somebody_hears_of_a_judgement_only_to_hear_that_it_is_not_theirs(bench: Bench) -> None:
    bench.record(audit(bench.pack, Judgement.INADEQUATE))
    bench.record(audit(bench.pack, Judgement.GOOD), SENT + dt.timedelta(hours=1))
    bench.deliver()
    assert bench.inbox(HEAD) == []
    assert bench.inbox(IRO) == []
    assert len(bench.inbox(MANAGER)) == 1
