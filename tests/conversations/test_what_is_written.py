"""What is written for a slot: understood, asked back, or refused in plain words that repeat nothing."""

import pytest

from conversations.moves import Give, GoTo
from conversations.outcomes import Ask, AskAgain
from conversations.questions import NOT_APPLICABLE, Slot, SlotKind
from conversations.understanding import NotUnderstood, understood
from tests.conversations.dialogue import FACTS, Dialogue

BY_WHEN = Slot("actions.1.timescale", SlotKind.DAY_TO_COME, "By when", required=True)
DAY = Slot("date", SlotKind.DATE, "Date", required=True)
AREA = "areas.voice-of-child"


@pytest.mark.parametrize(
    ("written", "day", "told"),
    [
        ("in two weeks", "2013-12-26", "By Thursday 26 December 2013, which is Boxing Day."),
        ("31/01/2014", "2014-01-31", "By Friday 31 January 2014."),
        ("within 5 working days", "2013-12-19", "By Thursday 19 December 2013."),
        ("2014-01-31", "2014-01-31", ""),
    ],
)
def test_a_day_that_the_calendar_understands_is_taken_and_said_back(
    written: str, day: str, told: str
) -> None:
    taken = understood(BY_WHEN, written, FACTS)
    assert (taken.value, taken.told) == (day, told)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("before the core group on the 14th", "2013-12-14"),
        ("by the 3rd", "2014-01-03"),
        ("the 31st, before the conference", "2013-12-31"),
        ("before the next core group", None),
        ("ASAP", None),
    ],
)
def test_a_day_that_may_be_meant_is_asked_back_and_not_taken(written: str, meant: str | None) -> None:
    with pytest.raises(NotUnderstood) as refused:
        understood(BY_WHEN, written, FACTS)
    assert refused.value.suggestion == meant


@pytest.mark.parametrize("written", ["11/12/2013", "yesterday", "1 January 2099", "31 February 2014"])
def test_no_action_is_due_on_a_day_that_has_been_or_cannot_be(written: str) -> None:
    with pytest.raises(NotUnderstood):
        understood(BY_WHEN, written, FACTS)


@pytest.mark.parametrize("written", ["13 December 2013", "12 December", "31/11/2013"])
def test_no_audit_was_done_on_a_day_to_come_or_one_that_cannot_be_told(written: str) -> None:
    with pytest.raises(NotUnderstood):
        understood(DAY, written, FACTS)


def at_an_area() -> Dialogue:
    dialogue = Dialogue("tier1-generic", values={"case_id": "10234", "social_worker": "Tess Willow"})
    dialogue.write("today", "1", "skip", "2", "2")
    assert dialogue.place == AREA
    return dialogue


@pytest.mark.parametrize(
    ("written", "grade", "comment"),
    [
        ("2", 2, None),
        ("Requires improvement to be good: late", 3, "late"),
        ("outstanding: seen alone", 1, "seen alone"),
        ("4 - never seen", 4, "never seen"),
        ("2 because she was seen alone", 2, "because she was seen alone"),
        ("good, as seen on file", 2, "as seen on file"),
        ("n/a because the child is not born yet", NOT_APPLICABLE, "because the child is not born yet"),
    ],
)
def test_a_grade_may_be_written_with_its_comment(written: str, grade: object, comment: str | None) -> None:
    dialogue = at_an_area()
    dialogue.write(written)
    assert (dialogue.values.get(f"{AREA}.grade"), dialogue.values.get(f"{AREA}.comment")) == (grade, comment)


@pytest.mark.parametrize(
    "written",
    [
        "2 siblings live with an aunt",
        "good enough for her",
        "One was missed",
        "Seen alone.",
        "Good work, and 3 visits in a week",
    ],
)
def test_a_plain_sentence_is_no_comment_or_guessed_to_be_a_grade(written: str) -> None:
    dialogue = at_an_area()
    outcome = dialogue.write(written)
    assert isinstance(outcome, AskAgain) and "Which grade" in outcome.reason
    assert f"{AREA}.grade" not in dialogue.values
    assert dialogue.values[f"{AREA}.comment"] == written


@pytest.mark.parametrize(
    "written",
    [
        "2-3",
        "2/3",
        "2 - 3",
        "good: or 3",
        "between 2 and 3",
        "banana",
        "2 siblings",
        "5",
        "not good",
        "4711",
        "👍",
    ],
)
def test_what_is_neither_a_grade_nor_a_comment_stands_in_the_comment_for_good(written: str) -> None:
    dialogue = at_an_area()
    outcome = dialogue.write(written)
    assert isinstance(outcome, AskAgain) and outcome.words == written, "shown, not lost"
    assert not any(path.startswith(AREA) for path in dialogue.values)


@pytest.mark.parametrize(
    "written", ["2+", "good-ish", "2, almost", "about a 2", "I would say 2", "2ish", "a strong 2"]
)
def test_what_is_nearly_a_grade_is_taken_without_asking(written: str) -> None:
    dialogue = at_an_area()
    outcome = dialogue.write(written)
    assert isinstance(outcome, AskAgain) and outcome.suggestion == 2
    assert not any(path.startswith(AREA) for path in dialogue.values)
    dialogue.write("yes")
    assert dialogue.values[f"{AREA}.grade"] == 2 and f"{AREA}.comment" not in dialogue.values


