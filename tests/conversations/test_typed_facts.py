"""The facts beside a grade in the PLO tool, written in words: taken where they are clear, else asked back."""

import pytest

from conversations.facts import Value
from conversations.moves import GoTo
from conversations.outcomes import AskAgain
from tests.conversations.dialogue import Dialogue

SOLICITOR = "areas.name-of-solicitor"  # yes or no
POSITION = "areas.case-position"  # yes or no, and two days
MEDICAL = "areas.adoption-medical"  # two days


def at(area: str) -> Dialogue:
    dialogue = Dialogue("tier1-plo")
    dialogue.do(GoTo(area))
    assert dialogue.place == area
    return dialogue


def given(dialogue: Dialogue, area: str) -> dict[str, Value]:
    return {
        path.removeprefix(f"{area}."): value
        for path, value in dialogue.values.items()
        if path.startswith(area)
    }


@pytest.mark.parametrize(
    ("area", "written", "kept"),
    [
        (SOLICITOR, "2, yes", {"grade": 2, "detail1": True}),
        (SOLICITOR, "yes, 2: seen in the file", {"grade": 2, "detail1": True, "comment": "seen in the file"}),
        (
            SOLICITOR,
            "good and no\nNot on the tab.",
            {"grade": 2, "detail1": False, "comment": "Not on the tab."},
        ),
        (
            POSITION,
            "2, yes, 12 March 2013, 1.10.13: all there: and signed",
            {
                "grade": 2,
                "detail1": True,
                "detail2": "2013-03-12",
                "detail3": "2013-10-01",
                "comment": "all there: and signed",
            },
        ),
        (MEDICAL, "1, 12/3/13, today", {"grade": 1, "detail1": "2013-03-12", "detail2": "2013-12-12"}),
        (SOLICITOR, "2: yes, since March", {"grade": 2, "comment": "yes, since March"}),
    ],
)
def test_facts_that_are_clear_are_asked_for_again(area: str, written: str, kept: dict[str, Value]) -> None:
    dialogue = at(area)
    dialogue.write(written)
    assert given(dialogue, area) == kept
    assert dialogue.place != area


@pytest.mark.parametrize("area", [SOLICITOR, POSITION])
def test_facts_without_the_grade_are_kept_and_the_grade_is_asked_for(area: str) -> None:
    dialogue = at(area)
    outcome = dialogue.write("yes: seen in the file")
    assert isinstance(outcome, AskAgain) and "Grade" in outcome.reason
    assert given(dialogue, area) == {"detail1": True, "comment": "seen in the file"}
    dialogue.write("2")
    assert given(dialogue, area)["grade"] == 2 and dialogue.place != area


@pytest.mark.parametrize(
    ("area", "written", "why"),
    [
        (POSITION, "2, yes, 12 March: seen", "has no year"),
        (POSITION, "2, yes, 31 February 2013", "no such day"),
        (POSITION, "2, yes, 12 March 2013: seen", "not clear which"),
        (MEDICAL, "2, 12 March 2013", "not clear which"),
        (
            MEDICAL,
            "2, yes, 12 March 2013, 13 March 2013",
            "None of the questions here is answered by yes or no",
        ),
        (SOLICITOR, "yes, 12 March 2013", "None of the questions here is answered by a day"),
        (SOLICITOR, "yes, no", "has one answer"),
        (SOLICITOR, "yes, since the meeting", "Write the answers first"),
    ],
)
def test_facts_that_may_be_meant_in_two_ways_are_guessed(area: str, written: str, why: str) -> None:
    dialogue = at(area)
    outcome = dialogue.write(written)
    assert isinstance(outcome, AskAgain)
    assert why in outcome.reason and outcome.words == written
    assert given(dialogue, area) == {}, "nothing is kept that was not understood"


def test_a_day_to_come_is_kept_as_one_that_has_been() -> None:
    dialogue = at(MEDICAL)
    outcome = dialogue.write("2, 12 March 2013, 12 March 2014")
    assert isinstance(outcome, AskAgain) and "still to come" in outcome.reason
    assert "detail2" not in given(dialogue, MEDICAL)


@pytest.mark.parametrize("words", ["The solicitor, yes, is named.", "Named in the letter of 12 March 2013"])
def test_plain_words_are_still_the_comment(words: str) -> None:
    dialogue = at(SOLICITOR)
    outcome = dialogue.write(words)
    assert isinstance(outcome, AskAgain) and "kept as the comment" in outcome.reason
    assert given(dialogue, SOLICITOR) == {"comment": words}


def test_changing_one_fact_takes_the_others_out() -> None:
    dialogue = at(SOLICITOR)
    dialogue.write("2, yes: named")
    dialogue.do(GoTo(SOLICITOR))
    dialogue.write("no: the name is an old one")
    kept = given(dialogue, SOLICITOR)
    assert (kept["grade"], kept["detail1"]) == (2, False)
    assert kept["comment"] == "named\nthe name is an old one"
