"""Who is told of an audit: the framework's escalation requirements, action notices beyond them, and copies."""

from enum import StrEnum

from framework.directory import Absence, Chain, Holder, Holders, Person
from framework.forms import Form, Frozen
from framework.pack import Pack
from framework.people import either
from framework.words import Judgement, Role

PLO = "tier1-plo"
"""The audit tool that prints no escalation requirements of its own (A-08)."""
OBSERVATION = "observation"
"""The record of an observation of practice, of which copies are sent (A-35)."""

_YOU_ARE = "You are "
_AS_JUDGED = {
    Judgement.OUTSTANDING: "outstanding",
    Judgement.GOOD: "good",
    Judgement.REQUIRES_IMPROVEMENT: "to require improvement",
    Judgement.INADEQUATE: "inadequate",
}


class Kind(StrEnum):
    """What a person is told as."""

    ESCALATION = "escalation"  # the framework's matrix (framework L3027)
    ACTION_NOTICE = "action-notice"  # beyond the framework
    COPY = "copy"  # of an observation of practice


class Reason(StrEnum):
    """Why somebody who would be told is not. All but the last three are exceptions that a person is asked."""

    VACANT = Absence.VACANT.value
    UNKNOWN = Absence.UNKNOWN.value
    SEVERAL = Absence.SEVERAL.value
    STATUS_UNKNOWN = Absence.STATUS_UNKNOWN.value
    NOT_RELEVANT = Absence.NOT_RELEVANT.value
    IS_THE_AUDITOR = "is-the-auditor"
    ALREADY_TOLD = "already-told"  # by the matrix, so that an action notice would say nothing new


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
    """Who is told of an audit and who is not. `note` says so where nobody is told."""

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
    """Who is told of an audit with that overall judgement (framework L3027, A-06, A-08, A-09, A-12, A-14).

    The matrix of the framework first, exactly; then, where the pack's rules say so, action notices to those who
    must put things right and whom the matrix leaves out. A confidential tool is escalated to nobody (A-34).
    """
    if form.confidential or form.judgement is None:
        return Telling(note=f"{form.short_title}: this audit tool has no judgement to escalate.")
    if judgement is None:
        return Telling(note="There is no overall judgement yet, so nobody is told.")
    if form.id == PLO and not pack.rules.matrix_for_plo:
        return Telling(note="Audits with the PLO tool are not escalated (A-08, switched off in the pack).")
    row = pack.escalation_for(judgement)
    source = f"{row.source}, A-08" if form.id == PLO else row.source
    post = _Post(auditor, f"an audit was judged {_AS_JUDGED[judgement]}")
    for role in (*row.tell, *row.tell_where_relevant):
        post.to(chain.of(role), Kind.ESCALATION, source, "framework, escalation requirements")
    if pack.rules.action_notices:
        for role in row.action_notice:
            post.to(chain.of(role), Kind.ACTION_NOTICE, "A-06", "action notice, beyond the framework")
    post.ask_who_is_meant(chain.worker)
    return post.telling()


def said_of_them(why: str) -> str:
    """The sentence of `Told.why` as others read it: "Head of Service for First Response, and …"."""
    post = why.removeprefix(_YOU_ARE).removeprefix("the ")
    return post[:1].upper() + post[1:]


def who_gets_a_copy(chain: Chain, auditor: Person | None, form: Form) -> Telling:
    """Who gets a copy of an observation of practice: worker, line manager, QA team (framework L1404, A-35).

    `auditor` is who observed. Any other audit tool is copied to nobody.
    """
    if form.id != OBSERVATION:
        return Telling(note=f"{form.short_title}: copies of this audit tool go to nobody.")
    post = _Post(auditor, "a copy of the record of an observation of practice is due", "observed")
    for holders in (chain.worker, chain.line_manager, chain.of(Role.QA_TEAM)):
        post.to(holders, Kind.COPY, "framework L1404, A-35", "framework, observation of practice")
    return post.telling()


class _Post:
    """Gathers who is told and who is not, in the order in which they are told."""

    def __init__(self, auditor: Person | None, what: str, auditor_did: str = "did this audit") -> None:
        self._auditor = auditor
        self._what = what
        self._auditor_did = auditor_did
        self._told: list[Told] = []
        self._not_told: list[NotTold] = []

    def to(self, holders: Holders, kind: Kind, source: str, basis: str) -> None:
        for holder in holders.people:
            self._to_one(holders.role, holder, kind, source, basis)
        if holders.absence is not None:
            self._not_told.append(
                NotTold(
                    role=holders.role,
                    kind=kind,
                    reason=Reason(holders.absence.value),
                    why=holders.why,
                    candidates=holders.candidates,
                )
            )

    def ask_who_is_meant(self, worker: Holders) -> None:
        """A name that fits several is asked about even where the case's team leads to everybody without it."""
        asked = any(item.reason is Reason.SEVERAL for item in self._not_told)
        if worker.absence is not Absence.SEVERAL or asked:
            return
        self._not_told.append(
            NotTold(
                role=worker.role,
                kind=Kind.ESCALATION,
                reason=Reason.SEVERAL,
                why="It is not clear whom the audit tool names as the social worker, and the caseload does not "
                f"settle it. It may be {either(worker.candidates)}.",
                candidates=worker.candidates,
            )
        )

    def _to_one(self, role: Role, holder: Holder, kind: Kind, source: str, basis: str) -> None:
        person = holder.person
        reason = self._suppressed(person, kind)
        if reason is None:
            away = holder.covering_for
            post = f"covering for {away.name}, the {holder.post}" if away else f"the {holder.post}"
            self._told.append(
                Told(
                    role=role,
                    person=person,
                    kind=kind,
                    why=f"{_YOU_ARE}{post}, and {self._what} ({basis}).",
                    source=source,
                    covering_for=away,
                )
            )
            return
        because = self._auditor_did if reason is Reason.IS_THE_AUDITOR else "is told of it already"
        why = f"{person.name}, {holder.why}, {because}."
        self._not_told.append(NotTold(role=role, person=person, kind=kind, reason=reason, why=why))

    def _suppressed(self, person: Person, kind: Kind) -> Reason | None:
        if self._auditor is not None and person.email == self._auditor.email:
            return Reason.IS_THE_AUDITOR
        told_by_matrix = {told.person.email for told in self._told if told.kind is Kind.ESCALATION}
        if kind is Kind.ACTION_NOTICE and person.email in told_by_matrix:
            return Reason.ALREADY_TOLD
        return None

    def telling(self) -> Telling:
        note = "" if self._told else "Nobody is told: " + " ".join(item.why for item in self._not_told)
        return Telling(told=tuple(self._told), not_told=tuple(self._not_told), note=note)
