"""Finishing a mail that was looked at: recorded, settled, answered, inside the transaction of whoever calls."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from framework.names import Found
from framework.pack import Pack
from framework.reading import Reading, Status
from mail.looking import Looked
from mail.opened import Opened
from mail.parts import Address, Mail
from mail.replies import taken_as_answer
from mail.returned import note_return
from mail.settling import Ending, settle
from mail.triage import Triage
from store.recording import Outcome, Recorded, Submission, record_all, tell_qa_team
from store.tables import Attachment, Message
from store.unit_of_work import UnitOfWork


def finish(work: UnitOfWork, message: Message, looked: Looked, pack: Pack) -> None:
    """Bring a mail to its end: what it carries is recorded, what became of it is said, its senders are answered."""
    describe(message, looked.mail, looked.sent)
    looked = _vouched_for(message, looked)
    message.answerable = looked.triage.believed and not looked.triage.automatic and not looked.triage.own
    message.original_sender = _claimed(work, looked.triage.original_sender, pack)
    recorded = _record(work, message, looked, pack)
    problem = message.problem or looked.problem
    ending = settle(looked, recorded, message.mailbox, problem, pack.incoming)
    ending = taken_as_answer(work, message, looked, problem, ending)
    note_return(work, message, looked)
    message.kind = message.kind_said or ending.kind
    work.messages.keep_attachments(message, _attachments(looked, recorded, pack))
    work.messages.end(message, ending.state, ending.reason)
    work.log.add(f"mail-{ending.state}", f"message {message.id}", kind=ending.kind)
    _answer(work, message, looked, recorded, ending)


def _vouched_for(message: Message, looked: Looked) -> Looked:
    """Believed, where a person at the review desk has said that the sender is who they say."""
    if message.trusted_by is None:
        return looked
    reason = f"The sender was vouched for by {message.trusted_by}."
    return replace(looked, triage=replace(looked.triage, believed=True, forged=False, reason=reason))


def describe(message: Message, mail: Mail, sent: dt.datetime) -> None:
    """Say who sent a mail, when, and about what."""
    message.message_id = mail.message_id or None
    message.sender = mail.sender.address.lower() if mail.sender and mail.sender.domain else None
    message.subject = mail.subject
    message.received = sent


def _claimed(work: UnitOfWork, claimed: Address | None, pack: Pack) -> str | None:
    """Whom a forward names as its author, by address. Within one Exchange, Outlook writes names alone: then the
    address of the one whom the directory knows by it, or else the name."""
    if claimed is None or claimed.address or not claimed.name:
        return claimed.address.lower() if claimed else None
    match work.people.directory().find(claimed.name, pack):
        case Found(person=person):
            return person.email.lower()
        case _:
            return claimed.name


def _record(work: UnitOfWork, message: Message, looked: Looked, pack: Pack) -> list[Recorded]:
    if looked.triage.own:
        return []
    if not looked.triage.believed:
        return [Recorded(Outcome.NOT_BELIEVED, reading) for reading in looked.readings]
    submission = Submission("mail", looked.sent, message, dated=looked.mail.date is not None)
    return record_all(work, looked.readings, submission, pack)


def _answer(
    work: UnitOfWork, message: Message, looked: Looked, recorded: Sequence[Recorded], ending: Ending
) -> None:
    """The sender gets a receipt, and of what is new so do the auditor and whoever sent it to the sender, as far as
    they are in the directory; machines and strangers get none."""
    if (
        ending.state == "review"
        and not ending.quiet
        and not any(r.outcome is Outcome.REVIEW for r in recorded)
    ):
        tell_qa_team(work, "review", message_id=message.id)
    if not ending.answer or looked.triage.own or not looked.triage.believed:
        return
    new = [r.audit for r in recorded if r.audit and r.outcome is not Outcome.DUPLICATE]
    people = {audit.auditor_email for audit in new if audit.auditor_email}
    if new and (claimed := _original_sender(work, message)):
        people.add(claimed)
    if message.sender:
        hears = not looked.triage.automatic and (message.trusted_by is None or _is_ours(work, message.sender))
        (people.add if hears else people.discard)(message.sender)
    for email in sorted(people):
        work.outbox.add("receipt", email, message_id=message.id)
    if message.trusted_by is not None:  # it may have been vouched for before, and that taken back
        for delivery in work.outbox.receipts_of(message.id):
            if delivery.recipient in people:
                work.outbox.wait_again(delivery)


def _is_ours(work: UnitOfWork, email: str) -> bool:
    """Whether the directory knows them: to vouch for somebody is no reason to write to them about children."""
    return any(post.active for post in work.people.posts_of(email))


def _original_sender(work: UnitOfWork, message: Message) -> str:
    """Whom a forward names as its author, if that is one of us: anybody can write an address. Else ""."""
    claimed = message.original_sender or ""
    return claimed if claimed and _is_ours(work, claimed) else ""


def _attachments(looked: Looked, recorded: Sequence[Recorded], pack: Pack) -> list[Attachment]:
    """What became of each attachment, in words that a person can read."""
    outcomes = {r.reading.part: r for r in recorded}
    return [_attachment(each, outcomes, looked.triage, pack) for each in looked.opened]


def _attachment(opened: Opened, recorded: dict[str, Recorded], verdict: Triage, pack: Pack) -> Attachment:
    part, found = opened.part, next((recorded[r.part] for r in opened.readings if r.part in recorded), None)
    unused = [reading for reading in opened.readings if reading.status is Status.REJECTED]
    rejected = [*_confidential_titles(unused, pack), *(p.message for r in unused for p in r.problems)]
    if found is not None and found.outcome is Outcome.NOT_BELIEVED:
        tools = {pack.form(reading.form).short_title for reading in opened.readings if reading.form}
        rejected = [f"{title}." for title in sorted(tools)]
    return Attachment(
        path=part.path,
        content_type=part.kind,
        size=len(part.content),
        sha256=part.sha256,
        outcome=found.outcome.value if found else _outcome(opened, verdict),
        reason=" ".join(rejected) if opened.readings else part.outcome,
    )


def _confidential_titles(readings: Sequence[Reading], pack: Pack) -> list[str]:
    """Of what cannot be used there is no audit that says it is confidential: the reason says so (A-34)."""
    forms = [pack.form(reading.form) for reading in readings if reading.form]
    return sorted({f"{form.short_title}." for form in forms if form.confidential})


def _outcome(opened: Opened, verdict: Triage) -> str:
    """Of what nothing was made: ours come back, a tool that cannot be used, what may hold one, or nothing of it."""
    if verdict.own and opened.readings:
        return "own"
    if any(reading.form for reading in opened.readings):
        return "rejected"
    return "not-read" if opened.unread else "not-taken"
