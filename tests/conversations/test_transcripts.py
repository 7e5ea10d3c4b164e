"""Audits told as they are held: each tool from its first question to its record."""

import datetime as dt

import pytest

from conversations.moves import ComeBack, GoTo, Submit
from conversations.outcomes import Ask, AskAgain, Done, PartDone, Review
from framework.reading import Reading, Status
from framework.words import Judgement
from tests.conversations import transcripts
from tests.conversations.dialogue import PACK, PAT, Dialogue
from tests.conversations.transcripts import Transcript


def held(form: str, transcript: Transcript) -> Dialogue:
    dialogue = Dialogue(form)
    for words, place in transcript:
        dialogue.write(words)
        assert dialogue.place == place, f"after {words!r}"
    return dialogue


def finished(dialogue: Dialogue) -> Reading:
    """Every question that is open yet answered in some way that is right, and the audit submitted."""
    for _ in range(80):
        outcome = dialogue.turned.outcome
        if isinstance(outcome, Review):
            outcome = dialogue.do(Submit())
        if isinstance(outcome, PartDone):
            outcome = dialogue.do(ComeBack())
        if isinstance(outcome, Done):
            return outcome.reading
        assert isinstance(outcome, Ask | AskAgain), outcome
        asked = outcome if isinstance(outcome, Ask) else outcome.ask
        kind = asked.question.kind
        slot = asked.question.slots[0].kind if asked.question.slots else kind
        dialogue.write(ANSWERS.get(slot if slot in ANSWERS else kind, "Some words"))
    raise AssertionError(f"never ends: {dialogue.place}")


ANSWERS: dict[str, str] = {
    "grade": "2: as it should be",
    "judgement": "good",
    "actions": "no",
    "date": "2 December 2013",
    "day-to-come": "31 January 2014",
    "one-of": "1",
    "any-of": "1",
    "yes-no": "yes",
    "person": "Tess Willow",
    "case-reference": "10236",
    "finding": "yes: as it should be",
}


def test_a_tier_1_audit_says_what_was_said() -> None:
    dialogue = held("tier1-generic", transcripts.TIER1)
    review = dialogue.turned.outcome
    assert isinstance(review, Review)
    assert [each.id for each in review.missing] == ["areas.specific-needs"]
    dialogue.do(GoTo("areas.specific-needs"))
    dialogue.write("1")
    outcome = dialogue.do(Submit())
    assert isinstance(outcome, Done)
    reading = outcome.reading
    assert (reading.status, reading.problems) == (Status.ACCEPTED, ())
    assert (reading.case_id, reading.completed_by, reading.social_worker) == (
        "10234",
        "Max Manager",
        "Tess Willow",
    )
    assert (reading.date, reading.overall) == (dt.date(2013, 12, 12), Judgement.GOOD)
    assert [each.grade for each in reading.answers] == [2, 3, 1, 2, None, 1, 2, None]
    assert [each.not_applicable for each in reading.answers] == [False] * 4 + [True, False, False, True]
    assert reading.answers[1].comment == "The risk from contact is named but not weighed."
    assert reading.answers[2].comment == "seen alone, in her own words, every visit"
    assert reading.answers[4].comment == "no plan yet"
    assert reading.answers[6].comment == "2 siblings live with an aunt"
    action = reading.actions[0]
    assert (action.action, action.who) == ("Weigh the risk from contact", "Tess Willow")
    assert (action.due, action.timescale) == (dt.date(2013, 12, 26), "26 December 2013")
    assert outcome.beside == {
        "practitioner_present": "Yes, sitting together",
        "strengths": "Two new beginnings: school and swimming.",
        "child_asked_by": "The social worker",
        "child_said": "“It is calmer at home now.”",
        "themes": "Understanding of risk; The voice of the child",
        "reflection": "I will weigh it with the family next week.",
    }


@pytest.mark.parametrize("form", [form.id for form in PACK.forms])
def test_every_tool_can_be_done_by_writing_alone_and_passes_the_gate_that_mailed_ones_pass(form: str) -> None:
    reading = finished(Dialogue(form))
    assert (reading.status, reading.problems, reading.notices) == (Status.ACCEPTED, (), ())
    assert len(reading.answers) == len(PACK.form(form).areas)
    if PACK.form(form).graded:
        assert {each.grade for each in reading.answers} <= {2, None}
        does_not_apply = [each.number for each in reading.answers if each.not_applicable]
        assert does_not_apply == ([8] if form == "tier1-generic" else [])


def test_an_observation_is_done_by_two_people_and_is_one_record() -> None:
    dialogue = held("observation", transcripts.OBSERVATION_FIRST)
    assert dialogue.do(ComeBack(), by=PAT) and dialogue.place == "conclusions"
    for words, place in transcripts.OBSERVATION_TOGETHER:
        dialogue.write(words, by=PAT)
        assert dialogue.place == place
    outcome = dialogue.turned.outcome
    assert isinstance(outcome, Done)
    reading = outcome.reading
    assert (reading.status, reading.completed_by, reading.social_worker) == (
        Status.ACCEPTED,
        "Max Manager",
        "Pat Partner",
    )
    assert reading.fields == {
        "nature": "Home visits",
        "record": "A visit to a family of four.",
        "strengths": "Listened before speaking.",
        "development": "Could end with a summary.",
        "conclusions": "We agree on the summary.",
        "actions_text": "Pat to try it by the next visit.",
        "next_supervision": "How the summary went.",
    }
