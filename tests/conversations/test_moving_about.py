"""Back, change, put off, leave and come back, two screens at once: nobody loses a word or their place."""

import pytest

from conversations.moves import (
    Back,
    Cancel,
    ComeBack,
    Concern,
    Give,
    GoTo,
    HandOver,
    Leave,
    Reopen,
    Skip,
    Submit,
    Typed,
)
from conversations.outcomes import AreYouSure, Ask, AskAgain, Asking, Done, Left, Refused, Review, Settled
from conversations.turns import CHECK, TurnKind
from tests.conversations.dialogue import MAX, PAT, Dialogue
from tests.conversations.test_transcripts import finished

RISK = "areas.risk"


def at_the_areas(**known: object) -> Dialogue:
    dialogue = Dialogue("tier1-generic")
    dialogue.write("10234", "Tess Willow", "today", "1", "Swimming.")
    assert dialogue.place == "areas.referral-and-liaison"
    return dialogue


def test_back_goes_over_an_area_that_does_not_apply() -> None:
    dialogue = at_the_areas()
    dialogue.do(GoTo("child_asked_by"))
    dialogue.do(Back())
    assert dialogue.place == "areas.monitoring-of-plans", "area 8 is for Cared for Children only"


def test_back_shows_what_was_answered_and_going_on_leads_to_what_is_open() -> None:
    dialogue = at_the_areas()
    dialogue.write("2", "back", "back")
    outcome = dialogue.turned.outcome
    assert isinstance(outcome, Ask) and dict(outcome.values) == {"strengths": "Swimming."}
    dialogue.do(Give("strengths", {"strengths": "Swimming and reading."}, on=True))
    assert dialogue.place == RISK


def test_there_is_nothing_before_the_first_question_and_somebody_is_told_so() -> None:
    dialogue = Dialogue("tier1-generic")
    outcome = dialogue.do(Back())
    assert isinstance(outcome, Ask) and outcome.first
    assert outcome.note == "This is the first question."


def test_a_change_from_the_check_leads_back_to_the_check() -> None:
    dialogue = Dialogue("tier1-generic")
    finished(dialogue)
    dialogue.do(Reopen("One grade was a slip"))
    dialogue.do(GoTo(RISK))
    assert dialogue.place == RISK
    dialogue.do(Give(RISK, {f"{RISK}.grade": 1}, on=True))
    assert dialogue.place == CHECK
    outcome = dialogue.do(Submit())
    assert isinstance(outcome, Done) and outcome.reading.answers[1].grade == 1


def test_a_change_at_the_check_that_calls_for_a_question_leaves_it_unasked() -> None:
    dialogue = Dialogue("tier1-generic")
    finished(dialogue)
    dialogue.do(Reopen("Who asked was a slip"))
    dialogue.do(GoTo("child_asked_by"))
    dialogue.do(Give("child_asked_by", {"child_asked_by": "nobody"}, on=True))
    assert dialogue.place == "child_not_asked_because"
    dialogue.write("The child was away with the carers.")
    assert dialogue.place == CHECK


def test_an_amended_audit_keeps_what_it_said_before_and_why_it_was_changed() -> None:
    dialogue = Dialogue("tier1-generic")
    finished(dialogue)
    assert isinstance(dialogue.do(Reopen(" ")), Refused)
    dialogue.do(Reopen("The plan was found"))
    dialogue.do(Give(RISK, {f"{RISK}.grade": 4, f"{RISK}.comment": "Not weighed."}, on=True))
    turn = dialogue.conversation.turns[-2]
    first = next(each for each in dialogue.conversation.turns if each.where == f"{RISK}.grade")
    assert any(each.instead_of == first.number for each in dialogue.conversation.turns)
    assert first.value == 2 and turn.kind is TurnKind.GAVE
    assert [each.value for each in dialogue.conversation.turns if each.kind is TurnKind.REOPENED] == [
        "The plan was found"
    ]


