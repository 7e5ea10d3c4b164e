"""What a recorded version of an audit leaves its auditor to do, and that they are told so."""

from framework.pack import Pack
from framework.record_duties import RecordDuty
from store.tables import Audit, Duty
from store.unit_of_work import UnitOfWork

DUTIES, RECORD_COPY, COPY_AWAY = "duties", "record-copy", "copy-away"
UPLOAD = "upload"


def begin_duties(work: UnitOfWork, audit: Audit, before: Audit | None, pack: Pack) -> None:
    """Have the auditor of an audit held in chat told what to do in the child's record, and given the document.

    An audit that comes by mail is in its auditor's hands with the form's own reminder on it, and is not asked for;
    but a later version of one that was held in chat is. `before` is the version that this one corrects: what was
    done for that and is not called for anew is done.
    """
    earlier = {duty.kind: duty for duty in work.duties.of(before.id)} if before else {}
    duties = pack.duties_of(audit.form)
    if not duties or audit.auditor_email is None or not (audit.source == "chat" or earlier):
        return
    for duty in duties:
        done = _still_done(duty, earlier.get(duty.id), audit, before)
        work.duties.begin(audit.id, duty.id, audit.auditor_email, done)
    work.outbox.add(DUTIES, audit.auditor_email, audit_id=audit.id)
    work.outbox.add(RECORD_COPY, audit.auditor_email, audit_id=audit.id)
    if before is not None:
        take_documents_away(work, before.id)


def take_documents_away(work: UnitOfWork, audit_id: int) -> None:
    """Have the documents of a version taken out of the chats that they were put into."""
    sent_to = {each.recipient for each in work.outbox.of_audit(audit_id) if each.kind == RECORD_COPY}
    for email in sorted(sent_to):
        period = f"{COPY_AWAY}-{audit_id}-{work.now.timestamp():.3f}"
        work.outbox.add(COPY_AWAY, email, audit_id=audit_id, period=period)


def call_for_document(work: UnitOfWork, audit: Audit, pack: Pack) -> None:
    """The document has changed though the version has not: it is sent and called for anew."""
    kept = {duty.kind for duty in work.duties.of(audit.id)}
    again = [duty for duty in pack.duties_of(audit.form) if duty.again and duty.id in kept]
    for duty in again:
        work.duties.tick(audit.id, duty.id, None)
    if again and audit.auditor_email is not None:
        send_document(work, audit.id, audit.auditor_email)


def send_document(work: UnitOfWork, audit_id: int, email: str) -> None:
    """Send the document once more, to whoever asks for it."""
    period = f"{RECORD_COPY}-{audit_id}-{work.now.timestamp():.3f}"
    work.outbox.add(RECORD_COPY, email, audit_id=audit_id, period=period)


def _still_done(duty: RecordDuty, was: Duty | None, audit: Audit, before: Audit | None) -> Duty | None:
    if was is None or was.done_at is None or duty.again or before is None:
        return None
    same = (audit.case_id, audit.date) == (before.case_id, before.date)
    return was if same else None
