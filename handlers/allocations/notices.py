"""The messages about a draw: to each head of service their own case, to those who keep the record all of them."""

import datetime as dt

from framework.allocating import counted_by_reason
from framework.draw import Lists
from handlers.looking import Looking
from handlers.notice import Button, Fact, Nothing, Notice
from handlers.words import counted, in_words, shown_date
from store.allocations import NONE, REPLACED
from store.drawing import is_done
from store.tables import AllocationRow, DrawRow

ALLOCATION, ALLOCATIONS = "allocation", "allocations"
CONFLICT_TOLD, CONFLICT_DECIDED = "conflict", "conflict-decided"
CONFLICT, START = "allocation-conflict", "allocation-start"
APPROVE, REFUSE = "conflict-approve", "conflict-refuse"
_PERIODS = {
    ALLOCATION: "allocation-",
    ALLOCATIONS: "draw-",
    CONFLICT_TOLD: "conflict-",
    CONFLICT_DECIDED: "conflict-",
}
_HOW = (
    "You audit it from the record and from a case discussion with the practitioner and their line manager. The "
    "audit period is normally the last 18 months to two years, longer where something significant came before."
)
_OPEN = (
    "Nobody chose the cases. The seed and the lists are kept; `auditbot draw verify {}` draws again with them and "
    "says whether the same comes out."
)
_SEALED = (
    "The seed for {} is made already, and nobody can change it unseen: its SHA-256 is {}. Keep this message to "
    "compare it with the seed of that draw."
)


def period_of(kind: str, row_id: int) -> str:
    """The period of a delivery about an allocation or a draw."""
    return f"{_PERIODS[kind]}{row_id}"


def allocation(looking: Looking) -> Notice | Nothing:
    """The case that a head of service is to audit this month, and by when (T2-01, A-27)."""
    row = looking.work.allocations.get(_id_in(looking))
    if row is None or row.state == REPLACED:
        return Nothing("another case was drawn in its place")
    month = shown_month(row.month)
    if row.case_id is None:
        return _nobody_for_you(month)
    if is_done(looking.work, row, looking.pack):
        return Nothing("the audit is done")
    again = row.draw.number > 1
    return Notice(
        preview=f"Your Tier 2 audit for {month}",
        heading=f"Your {'new ' if again else ''}case for the Tier 2 audit of {month}",
        facts=_facts(looking, row),
        paragraphs=(_drawn(row, again=again), _HOW),
        buttons=(
            Button("Start the audit", START, str(row.id), "primary"),
            Button("I have a conflict", CONFLICT, str(row.id)),
        ),
        footnote="That is the last working day of the month.",
        without_buttons="In Slack you can start it from auditbot’s Home tab. If you have a conflict of interest, "
        "tell the Quality Assurance team.",
    )


def allocations(looking: Looking) -> Notice | Nothing:
    """Every allocation of a draw, for business support and the Quality Assurance team."""
    row = looking.work.session.get(DrawRow, _id_in(looking))
    if row is None:
        return Nothing("the draw is not there any more")
    lists, month = Lists.read(row.lists), shown_month(row.month)
    made = [each for each in row.allocations if each.case_id]
    return Notice(
        preview=f"The Tier 2 allocations for {month}",
        heading=f"The Tier 2 allocations for {month}" + (", drawn anew" if row.number > 1 else ""),
        facts=tuple(Fact(_name(looking, each), _line(looking, each)) for each in row.allocations),
        paragraphs=tuple(each for each in (_trouble(row), _left_out(lists), _sealed(looking, row)) if each),
        footnote=_OPEN.format(row.month) if made else "",
    )


def conflict(looking: Looking) -> Notice | Nothing:
    """That a head of service has a conflict of interest about their case, for the QA team to decide."""
    row = looking.work.allocations.conflict(_id_in(looking))
    if row is None or row.decided is not None:
        return Nothing("it is decided")
    return Notice(
        preview="A conflict of interest is to be decided",
        heading="A head of service has a conflict of interest",
        facts=(Fact("Who", _who(looking, row.email)), Fact("Case", row.case_id), Fact("Why", row.reason)),
        paragraphs=(
            "If you agree, another case is drawn for them at random. This one stays on record, with their reason "
            "and your name.",
        ),
        buttons=(
            Button("Agree: draw another case", APPROVE, str(row.id), "primary"),
            Button("Do not agree", REFUSE, str(row.id)),
        ),
        without_buttons="Decide it in Slack.",
    )