def test_what_was_put_off_is_named_before_submitting_and_not_submitted_without() -> None:
    dialogue = at_the_areas()
    dialogue.do(Skip("areas.referral-and-liaison"))
    assert dialogue.place == RISK
    outcome = dialogue.do(GoTo(CHECK))
    assert isinstance(outcome, Review)
    assert outcome.missing[0].id == "areas.referral-and-liaison"
    assert outcome.lines[5].settled is Settled.SKIPPED
    assert isinstance(dialogue.do(Submit()), Review), "nothing is submitted while something is missing"


def test_who_leaves_goes_on_where_they_were() -> None:
    dialogue = at_the_areas()
    dialogue.write("2")
    assert isinstance(dialogue.do(Leave()), Left)
    assert isinstance(dialogue.do(ComeBack()), Ask) and dialogue.place == RISK


def test_an_answer_on_a_screen_left_open_is_an_answer_and_takes_nobody_along() -> None:
    dialogue = at_the_areas()
    seen = dialogue.conversation.version
    dialogue.write("2", "3: late")
    outcome = dialogue.do(Give("strengths", {"strengths": "Swimming, and reading."}, on=True), seen=seen)
    assert isinstance(outcome, Ask) and outcome.question.id == "areas.voice-of-child"
    assert dialogue.values["strengths"] == "Swimming, and reading."


def test_of_two_answers_on_two_screens_the_first_stands_and_the_words_of_the_second_are_shown() -> None:
    dialogue = at_the_areas()
    dialogue.write("2")
    seen = dialogue.conversation.version
    dialogue.do(Give(RISK, {f"{RISK}.grade": 2, f"{RISK}.comment": "Weighed."}, on=True), seen=seen)
    outcome = dialogue.do(
        Give(RISK, {f"{RISK}.grade": 2, f"{RISK}.comment": "Not weighed."}, on=True), seen=seen
    )
    assert isinstance(outcome, AskAgain)
    assert (outcome.words, outcome.ask.values[f"{RISK}.comment"]) == ("Not weighed.", "Weighed.")


def test_a_click_that_comes_twice_counts_once() -> None:
    dialogue = at_the_areas()
    seen = dialogue.conversation.version
    click = Give("areas.referral-and-liaison", {"areas.referral-and-liaison.grade": 2}, on=True)
    dialogue.do(click, seen=seen)
    after = dialogue.conversation
    outcome = dialogue.do(click, seen=seen)
    assert dialogue.conversation == after
    assert isinstance(outcome, Ask) and outcome.question.id == RISK


def test_words_for_a_question_that_does_not_apply_any_more_are_given_back() -> None:
    dialogue = at_the_areas()
    dialogue.do(Give("child_asked_by", {"child_asked_by": "nobody"}, on=True))
    dialogue.do(Give("child_asked_by", {"child_asked_by": "auditor"}, on=True))
    outcome = dialogue.do(Give("child_not_asked_because", {"child_not_asked_because": "Away"}, on=True))
    assert isinstance(outcome, AskAgain) and outcome.words == "Away"


def test_answers_that_no_longer_apply_do_not_reach_the_record() -> None:
    dialogue = at_the_areas()
    dialogue.do(Give("child_asked_by", {"child_asked_by": "nobody"}, on=True))
    dialogue.do(Give("child_not_asked_because", {"child_not_asked_because": "Away"}, on=True))
    dialogue.do(Give("child_asked_by", {"child_asked_by": "auditor"}, on=True))
    finished(dialogue)
    done = dialogue.turned.outcome
    assert isinstance(done, Done) and "child_not_asked_because" not in done.beside


def test_nobody_else_may_answer_until_it_is_handed_over() -> None:
    dialogue = at_the_areas()
    before = dialogue.conversation
    assert isinstance(dialogue.write("2", by=PAT), Refused)
    assert dialogue.conversation == before
    dialogue.do(HandOver(PAT))
    assert isinstance(dialogue.write("2", by=PAT), Ask)
    assert isinstance(dialogue.write("2", by=MAX), Refused)


