"""What a hole in a parser does to the process that runs it. Children import this: it imports little itself."""

import datetime as dt
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from framework.reading import Reading
from mail.opening import Opening
from mail.parts import Limits, Mail
from mail.reading.processes import child

_really_open, _really_parse, _really_read = child._open, child._parse, child._read


@contextmanager
def poisonous() -> Iterator[None]:
    """While this lasts, children are harmed by what says so: "harm: hang", spin, die, eat or raise."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(child, "_open", harmful_open)
        patch.setattr(child, "_parse", harmful_parse)
        patch.setattr(child, "_read", harmful_read)
        yield


def harmful_open(raw: bytes, limits: Limits) -> Opening:
    """A mail does harm by a header X-Open."""
    _harm(_header(raw, b"X-Open"))
    return _really_open(raw, limits)


def harmful_parse(raw: bytes) -> Mail:
    """A mail does harm, even if only its head is looked at, by a header X-Head."""
    _harm(_header(raw, b"X-Head"))
    return _really_parse(raw)


def harmful_read(
    content: bytes, name: str, sent: dt.date | None
) -> list[Reading] | child.ToConvert | child.ToRecognise:
    """A document does harm by its bytes."""
    _harm(content)
    return _really_read(content, name, sent)


def _header(raw: bytes, name: bytes) -> bytes:
    lines = raw.partition(b"\n\n")[0].split(b"\n")
    return b"".join(line for line in lines if line.startswith(name))


def _harm(content: bytes) -> None:
    harms: dict[bytes, Callable[[], object]] = {
        b"harm: hang": lambda: time.sleep(60),
        b"harm: spin": _spin,
        b"harm: die": os.abort,
        b"harm: eat": lambda: [bytearray(50_000_000) for _ in range(200)],
        b"harm: raise": _raise,
    }
    for word, harm in harms.items():
        if word in content:
            harm()


def _spin() -> None:
    while True:
        pass


def _raise() -> None:
    raise ValueError("900501 was here")