@pytest.mark.parametrize("written", ["2-3", "3ish", "nearly 3"])
def test_a_second_thought_about_a_grade_hides_in_the_comment(written: str) -> None:
    dialogue = at_an_area()
    dialogue.do(Give(AREA, {f"{AREA}.grade": 2, f"{AREA}.comment": "Seen."}))
    assert isinstance(dialogue.write(written), AskAgain)
    assert dialogue.values[f"{AREA}.comment"] == "Seen."


@pytest.mark.parametrize("written", ["banana", "sometimes", "5"])
def test_what_is_no_answer_to_a_yes_or_no_area_stands_in_its_comment(written: str) -> None:
    dialogue = Dialogue("supervision")
    area = f"areas.{dialogue.script.form.areas[0].id}"
    dialogue.do(GoTo(area))
    assert isinstance(dialogue.write(written), AskAgain)
    assert dialogue.values == {}


def test_a_judgement_that_is_nearly_one_is_asked_back() -> None:
    dialogue = Dialogue("tier1-generic")
    dialogue.do(GoTo("overall"))
    outcome = dialogue.write("good-ish")
    assert isinstance(outcome, AskAgain) and outcome.suggestion == "good"
    dialogue.write("yes")
    assert dialogue.values["overall"] == "good"


@pytest.mark.parametrize(
    ("field", "wants"), [(0, "What is to be done?"), (1, "Who does it?"), (2, "By when?")]
)
def test_an_action_does_not_say_which_of_its_fields_is_next(field: int, wants: str) -> None:
    dialogue = Dialogue("tier1-generic")
    dialogue.do(GoTo("actions.new"))
    outcome = dialogue.write(*("Weigh the risk", "Tess Willow")[:field])
    shown = outcome.ask if isinstance(outcome, AskAgain) else outcome
    assert isinstance(shown, Ask) and shown.question.text == wants


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("signing off a decision", "signing-off"),
        ("supervision", "in-supervision"),
        ("no", "alone"),
        ("3", "signing-off"),
    ],
)
def test_a_part_of_a_label_that_fits_one_answer_is_refused(written: str, kept: str) -> None:
    dialogue = Dialogue("tier1-generic")
    dialogue.do(GoTo("practitioner_present"))
    dialogue.write(written)
    assert dialogue.values["practitioner_present"] == kept


def test_a_part_of_a_label_that_fits_two_answers_is_guessed() -> None:
    dialogue = Dialogue("tier1-generic")
    dialogue.do(GoTo("practitioner_present"))
    again = dialogue.write("yes")
    assert isinstance(again, AskAgain) and [each.id for each in again.choices] == [
        "with-practitioner",
        "in-supervision",
    ]
    dialogue.write("2")
    assert dialogue.values["practitioner_present"] == "in-supervision"


def test_words_after_words_are_added_to_them() -> None:
    dialogue = at_an_area()
    dialogue.write("Seen alone.", "Every visit.")
    assert dialogue.values[f"{AREA}.comment"] == "Seen alone.\nEvery visit."


@pytest.mark.parametrize("grade", [3, 4])
def test_a_poor_grade_is_asked_what_was_seen_and_may_go_on_without(grade: int) -> None:
    dialogue = at_an_area()
    outcome = dialogue.do(Give(AREA, {f"{AREA}.grade": grade}, on=True))
    assert isinstance(outcome, AskAgain) and outcome.anyway
    dialogue.do(Give(AREA, on=True, anyway=True))
    assert dialogue.place == "areas.quality-of-analysis"


@pytest.mark.parametrize(
    ("written", "warned"),
    [
        ("Her NHS number is 943 476 5919", "an NHS number"),
        ("born on 3 March 2009 in hospital", "a date of birth"),
        ("moved to OL16 1XX", "a postcode"),
        ("Seen on 3 March 2013, rated 2", ""),
    ],
)
def test_what_could_tell_who_a_child_is_is_kept_with_a_warning_that_does_not_repeat_it(
    written: str, warned: str
) -> None:
    dialogue = at_an_area()
    outcome = dialogue.do(Give(AREA, {f"{AREA}.grade": 2, f"{AREA}.comment": written}, on=True))
    assert isinstance(outcome, Ask)
    assert (warned in outcome.warning) if warned else outcome.warning == ""
    assert written not in outcome.warning
    assert dialogue.values[f"{AREA}.comment"] == written


@pytest.mark.parametrize("written", ["Jane Example", "943 476 5919", "03/03/2009"])
def test_no_child_is_named_in_a_case_reference(written: str) -> None:
    dialogue = Dialogue("tier1-generic")
    outcome = dialogue.write(written)
    assert isinstance(outcome, AskAgain) and written not in outcome.reason
    assert dialogue.values == {}


def test_a_comment_of_4000_characters_is_kept_to_the_last() -> None:
    dialogue = at_an_area()
    words = "<!channel> 😀 שלום\n" * 220
    dialogue.do(Give(AREA, {f"{AREA}.grade": 2, f"{AREA}.comment": words}, on=True))
    assert dialogue.values[f"{AREA}.comment"] == words.strip()
