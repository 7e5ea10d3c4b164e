"""Recording an audit: from a reading to a record, its actions, and the people to be told of it.

Mail and chat both end here, inside the transaction of whoever calls.
"""

import datetime as dt
from collections.abc import Sequence
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
from store.audits import identity_of_audit
from store.identity import Identity, content_sha256, identity_of, repeats
from store.tables import Action, Audit, Message
from store.telling import TELLING_KINDS, recipients_of, tell, tell_qa_team
from store.unit_of_work import UnitOfWork

__all__ = ["TELLING_KINDS", "Outcome", "Recorded", "Submission", "record", "record_all", "tell_qa_team"]


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
    """How an audit came: `source` is mail or chat, `sent` when it was sent (the mail's own Date).

    `dated` is false where the mail has no Date and `sent` is only when it arrived: nothing is held against it.
    """

    source: str
    sent: dt.datetime
    message: Message | None = None
    dated: bool = True


@dataclass
class _Case:
    """A reading with all that its directory and caseload say. `written` is the reading as it came."""

    reading: Reading
    written: Reading
    form: Form
    chain: Chain
    auditor: Person | None
    people: Directory
    identity: Identity = field(init=False)
    sha256: str = field(init=False)
    key: str = ""

    def __post_init__(self) -> None:
        self.identity = identity_of(self.written, self.auditor.email if self.auditor else None)
        self.sha256 = content_sha256(self.written)

    def doubt(self, code: str, message: str) -> None:
        self.reading = self.reading.with_problems(Problem(code=code, message=message))


def record(work: UnitOfWork, reading: Reading, submission: Submission, pack: Pack) -> Recorded:
    """Record a reading, or keep it for a person, or find that it stands recorded. The caller commits.

    The first version tells whom the matrix names; a corrected one corrects whoever had been told. Whom it could
    not address is asked of the QA team (A-06, A-08, A-09, A-12, A-14).
    """
    return record_all(work, [reading], submission, pack)[0]


def record_all(
    work: UnitOfWork, readings: Sequence[Reading], submission: Submission, pack: Pack
) -> list[Recorded]:
    """Record the readings that came together, as `record` does each; what became of them, in their order.

    Different versions of one audit that come in one mail all wait for a person: it does not say which stands.
    """
    directory = work.people.directory()
    looked = [_look_up(work, reading, submission, pack, directory) for reading in readings]
    cases = [case for case in looked if isinstance(case, _Case)]
    work.hold(*(case.identity.subject for case in cases))
    known = _known_by_hash(work, cases)
    _doubt_versions_at_odds([case for case in cases if case.sha256 not in known])
    in_turn = sorted(cases, key=lambda case: case.sha256 not in known)
    done = {id(case): _record_one(work, case, submission, pack) for case in in_turn}
    return [case if isinstance(case, Recorded) else done[id(case)] for case in looked]


def _look_up(
    work: UnitOfWork, reading: Reading, submission: Submission, pack: Pack, directory: Directory
) -> "_Case | Recorded":
    if reading.form is None or reading.status is Status.REJECTED:
        return Recorded(Outcome.REJECTED, reading)
    form = pack.form(reading.form)
    known = work.people.case(reading.case_id)
    chain = directory.chain(reading.case_id or "", known, reading.social_worker or "", pack)
    sent = day(submission.sent) if submission.dated else None
    checked = check(form, reading, pack=pack, sent=sent, service_area=chain.service_area)
    if checked.status is Status.REJECTED:
        return Recorded(Outcome.REJECTED, checked)
    if chain.differences:
        checked = checked.model_copy(update={"notices": (*checked.notices, *chain.differences)})
    return _Case(checked, reading, form, chain, _person(directory, reading.completed_by, pack), directory)


def _person(directory: Directory, written: str | None, pack: Pack) -> Person | None:
    match directory.find(written or "", pack):
        case Found(person=person):
            return person
        case _:
            return None


def _known_by_hash(work: UnitOfWork, cases: Sequence[_Case]) -> set[str]:
    """The contents that stand recorded word for word, as some version of their audit."""
    known: set[str] = set()
    for case in cases:
        case.key = work.audits.key_of(case.identity)
        known |= {version.content_sha256 for version in work.audits.versions(case.key)}
    return known


def _doubt_versions_at_odds(cases: Sequence[_Case]) -> None:
    clean = [case for case in cases if case.reading.status is Status.ACCEPTED]
    for case in clean:
        if len({other.sha256 for other in clean if other.key == case.key}) > 1:
            case.doubt(
                "versions-at-odds",
                "This came together with another version of the same audit, which differs. Say which of the two "
                "stands.",
            )


