"""Who is meant by a name is asked where it is not clear, and kept so that it stays clear."""

from dataclasses import replace

from conversations.facts import Facts
from conversations.moves import Give
from conversations.outcomes import Ask, AskAgain
from framework.directory import Directory
from framework.people import Person
from framework.words import Role
from tests.conversations.dialogue import FACTS, PEOPLE, Dialogue

NAMESAKES = Directory(
    people=(
        *PEOPLE.people,
        Person(name="Sam Reed", email="sam.one@council.example", role=Role.SOCIAL_WORKER, team="Blue"),
        Person(name="Sam Reed", email="sam.two@council.example", role=Role.SOCIAL_WORKER, team="Red"),
    )
)


def asked_for_the_social_worker(facts: Facts = FACTS) -> Dialogue:
    dialogue = Dialogue("tier1-generic", facts=facts)
    dialogue.write("10234")
    return dialogue


def test_a_name_that_fits_two_people_is_guessed() -> None:
    dialogue = asked_for_the_social_worker()
    dialogue.write("T Willow")
    again = dialogue.turned.outcome
    assert isinstance(again, AskAgain) and again.words == "T Willow"
    assert [each.label for each in again.choices] == ["Tess Willow, Made-up Team", "Tim Willow, Made-up Team"]
    dialogue.do(Give("social_worker", {"social_worker": again.choices[1].id}, on=True))
    assert dialogue.values["social_worker"] == "Tim Willow"


def test_of_two_people_with_one_name_nobody_knows_who_was_meant() -> None:
    facts = replace(FACTS, directory=NAMESAKES)
    dialogue = asked_for_the_social_worker(facts)
    dialogue.write("Sam Reed")
    assert isinstance(dialogue.turned.outcome, AskAgain) and len(dialogue.turned.outcome.choices) == 2
    dialogue.write("sam.two@council.example")
    kept = dialogue.values["social_worker"]
    assert kept == "Sam Reed (sam.two@council.example)"
    found = NAMESAKES.find(str(kept), facts.pack)
    assert "sam.two@council.example" in str(found)


def test_a_name_that_the_directory_does_not_have_is_refused() -> None:
    dialogue = asked_for_the_social_worker()
    dialogue.write("Somebody Unheard-of")
    outcome = dialogue.turned.outcome
    assert isinstance(outcome, Ask) and "kept as you wrote it" in outcome.note
    assert dialogue.values["social_worker"] == "Somebody Unheard-of"
