"""People and their posts, cases, and the chain that an audit of a case is addressed to."""

import datetime as dt
import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator

from framework.forms import Frozen
from framework.pack import Pack
from framework.reading import Problem
from framework.words import Role


def _address(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _address_or_none(value: object) -> object:
    return _address(value) or None


Address = Annotated[str, BeforeValidator(_address)]
AddressOrNone = Annotated[str | None, BeforeValidator(_address_or_none)]


class Person(Frozen):
    """A person in one post. Who holds several posts has several rows with the same e-mail address.

    Addresses are kept in lower case. `service_areas` are ids of the pack; `manager_email` is the line manager,
    `cover_email` who is told instead while `active` is false (away, or left).
    """

    name: str
    email: Address
    role: Role
    team: str = ""
    service_areas: tuple[str, ...] = ()
    manager_email: AddressOrNone = None
    cover_email: AddressOrNone = None
    active: bool = True


class Case(Frozen):
    """A case of the caseload. `statuses` are ids of the pack, `status_written` what the caseload says."""

    case_id: str
    social_worker_email: AddressOrNone = None
    team: str = ""
    service_area: str | None = None
    statuses: tuple[str, ...] = ()
    status_written: str = ""
    iro_email: AddressOrNone = None
    conference_chair_email: AddressOrNone = None
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
        """As in "Head of Service for First Response", or "covering for …, who is away (Head of Service …)"."""
        if self.covering_for is None:
            return self.post
        return f"covering for {self.covering_for.name}, who is away ({self.post})"


class Holders(Frozen):
    """Who holds a role for a case: `people` to tell, or none, with `absence` and `why` saying the reason.

    `why` is a sentence for the QA team. `candidates` are people to choose from, where there are any.
    """

    role: Role
    people: tuple[Holder, ...] = ()
    absence: Absence | None = None
    why: str = ""
    candidates: tuple[Person, ...] = ()


class Chain(Frozen):
    """Whom an audit of a case is addressed to, frozen when the audit is submitted (A-09).

    `service_area` is an id of the pack. `holders` has the roles of `ROLES` and of the pack's matrix. `worker` and
    `line_manager` are the practitioner and the line manager as people to tell (A-35). `differences` are what is
    worth knowing and stops nothing: the audit tool, the caseload and the directory disagree.
    """

    case_id: str
    case_known: bool
    social_worker: Person | None
    worker: Holders
    line_manager: Holders
    team: str | None
    service_area: str | None
    holders: tuple[Holders, ...]
    differences: tuple[Problem, ...] = ()

    def of(self, role: Role) -> Holders:
        """Who holds that role for the case; KeyError for one that is in neither `ROLES` nor the pack's matrix."""
        for holders in (self.worker, *self.holders):
            if holders.role is role:
                return holders
        raise KeyError(role)


def either(people: Sequence[Person]) -> str:
    """As in "Una Otley (una@council.example) or Uma Otley (uma@council.example)"."""
    names = [f"{person.name} ({person.email})" for person in people]
    return " or ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


ROLES = (
    Role.TEAM_MANAGER,
    Role.HEAD_OF_SERVICE,
    Role.IRO,
    Role.CONFERENCE_CHAIR,
    Role.ASSISTANT_DIRECTOR,
    Role.QA_TEAM,
)


def read_statuses(written: str, pack: Pack) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of the statuses in `written`, and the words that are no status of the pack.

    Several stand one after the other with ; , / + & or "and" between them; a status whose own name has one of
    these ("LAC/CP") is understood first.
    """
    ids: list[str] = []
    unknown: list[str] = []
    for piece in _pieces(written, r"[;|\n]"):
        for part in _known_parts(piece, pack):
            status = pack.case_status(part)
            if status:
                ids.append(status.id)
            else:
                unknown.append(part)
    return tuple(dict.fromkeys(ids)), tuple(unknown)


def _known_parts(piece: str, pack: Pack) -> list[str]:
    if pack.case_status(piece):
        return [piece]
    parts = _pieces(piece, r"[,/+&]|\band\b")
    whole_by_comma = _pieces(piece, ",")
    return whole_by_comma if all(pack.case_status(part) for part in whole_by_comma) else parts


def _pieces(text: str, breaks: str) -> list[str]:
    return [piece.strip() for piece in re.split(breaks, text, flags=re.IGNORECASE) if piece.strip()]
