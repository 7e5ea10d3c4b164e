"""The programmes of focus: the theme of a case in a month, and how a programme that has run out could go on."""

import datetime as dt
from dataclasses import dataclass

from framework.pack import Pack, Programme, ProgrammeMonth, month_ordinal


@dataclass(frozen=True)
class ProposedMonth:
    """Themes that nobody has published: what the rotation would bring. Publishing needs a named approver (A-44)."""

    month: str
    themes: dict[str, str]
    follows: str  # the published month that comes round again


def programme_for(pack: Pack, tier: int) -> Programme:
    """The programme of focus of that tier; KeyError if the pack has none."""
    for programme in pack.programmes:
        if programme.tier == tier:
            return programme
    raise KeyError(f"no programme of focus for tier {tier}")


def theme(pack: Pack, tier: int, service_area: str | None, month: dt.date) -> str | None:
    """The published theme for a case of that service area (its id) in the month that `month` lies in.

    None beyond the programme, and for a service area that no column of the programme covers. The column is that
    of the case, never that of the auditor (A-15; framework L3441, L4174).
    """
    stream = next((area.stream for area in pack.service_areas if area.id == service_area), None)
    published = published_month(programme_for(pack, tier), month)
    return published.themes.get(stream) if published and stream else None


def published_month(programme: Programme, month: dt.date) -> ProgrammeMonth | None:
    """The programme's own entry for the month that `month` lies in, or None."""
    wanted = month_ordinal(month)
    return next((entry for entry in programme.months if entry.ordinal == wanted), None)


def proposed(programme: Programme, month: dt.date) -> ProposedMonth | None:
    """What the rotation brings in a month after the programme's last; None for a month up to that one.

    Each column repeats in the order published (A-44), so that Tier 2 stays Tier 1 a month later.
    """
    if not programme.months:
        return None
    beyond = month_ordinal(month) - programme.months[-1].ordinal
    if beyond <= 0:
        return None
    again = programme.months[(beyond - 1) % len(programme.months)]
    return ProposedMonth(f"{month:%Y-%m}", dict(again.themes), again.month)


def runs_out_soon(programme: Programme, today: dt.date) -> bool:
    """Whether it is time to publish more: nothing stands for the month after next, or sooner (A-44).

    True from the first day of the last month but one, so that the warning comes at least a month ahead.
    """
    return not programme.months or programme.months[-1].ordinal < month_ordinal(today) + 2
