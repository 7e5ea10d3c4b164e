"""Feedback to the practitioner whose work was audited, and what they reply: added to, never changed."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import object_session

from framework.forms import Form
from framework.reviewing import line_managers
from store.tables import Audit, Delivery, Reply
from store.unit_of_work import UnitOfWork

SHARED, REPLY, UNREACHED = "shared", "reply", "unreached"
LONGEST_REPLY = 3000
_TOLD = ("waiting", "sending", "sent")
_REPLY = "reply-"


def share(work: UnitOfWork, audit: Audit, form: Form, before: Audit | None) -> None:
    """Have the practitioner told of an audit that was held in chat (framework L970-974).

    Not of a supervision file (A-34), and not of an observation, of which they get a copy (A-35). Of an amended
    audit they are told again where its judgement has changed, or where nothing was sent to them before. Whoever
    audited their own work is not told. Where the directory does not know the practitioner, the auditor is told so.
    """
    practitioner = audit.social_worker_email
    if audit.source != "chat" or form.confidential:
        return
    if practitioner is None and audit.social_worker and before is None:
        unreached(work, audit)
    if practitioner in (None, audit.auditor_email):
        return
    told = before is not None and _was_told(work, before, practitioner)
    if not told or (before is not None and before.overall != audit.overall):
        work.outbox.add(SHARED, practitioner, audit_id=audit.id)


def unreached(work: UnitOfWork, audit: Audit) -> None:
    """Have the auditor told that what may be shared cannot be shown to the practitioner."""
    if audit.auditor_email:
        work.outbox.add(UNREACHED, audit.auditor_email, audit_id=audit.id)


def may_write_down(work: UnitOfWork, audit: Audit, email: str) -> bool:
    """Whether somebody may write down what the practitioner says: an auditor told that they are not reached."""
    versions = [each.id for each in work.audits.versions(audit.identity)]
    told = select(Delivery.id).where(Delivery.kind == UNREACHED, Delivery.recipient == email)
    theirs = audit.version is not None and audit.auditor_email == email
    return theirs and work.session.scalars(told.where(Delivery.audit_id.in_(versions))).first() is not None


def may_reply(audit: Audit, form: Form, email: str) -> bool:
    """Whether somebody has the right of reply: whose practice it is about, but for supervision files (A-34)."""
    about_practice = not form.confidential or form.id == "observation"
    return about_practice and audit.version is not None and audit.social_worker_email == email


def add_reply(work: UnitOfWork, audit: Audit, by: str, words: str, *, written_by: str | None = None) -> Reply:
    """Keep what the practitioner replies, and have the auditor and the practitioner's line manager told.

    `written_by` wrote it down for them. The very same words once more are the reply that is kept already.
    """
    work.hold(f"replies-{audit.identity}")
    same = next((each for each in replies_of(audit) if (each.by, each.words) == (by, words)), None)
    if same is not None:
        return same
    reply = Reply(audit_id=audit.id, at=work.now, by=by, words=words, written_by=written_by)
    work.session.add(reply)
    work.session.flush()
    concerned = {audit.auditor_email, *line_managers(work.people.directory(), by)} - {by, written_by, None}
    for email in sorted(each for each in concerned if each):
        work.outbox.add(REPLY, email, audit_id=audit.id, period=f"{_REPLY}{reply.id}")
    work.log.add("audit-replied", f"audit {audit.id}", who=written_by or by)
    return reply


def replies_of(audit: Audit) -> Sequence[Reply]:
    """What was replied to a kept audit, to whichever version, in its order."""
    session = object_session(audit)
    if session is None:
        return ()
    wanted = (
        select(Reply)
        .join(Audit, Reply.audit_id == Audit.id)
        .where(Audit.identity == audit.identity)
        .order_by(Reply.id)
    )
    return list(session.scalars(wanted))


def reply_told(work: UnitOfWork, delivery: Delivery) -> Reply | None:
    """The reply that a delivery of that kind tells of."""
    number = (delivery.period or "").removeprefix(_REPLY)
    return work.session.get(Reply, int(number)) if delivery.kind == REPLY and number.isdecimal() else None


def _was_told(work: UnitOfWork, before: Audit, practitioner: str | None) -> bool:
    """Whether they were told of the version before, or of one before that with the same judgement."""
    versions = [each.id for each in work.audits.versions(before.identity) if each.overall == before.overall]
    told = (
        select(Delivery.id)
        .where(Delivery.kind == SHARED, Delivery.recipient == practitioner)
        .where(Delivery.audit_id.in_(versions), Delivery.state.in_(_TOLD))
    )
    return work.session.scalars(told).first() is not None
