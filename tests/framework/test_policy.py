"""Every ambiguity of the framework is settled where a manager can read it, with the switches as they are."""

import re

from framework.pack import Rules, load_pack
from framework.policy import policy_lines

PACK = load_pack("rochdale-2013")
LINES = {line.id: line for line in policy_lines(PACK)}


def test_every_ambiguity_has_its_line_in_order() -> None:
    assert [line.id for line in policy_lines(PACK)] == [f"A-{number:02}" for number in range(1, 55)]


def test_each_line_says_what_was_unclear_what_was_chosen_and_where_it_stands() -> None:
    for line in LINES.values():
        assert line.rule.endswith("."), line.id
        assert line.choice.endswith("."), line.id
        assert re.fullmatch(r"framework L\d+(-\d+)?(, L\d+(-\d+)?)*", line.source), line.id


def test_every_switch_is_explained_by_some_line() -> None:
    named = {name for line in LINES.values() for name in line.switches}
    assert named == set(Rules.model_fields)


def test_a_line_shows_the_switch_as_the_pack_has_it() -> None:
    assert LINES["A-06"].switches == {"action_notices": "true"}
    assert LINES["A-10"].switches == {"remedial_days_are": "calendar", "remedial_days": "5"}
    assert LINES["A-43"].switches == {}


def test_a_line_shows_the_switch_as_the_settings_turned_it() -> None:
    rules = Rules(action_notices=False, remedial_days_are="working")
    lines = {line.id: line for line in policy_lines(PACK, rules)}
    assert lines["A-06"].switches == {"action_notices": "false"}
    assert lines["A-10"].switches["remedial_days_are"] == "working"


def test_the_lines_name_no_person_and_no_address() -> None:
    text = " ".join(f"{line.rule} {line.choice}" for line in LINES.values())
    assert not re.search(r"@|https?:", text)
