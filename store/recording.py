"""Recording an audit: from a checked reading to a record, the people to be told, and their deliveries.

Mail and chat both end here, inside the transaction of whoever calls.
"""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from framework.checking import check
from framework.directory import Chain, Directory, Person
from framework.escalation import Telling, who_gets_a_copy, who_is_told
from framework.forms import Form
from framework.london import day
from framework.names import Found
from framework.pack import Pack
from framework.reading import ActionLine, Problem, Reading, Status
from framework.words import Role
from store.audits import content_sha256, identity
from store.tables import Action, Audit, Message, Recipient
from store.unit_of_work import UnitOfWork


class Outcome(StrEnum):
    """What became of a reading."""

    RECORDED = "recorded"
    CORRECTED = "corrected"  # recorded, and supersedes an earlier version
    DUPLICATE = "duplicate"  # the same audit stands recorded already
    REVIEW = "review"  # kept; a person must look before anybody is told
    REJECTED = "rejected"  # nothing to record
    NOT_BELIEVED = "not-believed"  # not recorded: who sent it is in doubt; a person must look


@dataclass(frozen=True)
class Recorded:
    """What became of a reading, and the audit it belongs to, if any."""

    outcome: Outcome
    reading: Reading
    audit: Audit | None = None
    chain: Chain | None = None


@dataclass(frozen=True)
class Submission:
    """How an audit came: `source` is mail or chat, `sent` when it was sent (the mail's own Date)."""

    source: str
    sent: dt.datetime
    message: Message | None = None


@dataclass
class _Case:
    """A reading with all that its directory and caseload say."""

    reading: Reading
    form: Form
    chain: Chain
    auditor: Person | None
    people: Directory
    sha256: str = field(init=False)
    identity: str = field(init=False)

    def __post_init__(self) -> None:
        self.sha256 = content_sha256(self.reading)
        written = self.auditor.email if self.auditor else self.reading.completed_by or ""
        self.identity = identity(self.reading, written)


def record(work: UnitOfWork, reading: Reading, submission: Submission, pack: Pack) -> Recorded:
    """Record a reading, or keep it for a person, or find that it stands recorded. The caller commits.

    The first version tells whom the matrix names; a corrected one corrects whoever had been told. Whom it could
    not address is asked of the QA team (A-06, A-08, A-09, A-12, A-14).
    """
    if reading.form is None or reading.status is Status.REJECTED:
        return Recorded(Outcome.REJECTED, reading)
    case = _look_up(work, reading, submission, pack)
    versions = work.audits.versions(case.identity)
    same = next((v for v in reversed(versions) if v.content_sha256 == case.sha256), None)
    if same is not None and same is versions[-1]:
        return _again(work, same, case, submission)
    case = _doubt_the_order(case, versions, same, submission)
    if case.reading.status is Status.REVIEW:
        return _keep_for_review(work, case, submission, pack)
    return _record_version(work, case, versions[-1] if versions else None, submission, pack)


def _look_up(work: UnitOfWork, reading: Reading, submission: Submission, pack: Pack) -> _Case:
    form = pack.form(reading.form or "")
    directory = work.people.directory()
    known = work.people.case(reading.case_id)
    chain = directory.chain(reading.case_id or "", known, reading.social_worker or "", pack)
    checked = check(form, reading, pack=pack, sent=day(submission.sent), service_area=chain.service_area)
    if chain.differences:
        checked = checked.model_copy(update={"notices": (*checked.notices, *chain.differences)})
    return _Case(checked, form, chain, _person(directory, reading.completed_by, pack), directory)


def _person(directory: Directory, written: str | None, pack: Pack) -> Person | None:
    match directory.find(written or "", pack):
        case Found(person=person):
            return person
        case _:
            return None


def _again(work: UnitOfWork, audit: Audit, case: _Case, submission: Submission) -> Recorded:
    """The same audit once more: nothing is told again, the mail is joined to it."""
    _join(audit, submission)
    work.log.add("audit-came-again", f"audit {audit.id}", source=submission.source)
    return Recorded(Outcome.DUPLICATE, case.reading, audit, case.chain)


def _doubt_the_order(case: _Case, versions: list[Audit], same: Audit | None, submission: Submission) -> _Case:
    """A version that was replaced since, or an older mail after a newer, is nothing that a program can settle."""
    if same is not None:
        problem = Problem(
            code="earlier-version-again",
            message="This is word for word an earlier version of an audit that has been corrected since. "
            "Say whether the correction stands or this version is meant.",
        )
    elif versions and submission.sent < versions[-1].sent:
        problem = Problem(
            code="older-than-recorded",
            message="This differs from the recorded audit of the same case, auditor and date, and was sent "
            "before it. Say which of the two stands.",
        )
    else:
        return case
    case.reading = case.reading.with_problems(problem)
    return case


