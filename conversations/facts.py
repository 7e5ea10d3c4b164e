"""What is known around a conversation: the pack, the day, the case and the people. Read, never changed."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from framework.directory import Directory
from framework.outlines import Option
from framework.pack import Pack

Value = None | bool | int | str | tuple[str, ...]
"""An answer as it is kept: a grade, yes or no, words, a date as ISO text, the ids of options."""


@dataclass(frozen=True)
class Facts:
    """`today` is the day in London, `auditor` the name of whoever does the audit.

    `service_area` is the case's (an id of the pack), None where nobody knows it.

    `suggestions` are values that a screen may come filled in with, by path: they count only once somebody has
    gone on with them. `themes` are the quality assurance team's list.
    """

    pack: Pack
    today: dt.date
    directory: Directory
    auditor: str
    service_area: str | None = None
    suggestions: Mapping[str, Value] = field(default_factory=dict[str, Value])
    themes: tuple[Option, ...] = ()
