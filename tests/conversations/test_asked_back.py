"""What the bot asks of its own is answered by the next words, which are never taken for an answer to the form."""

from dataclasses import replace

import pytest

from conversations.engine import look
from conversations.facts import KnownCase
from conversations.moves import AskBack, Back, Cancel, ComeBack, Give, GoTo, Help, Reopen
from conversations.outcomes import AreYouSure, Ask, AskAgain, Asking, Done, Left
from conversations.script import actions_in
from conversations.turns import CHECK, Conversation, TurnKind
from framework.directory import Directory
from framework.people import Person
from framework.words import Role
from tests.conversations.dialogue import MAX, PAT, PEOPLE, Dialogue
from tests.conversations.test_moving_about import at_the_areas
from tests.conversations.test_transcripts import finished

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


def with_caseload(form: str = "tier1-generic") -> Dialogue:
    dialogue = Dialogue(form)
    dialogue.know(in_caseload=lambda case_id: case_id == "10234", near=lambda _: ("10234",))
    return dialogue


@pytest.mark.parametrize("restart", [False, True])
@pytest.mark.parametrize("words", ["yes", "It is right", "10243"])
def test_a_case_that_nobody_knows_is_kept_unasked_or_blocked(words: str, restart: bool) -> None:
    dialogue = with_caseload()
    dialogue.write("10243")
    dialogue = started_again(dialogue) if restart else dialogue
    again = dialogue.turned.outcome
    assert isinstance(again, AskAgain) and again.right and "10243" in again.reason
    assert [each.id for each in again.choices] == ["10234"]
    assert "case_id" not in dialogue.values
    dialogue.write(words)
    assert dialogue.values["case_id"] == "10243" and dialogue.place == "social_worker"


@pytest.mark.parametrize("words", [("10234",), ("no", "10234"), ("change it", "10234")])
def test_a_slip_in_a_case_reference_cannot_be_put_right(words: tuple[str, ...]) -> None:
    dialogue = with_caseload()
    dialogue.write("10243", *words)
    assert dialogue.values["case_id"] == "10234" and dialogue.place == "social_worker"


def test_a_click_on_an_old_screen_says_that_a_case_is_right() -> None:
    dialogue = with_caseload()
    seen = dialogue.conversation.version
    click = Give("case_id", {"case_id": "10243"}, on=True)
    dialogue.do(click, seen=seen)
    assert isinstance(dialogue.do(click, seen=seen), AskAgain)
    assert "case_id" not in dialogue.values
    dialogue.do(click)
    assert dialogue.values["case_id"] == "10243"


def test_who_audits_and_whose_work_it_is_are_one_person_unasked() -> None:
    dialogue = Dialogue("observation")
    again = dialogue.write("Max Manager")
    assert isinstance(again, AskAgain) and "nobody audits their own work" in again.reason
    dialogue.write("no", "Pat Partner")
    assert dialogue.values["social_worker"] == "Pat Partner"


def test_supervisor_and_supervisee_are_one_person_unasked() -> None:
    dialogue = Dialogue("supervision")
    again = dialogue.write("Tess Willow", "tess.willow@council.example")
    assert (
        isinstance(again, AskAgain)
        and again.reason == "Tess Willow is the supervisee as well. Is that right?"
    )
    dialogue.write("yes")
    assert dialogue.values["supervisor"] == "Tess Willow", "never blocked"


def test_a_day_becomes_the_person_who_does_an_action() -> None:
    dialogue = Dialogue("tier1-generic")
    dialogue.do(GoTo("actions"))
    again = dialogue.write("Weigh the risk", "before the core group on the 14th")
    assert isinstance(again, AskAgain) and "who does it" in again.reason
    dialogue.write("no", "Tess Willow", "in two weeks")
    assert dialogue.values["actions.1.who"] == "Tess Willow"
    assert dialogue.values["actions.1.timescale"] == "2013-12-26"


@pytest.mark.parametrize("restart", [False, True])
def test_an_inadequate_audit_without_an_action_is_submitted_unasked_or_blocked(restart: bool) -> None:
    dialogue = Dialogue("tier1-generic")
    finished(dialogue)
    dialogue.do(Reopen("It was worse"))
    for action in actions_in(dialogue.values):
        dialogue.do(Give(f"actions.{action}", {f"actions.{action}": "removed"}))
    dialogue.do(Give("overall", {"overall": "inadequate"}, on=True))
    dialogue.do(GoTo(CHECK))
    asked = dialogue.write("submit")
    assert isinstance(asked, AreYouSure) and "named no action" in asked.message
    dialogue = started_again(dialogue) if restart else dialogue
    dialogue.write("no")
    assert dialogue.place == "actions"
    dialogue.do(GoTo(CHECK))
    assert isinstance(dialogue.write("submit"), Done), "asked once"


def test_a_head_of_service_does_a_tier_2_in_their_own_service_area() -> None:
    heads = (
        Person(name="Hal Head", email=MAX, role=Role.HEAD_OF_SERVICE, service_areas=("child-protection",)),
        Person(
            name="Olga Other", email="o@council.example", role=Role.HEAD_OF_SERVICE, service_areas=("mass",)
        ),
    )
    dialogue = Dialogue("tier2")
    dialogue.know(directory=Directory(people=(*heads, *PEOPLE.people[1:])))
    again = dialogue.write("10234")
    assert isinstance(again, AskAgain) and "It can be done by Olga Other." in again.reason
    assert "case_id" not in dialogue.values
    dialogue.know(case=lambda _: KnownCase("mass", "Tess Willow"))
    dialogue.write("10234")
    assert dialogue.values["case_id"] == "10234"