def conflict_decided(looking: Looking) -> Notice | Nothing:
    """That the QA team did not agree, to the head of service whose case it stays."""
    row = looking.work.allocations.conflict(_id_in(looking))
    if row is None or row.decided is None or row.approved:
        return Nothing("another case was drawn")
    decided_by = _who(looking, row.by or "")
    return Notice(
        preview="Your conflict of interest was decided",
        heading="The case stays yours",
        facts=(Fact("Case", row.case_id), Fact("Your reason", row.reason)),
        paragraphs=(
            f"{decided_by} of the Quality Assurance team does not see a conflict of interest that stands against "
            "the audit. Please talk to them if there is more to it.",
        ),
    )


def shown_month(month: str) -> str:
    """ "December 2013" for "2013-12"."""
    return f"{dt.date.fromisoformat(f'{month}-01'):%B %Y}"


def month_after(month: str) -> str:
    """ "2014-01" for "2013-12"."""
    first = dt.date.fromisoformat(f"{month}-01")
    return f"{first + dt.timedelta(days=31):%Y-%m}"


def _facts(looking: Looking, row: AllocationRow) -> tuple[Fact, ...]:
    return (
        Fact("Case", row.case_id or ""),
        Fact("Service area", _area(looking, row)),
        Fact("Theme", row.theme or "none is published for this month"),
        Fact("To be done by", shown_date(row.due)),
    )


def _drawn(row: AllocationRow, *, again: bool) -> str:
    lists = Lists.read(row.draw.lists)
    own = next(each for each in lists.entries if each.head_of_service == row.head_of_service)
    drawn = f"It was drawn at random from {counted(len(own.eligible), 'case')} outside your own service area."
    return f"{drawn} It takes the place of the case that you had before." if again else drawn


def _nobody_for_you(month: str) -> Notice:
    return Notice(
        preview=f"Your Tier 2 audit for {month}",
        heading=f"There is no case for your Tier 2 audit of {month}",
        paragraphs=(
            "No case of the caseload could be drawn for you: each is of your own service area, closed, outside the "
            "programme of focus, audited in the last 12 months, or was yours before. You need do nothing; the "
            "Quality Assurance team knows.",
        ),
    )


def _line(looking: Looking, row: AllocationRow) -> str:
    if row.state == NONE:
        return "no case could be drawn"
    theme = row.theme or "no theme is published"
    return f"case {row.case_id}, {_area(looking, row)}: {theme}; by {shown_date(row.due)}"


def _sealed(looking: Looking, row: DrawRow) -> str:
    later = month_after(row.month)
    told = looking.work.allocations.sealed(later) if row.number == 1 else None
    return _SEALED.format(shown_month(later), told) if told else ""


def _trouble(row: DrawRow) -> str:
    vacant = row.vacant.split("\n") if row.vacant else []
    if not vacant:
        return ""
    named = in_words(vacant)
    return f"Nobody was drawn for {named}: no head of service of it is active in the directory."


def _left_out(lists: Lists) -> str:
    counts = counted_by_reason(lists.left_out)
    if not counts:
        return "Every case of the caseload was in the draw."
    lines = [f"• {counted(number, 'case')}: {reason}" for reason, number in counts.items()]
    return "\n".join(["Left out of the draw:", *lines])


def _name(looking: Looking, row: AllocationRow) -> str:
    return _who(looking, row.head_of_service)


def _who(looking: Looking, email: str) -> str:
    posts = looking.work.people.posts_of(email)
    return posts[0].name if posts else email


def _area(looking: Looking, row: AllocationRow) -> str:
    area = looking.pack.service_area(row.service_area) if row.service_area else None
    return area.name if area else row.service_area or "not known"


def _id_in(looking: Looking) -> int:
    return int((looking.delivery.period or "").removeprefix(_PERIODS[looking.delivery.kind]))
