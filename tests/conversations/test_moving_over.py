"""A form that changed while an audit is under way: the auditor keeps every answer that still fits."""

from conversations.moving_over import fit, may_move_over, move_over, stay
from conversations.outcomes import Ask
from conversations.script import Script
from conversations.turns import Turn, TurnKind
from framework.forms import Label
from framework.outlines import Edition, edition_of
from tests.conversations.dialogue import FACTS, MAX, NOON, PACK, Dialogue


def changed(edition: Edition) -> Edition:
    """Area 2 asked in other words, area 3 no more, a new one at the end; the others are where they were."""
    areas = list(edition.form.areas)
    reworded = areas[1].model_copy(
        update={"label": Label(shown="Is harm weighed against what protects the child?")}
    )
    new = areas[2].model_copy(
        update={"id": "lived-experience", "label": Label(shown="What is the child’s day like?")}
    )
    kept = [areas[0], reworded, *areas[3:], new]
    numbered = tuple(area.model_copy(update={"number": at}) for at, area in enumerate(kept, start=1))
    return edition.model_copy(update={"form": edition.form.model_copy(update={"areas": numbered})})


def under_way() -> Dialogue:
    dialogue = Dialogue("tier1-generic")
    dialogue.write(
        "10234", "Tess Willow", "today", "1", "Swimming.", "2: early", "1: weighed", "2: alone", "2"
    )
    return dialogue


def test_an_open_audit_goes_on_under_the_edition_it_was_begun_with() -> None:
    dialogue = under_way()
    assert dialogue.conversation.state().edition == "first"
    assert dialogue.script.edition == edition_of(PACK, "tier1-generic")
    assert dialogue.place == "areas.quality-of-planning"


def test_what_moving_over_does_is_told_before_it_is_done() -> None:
    dialogue = under_way()
    new = Script(changed(dialogue.script.edition), FACTS)
    told = fit(dialogue.script, new, dialogue.values)
    assert [each.id for each in told.again] == ["areas.risk"]
    assert [each.id for each in told.gone] == ["areas.voice-of-child"]
    assert [each.id for each in told.new] == ["areas.lived-experience"]
    assert {"case_id", "strengths", "areas.referral-and-liaison", "overall"} <= {
        each.id for each in told.kept
    }


def test_answers_that_fit_move_over_and_the_others_are_asked_for_anew() -> None:
    dialogue = under_way()
    old, new = dialogue.script, Script(changed(dialogue.script.edition), FACTS)
    conversation, added = move_over(old, new, dialogue.conversation, "second", by=MAX, at=NOON)
    dialogue.turned = type(dialogue.turned)(conversation, added, dialogue.turned.outcome)
    dialogue.script = new
    assert conversation.state().edition == "second"
    assert (
        conversation.turns[: dialogue.conversation.version - len(added)] == conversation.turns[: -len(added)]
    )
    dialogue.write("where am I")
    assert dialogue.place == "areas.risk"
    outcome = dialogue.write("2: weighed")
    assert isinstance(outcome, Ask) and outcome.question.id == "areas.quality-of-planning"
    assert dialogue.values["areas.referral-and-liaison.comment"] == "early"
    assert any(turn.value == "weighed" for turn in conversation.turns), (
        "what was said before stays among the turns"
    )


def test_a_question_in_other_words_is_passed_over_because_it_needs_no_answer() -> None:
    dialogue = under_way()
    asked = [
        each.model_copy(update={"question": "What works here?"}) if each.id == "strengths" else each
        for each in dialogue.script.edition.asked
    ]
    new = Script(dialogue.script.edition.model_copy(update={"asked": tuple(asked)}), FACTS)
    conversation, added = move_over(dialogue.script, new, dialogue.conversation, "second", by=MAX, at=NOON)
    dialogue.turned = type(dialogue.turned)(conversation, added, dialogue.turned.outcome)
    dialogue.script = new
    dialogue.write("where am I")
    assert dialogue.place == "strengths"


def test_an_audit_whose_first_part_is_finished_is_taken_from_under_it() -> None:
    dialogue = under_way()
    assert may_move_over(dialogue.conversation)
    finished = dialogue.conversation.plus(
        Turn(dialogue.conversation.version + 1, NOON, MAX, TurnKind.FINISHED, "audit")
    )
    assert not may_move_over(finished)


def test_who_stays_is_asked_again_at_every_turn() -> None:
    dialogue = under_way()
    conversation = stay(dialogue.conversation, "second", by=MAX, at=NOON)
    assert conversation.state().declined == "second"
    assert conversation.state().edition == "first"