def test_cancelling_is_asked_twice_and_says_what_is_kept() -> None:
    dialogue = at_the_areas()
    asked = dialogue.do(Cancel())
    assert isinstance(asked, AreYouSure) and asked.message.startswith("The 5 answers given so far are kept")
    assert isinstance(dialogue.do(Cancel(sure=True)), Left)
    assert isinstance(dialogue.write("2"), Left), "what is cancelled stays so"


WORRY = "I am worried about this child now: not seen for weeks"


def concerns(dialogue: Dialogue) -> list[str]:
    return [str(turn.value) for turn in dialogue.conversation.turns if turn.kind is TurnKind.CONCERN]


@pytest.mark.parametrize("words", [WORRY, "I’m worried. not seen for weeks"])
@pytest.mark.parametrize("yes", ["yes", "Yes please, tell them", "tell them now"])
def test_a_concern_is_told_without_a_second_look_or_the_audit_moves(words: str, yes: str) -> None:
    dialogue = at_the_areas()
    asked = dialogue.write(words)
    assert isinstance(asked, AreYouSure) and asked.what is Asking.WORRIED
    assert "Nobody has been told yet" in asked.message and asked.words == "not seen for weeks"
    assert concerns(dialogue) == []
    outcome = dialogue.write(yes)
    assert isinstance(outcome, Ask) and outcome.question.id == "areas.referral-and-liaison"
    assert "no emergency line" in outcome.note and "999" in outcome.note
    assert concerns(dialogue) == ["not seen for weeks"]


def test_a_slip_of_the_finger_tells_of_a_concern() -> None:
    dialogue = at_the_areas()
    dialogue.do(Concern())
    outcome = dialogue.write("no")
    assert isinstance(outcome, Ask) and concerns(dialogue) == []


def test_words_written_before_yes_are_lost_or_taken_for_an_answer() -> None:
    dialogue = at_the_areas()
    before = dict(dialogue.values)
    dialogue.do(Concern())
    asked = dialogue.write("He has a bruise")
    assert isinstance(asked, AreYouSure) and asked.words == "He has a bruise"
    for words in ("help", "where am I"):
        assert isinstance(dialogue.write(words), AreYouSure)
    dialogue.write("yes, on his left arm, and he will not say how")
    assert concerns(dialogue) == ["He has a bruise\non his left arm, and he will not say how"]
    assert dict(dialogue.values) == before


def test_the_button_and_words_make_two_messages_of_one_concern() -> None:
    dialogue = at_the_areas()
    dialogue.write(WORRY)
    dialogue.do(Concern())
    dialogue.do(Concern(sure=True))
    again = dialogue.do(Concern(sure=True))  # an old screen
    assert isinstance(again, Ask) and "told of this already" in again.note
    assert concerns(dialogue) == ["not seen for weeks"]
    dialogue.write("I am worried: her sister too")
    dialogue.write("yes")
    assert concerns(dialogue) == ["not seen for weeks", "her sister too"]


def test_a_concern_cannot_be_said_without_words() -> None:
    dialogue = at_the_areas()
    dialogue.do(Concern())
    dialogue.do(Concern(sure=True))
    assert concerns(dialogue) == [""]


def test_what_is_known_is_not_asked_but_may_be_changed() -> None:
    dialogue = Dialogue("tier2", values={"case_id": "10234", "social_worker": "Tess Willow"})
    assert dialogue.place == "date"
    dialogue.do(Typed("back"))
    assert dialogue.place == "social_worker"


def test_a_judgement_above_its_areas_is_asked_for_its_reason_and_never_computed() -> None:
    dialogue = at_the_areas()
    dialogue.do(Give(RISK, {f"{RISK}.grade": 4, f"{RISK}.comment": "Not weighed."}, on=True))
    asked = [each.id for each in dialogue.script.questions(dialogue.values, "audit")]
    assert "judgement_because" not in asked and "overall" not in dialogue.values
    dialogue.do(Give("overall", {"overall": "good"}, on=True))
    asked = [each.id for each in dialogue.script.questions(dialogue.values, "audit")]
    assert asked[asked.index("overall") + 1] == "judgement_because"
