"""The directory and the caseload as files (CSV or XLSX): the whole file or nothing, every bad row named."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from framework import case_reference
from framework.directory import Case, Person, read_statuses
from framework.pack import Pack
from framework.words import Role
from store.columns import BadRow, DirectoryFileError, Headings, Line, Lines, Staff, pieces, plain, read_lines

__all__ = [
    "BadRow",
    "CasesFile",
    "DirectoryFileError",
    "PeopleFile",
    "read_cases",
    "read_people",
]

PEOPLE = Headings(
    required=("email", "role"),
    name="full name; person; staff name; worker name; employee name; display name; prof_professional_name",
    forename="first name; given name; firstname",
    surname="last name; family name; lastname",
    email="email address; mail; work email; mail address",
    role="post; job role; job title; position; prof_professional_job_title",
    team="team name; prof_professional_department",
    service_area="service; service areas; area; services",
    manager_email="manager; line manager; line manager email; manager email address; line manager email address; "
    "manager's email; supervisor; supervisor email; reports to",
    cover_email="cover; covered by; cover email address; covering; deputy; deputy email",
    active="is active; current; in post; enabled; account enabled; employed",
)
CASES = Headings(
    required=("case_id", "social_worker_email"),
    case_id="case; case number; case no; case reference; case ref; reference; ICS number; ICS no; ICS id; "
    "child id; child unique id; unique id; person id; pers_person_id; cine_person_id; invo_person_id; "
    "protocol id; protocol number; mosaic id; liquidlogic id",
    social_worker_email="social worker; SW; SW email; social worker email address; allocated social worker; "
    "allocated social worker email; allocated worker; allocated worker email; worker; worker email; case worker; "
    "allocated case worker; key worker; prof_professional_name",
    team="allocated team; team name; current team; invo_professional_team",
    service_area="service; area; service areas",
    status="case status; current status; child status; case type; type of case; plan type; category",
    iro_email="IRO; IRO email address; independent reviewing officer; independent reviewing officer email; "
    "allocated IRO",
    conference_chair_email="conference chair; conference chair email address; chair; chair email; CC; CP chair; "
    "CP conference chair; child protection chair; child protection conference chair",
    opened="open date; opened date; date opened; start date; referral date; date of referral; cine_referral_date; "
    "case open date; case opened",
    closed="close date; closed date; date closed; end date; closure date; cine_close_date; case close date; "
    "case closed",
)
_YES = {"active", "current", "1", "true", "inpost", "enabled"}
_NO = {"inactive", "left", "leaver", "0", "false", "away", "absent", "onleave", "sick", "disabled", "ended"}
_HEAVY = r"[;|\n]"  # always stands between two values
_LIGHT = r"[,/+&]|\band\b"  # may also stand inside one


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """What a directory file holds; `lines` has the line of each row, in the same order."""

    people: tuple[Person, ...]
    lines: tuple[int, ...]
    warnings: tuple[BadRow, ...] = ()


@dataclass(frozen=True, slots=True)
class CasesFile:
    """What a caseload file holds; `lines` has the line of each case, in the same order."""

    cases: tuple[Case, ...]
    lines: tuple[int, ...]
    warnings: tuple[BadRow, ...] = ()


def read_people(path: Path, pack: Pack) -> PeopleFile:
    """The people in a CSV or XLSX file; DirectoryFileError if anything in it is wrong.

    A person with several roles in one cell becomes a row for each. Managers and covers must be in the file, by
    address or by a name that is one person's.
    """
    bad: list[BadRow] = []
    found = read_lines(path, PEOPLE, bad)
    if "name" not in found.columns and not {"forename", "surname"} <= found.columns:
        bad.append(BadRow(0, "", "There is no column name (nor forename and surname)."))
        raise DirectoryFileError(path.name, bad)
    drafts = [(line, person) for line in found.lines for person in _people_of(line, pack)]
    if found.whole:
        staff, addresses = Staff(person for _, person in drafts), {person.email for _, person in drafts}
    else:  # whom a row names may stand in the part that was not read
        staff, addresses = None, None
    people = tuple((line, _with_addresses(line, person, staff, addresses)) for line, person in drafts)
    _check_people(people)
    if bad:
        raise DirectoryFileError(path.name, _once(bad))
    return PeopleFile(
        people=tuple(person for _, person in people),
        lines=tuple(line.number for line, _ in people),
        warnings=(*found.warnings, *_worth_knowing(people)),
    )


def read_cases(path: Path, pack: Pack, people: Iterable[Person]) -> CasesFile:
    """The cases in a CSV or XLSX file; DirectoryFileError if anything in it is wrong.

    Social worker, IRO and conference chair must be among `people`, by address or by a name that is one person's.
    Statuses that the pack does not
    know are kept as written, with a warning. No message repeats a value other than a case reference.
    """
    bad: list[BadRow] = []
    warnings: list[BadRow] = []
    found = read_lines(path, CASES, bad)
    people = tuple(people)
    staff, addresses = Staff(people), {person.email for person in people}
    cases = [(line, _case_of(line, pack, staff, warnings)) for line in found.lines]
    _check_repeated(cases)
    _check_staff(cases, addresses)
    if bad:
        raise DirectoryFileError(path.name, _once(bad))
    return CasesFile(
        cases=tuple(case for _, case in cases),
        lines=tuple(line.number for line, _ in cases),
        warnings=(*found.warnings, *_missing_columns(found), *warnings),
    )


def _people_of(line: Line, pack: Pack) -> list[Person]:
    name = line.text("name") or f"{line.text('forename')} {line.text('surname')}".strip()
    if not any(ch.isalpha() for ch in name) or "@" in name:
        line.wrong("name", "This must be the person's name.")
    email = line.address("email", required=True)
    person = Person(
        name=name,
        email=email or "",
        role=Role.SOCIAL_WORKER,
        team=line.text("team"),
        service_areas=_service_areas(line, pack),
        active=_active(line, pack),
    )
    roles = _roles(line, pack) or [
        person.role
    ]  # an unknown role is noted; the person is in the file all the same
    return [person.model_copy(update={"role": role}) for role in roles]


def _roles(line: Line, pack: Pack) -> list[Role]:
    written = line.text("role", required=True)
    roles: list[Role] = []
    for piece in pieces(written, _HEAVY):
        whole = pack.role(piece)
        parts = [(part, pack.role(part)) for part in pieces(piece, _LIGHT)]
        unknown = [part for part, role in parts if role is None]
        if whole is None and unknown:
            words = ", ".join(role.value for role in Role)
            line.wrong("role", f"{unknown[0]!r} is not a role. The roles are: {words}.")
        roles += [whole] if whole else [role for _, role in parts if role]
    return list(dict.fromkeys(roles))


def _service_areas(line: Line, pack: Pack) -> tuple[str, ...]:
    areas: list[str] = []
    for piece in pieces(line.text("service_area"), _HEAVY):
        by_comma = [pack.service_area(part) for part in pieces(piece, ",")]
        whole = pack.service_area(piece)
        parts = [whole] if whole else [pack.service_area(part) for part in pieces(piece, _LIGHT)]
        chosen = by_comma if all(by_comma) else parts
        if not all(chosen):
            words = ", ".join(area.name for area in pack.service_areas)
            line.wrong("service_area", f"This is not a service area. The service areas are: {words}.")
        areas += [area.id for area in chosen if area]
    return tuple(dict.fromkeys(areas))


def _active(line: Line, pack: Pack) -> bool:
    written = plain(line.text("active"))
    if not written or written in _YES | {plain(word) for word in pack.yes_words}:
        return True
    if written not in _NO | {plain(word) for word in pack.no_words}:
        line.wrong("active", "This is neither yes nor no.")
    return False


def _with_addresses(line: Line, person: Person, staff: Staff | None, addresses: set[str] | None) -> Person:
    """With manager and cover; without `staff` and `addresses`, names are left alone and nobody is looked for."""
    links: dict[str, str | None] = {}
    for column in ("manager_email", "cover_email"):
        if staff is None and "@" not in line.text(column):
            continue
        links[column] = address = line.address(column, staff)
        if address and address == person.email:
            line.wrong(column, f"{address} is the same person.")
        elif address and addresses is not None and address not in addresses:
            line.wrong(column, f"{address} is not in this file.")
    return person.model_copy(update=links)


def _check_people(people: Iterable[tuple[Line, Person]]) -> None:
    names: dict[str, tuple[int, str]] = {}
    posts: dict[tuple[object, ...], int] = {}
    for line, person in people:
        if not person.email:
            continue
        first, name = names.setdefault(person.email, (line.number, person.name))
        if plain(name) != plain(person.name):
            line.wrong("name", f"{person.email} has another name in line {first}.")
        post = (person.email, person.role, plain(person.team), frozenset(person.service_areas))
        before = posts.setdefault(post, line.number)
        if before != line.number:
            line.wrong("email", f"{person.email} has the same post in line {before}.")


def _worth_knowing(people: Iterable[tuple[Line, Person]]) -> list[BadRow]:
    warnings = []
    for line, person in people:
        if person.role is Role.HEAD_OF_SERVICE and not person.service_areas:
            why = (
                f"{person.email} is a Head of Service without a service area, and will not be told of audits."
            )
            warnings.append(BadRow(line.number, "service_area", why))
        if person.role is Role.SOCIAL_WORKER and not (person.manager_email or person.team):
            why = f"{person.email} has neither a manager nor a team, so that no Team Manager can be found."
            warnings.append(BadRow(line.number, "manager_email", why))
    return warnings


def _case_of(line: Line, pack: Pack, staff: Staff, warnings: list[BadRow]) -> Case:
    reference = case_reference.check(line.text("case_id"), pack.rules.case_reference_pattern)
    if isinstance(reference, case_reference.Refusal):
        line.wrong("case_id", reference.message)
        reference = ""
    areas = _service_areas(line, pack)
    if len(areas) > 1:
        line.wrong("service_area", "A case has one service area.")
    status = line.text("status")
    ids, unknown = read_statuses(status, pack)
    if unknown:
        why = f"A status of case {reference} is not known to the pack; it is kept as written."
        warnings.append(BadRow(line.number, "status", why))
    opened, closed = line.date("opened"), line.date("closed")
    if opened and closed and closed < opened:
        line.wrong("closed", "The case is closed before it is opened.")
    return Case(
        case_id=reference,
        social_worker_email=line.address("social_worker_email", staff),
        team=line.text("team"),
        service_area=areas[0] if areas else None,
        statuses=ids,
        status_written=status,
        iro_email=line.address("iro_email", staff),
        conference_chair_email=line.address("conference_chair_email", staff),
        opened=opened,
        closed=closed,
    )


def _check_repeated(cases: Iterable[tuple[Line, Case]]) -> None:
    lines: dict[str, int] = {}
    for line, case in cases:
        before = lines.setdefault(case.case_id.casefold(), line.number)
        if case.case_id and before != line.number:
            line.wrong("case_id", f"Case {case.case_id} stands in line {before} already.")


def _check_staff(cases: Iterable[tuple[Line, Case]], addresses: set[str]) -> None:
    for line, case in cases:
        of_case = f" (case {case.case_id})" if case.case_id else ""
        for column in ("social_worker_email", "iro_email", "conference_chair_email"):
            address = getattr(case, column)
            if address and address not in addresses:
                line.wrong(column, f"{address}{of_case} is not in the directory.")


def _missing_columns(found: Lines) -> list[BadRow]:
    lost = {
        "status": "it is not known for which cases an IRO or conference chair is relevant (A-12)",
        "iro_email": "no IRO can be told",
        "conference_chair_email": "no conference chair can be told",
        "service_area": "a case belongs to its social worker's service area",
        "team": "a case belongs to its social worker's team",
    }
    missing = [column for column in lost if column not in found.columns]
    return [BadRow(0, "", f"There is no column {column}, so {lost[column]}.") for column in missing]


def _once(bad: list[BadRow]) -> list[BadRow]:
    """Without repetition: a row with two roles is looked at twice."""
    return list(dict.fromkeys(bad))
