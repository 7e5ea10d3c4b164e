"""Who may see an audit that is being held in chat, who may have a part of it, and who is told that one waits."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from conversations.script import SERVICE_AREA, Script
from conversations.turns import Turn, TurnKind
from framework.directory import Directory
from framework.names import Found
from framework.own_area import why_not_own_area
from framework.pack import Pack
from framework.people import Person
from framework.reviewing import line_managers
from framework.words import Role
from handlers.access import may_audit
from handlers.auditing.periods import period_of, turn_of
from store.tables import ConversationRow, Delivery
from store.unit_of_work import UnitOfWork

_ANSWERED = ("gave", SERVICE_AREA)
YOUR_PART, HANDED_OVER = "your-part", "handed-over"


def may_look(work: UnitOfWork, pack: Pack, row: ConversationRow, email: str) -> bool:
    """Whether somebody may come to the screen of an audit: who began it or has it, whose part it is with another
    (App 10), and of one whose holder has left the QA team, so that it is gone on with."""
    if email in (row.begun_by, row.holder):
        return True
    directory = work.people.directory()
    if row.holder is not None and has_left(directory, row.holder) and in_qa_team(directory, email):
        return True
    return row.part != first_part(pack, row) and email in _pair(work, pack, row)


def may_take(work: UnitOfWork, pack: Pack, row: ConversationRow, email: str) -> bool:
    """Whether somebody may take a part that waits: the practitioner and their line manager (framework L6205).

    Where the directory does not know the practitioner, whoever began the audit, so that it comes to an end.
    """
    pair = _pair(work, pack, row)
    return email in pair if pair else email == row.begun_by


def why_not_to(work: UnitOfWork, pack: Pack, row: ConversationRow, email: str) -> str:
    """Why the part under way cannot be handed to somebody; empty where it can."""
    directory = work.people.directory()
    posts = [post for post in directory.posts(email) if post.active]
    if not posts:
        return "They are not in the council's directory, or have left. Choose somebody else."
    practitioner, pair = practitioner_of(work, pack, row), _pair(work, pack, row)
    return _why_not_of(work, pack, row, email, practitioner, pair, _area_of(work, row))


def takers(work: UnitOfWork, pack: Pack, row: ConversationRow) -> tuple[Person, ...]:
    """Whom the part under way can be handed to, by name, each once; not whoever has it."""
    practitioner, pair = practitioner_of(work, pack, row), _pair(work, pack, row)
    area, people = (
        _area_of(work, row),
        {each.email: each for each in work.people.directory().people if each.active},
    )
    may = [
        each
        for email, each in people.items()
        if email != row.holder and not _why_not_of(work, pack, row, email, practitioner, pair, area)
    ]
    return tuple(sorted(may, key=lambda each: (each.name, each.email)))


def _area_of(work: UnitOfWork, row: ConversationRow) -> str | None:
    """The service area of the case, as the caseload knows it or as answered."""
    case = work.people.case(row.case_id)
    if case is not None and case.service_area:
        return case.service_area
    given = [turn.value for turn in work.conversations.turns(row.id) if (turn.kind, turn.where) == _ANSWERED]
    return given[-1] if given else None


def _why_not_of(
    work: UnitOfWork,
    pack: Pack,
    row: ConversationRow,
    email: str,
    practitioner: Person | None,
    pair: frozenset[str],
    area: str | None,
) -> str:
    directory = work.people.directory()
    posts = [post for post in directory.posts(email) if post.active]
    if row.part != first_part(pack, row) and pair:
        return "" if email in pair else _of_the_pair(practitioner)
    if practitioner is not None and practitioner.email == email:
        return f"{practitioner.name}’s own work is audited here, so somebody else must do it."
    if not may_audit(posts):
        return f"{posts[0].name} may not do audits: that is for managers and those above and beside them."
    return why_not_own_area(pack.form(row.form), area, email, directory, pack)


def practitioner_of(work: UnitOfWork, pack: Pack, row: ConversationRow) -> Person | None:
    """Whose work the audit is about, where the directory knows exactly one by what was answered so far."""
    given: Mapping[str, Any] = {
        turn.where: turn.value for turn in work.conversations.turns(row.id) if turn.kind == "gave"
    }
    found = work.people.directory().find(str(given.get("social_worker") or ""), pack)
    return found.person if isinstance(found, Found) else None


def tell_part_due(
    work: UnitOfWork, pack: Pack, row: ConversationRow, added: Sequence[Turn]
) -> tuple[str, ...]:
    """Have the practitioner and their line manager told that the part of both waits (framework L6205).

    The names of those who are told: not of whoever has just finished the part before. Empty where the directory
    does not know the practitioner.
    """
    finished = next(turn for turn in reversed(added) if turn.kind is TurnKind.FINISHED)
    people = [each for each in part_waits(work, pack, row) if each.email != finished.by]
    for person in people:
        work.outbox.add(YOUR_PART, person.email, period=period_of(row.id, finished.number))
    return tuple(person.name for person in people)


def part_waits(work: UnitOfWork, pack: Pack, row: ConversationRow) -> tuple[Person, ...]:
    """Whoever may take the part that waits for somebody: the practitioner first."""
    directory, practitioner = work.people.directory(), practitioner_of(work, pack, row)
    first = practitioner.email if practitioner else ""
    emails = sorted(_pair(work, pack, row), key=lambda email: (email != first, email))
    return tuple(person for email in emails for person in _active(directory, email)[:1])


def waiting_for(work: UnitOfWork, email: str) -> list[ConversationRow]:
    """The audits under way a part of which somebody was told to be theirs, whoever of the two has it now."""
    told = work.session.scalars(_periods_told(), {"email": email})
    ids = {found[0] for period in told if (found := turn_of(period))}
    rows = (work.conversations.get(each) for each in sorted(ids, reverse=True))
    return [row for row in rows if row is not None and row.standing in ("open", "left")]


@cache
def _periods_told() -> Select[str | None]:
    """Made once: it is asked whenever somebody writes or looks at Home."""
    return select(Delivery.period).where(Delivery.kind == YOUR_PART, Delivery.recipient == bindparam("email"))


def waits_for(work: UnitOfWork, pack: Pack, email: str) -> list[ConversationRow]:
    """The audits under way a part of which somebody may take, and nobody has."""
    rows = [*work.conversations.of(email, "open", "left"), *waiting_for(work, email)]
    waiting = {row.id: row for row in rows if row.holder is None}
    return [row for row in waiting.values() if may_take(work, pack, row, email)]


def first_part(pack: Pack, row: ConversationRow) -> str:
    """The part that is the auditor's."""
    outline = next((each for each in pack.outlines if each.form == row.form), None)
    return outline.parts[0].id if outline else row.part


def has_left(directory: Directory, email: str) -> bool:
    """Whether nobody active has that address."""
    return not _active(directory, email)


def in_qa_team(directory: Directory, email: str) -> bool:
    """Whether somebody keeps the central record."""
    return any(post.role is Role.QA_TEAM for post in _active(directory, email))


def name_of(script: Script, email: str) -> str:
    """The name that the directory has for somebody, or their address."""
    return next((post.name for post in script.facts.directory.posts(email)), email)


def _pair(work: UnitOfWork, pack: Pack, row: ConversationRow) -> frozenset[str]:
    practitioner = practitioner_of(work, pack, row)
    if practitioner is None:
        return frozenset()
    directory = work.people.directory()
    theirs = {practitioner.email, *line_managers(directory, practitioner.email)}
    return frozenset(email for email in theirs if _active(directory, email))


def _of_the_pair(practitioner: Person | None) -> str:
    whom = practitioner.name if practitioner else "the practitioner"
    return f"This part is filled in by {whom} and their line manager together, so it goes to one of the two."


def _active(directory: Directory, email: str) -> list[Person]:
    return [post for post in directory.posts(email) if post.active]
