"""Killing the bot anywhere between receipt and delivery loses nothing and tells nobody twice."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from framework.words import Judgement
from tests.journeys.world import World, audit_tool, council, mail

LEASE = 1.0
TOLD = {
    "hal.east@council.example",
    "ada.north@council.example",
    "tess.west@council.example",
    "max.manager@council.example",
}


def run_and_kill(world: World, point: int) -> int:
    """Run the bot until it kills itself at its `point`th chance, or has nothing left to do. Its exit code."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.killed_bot", str(world.config), str(point)],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": "."},
        stdout=(world.folder / "auditbot.log").open("ab"),
        stderr=subprocess.STDOUT,
    )
    return process.wait(timeout=60)


def all_told_once(world: World) -> bool:
    told = world.told()
    assert all(len(messages) == 1 for messages in told.values()), {e: len(m) for e, m in told.items()}
    assert set(told) <= TOLD
    return set(told) == TOLD


@pytest.mark.timeout(600)
def test_killed_at_every_commit_and_every_call_to_slack_loses_nothing_and_tells_nobody_twice(
    tmp_path: Path,
) -> None:
    """Each round has one mail; the bot is killed at chance 1, 2, 3 … and started again to finish the rest."""
    kills = 0
    for point in range(1, 100):
        folder = tmp_path / str(point)
        folder.mkdir()
        with council(folder, lease=LEASE) as world:
            world.post("one", mail(audit_tool(Judgement.INADEQUATE)))
            killed = run_and_kill(world, point) == -signal.SIGKILL
            if killed:
                kills += 1
                assert run_and_kill(world, 0) == 0
            world.wait_until(lambda w=world: all_told_once(w), f"killed at {point}: not everybody was told")
            assert len(world.export("audits")) == 1
            assert [m["state"] for m in world.export("messages")] == ["filed"]
            assert {d["state"] for d in world.export("deliveries")} == {"sent"}
        if not killed:
            break
    assert kills >= 10, f"only {kills} chances to be killed were found"
