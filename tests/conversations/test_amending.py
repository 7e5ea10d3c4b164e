"""Amending: back to one's own part, and an amendment that is given up leaves everything as it was submitted."""

import pytest

from conversations.moves import Cancel, ComeBack, Give, GoTo, Leave, Reopen, Submit
from conversations.outcomes import AreYouSure, Done, Left, PartDone, Review
from conversations.turns import CHECK
from tests.conversations.dialogue import MAX, PAT, Dialogue
from tests.conversations.test_transcripts import finished
from tests.conversations.transcripts import OBSERVATION_FIRST, OBSERVATION_TOGETHER


def submitted() -> Dialogue:
    dialogue = Dialogue("tier1-generic")
    finished(dialogue)
    assert isinstance(dialogue.turned.outcome, Done)
    return dialogue


def observed() -> Dialogue:
    """An observation of Pat's practice: the first part by Max, the second by Pat."""
    dialogue = Dialogue("observation")
    dialogue.write(*(words for words, _ in OBSERVATION_FIRST))
    dialogue.do(ComeBack(), by=PAT)
    dialogue.write(*(words for words, _ in OBSERVATION_TOGETHER), by=PAT)
    assert isinstance(dialogue.turned.outcome, Done)
    return dialogue


@pytest.mark.parametrize("leave_first", [False, True])
def test_an_amendment_that_is_given_up_leaves_every_answer_as_it_was_submitted(leave_first: bool) -> None:
    dialogue = submitted()
    before = dialogue.values
    dialogue.do(Reopen("The plan was found"))
    dialogue.do(Give("overall", {"overall": "inadequate"}, on=True))
    dialogue.do(Give("comments", {"comments": None}, on=True))
    if leave_first:
        dialogue.do(Leave())
    asked = dialogue.do(Cancel())
    assert isinstance(asked, AreYouSure) and "stands as it was submitted" in asked.message
    left = dialogue.do(Cancel(sure=True))
    assert isinstance(left, Left) and left.over and not left.cancelled
    assert dialogue.values == before
    again = dialogue.do(Submit())
    assert isinstance(again, Left) and again.over, "an audit that was given up as an amendment counts twice"


def test_what_was_given_up_can_be_amended_after_all_and_says_the_new_reason() -> None:
    dialogue = submitted()
    for reason in ("First thoughts", "Second thoughts"):
        dialogue.do(Reopen(reason))
        assert dialogue.conversation.state().because == reason
        dialogue.do(Cancel(sure=True))
        assert dialogue.conversation.state().because == ""
    dialogue.do(Reopen("Third thoughts"))
    dialogue.do(Give("overall", {"overall": "outstanding"}, on=True))
    dialogue.do(GoTo(CHECK))
    done = dialogue.do(Submit())
    assert isinstance(done, Done) and done.reading.overall == "outstanding"
    assert not dialogue.conversation.state().amending


def test_the_observer_amends_the_observers_part_and_the_other_part_is_looked_at_again() -> None:
    dialogue = observed()
    dialogue.do(Reopen("I had left something out"))
    shown = dialogue.turned.outcome
    assert isinstance(shown, Review) and shown.part == "observer"
    dialogue.do(Give("record", {"record": "A visit to a family of five."}, on=True))
    dialogue.do(GoTo(CHECK))
    assert isinstance(dialogue.do(Submit()), PartDone)
    second = dialogue.do(ComeBack(), by=PAT)
    assert isinstance(second, Review) and second.part == "feedback"
    done = dialogue.do(Submit(), by=PAT)
    assert isinstance(done, Done)
    assert done.reading.fields["record"] == "A visit to a family of five."
    assert done.reading.fields["conclusions"] == "We agree on the summary."


def test_whoever_did_the_second_part_amends_that_alone() -> None:
    dialogue = observed()
    dialogue.do(Reopen("A date was wrong"), by=PAT)
    shown = dialogue.turned.outcome
    assert isinstance(shown, Review) and shown.part == "feedback"
    assert dialogue.conversation.state().with_whom == {"observer": MAX, "feedback": PAT}