def _keep_for_review(work: UnitOfWork, case: _Case, submission: Submission, pack: Pack) -> Recorded:
    audit = work.audits.in_review(case.sha256)
    if audit is None:
        audit = _new_audit(work, case, submission, pack)
        audit.version = None
        work.audits.add(audit)
        work.log.add("audit-needs-review", f"audit {audit.id}", codes=[p.code for p in case.reading.problems])
        tell_qa_team(work, "review", audit_id=audit.id)
    _join(audit, submission)
    return Recorded(Outcome.REVIEW, case.reading, audit, case.chain)


def _record_version(
    work: UnitOfWork, case: _Case, before: Audit | None, submission: Submission, pack: Pack
) -> Recorded:
    audit = _new_audit(work, case, submission, pack)
    audit.version = before.version + 1 if before and before.version else 1
    audit.supersedes_id = before.id if before else None
    telling = _telling(case, pack)
    audit.recipients = _recipients(telling)
    audit.actions = [
        _action(case, number, line, pack) for number, line in enumerate(case.reading.actions, start=1)
    ]
    work.audits.add(audit)
    _join(audit, submission)
    if before is not None:
        _replace(before)
    _tell(work, audit, telling, before)
    what = "audit-corrected" if before else "audit-recorded"
    work.log.add(what, f"audit {audit.id}", form=audit.form, source=audit.source)
    outcome = Outcome.CORRECTED if before else Outcome.RECORDED
    return Recorded(outcome, case.reading, audit, case.chain)


def _new_audit(work: UnitOfWork, case: _Case, submission: Submission, pack: Pack) -> Audit:
    reading = case.reading
    return Audit(
        pack=pack.id,
        form=case.form.id,
        status=reading.status.value,
        case_id=reading.case_id,
        completed_by=reading.completed_by,
        auditor_email=case.auditor.email if case.auditor else None,
        social_worker=reading.social_worker,
        social_worker_email=case.chain.social_worker.email if case.chain.social_worker else None,
        date=reading.date,
        overall=reading.overall.value if reading.overall else None,
        reading=reading.model_dump(mode="json"),
        content_sha256=case.sha256,
        identity=case.identity,
        source=submission.source,
        sent=submission.sent,
        service_area=case.chain.service_area,
        team=case.chain.team,
        submitted=work.now,
    )


def _join(audit: Audit, submission: Submission) -> None:
    if submission.message is not None and submission.message not in audit.messages:
        audit.messages.append(submission.message)


def _telling(case: _Case, pack: Pack) -> Telling:
    if case.form.judgement is None:
        return who_gets_a_copy(case.chain, case.auditor, case.form)
    return who_is_told(case.reading.overall, case.chain, case.auditor, case.form, pack)


def _recipients(telling: Telling) -> list[Recipient]:
    told = [
        Recipient(kind=t.kind.value, role=t.role.value, email=t.person.email, name=t.person.name, why=t.why)
        for t in telling.told
    ]
    untold = [
        Recipient(
            kind=n.kind.value,
            role=n.role.value,
            email=n.person.email if n.person else None,
            name=n.person.name if n.person else None,
            why=n.why,
            untold=n.reason.value,
        )
        for n in telling.not_told
    ]
    return told + untold


def _action(case: _Case, number: int, line: ActionLine, pack: Pack) -> Action:
    person = _person(case.people, line.who, pack)
    return Action(
        number=number,
        case_id=case.reading.case_id,
        action=line.action,
        who=line.who,
        person=person.email if person else None,
        timescale=line.timescale,
        due=line.due,
        state="completed" if line.outcome and line.reviewed else "open",
        completed=line.reviewed if line.outcome else None,
    )


def _replace(before: Audit) -> None:
    for action in before.actions:
        if action.state == "open":
            action.state = "replaced"


def _tell(work: UnitOfWork, audit: Audit, telling: Telling, before: Audit | None) -> None:
    earlier = _told_before(work, before)
    for email, told in telling.by_person().items():
        kind = "correction" if email in earlier else told[0].kind.value
        work.outbox.add(kind, email, audit_id=audit.id)
    for email in earlier - set(telling.by_person()):
        work.outbox.add("correction", email, audit_id=audit.id)
    if telling.exceptions:
        tell_qa_team(work, "exception", audit_id=audit.id)


def _told_before(work: UnitOfWork, before: Audit | None) -> set[str]:
    """Whoever an earlier version was told to, or is about to be."""
    told: set[str] = set()
    while before is not None:
        told |= {
            delivery.recipient
            for delivery in work.outbox.of_audit(before.id)
            if delivery.kind in TELLING_KINDS and delivery.state != "failed"
        }
        before = work.audits.get(before.supersedes_id) if before.supersedes_id else None
    return told


TELLING_KINDS = ("escalation", "action-notice", "copy", "correction")


def tell_qa_team(
    work: UnitOfWork, kind: str, *, audit_id: int | None = None, message_id: int | None = None
) -> None:
    """Have each person of the QA team told; while nobody holds the role, the role itself stands waiting."""
    people = [person.email for person in work.people.holding(Role.QA_TEAM)]
    for recipient in people or [Role.QA_TEAM.value]:
        work.outbox.add(kind, recipient, audit_id=audit_id, message_id=message_id)
