"""Which cases may be drawn for which head of service, and why the others are left out (T2-01, A-15, A-28)."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from framework.draw import Lists
from framework.pack import Pack
from framework.people import Case, Person
from framework.programme import programme_for, published_month, theme
from framework.words import Role

TIER = 2


@dataclass(frozen=True)
class Audited:
    """An audit of a case: who held it, by address as far as that is known, on what day, and of which tier."""

    case_id: str
    auditor: str | None
    date: dt.date
    tier: int


@dataclass(frozen=True)
class Known:
    """What a draw looks at.

    `barred` are pairs of a head's address and a case's reference: drawn before, or a conflict of interest.
    """

    people: Sequence[Person]
    cases: Sequence[Case]
    audits: Sequence[Audited]
    barred: Collection[tuple[str, str]] = ()


def heads_of_service(people: Sequence[Person]) -> dict[str, frozenset[str]]:
    """The active heads of service by address, each with all service areas that are theirs."""
    found: dict[str, frozenset[str]] = {}
    for person in people:
        if person.active and person.role is Role.HEAD_OF_SERVICE:
            found[person.email] = found.get(person.email, frozenset()) | set(person.service_areas)
    return found


def without_head(people: Sequence[Person], pack: Pack) -> tuple[str, ...]:
    """The names of the service areas whose head's post is in the directory and that nobody holds at the moment."""
    posts = [person for person in people if person.role is Role.HEAD_OF_SERVICE]
    held = {area for areas in heads_of_service(people).values() for area in areas}
    vacant = {area for post in posts for area in post.service_areas} - held
    return tuple(area.name for area in pack.service_areas if area.id in vacant)


def lists_for(month: dt.date, today: dt.date, known: Known, pack: Pack) -> Lists:
    """The lists of the draw of the month that `month` lies in, as things stand on `today`.

    A case is in the list of each head of service who may have it. Where it is in none, the reason is given.
    """
    left_out: dict[str, str] = {}
    open_cases: list[Case] = []
    recent = {audit.case_id for audit in known.audits if audit.date > _year_before(today)}
    for case in known.cases:
        reason = next(_reasons(case, month, today, recent, pack), None)
        if reason is None:
            open_cases.append(case)
        else:
            left_out[case.case_id] = reason
    held = {(audit.auditor, audit.case_id) for audit in known.audits if audit.tier == TIER}
    barred = {*known.barred, *held}
    eligible = {
        email: [
            case.case_id
            for case in open_cases
            if case.service_area not in areas and (email, case.case_id) not in barred
        ]
        for email, areas in heads_of_service(known.people).items()
    }
    listed = {case_id for cases in eligible.values() for case_id in cases}
    nobodys = {case.case_id for case in open_cases} - listed
    left_out |= dict.fromkeys(
        nobodys, "No head of service may have it: it is of their own area, or not for them."
    )
    return Lists.of(f"{month:%Y-%m}", eligible, left_out)


def theme_of(case: Case, month: dt.date, pack: Pack) -> str | None:
    """The theme under which a case is audited in that month; None where none is published."""
    return theme(pack, TIER, case.service_area, month)


def _reasons(
    case: Case, month: dt.date, today: dt.date, recent: Collection[str], pack: Pack
) -> Iterator[str]:
    if case.closed is not None and case.closed <= today:
        yield "It is closed."
    if case.service_area is None:
        yield "Its service area is not known."
    published = published_month(programme_for(pack, TIER), month)
    if published is not None and theme_of(case, month, pack) is None:
        yield "The programme of focus has no theme for its service area."
    if case.case_id in recent:
        yield "It was audited in the last 12 months."


def _year_before(day: dt.date) -> dt.date:
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=day.year - 1, day=last)


def counted_by_reason(left_out: Mapping[str, str]) -> dict[str, int]:
    """How many cases were left out, by the reason."""
    counts: dict[str, int] = {}
    for reason in left_out.values():
        counts[reason] = counts.get(reason, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: -item[1]))
