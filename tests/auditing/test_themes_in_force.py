"""The themes that an audit offers are those in force; what was chosen before stays chosen."""

from conversations.moves import Give, GoTo, Reopen, Submit
from conversations.outcomes import Ask
from handlers.auditing.moving import look
from store.unit_of_work import in_one_transaction
from tests.auditing.test_moving import PIA, Held, place_of
from tests.store.council import Council


def offered(held: Held) -> dict[str, str]:
    held.do(GoTo("themes"))
    outcome = held.moved.outcome
    assert isinstance(outcome, Ask) and outcome.question.id == "themes"
    return {each.id: each.label for each in outcome.question.slots[0].options}


def retire(council: Council, theme: str) -> None:
    in_one_transaction(council.store, lambda work: work.themes.retire(theme, council.pack.themes))


def test_a_theme_that_was_added_is_not_offered_or_a_retired_one_still_is(council: Council) -> None:
    held = Held(council)
    assert set(offered(held)) == {each.id for each in council.pack.themes}
    in_one_transaction(council.store, lambda work: work.themes.add("Neglect", council.pack.themes))
    retire(council, "delay")
    assert "neglect" in offered(held) and "delay" not in offered(held)


def test_a_theme_that_was_retired_leaves_the_audits_that_name_it(council: Council) -> None:
    held = Held(council)
    held.say_all()
    held.do(GoTo("themes"))
    held.do(Give("themes", {"themes": ("risk", "delay")}, on=True))
    retire(council, "delay")
    assert offered(held)["delay"] == "Drift and delay", "it stays where it was chosen"
    held.do(Submit())
    held.do(Submit())
    assert held.version().beside["themes"] == "Understanding of risk; Drift and delay"
    held.do(Reopen("A made-up reason"))
    held.do(Submit())
    assert held.version().beside["themes"] == "Understanding of risk; Drift and delay"
    assert "delay" not in offered(Held(council))


def test_a_theme_retired_between_the_screen_and_the_click_is_lost(council: Council) -> None:
    held = Held(council)
    offered(held)
    retire(council, "delay")
    moved = held.do(Give("themes", {"themes": ("delay",)}, on=True))
    assert place_of(moved) and look(council.store, council.pack, moved.id, PIA).values["themes"] == ("delay",)
