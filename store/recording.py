"""Recording an audit: from a reading to a record, its actions, and the people to be told of it.

Mail, chat and the review desk all end here, inside the transaction of whoever calls.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from framework.directory import Chain, Directory
from framework.london import day
from framework.pack import Pack
from framework.reading import Problem, Reading, Status
from framework.words import Role
from store.candidates import Candidate, look_up
from store.closing import close_reviews
from store.identity import says_the_same
from store.moderating import call_for_moderation, is_for_moderation
from store.outcomes import Outcome
from store.record_duties import begin_duties
from store.replying import share
from store.tables import Audit, Message
from store.telling import TELLING_KINDS, recipients_of, tell, tell_qa_team
from store.unit_of_work import UnitOfWork

__all__ = [
    "TELLING_KINDS",
    "VERSIONS_AT_ODDS",
    "Outcome",
    "Recorded",
    "Submission",
    "doubts_about_identity",
    "record",
    "record_all",
    "record_candidate",
    "record_version",
    "repeats_version",
    "tell_qa_team",
]


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
    `amends`: whoever hands it in has the recorded version before them and changes it, so that nothing is doubted.
    `beside` is what was answered in chat beside the form, by the question's id; `because` why it is amended.
    """

    source: str
    sent: dt.datetime
    message: Message | None = None
    dated: bool = True
    amends: bool = False
    beside: Mapping[str, str] = field(default_factory=dict[str, str])
    because: str = ""


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
    cases = [case for case in looked if isinstance(case, Candidate)]
    work.hold(*(case.identity.subject for case in cases))
    for case in cases:
        case.key = work.audits.key_of(case.identity)
    known = [case for case in cases if _stands_or_stood(work, case)]
    _doubt_versions_at_odds([case for case in cases if case not in known])
    in_turn = sorted(cases, key=lambda case: case not in known)
    done = {id(case): record_candidate(work, case, submission) for case in in_turn}
    return [case if isinstance(case, Recorded) else done[id(case)] for case in looked]


def _look_up(
    work: UnitOfWork, reading: Reading, submission: Submission, pack: Pack, directory: Directory
) -> Candidate | Recorded:
    sent = day(submission.sent) if submission.dated else None
    found = look_up(work, reading, sent, pack, directory)
    return found if isinstance(found, Candidate) else Recorded(Outcome.REJECTED, found)


def _stands_or_stood(work: UnitOfWork, case: Candidate) -> bool:
    """Whether it stands recorded word for word, as some version of its audit."""
    return any(repeats_version(version, case) for version in _versions(work, case))


def _doubt_versions_at_odds(cases: Sequence[Candidate]) -> None:
    clean = [case for case in cases if case.reading.status is Status.ACCEPTED]
    at_odds = [
        case
        for case in clean
        if any(other.key == case.key and other.sha256 != case.sha256 for other in clean)
    ]
    for case in at_odds:
        case.doubt(VERSIONS_AT_ODDS)


def record_candidate(work: UnitOfWork, case: Candidate, submission: Submission) -> Recorded:
    """As `record`, of what was looked up already and is kept under `case.key`."""
    standing = [version for version in _versions(work, case) if version.withdrawn is None]
    if standing and repeats_version(standing[-1], case):
        return _again(work, standing[-1], case, submission)
    if not submission.amends:
        case.doubt(*doubts_about_identity(work, case, submission.sent, submission.message))
    if case.reading.status is Status.REVIEW:
        return _keep_for_review(work, case, submission)
    return _record_new(work, case, submission)


def _versions(work: UnitOfWork, case: Candidate) -> list[Audit]:
    """The recorded versions of the same audit: what a person made of the very document, whatever it says."""
    return work.audits.versions_made_from(case.sha256) or work.audits.versions(case.key)


def repeats_version(version: Audit, case: Candidate) -> bool:
    """Whether a version is what this says: by the document as it came, or by the values that stand recorded."""
    if version.content_sha256 == case.sha256:
        return True
    whole = case.reading.status is Status.ACCEPTED
    return whole and says_the_same(case.reading, Reading.model_validate(version.reading))


def _again(work: UnitOfWork, audit: Audit, case: Candidate, submission: Submission) -> Recorded:
    """The same audit once more: nothing is told again, the mail is joined to it."""
    _join(audit, submission.message)
    work.log.add("audit-came-again", f"audit {audit.id}", source=submission.source)
    return Recorded(Outcome.DUPLICATE, case.reading, audit, case.chain)


# Doubts about which audit it is

VERSIONS_AT_ODDS = Problem(
    code="versions-at-odds",
    message=(
        "This came together with another version of the same audit, which differs. Say which of the two stands."
    ),
)
_EARLIER_VERSION = Problem(
    code="earlier-version-again",
    message=(
        "This is word for word an earlier version of an audit that has been corrected since. "
        "Say whether the correction stands or this version is meant."
    ),
)
_OLDER = Problem(
    code="older-than-recorded",
    message=(
        "This differs from the recorded audit of the same case, auditor and date, and was not sent after it. "
        "Say which of the two stands."
    ),
)
_BY_ANOTHER = Problem(
    code="correction-by-another",
    message=(
        "This differs from the recorded audit and was sent by somebody else than the auditor, whoever sent that "
        "audit, Business Support or the Quality Assurance team. Say which of the two stands."
    ),
)
_PERHAPS_A_CORRECTION = Problem(
    code="perhaps-a-correction",
    message=(
        "An audit of the same case and date stands recorded, and the directory does not know both auditors by "
        "name. Say whether this is a correction of it, or another person's audit."
    ),
)


