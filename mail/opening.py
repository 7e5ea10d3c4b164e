"""From a file or a mail to the readings of every audit tool in it."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from framework.london import day
from framework.reading import Reading
from mail.parts import Limits, Part, documents, parse

Read = Callable[[bytes, str, dt.date | None], Sequence[Reading]]


@dataclass(frozen=True)
class Opened:
    """An attachment and what was read in it: a reading for each audit tool, or one that says why there is none."""

    part: Part
    readings: tuple[Reading, ...]


def read_parts(parts: Sequence[Part], read: Read, sent: dt.date | None) -> list[Opened]:
    """Every attachment with its readings; one that is no document has none. `part` names where each stood."""
    opened: list[Opened] = []
    for part in parts:
        found = read(part.content, part.name, sent) if part.taken else ()
        readings = tuple(reading.model_copy(update={"part": part.path}) for reading in found)
        opened.append(Opened(part, readings))
    return opened


def read_file(content: bytes, name: str, read: Read) -> list[Reading]:
    """The readings in one file: an audit document, or a mail with some. `file` is the file's name."""
    if not _is_mail(content, name):
        found = list(read(content, name, None))
    else:
        date = parse(content).date
        parts = documents(content, Limits())
        opened = read_parts(parts, read, day(date) if date else None)
        found = [reading for each in opened for reading in each.readings]
    return [reading.model_copy(update={"file": name}) for reading in found]


def _is_mail(content: bytes, name: str) -> bool:
    head = content[:4096].lstrip()
    return name.lower().endswith(".eml") or (b"\nFrom:" in head and head[:1].isalpha())
