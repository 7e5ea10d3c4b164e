"""Who is who: people and their posts, the caseload, and whom an audit of a case is addressed to (A-09, A-12)."""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

from framework.forms import Frozen
from framework.names import Candidates, Found, NoOne
from framework.pack import Pack
from framework.reading import Problem
from framework.words import Role


class Person(Frozen):
    """A person in one post. Who holds several posts has several rows with the same e-mail address.

    Addresses are kept in lower case. `service_areas` are ids of the pack; `manager_email` is the line manager,
    `cover_email` who is told instead while `active` is false (away, or left).
    """

    name: str
    email: str
    role: Role
    team: str = ""
    service_areas: tuple[str, ...] = ()
    manager_email: str | None = None
    cover_email: str | None = None
    active: bool = True


class Case(Frozen):
    """A case of the caseload. `statuses` are ids of the pack, `status_written` what the caseload says."""

    case_id: str
    social_worker_email: str | None = None
    team: str = ""
    service_area: str | None = None
    statuses: tuple[str, ...] = ()
    status_written: str = ""
    iro_email: str | None = None
    conference_chair_email: str | None = None
    opened: dt.date | None = None
    closed: dt.date | None = None


class Absence(StrEnum):
    """Why there is nobody to tell in a role."""

    VACANT = "vacant"  # nobody holds the post, or who holds it is away without cover
    UNKNOWN = "unknown"  # the link that leads to the post is missing from caseload and directory
    SEVERAL = "several-candidates"  # the name on the audit tool fits more than one person, or nearly fits one
    STATUS_UNKNOWN = "status-unknown"  # relevance depends on the case's status, which is not known
    NOT_RELEVANT = "not-relevant"  # the case's status says that this role has no part in it


class Holder(Frozen):
    """A person to tell. `post` completes "You are the …"; `covering_for` is the person who is away."""

    person: Person
    post: str
    covering_for: Person | None = None

    @property
    def why(self) -> str:
        """ "Head of Service for First Response" or "covering for X, who is away (Head of Service for …)"."""
        return self.post


class Holders(Frozen):
    """Who holds a role for a case: `people` to tell, or none, with `absence` and `why` saying the reason."""

    role: Role
    people: tuple[Holder, ...] = ()
    absence: Absence | None = None
    why: str = ""
    candidates: tuple[Person, ...] = ()


class Chain(Frozen):
    """Whom an audit of a case is addressed to, frozen when the audit is submitted (A-09).

    `service_area` is an id of the pack. `differences` are what is worth knowing and stops nothing: the audit
    tool and the caseload disagree. `holders` has the roles of `ROLES`.
    """

    case_id: str
    case_known: bool
    social_worker: Person | None
    worker: Holders  # the social worker as somebody to tell (observation copies, A-35)
    line_manager: Holders
    team: str | None
    service_area: str | None
    holders: tuple[Holders, ...]
    differences: tuple[Problem, ...] = ()

    def of(self, role: Role) -> Holders:
        """Who holds that role for the case; KeyError for a role that no chain has."""
        raise KeyError(role)


ROLES = (
    Role.TEAM_MANAGER,
    Role.HEAD_OF_SERVICE,
    Role.IRO,
    Role.CONFERENCE_CHAIR,
    Role.ASSISTANT_DIRECTOR,
    Role.QA_TEAM,
)


class Directory(Frozen):
    """Everybody in the directory, a row for each post."""

    people: tuple[Person, ...]

    def posts(self, email: str) -> tuple[Person, ...]:
        """The rows of the person with that address, active ones first; empty if there is none."""
        return ()

    def find(self, written: str, pack: Pack) -> Found[Person] | Candidates[Person] | NoOne:
        """Who is meant by a name or address as somebody wrote it."""
        return NoOne("")

    def chain(self, case_id: str, case: Case | None, social_worker: str, pack: Pack) -> Chain:
        """Whom an audit of that case is addressed to. `case` is the caseload's row, None if it has none.

        `social_worker` is the name or address on the audit tool. The caseload outranks it (A-09).
        """
        raise KeyError(case_id)


def read_statuses(written: str, pack: Pack) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of the statuses in `written` (several separated by ; , / + &) and the words that are none."""
    return (), ()


def directory_of(people: Iterable[Person]) -> Directory:
    """A directory of those rows."""
    return Directory(people=tuple(people))
