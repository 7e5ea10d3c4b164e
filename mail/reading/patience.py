"""Time for what takes long: a reading in a hurry stops where recognition would begin, to be asked again.

What counts then is what it uses of a processor, and the clock only where nothing comes of waiting: a machine that
is busy otherwise reads the same pages.
"""

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

RECOGNITION = 300.0  # seconds of a processor for all the pages of one document
CLOCK = 4  # times that by the clock

_hurried = ContextVar("hurried", default=False)


class TakesLonger(Exception):
    """The document has to be recognised, for which whoever asked has not given time."""


@contextmanager
def in_a_hurry() -> Iterator[None]:
    """Within the block nothing that takes long is begun: TakesLonger instead."""
    held = _hurried.set(True)
    try:
        yield
    finally:
        _hurried.reset(held)


def take_time() -> None:
    """Called before what takes long; TakesLonger in a hurry."""
    if _hurried.get():
        raise TakesLonger


class Allowance(NamedTuple):
    """Until when something may go on: by what was `used` of a processor, and by the `clock` (time.monotonic)."""

    used: float
    clock: float

    @property
    def left(self) -> float:
        """Seconds by the clock; 0 where all is used up."""
        return max(self.clock - time.monotonic(), 0.0) if _used() < self.used else 0.0

    def within(self, seconds: float) -> "Allowance":
        """So many seconds from now, and no more than this."""
        own = allowed(seconds)
        return Allowance(min(self.used, own.used), min(self.clock, own.clock))


def allowed(seconds: float) -> Allowance:
    """Seconds of a processor from now, for this thread and the programs that it waits for."""
    return Allowance(_used() + seconds, time.monotonic() + CLOCK * seconds)


def _used() -> float:
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.thread_time() + ended.ru_utime + ended.ru_stime
