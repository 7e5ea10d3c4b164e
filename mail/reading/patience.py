"""Time for what takes long: a reading in a hurry stops where recognition would begin, to be asked again."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

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
