"""Importing people and cases: what is said at the keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from tests.journeys.world import CASES, PEOPLE, World, council


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with council(tmp_path) as world:
        yield world


def imported(world: World, what: str, text: str) -> Result:
    path = world.folder / "import.csv"
    path.write_text(text, encoding="utf-8")
    return CliRunner().invoke(app, [what, "import", "--config", str(world.config), str(path)])


def test_every_bad_row_of_a_caseload_is_named_at_once(world: World) -> None:
    text = CASES.replace("2013-06-01", "soon").replace("900502,sol.south", "900502,gone")
    done = imported(world, "cases", text)
    assert done.exit_code == 1
    assert "line 2, opened" in done.stderr
    assert "line 3, social_worker_email: gone@council.example (case 900502) is not in" in done.stderr
    with world.store.reading() as work:
        assert work.people.case("900502") is not None


def test_who_imports_people_hears_how_many_cases_now_name_a_stranger(world: World) -> None:
    without = "".join(line for line in PEOPLE.splitlines(keepends=True) if not line.startswith("Sol"))
    done = imported(world, "people", without)
    assert done.exit_code == 0
    assert done.stderr.splitlines() == [
        "Note: 2 cases now name somebody who is not in the directory; import the caseload again.",
        "6 people imported.",
    ]
    assert imported(world, "people", PEOPLE).stderr == "7 people imported.\n"


def test_one_is_not_said_as_if_it_were_several(world: World) -> None:
    one_case = "".join(CASES.splitlines(keepends=True)[:2])
    assert imported(world, "cases", one_case).stderr == "1 case imported.\n"
    done = imported(world, "people", "name,email,role\nAda North,ada.north@council.example,director\n")
    assert done.stderr.splitlines() == [
        "Note: 1 case now names somebody who is not in the directory; import the caseload again.",
        "1 person imported.",
    ]