def doubts_about_identity(
    work: UnitOfWork, case: Candidate, sent: dt.datetime, message: Message | None
) -> list[Problem]:
    """What no program can settle: a version that was replaced since, a mail that is not the newer one, a
    correction that is not the sender's to make, an audit that may be somebody else's."""
    standing = [version for version in _versions(work, case) if version.withdrawn is None]
    if standing and repeats_version(standing[-1], case):
        return []
    if any(repeats_version(version, case) for version in standing):
        return [_EARLIER_VERSION]
    if standing and not _newer(sent, message, standing[-1]):
        return [_OLDER]
    if standing and message is not None and not _may_correct(work, message.sender, standing[-1]):
        return [_BY_ANOTHER]
    if not work.audits.versions(case.key) and work.audits.of_unknown_auditors(case.identity):
        return [_PERHAPS_A_CORRECTION]
    return []


def _newer(sent: dt.datetime, message: Message | None, version: Audit) -> bool:
    """Whether it was sent after a version; of two with the same Date, the one that arrived once the other stood."""
    if sent == version.sent and message is not None:
        return message.arrived > version.recorded
    return sent > version.sent


def _may_correct(work: UnitOfWork, sender: str | None, version: Audit) -> bool:
    """Whether a mail from there can correct a version by itself: its auditor, whoever sent it or is claimed to
    have, Business Support and the QA team. Whom the new mail names as its author is a claim, and no reason."""
    if not sender:
        return False
    brought = version.messages[:1]  # whoever sends a copy of it later has not sent it
    theirs = {version.auditor_email, *(address for m in brought for address in (m.sender, m.original_sender))}
    if sender.lower() in {address.lower() for address in theirs if address}:
        return True
    posts = work.people.posts_of(sender)
    return any(post.active and post.role in (Role.QA_TEAM, Role.BUSINESS_SUPPORT) for post in posts)


# Keeping


def _keep_for_review(work: UnitOfWork, case: Candidate, submission: Submission) -> Recorded:
    audit = work.audits.in_review(case.sha256)
    if audit is None:
        audit = _new_audit(work, case, submission, "review")
        work.audits.add(audit)
        work.log.add("audit-needs-review", f"audit {audit.id}", codes=[p.code for p in case.reading.problems])
        tell_qa_team(work, "review", audit_id=audit.id)
    _join(audit, submission.message)
    return Recorded(Outcome.REVIEW, case.reading, audit, case.chain)


def _record_new(work: UnitOfWork, case: Candidate, submission: Submission) -> Recorded:
    audit = _new_audit(work, case, submission, "accepted")
    outcome = record_version(work, audit, case)
    _join(audit, submission.message)
    close_reviews(work, audit, case, submission.message)
    return Recorded(outcome, case.reading, audit, case.chain)


def record_version(work: UnitOfWork, audit: Audit, case: Candidate) -> Outcome:
    """Make a row the next version of the audit `case.key`, and have told whom it concerns."""
    before = next(reversed(work.audits.versions(case.key)), None)
    case.describe(audit)
    audit.status = "accepted"
    audit.version = before.version + 1 if before and before.version else 1
    audit.supersedes_id = before.id if before else None
    audit.recorded = work.now
    audit.recipients = recipients_of(case.telling)
    audit.actions = case.actions()
    work.audits.add(audit)
    if before is not None:
        _replace_actions(before, audit)
    tell(work, audit, case.telling, before)
    share(work, audit, case.form, before)
    audit.for_moderation = is_for_moderation(case.reading)
    if audit.for_moderation:
        call_for_moderation(work, audit)
    begin_duties(work, audit, before, case.pack)
    what = "audit-corrected" if before else "audit-recorded"
    work.log.add(what, f"audit {audit.id}", form=audit.form, source=audit.source)
    return Outcome.CORRECTED if before else Outcome.RECORDED


def _new_audit(work: UnitOfWork, case: Candidate, submission: Submission, status: str) -> Audit:
    audit = Audit(
        status=status,
        content_sha256=case.sha256,
        source=submission.source,
        sent=submission.sent,
        recorded=work.now,
        beside=dict(submission.beside),
        amended_because=submission.because,
    )
    case.describe(audit)
    return audit


def _join(audit: Audit, message: Message | None) -> None:
    if message is not None and message not in audit.messages:
        audit.messages.append(message)


def _replace_actions(before: Audit, audit: Audit) -> None:
    """What was open is asked for by the new version; what was completed stays so if it asks for the same."""
    completed = {(a.action, a.who): a.completed for a in before.actions if a.state == "completed"}
    for action in before.actions:
        if action.state == "open":
            action.state = "replaced"
    for action in audit.actions:
        if action.state == "open" and (action.action, action.who) in completed:
            action.state, action.completed = "completed", completed[action.action, action.who]
