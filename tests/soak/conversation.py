"""Conversations at length: the engine in thousands of stories of arbitrary moves, and audits in chat with kills.

The state machine is the one of `tests/conversations/test_any_order.py`, with longer stories and many more of them.
Then the real bot is killed in whole audits with each tool, and each record held against that of an undisturbed one.
"""

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conversations.test_any_order import AnyOrder
from tests.handlers.whole import FORMS
from tests.soak.bots import bots
from tests.soak.chatting import audit

STEPS = 120
_AT_A_TIME = 200
_KILLS = 0.4  # of the turns


def main(stories: int, kills: int, first: int) -> None:
    """Tell so many stories, and kill the bot so often; raises where one goes wrong."""
    tell(stories, first)
    kill(kills, first)


def kill(most: int, first: int) -> None:
    """Kill the bot so often (or a little oftener) in audits with each tool in turn; raises where one differs."""
    struck: Counter[str] = Counter()
    seed_now, began = first, time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="chatting-") as name,
        bots(Path(name) / "auditbot.log") as started,
    ):
        straight = {
            form: audit(Path(name) / form, started, form, kills=0.0, seed=first)[:2] for form in FORMS if most
        }
        while struck.total() < most:
            form = FORMS[seed_now % len(FORMS)]
            record, told, now = audit(Path(name) / f"{seed_now}", started, form, kills=_KILLS, seed=seed_now)
            if (record, told) != straight[form]:
                raise AssertionError(f"{form}, seed {seed_now}: not what is recorded and told undisturbed")
            struck, seed_now = struck + now, seed_now + 1
            said = ", ".join(f"{what} {times}" for what, times in sorted(struck.items()))
            took = time.monotonic() - began
            sys.stdout.write(f"{form}: the same record; {struck.total()} kills ({said}), {took:.0f} s\n")
            sys.stdout.flush()


def tell(stories: int, first: int) -> None:
    """Tell so many, the same for the same `first`; raises, with the shortest one, where one goes wrong."""
    began = time.monotonic()
    for told in range(0, stories, _AT_A_TIME):
        some = min(_AT_A_TIME, stories - told)
        wanted = settings(
            max_examples=some,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=[
                HealthCheck.too_slow,
                HealthCheck.data_too_large,
                HealthCheck.filter_too_much,
            ],
        )
        run_state_machine_as_test(seed(first + told)(AnyOrder), settings=wanted)
        took = time.monotonic() - began
        sys.stdout.write(f"{told + some:,} stories of up to {STEPS} moves: nothing lost, {took:.0f} s\n")
        sys.stdout.flush()
