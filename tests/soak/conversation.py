"""The engine of conversations at length: arbitrary moves on two screens, in thousands of stories, and each record.

The state machine is the one of `tests/conversations/test_any_order.py`, with longer stories and many more of them.
"""

import sys
import time

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conversations.test_any_order import AnyOrder

STEPS = 120
_AT_A_TIME = 200


def main(stories: int, first: int) -> None:
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
