"""What is known around a conversation: the pack, the day, the case and the people. Read, never changed."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from framework.directory import Directory
from framework.outlines import Option
from framework.pack import Pack

Value = None | bool | int | str | tuple[str, ...]
"""An answer as it is kept: a grade, yes or no, words, a date as ISO text, the ids of options."""


@dataclass(frozen=True)
class KnownCase:
    """What the caseload says of a case: its service area (an id of the pack) and the name of its social worker."""

    service_area: str | None = None
    social_worker: str | None = None


def _nobody_knows(_case_id: str) -> KnownCase:
    return KnownCase()


@dataclass(frozen=True)
class Facts:
    """`today` is the day in London, `auditor` the name of whoever does the audit.

    `case` tells of a case by its reference. `themes` are the quality assurance team's list, `retired_themes` those
    that it offers no more: they stay where they were chosen. `in_caseload` says whether a case is known, None
    where there is no caseload to hold it against; `near` are the cases a slip away that the auditor may know of.
    """

    pack: Pack
    today: dt.date
    directory: Directory
    auditor: str
    case: Callable[[str], KnownCase] = _nobody_knows
    themes: tuple[Option, ...] = ()
    retired_themes: tuple[Option, ...] = ()
    in_caseload: Callable[[str], bool] | None = None
    near: Callable[[str], tuple[str, ...]] = lambda _: ()
