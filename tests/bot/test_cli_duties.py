"""The calendar at the keyboard: what is due, what was done, and doing one by hand as if it were another time."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from tests.journeys.world import World, council


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with council(tmp_path) as world:
        yield world


def duties(world: World, *words: str) -> Result:
    return CliRunner().invoke(app, ["duties", "--config", str(world.config), *words])


def ran(world: World, *words: str) -> dict[str, Any]:
    done = duties(world, "run", *words)
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def test_the_list_says_of_each_duty_when_it_is_next_due_and_when_it_last_ran(world: World) -> None:
    ran(world, "desk-reminder", "--at", "2013-12-02T09:00")
    rows = {row["duty"]: row for row in map(json.loads, duties(world, "list", "--json").stdout.splitlines())}
    assert rows["desk-reminder"]["last_period"] == "2013-12-02"
    assert rows["desk-reminder"]["next_due"] and rows["record-reminder"]["next_due"]
    assert rows["record-reminder"]["last_ran"] is None
    table = duties(world, "list").stdout
    assert all(word in table for word in ("desk-reminder", "2 December 2013", "not yet", "0 people"))


def test_a_duty_is_done_once_for_its_period_as_if_it_were_that_time(world: World) -> None:
    first = ran(world, "desk-reminder", "--at", "2013-12-02T09:00")
    assert (first["period"], first["again"]) == ("2013-12-02", False)
    again = ran(world, "desk-reminder", "--at", "2013-12-02T16:30")
    assert (again["period"], again["again"]) == ("2013-12-02", True)
    assert ran(world, "desk-reminder", "--at", "2013-12-03T08:59")["period"] == "2013-12-02"
    assert ran(world, "desk-reminder", "--at", "2013-12-03T09:00")["again"] is False


def test_a_dry_run_does_nothing(world: World) -> None:
    said = duties(world, "run", "desk-reminder", "--at", "2013-12-02T09:00", "--dry-run")
    assert "this would be done; nothing was" in said.stderr
    assert ran(world, "desk-reminder", "--at", "2013-12-02T09:00")["again"] is False


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("run", "nonsense"), "There is no duty 'nonsense'. These there are: desk-reminder"),
        (("run", "desk-reminder", "--at", "1/12"), "Write it as 2026-12-01T09:00, which is meant in London."),
        (("run",), "Missing argument"),
    ],
)
def test_what_is_asked_wrongly_says_how_to_ask(world: World, words: tuple[str, ...], says: str) -> None:
    done = duties(world, *words)
    assert done.exit_code == 2
    assert says in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("duties", "list", "--config", "FILE"),
        ("duties", "--config=FILE", "list"),
        ("people", "--config", "FILE", "import", "PEOPLE"),
        ("review", "--config", "FILE", "list", "--as", "quill.qa@council.example"),
    ],
)
def test_the_settings_file_may_be_named_before_the_command_or_after_it(
    world: World, tmp_path: Path, words: tuple[str, ...]
) -> None:
    people = tmp_path / "people.csv"
    people.write_text("name,email,role\nAda North,ada.north@council.example,director\n", encoding="utf-8")
    given = [word.replace("FILE", str(world.config)).replace("PEOPLE", str(people)) for word in words]
    done = CliRunner().invoke(app, given)
    assert "No such option" not in done.stderr and "Missing option" not in done.stderr
    assert "Usage" not in done.stderr
