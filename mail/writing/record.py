"""A recorded audit as a Word document: the whole for quality assurance, or the copy for the child's record."""

from framework.london import LONDON, day
from framework.outlines import Asked
from framework.pack import Pack
from framework.reading import Reading
from mail.writing.word import QA_COPY, RECORD_COPY, RecordNote, write
from mail.writing.words import shown_date
from store.replying import replies_of
from store.reviewing import as_reviewed
from store.tables import Audit, Reply


def written_audit(audit: Audit, pack: Pack, *, for_the_record: bool = False) -> bytes:
    """The completed audit tool as the bytes of a .docx file, with what was asked beside the form and added since.

    `for_the_record`: the copy that goes into the child's record, without what is about staff (A-47).
    """
    form = pack.form(audit.form)
    staff = {field.id for field in form.fields if field.about_staff} if for_the_record else set[str]()
    answered = _answered(audit, pack)
    kept = [each for each in answered if not (for_the_record and each[0].about_staff)]
    replies = [
        (f"The practitioner replied on {shown_date(day(each.at))}{_by_whom(each)}", each.words)
        for each in replies_of(audit)
    ]
    kept_replies = [] if for_the_record else replies
    note = RecordNote(
        audit_id=audit.id,
        recorded=audit.recorded.astimezone(LONDON),
        omit=frozenset(staff),
        copy=RECORD_COPY if for_the_record else QA_COPY,
        beside=(*((asked.question, answer) for asked, answer in kept), *kept_replies),
        beside_omitted=len(answered) - len(kept) + len(replies) - len(kept_replies),
    )
    return write(form, as_reviewed(audit, Reading.model_validate(audit.reading)), pack, record=note)


def left_out(audit: Audit, pack: Pack) -> tuple[str, ...]:
    """What of this audit is about staff and is not in the copy for the child's record, by what was asked.

    Only what has an answer: nothing is said of what was left empty.
    """
    form, reading = pack.form(audit.form), Reading.model_validate(audit.reading)
    fields = [field for field in form.fields if field.about_staff and reading.fields.get(field.id)]
    beside = [asked.question for asked, _ in _answered(audit, pack) if asked.about_staff]
    replied = ("The practitioner’s reply",) if replies_of(audit) else ()
    return (*(field.label.shown for field in fields), *beside, *replied)


def _by_whom(reply: Reply) -> str:
    return " (written down by the auditor)" if reply.written_by else ""


def _answered(audit: Audit, pack: Pack) -> list[tuple[Asked, str]]:
    """What was asked beside the form, in the order of the pack, with the answers."""
    return [(asked, str(answer)) for asked in pack.asked if (answer := audit.beside.get(asked.id))]
