"""Who is told of an audit: the framework's escalation requirements, action notices beyond it, and copies."""

from enum import StrEnum

from framework.directory import Chain, Person
from framework.forms import Form, Frozen
from framework.pack import Pack
from framework.words import Judgement, Role


class Kind(StrEnum):
    """What a person is told as."""

    ESCALATION = "escalation"  # the framework's matrix (framework L3027)
    ACTION_NOTICE = "action-notice"  # beyond the framework
    COPY = "copy"  # of an observation of practice


class Reason(StrEnum):
    """Why somebody who would be told is not. All but the last three are exceptions that a person is asked."""

    VACANT = "vacant"
    UNKNOWN = "unknown"
    SEVERAL = "several-candidates"
    STATUS_UNKNOWN = "status-unknown"
    NOT_RELEVANT = "not-relevant"
    IS_THE_AUDITOR = "is-the-auditor"
    ALREADY_TOLD = "already-told"


class Told(Frozen):
    """One person told in one role. `why` is a sentence for that person, without anything of the case."""

    role: Role
    person: Person
    kind: Kind
    why: str
    source: str
    covering_for: Person | None = None


class NotTold(Frozen):
    """A role, or a person in it, that is not told, and why; `why` is a sentence for the QA team."""

    role: Role
    person: Person | None = None
    kind: Kind
    reason: Reason
    why: str
    candidates: tuple[Person, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether a person (the QA team) must be asked about it."""
        return self.reason not in (Reason.NOT_RELEVANT, Reason.IS_THE_AUDITOR, Reason.ALREADY_TOLD)


class Telling(Frozen):
    """Who is told of an audit and who is not. `note` says why nobody is told, where that is so."""

    told: tuple[Told, ...] = ()
    not_told: tuple[NotTold, ...] = ()
    note: str = ""

    @property
    def exceptions(self) -> tuple[NotTold, ...]:
        """What a person (the QA team) must be asked about."""
        return tuple(item for item in self.not_told if item.asks)

    def by_person(self) -> dict[str, tuple[Told, ...]]:
        """`told` by the person's address, so that one message names all of a person's roles."""
        grouped: dict[str, tuple[Told, ...]] = {}
        for item in self.told:
            grouped[item.person.email] = (*grouped.get(item.person.email, ()), item)
        return grouped


def who_is_told(
    judgement: Judgement | None, chain: Chain, auditor: Person | None, form: Form, pack: Pack
) -> Telling:
    """Who is told of an audit judged so: the matrix, then action notices (framework L3027, A-06, A-08, A-14)."""
    return Telling()


def who_gets_a_copy(chain: Chain, auditor: Person | None, form: Form) -> Telling:
    """Who gets a copy of an observation of practice: worker, line manager, QA team (framework L1404, A-35)."""
    return Telling()
