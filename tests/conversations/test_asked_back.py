"""What the bot asks of its own is answered by the next words, which are never taken for an answer to the form."""

from dataclasses import replace

import pytest

from conversations.engine import look
from conversations.moves import AskBack, Back, Cancel, ComeBack, GoTo, Help
from conversations.outcomes import AreYouSure, Ask, AskAgain, Asking, Left
from conversations.turns import Conversation, TurnKind
from tests.conversations.dialogue import MAX, PAT, Dialogue
from tests.conversations.test_moving_about import at_the_areas

PRESENT = "practitioner_present"


def at_presence() -> Dialogue:
    """Where "no" would be an answer to the form's question."""
    dialogue = Dialogue("tier1-generic")
    dialogue.write("10234", "Tess Willow", "today")
    assert dialogue.place == PRESENT
    return dialogue


def started_again(dialogue: Dialogue) -> Dialogue:
    """The same from its turns alone."""
    conversation = Conversation(tuple(dialogue.conversation.turns))
    dialogue.turned = replace(
        dialogue.turned, conversation=conversation, outcome=look(dialogue.script, conversation)
    )
    return dialogue


@pytest.mark.parametrize("words", ["yes", "Yes.", "y", "OK", "yes, cancel it"])
@pytest.mark.parametrize("restart", [False, True])
def test_yes_to_cancelling_is_kept_as_an_answer(words: str, restart: bool) -> None:
    dialogue = Dialogue("supervision")
    dialogue.write("cancel")
    dialogue = started_again(dialogue) if restart else dialogue
    assert isinstance(dialogue.turned.outcome, AreYouSure)
    outcome = dialogue.write(words)
    assert isinstance(outcome, Left) and outcome.cancelled
    assert dialogue.values == {}


@pytest.mark.parametrize("what", [Asking.CANCEL, Asking.MOVE_OVER, Asking.HAND_OVER])
@pytest.mark.parametrize("restart", [False, True])
def test_no_to_a_question_of_the_bots_own_answers_the_form(what: Asking, restart: bool) -> None:
    dialogue = at_presence()
    dialogue.do(AskBack(what, (PAT,) if what is Asking.HAND_OVER else ()))
    dialogue = started_again(dialogue) if restart else dialogue
    assert isinstance(dialogue.turned.outcome, AreYouSure)
    outcome = dialogue.write("no")
    assert isinstance(outcome, Ask) and dialogue.place == PRESENT
    assert PRESENT not in dialogue.values
    dialogue.write("no")
    assert dialogue.values[PRESENT] == "alone", "and then the form is asked again"


def test_other_words_than_yes_or_no_are_lost_or_taken_for_an_answer() -> None:
    dialogue = at_the_areas()
    dialogue.write("cancel")
    outcome = dialogue.write("2: seen alone")
    assert isinstance(outcome, AreYouSure) and outcome.words == "2: seen alone"
    assert not any(path.startswith("areas.") for path in dialogue.values)


@pytest.mark.parametrize("move", [Back(), Help(), GoTo("strengths"), ComeBack()])
def test_a_question_of_the_bots_own_that_was_passed_over_is_answered_later(move: object) -> None:
    dialogue = at_presence()
    dialogue.do(Cancel())
    dialogue.do(move)  # pyright: ignore[reportArgumentType]
    dialogue.write("yes")
    assert dialogue.conversation.state().standing.value == "open"


def test_an_old_screen_takes_a_question_of_the_bots_own_away() -> None:
    dialogue = at_presence()
    seen = dialogue.conversation.version
    dialogue.do(Cancel())
    assert isinstance(dialogue.do(Back(), seen=seen), AreYouSure)
    assert isinstance(dialogue.write("yes"), Left)


def test_nobody_else_answers_what_was_asked_of_whoever_has_the_audit() -> None:
    dialogue = at_presence()
    dialogue.write("cancel")
    dialogue.write("yes", by=PAT)
    assert dialogue.conversation.state().asked is not None
    dialogue.write("yes", by=MAX)
    assert dialogue.conversation.state().standing.value == "cancelled"


@pytest.mark.parametrize("restart", [False, True])
def test_yes_to_the_day_that_was_meant_becomes_the_day_in_words(restart: bool) -> None:
    dialogue = Dialogue("tier1-generic")
    dialogue.do(GoTo("actions"))
    dialogue.write("Weigh the risk", "Tess Willow", "before the core group on the 14th")
    dialogue = started_again(dialogue) if restart else dialogue
    again = dialogue.turned.outcome
    assert isinstance(again, AskAgain) and again.suggestion == "2013-12-14"
    dialogue.write("yes")
    assert dialogue.values["actions.1.timescale"] == "2013-12-14"
    assert dialogue.place == "case_id", "on to the first question that is open"


def test_another_day_in_place_of_the_one_that_was_meant_is_refused() -> None:
    dialogue = Dialogue("tier1-generic")
    dialogue.do(GoTo("actions"))
    dialogue.write("Weigh the risk", "Tess Willow", "by the 14th", "no")
    assert "actions.1.timescale" not in dialogue.values
    dialogue.write("on the 15th", "in two weeks")
    assert dialogue.values["actions.1.timescale"] == "2013-12-26"


@pytest.mark.parametrize(("words", "kept"), [("2", "Tim Willow"), ("Tess Willow", "Tess Willow")])
def test_a_number_does_not_choose_one_of_those_who_may_be_meant(words: str, kept: str) -> None:
    dialogue = Dialogue("tier1-generic")
    dialogue.write("10234", "T Willow")
    assert isinstance(dialogue.write("yes"), AskAgain), "which of the two?"
    dialogue.write(words)
    assert dialogue.values["social_worker"] == kept


def test_a_question_of_the_bots_own_is_kept_with_the_turns() -> None:
    dialogue = at_presence()
    dialogue.write("cancel", "cancel")
    kinds = [turn.kind for turn in dialogue.conversation.turns]
    assert kinds.count(TurnKind.ASKED) == 1, "asked twice, it stands once"
