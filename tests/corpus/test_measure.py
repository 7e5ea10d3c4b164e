"""That the measure sees what is wrong: a falsified reading never counts as right."""

import copy
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from tests.corpus.making import TWO_TOOLS, Made, Recipe, fill
from tests.corpus.measure import Tally, hold, values
from tests.corpus.words import FORMS

Json = dict[str, Any]


def _made(form: str, way: str = "plain", format: str = "docx") -> Made:
    recipe = Recipe(form, way, format, 3)
    filled = fill(form, way, 3)
    return Made(recipe, "made.docx", b"", filled.expected, filled.sent)


def _readings(made: Made) -> list[Json]:
    return [copy.deepcopy({**expected.truth, "problems": []}) for expected in made.expected]


def _held(made: Made, change: Callable[[Json], object] = lambda reading: None) -> Tally:
    readings = _readings(made)
    change(readings[0])
    return hold(made, readings)


@pytest.mark.parametrize("form", FORMS)
def test_the_truth_itself_is_wholly_right(form: str) -> None:
    tally = _held(_made(form))
    assert (tally.right, tally.wrong, tally.doubted, tally.to_review) == (tally.fields, 0, 0, 0)
    assert tally.fields >= 10


def _falsified(reading: Json, path: str) -> None:
    *branch, name = path.split(".")
    place: Any = reading
    for part in branch:
        place = place[int(part) - 1] if part.isdecimal() else place[part]
    old = place[name]
    match old:
        case bool():
            place[name] = not old
        case int():
            place[name] = old % 4 + 1
        case str() if len(old) == 10 and old[4] == "-":
            place[name] = (dt.date.fromisoformat(old) + dt.timedelta(days=1)).isoformat()
        case _:
            place[name] = f"{old or ''} and more"


@pytest.mark.parametrize("form", FORMS)
def test_no_field_can_be_falsified_unseen(form: str) -> None:
    made = _made(form)
    paths = [path for path, _ in values(made.expected[0].truth) if path != "form"]
    for path in paths:
        tally = _held(made, lambda reading, path=path: _falsified(reading, path))
        assert (tally.wrong, tally.wrong_accepted) == (1, 1), path


@pytest.mark.parametrize("form", FORMS)
def test_a_field_that_got_lost_is_seen(form: str) -> None:
    made = _made(form)
    lost = _held(made, lambda reading: reading.update(date=None))
    asked = _held(made, lambda reading: reading.update(date=None, status="review"))
    assert [finding.kind for finding in lost.findings] == ["lost"] and lost.wrong_accepted == 1
    assert [finding.kind for finding in asked.findings] == ["doubted"] and asked.wrong_accepted == 0
    assert asked.to_review == 1


def test_a_wrong_value_in_a_review_is_wrong_but_not_accepted() -> None:
    tally = _held(_made("tier2"), lambda reading: reading.update(case_id="999", status="review"))
    assert (tally.wrong, tally.wrong_accepted) == (1, 0)


def test_an_action_that_nobody_wrote_is_seen() -> None:
    def add(reading: Json) -> None:
        row = dict.fromkeys(("timescale", "due", "reviewed", "outcome", "initials"), None)
        reading["actions"].append({"action": "Something else", "who": "", **row})

    assert _held(_made("tier2"), add).wrong_accepted == 1


def test_a_tool_that_got_lost_or_was_invented_is_seen() -> None:
    two = _made("tier1-generic", TWO_TOOLS)
    assert hold(two, _readings(two)).wrong == 0
    assert hold(two, _readings(two)[:1]).wrong_accepted >= 1
    one = _made("tier2")
    assert hold(one, _readings(one) * 2).wrong_accepted == 1


def test_what_must_be_asked_about_may_not_be_accepted() -> None:
    made = _made("tier1-generic", "in-doubt")
    assert _held(made, lambda reading: reading.update(status="accepted")).wrong_accepted == 1
    assert _held(made, lambda reading: reading["answers"][2].update(grade=2)).wrong == 1
    assert _held(made).wrong == 0


def test_a_fair_doubt_is_no_fault_and_another_value_is() -> None:
    made = _made("tier2", "shaded-cell")
    assert _held(made).wrong == 0

    def ask(reading: Json) -> None:
        reading["status"] = "review"
        for answer in reading["answers"]:
            answer["grade"] = None

    asked = _held(made, ask)
    assert (asked.wrong, asked.doubted, asked.to_review) == (0, 0, 0)
    graded = next(n for n, answer in enumerate(made.expected[0].truth["answers"]) if answer["grade"])
    other = made.expected[0].truth["answers"][graded]["grade"] % 4 + 1
    assert _held(made, lambda reading: reading["answers"][graded].update(grade=other)).wrong_accepted == 1


def test_a_blank_tool_that_is_not_rejected_is_seen() -> None:
    made = _made("tier2", "blank")
    assert _held(made).right == 1
    assert _held(made, lambda reading: reading.update(status="accepted")).wrong_accepted == 1


def test_a_document_rejected_without_reason_is_seen() -> None:
    made = _made("tier2")
    tally = hold(made, [{"form": None, "status": "rejected", "problems": []}])
    assert tally.rejected == 1 and tally.right < tally.fields / 20


def test_lines_count_where_the_file_keeps_them() -> None:
    made = _made("observation", "traps-in-comments")

    def joined(reading: Json) -> None:
        reading["fields"] = {name: str(value).replace("\n", " ") for name, value in reading["fields"].items()}

    several = sum("\n" in str(value) for value in made.expected[0].truth["fields"].values())
    assert several and _held(made, joined).wrong == several
    flowing = Made(
        Recipe("observation", "traps-in-comments", "pdf", 3), made.name, b"", made.expected, made.sent
    )
    assert _held(flowing, joined).wrong == 0
