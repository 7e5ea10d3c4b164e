"""The list of themes: the quality assurance team's, whatever it began with, and old audits keep what they say."""

from collections.abc import Iterator

import pytest

from framework.outlines import Option
from store.themes import MOST_IN_FORCE, Theme, ThemeRefused, Themes
from store.unit_of_work import Store

FIRST = (Option(id="delay", label="Drift and delay"), Option(id="risk", label="Understanding of risk"))


@pytest.fixture
def themes(store: Store) -> Iterator[Themes]:
    with store.writing() as work:
        yield work.themes


def labels(themes: Themes) -> list[str]:
    return [each.label for each in themes.all(FIRST) if not each.retired]


def test_a_council_that_changed_nothing_has_the_list_of_its_pack(themes: Themes) -> None:
    assert themes.all(FIRST) == (Theme("delay", "Drift and delay"), Theme("risk", "Understanding of risk"))


def test_the_first_change_keeps_the_rest_of_the_list(themes: Themes) -> None:
    added = themes.add("  Neglect  over time ", FIRST)
    assert added == Theme("neglect-over-time", "Neglect over time")
    assert labels(themes) == ["Drift and delay", "Understanding of risk", "Neglect over time"]


def test_a_theme_that_is_renamed_is_the_same_theme(themes: Themes) -> None:
    assert themes.rename("delay", "Delay", FIRST) == Theme("delay", "Delay")
    assert labels(themes) == ["Delay", "Understanding of risk"]


def test_a_retired_theme_is_offered_no_more_and_can_be_brought_back(themes: Themes) -> None:
    themes.retire("delay", FIRST)
    assert labels(themes) == ["Understanding of risk"]
    assert themes.all(FIRST)[0] == Theme("delay", "Drift and delay", retired=True)
    themes.bring_back("delay", FIRST)
    assert labels(themes) == ["Drift and delay", "Understanding of risk"]


def test_two_themes_of_the_same_name_split_what_is_counted(themes: Themes) -> None:
    with pytest.raises(ThemeRefused, match="on the list already"):
        themes.add("drift & delay".replace("&", "and"), FIRST)
    themes.retire("risk", FIRST)
    with pytest.raises(ThemeRefused, match="among the retired themes already"):
        themes.rename("delay", "Understanding of risk", FIRST)


@pytest.mark.parametrize(("label", "why"), [("  ", "Give the theme a name"), ("x" * 61, "at most 60")])
def test_a_theme_that_nobody_could_choose_is_refused(themes: Themes, label: str, why: str) -> None:
    with pytest.raises(ThemeRefused, match=why):
        themes.add(label, FIRST)
    with pytest.raises(ThemeRefused, match="not on the list any more"):
        themes.retire("nothing", FIRST)


def test_a_list_longer_than_can_be_chosen_from_is_refused(themes: Themes) -> None:
    for number in range(MOST_IN_FORCE - len(FIRST)):
        themes.add(f"Theme {number}", FIRST)
    with pytest.raises(ThemeRefused, match="Retire one first"):
        themes.add("One more", FIRST)


def test_names_in_other_letters_are_themes_like_others(themes: Themes) -> None:
    first, second = themes.add("הקול של הילד", FIRST), themes.add("صوت الطفل", FIRST)
    assert (first.id, second.id) == ("theme", "theme-2")


def test_how_somebody_likes_to_be_asked_is_forgotten(store: Store) -> None:
    with store.writing() as work:
        assert not work.preferences.in_window("max@council.example")
        work.preferences.prefer_window("Max@council.example", True)
        assert work.preferences.in_window("max@council.example")
        work.preferences.prefer_window("max@council.example", False)
        work.commit()
    with store.reading() as work:
        assert not work.preferences.in_window("max@council.example")
