"""The draw at the keyboard: whoever has the database can see that nobody picked."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from framework.people import Case
from store.tables import DrawRow
from tests.journeys.world import World, council


@pytest.fixture
def drawn(tmp_path: Path) -> Iterator[World]:
    """A council for which the draw of December 2013 was made."""
    with council(tmp_path) as world:
        with world.store.writing() as work:
            cases = [Case(case_id=f"9006{n:02}", service_area="cared-for-children") for n in range(40)]
            work.people.replace_cases(cases)
            work.commit()
        done = auditbot(world, "duties", "run", "tier2-draw", "--at", "2013-12-02T09:00")
        assert done.exit_code == 0, done.stderr
        yield world


def auditbot(world: World, *words: str) -> Result:
    return CliRunner().invoke(app, [words[0], "--config", str(world.config), *words[1:]])


def exported(world: World, table: str) -> list[dict[str, Any]]:
    done = auditbot(world, "export", table)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_draw_comes_out_the_same_when_it_is_made_again(drawn: World) -> None:
    done = auditbot(drawn, "draw", "verify", "2013-12")
    assert done.exit_code == 0
    made = json.loads(done.stdout)
    rows = exported(drawn, "allocations")
    assert made["the_same"] is True
    assert made["allocations"] == {row["head_of_service"]: row["case_id"] for row in rows}
    assert {(row["seed"], row["eligible_sha256"]) for row in rows} == {
        (made["seed"], made["eligible_sha256"])
    }
    assert {row["month"] for row in rows} == {"2013-12"}


def test_a_draw_that_was_tampered_with_is_said_to_be(drawn: World) -> None:
    with drawn.store.writing() as work:
        (row,) = work.session.query(DrawRow)
        row.sha256 = "0" * 64
        work.commit()
    done = auditbot(drawn, "draw", "verify", "2013-12")
    assert done.exit_code == 1
    assert "their hash is another" in done.stderr


def test_a_month_without_a_draw_and_what_is_no_month_are_said_to_be(drawn: World) -> None:
    assert auditbot(drawn, "draw", "verify", "2013-11").exit_code == 1
    done = auditbot(drawn, "draw", "verify", "December")
    assert done.exit_code == 2 and "Write it as 2026-12." in done.stderr
