"""Killing the bot anywhere between receipt and delivery loses nothing and tells nobody twice."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from framework.words import Judgement
from tests.journeys.world import World, audit_tool, council, mail

LEASE = 0.7
TOLD = {
    "hal.east@council.example",
    "ada.north@council.example",
    "tess.west@council.example",
    "max.manager@council.example",
}
Run = Callable[[World, int], int]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Runs the bot until it kills itself at its n-th chance, or has nothing left to do; how it ended."""
    with (
        (tmp_path / "auditbot.log").open("wb") as log,
        subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.killed_bot"],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONPATH": "."},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as bots,
    ):
        assert bots.stdin is not None
        assert bots.stdout is not None

        def start(world: World, point: int) -> int:
            print(world.config, point, file=bots.stdin, flush=True)
            return int(bots.stdout.readline())  # pyright: ignore[reportOptionalMemberAccess]

        yield start
        bots.stdin.close()


def all_told_once(world: World) -> None:
    told = world.told()
    assert {email: len(messages) for email, messages in told.items()} == dict.fromkeys(TOLD, 1)
    assert len(world.export("audits")) == 1
    assert [m["state"] for m in world.export("messages")] == ["filed"]
    assert {d["state"] for d in world.export("deliveries")} == {"sent"}


@pytest.mark.timeout(600)
def test_killed_at_every_commit_and_every_call_to_slack_loses_nothing_and_tells_nobody_twice(
    tmp_path: Path, run: Run
) -> None:
    """Each round has one mail; the bot is killed at chance 1, 2, 3 … and started again to finish the rest."""
    kills = 0
    for point in range(1, 200):
        folder = tmp_path / str(point)
        folder.mkdir()
        with council(folder, lease=LEASE) as world:
            world.post("one", mail(audit_tool(Judgement.INADEQUATE)))
            ended = run(world, point)
            if ended == -signal.SIGKILL:
                ended = run(world, 0)
                assert ended == 0, f"killed at {point}, it did not finish when started again"
                all_told_once(world)
                kills += 1
                continue
            assert ended == 0
            all_told_once(world)
            break
    assert kills > 20, f"only {kills} chances to be killed were found"