def _record_one(work: UnitOfWork, case: _Case, submission: Submission, pack: Pack) -> Recorded:
    versions = work.audits.versions(case.key)
    same = next((v for v in reversed(versions) if v.content_sha256 == case.sha256), None)
    if same is not None and same is versions[-1]:
        return _again(work, same, case, submission)
    _doubt_the_order(case, versions, same, submission)
    if not versions and work.audits.of_unknown_auditors(case.identity):
        case.doubt(
            "perhaps-a-correction",
            "An audit of the same case and date stands recorded, and the directory does not know both auditors by "
            "name. Say whether this is a correction of it, or another person's audit.",
        )
    if case.reading.status is Status.REVIEW:
        return _keep_for_review(work, case, submission, pack)
    return _record_version(work, case, versions[-1] if versions else None, submission, pack)


def _again(work: UnitOfWork, audit: Audit, case: _Case, submission: Submission) -> Recorded:
    """The same audit once more: nothing is told again, the mail is joined to it."""
    _join(audit, submission)
    work.log.add("audit-came-again", f"audit {audit.id}", source=submission.source)
    return Recorded(Outcome.DUPLICATE, case.reading, audit, case.chain)


def _doubt_the_order(
    case: _Case, versions: Sequence[Audit], same: Audit | None, submission: Submission
) -> None:
    """A version that was replaced since, or a mail that is not the newer one, no program can settle."""
    if same is not None:
        case.doubt(
            "earlier-version-again",
            "This is word for word an earlier version of an audit that has been corrected since. "
            "Say whether the correction stands or this version is meant.",
        )
    elif versions and not _newer(submission, versions[-1]):
        case.doubt(
            "older-than-recorded",
            "This differs from the recorded audit of the same case, auditor and date, and was not sent after it. "
            "Say which of the two stands.",
        )


def _newer(submission: Submission, version: Audit) -> bool:
    """Whether it was sent after a version; of two with the same Date, the one that arrived once the other stood."""
    if submission.sent == version.sent and submission.message is not None:
        return submission.message.arrived > version.recorded
    return submission.sent > version.sent


def _keep_for_review(work: UnitOfWork, case: _Case, submission: Submission, pack: Pack) -> Recorded:
    audit = work.audits.in_review(case.sha256)
    if audit is None:
        audit = _new_audit(work, case, submission, pack)
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
    audit.recipients = recipients_of(telling)
    audit.actions = [
        _action(case, number, line, pack) for number, line in enumerate(case.reading.actions, start=1)
    ]
    work.audits.add(audit)
    _join(audit, submission)
    if before is not None:
        _replace_actions(before, audit)
    tell(work, audit, telling, before)
    what = "audit-corrected" if before else "audit-recorded"
    work.log.add(what, f"audit {audit.id}", form=audit.form, source=audit.source)
    _close_reviews(work, audit, case)
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
        subject=case.identity.subject,
        identity=case.key,
        source=submission.source,
        sent=submission.sent,
        service_area=case.chain.service_area,
        team=case.chain.team,
        recorded=work.now,
    )


def _join(audit: Audit, submission: Submission) -> None:
    if submission.message is not None and submission.message not in audit.messages:
        audit.messages.append(submission.message)


def _telling(case: _Case, pack: Pack) -> Telling:
    if case.form.judgement is None:
        return who_gets_a_copy(case.chain, case.auditor, case.form)
    return who_is_told(case.reading.overall, case.chain, case.auditor, case.form, pack)


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


def _replace_actions(before: Audit, audit: Audit) -> None:
    """What was open is asked for by the new version; what was completed stays so if it asks for the same."""
    completed = {(a.action, a.who): a.completed for a in before.actions if a.state == "completed"}
    for action in before.actions:
        if action.state == "open":
            action.state = "replaced"
    for action in audit.actions:
        if action.state == "open" and (action.action, action.who) in completed:
            action.state, action.completed = "completed", completed[action.action, action.who]


def _close_reviews(work: UnitOfWork, audit: Audit, case: _Case) -> None:
    """What waits for a person and was sent again since, now without doubt, needs nobody any more."""
    earlier = [w for w in work.audits.waiting(audit.form, audit.case_id) if w.sent < audit.sent]
    right = [waiting for waiting in earlier if _came_right(waiting, case)]
    unsure = [waiting for waiting in right if _may_be_another(waiting)]
    for waiting in right:
        if waiting in unsure and len(unsure) > 1:
            continue  # which of them came right no program can settle
        waiting.replaced_by_id = audit.id
        work.outbox.withdraw(waiting.id, "It came again without doubt before this was sent.")
        work.log.add("review-closed", f"audit {waiting.id}", by=f"audit {audit.id}")


def _may_be_another(waiting: Audit) -> bool:
    """Whether the case, the auditor or the date stands on it and was refused, so that it may be any."""
    reading = Reading.model_validate(waiting.reading)
    refused = {problem.where for problem in reading.problems if problem.code != "missing"}
    return any(getattr(reading, place) is None for place in refused & {"case_id", "completed_by", "date"})


def _came_right(waiting: Audit, case: _Case) -> bool:
    """Whether `case` is the same audit: by its identity, or where that is in doubt, by all that it says."""
    identity = identity_of_audit(waiting)
    if identity.complete:
        return identity.subject == case.identity.subject and identity.same_auditor(case.identity)
    return repeats(case.reading, Reading.model_validate(waiting.reading))
