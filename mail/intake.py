"""The way of a mail: kept first, then triaged, its audit tools read, recorded, and its senders answered.

Keeping commits before anything is looked at. Working through a mail ends in one transaction, so that a stop
at any moment leaves the mail either still to do or done.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from framework.london import day
from framework.pack import Pack
from framework.reading import Reading, Status
from mail.opening import Opened, Read, read_parts
from mail.parts import Limits, Mail, Part, documents, parse
from mail.settling import Ending, settle
from mail.triage import Triage, triage
from store.messages import PENDING
from store.recording import Outcome, Recorded, Submission, record_all, tell_qa_team
from store.tables import Attachment, Message
from store.unit_of_work import Store, UnitOfWork, in_one_transaction

log = structlog.get_logger()

MOST_TRIES = 6


@dataclass(frozen=True)
class Trust:
    """Whom to believe: the council's own domains, the server that checks senders, and our own addresses."""

    domains: tuple[str, ...] = ()
    auth_server: str | None = None
    own_addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Looked:
    """A mail with all that can be said of it before anything is written."""

    mail: Mail
    opened: tuple[Opened, ...]
    triage: Triage
    sent: dt.datetime

    @property
    def readings(self) -> list[Reading]:
        return [reading for opened in self.opened for reading in opened.readings if reading.form]


class Intake:
    """Works mails through. `read` reads one document, in a child process of its own."""

    def __init__(
        self,
        store: Store,
        pack: Pack,
        read: Read,
        trust: Trust,
        *,
        lease: dt.timedelta = dt.timedelta(seconds=30),
        limits: Limits | None = None,
    ) -> None:
        self._store = store
        self._pack = pack
        self._read = read
        self._trust = trust
        self._lease = lease
        self._limits = limits or Limits()

    def work_through(self, limit: int = 10) -> int:
        """Work through the mails that are due; how many there were."""
        with self._store.writing() as work:
            ids = work.messages.claim(limit, self._lease)
            work.commit()
        for message_id in ids:
            self._attempt(message_id)
        return len(ids)

    def work_through_one(self, message_id: int) -> None:
        """Work through that mail, if it is due and nobody else has it."""
        with self._store.writing() as work:
            claimed = work.messages.claim(1, self._lease, message_id)
            work.commit()
        if claimed:
            self._attempt(message_id)

    def _attempt(self, message_id: int) -> None:
        try:
            self._work(message_id)
        except Exception as error:
            log.error("mail-failed", message=message_id, error=type(error).__name__)
            with self._store.writing() as work:
                message = work.messages.hold(message_id)
                work.messages.fail(message, f"Working through it failed ({type(error).__name__}).")
                if message.state == "review":
                    tell_qa_team(work, "review", message_id=message.id)
                work.commit()

    def _work(self, message_id: int) -> None:
        with self._store.reading() as work:
            message = work.messages.get(message_id)
            mailbox, raw, tries = message.mailbox, work.messages.raw(message), message.attempts
            arrived, problem = message.arrived, message.problem
        if tries > MOST_TRIES:
            raise RuntimeError("tried too often")
        looked = self._look(raw, arrived)
        message = in_one_transaction(
            self._store, lambda work: self._finish_once(work, message_id, looked, mailbox, problem)
        )
        log.info("mail-done", message=message_id, mailbox=mailbox, state=message.state, kind=message.kind)

    def _look(self, raw: bytes, arrived: dt.datetime) -> _Looked:
        mail = parse(raw)
        parts = documents(raw, self._limits)
        with self._store.reading() as work:
            known = bool(mail.sender and any(p.active for p in work.people.posts_of(mail.sender.address)))
        sent = mail.date or arrived
        opened = read_parts(parts, self._read, day(mail.date) if mail.date else None)
        verdict = triage(
            mail,
            parts,
            domains=self._trust.domains,
            auth_server=self._trust.auth_server,
            own_addresses=self._trust.own_addresses,
            known=known,
        )
        return _Looked(mail, tuple(opened), verdict, sent)

    def _finish_once(
        self, work: UnitOfWork, message_id: int, looked: _Looked, mailbox: str, problem: str
    ) -> Message:
        """Finish the mail unless somebody else has, to whom it came when our lease ended."""
        message = work.messages.hold(message_id)
        if message.state in PENDING:
            self._finish(work, message, looked, mailbox, problem)
        return message

    def _finish(
        self, work: UnitOfWork, message: Message, looked: _Looked, mailbox: str, problem: str
    ) -> None:
        message.message_id = looked.mail.message_id or None
        message.sender = looked.mail.sender.address.lower() if looked.mail.sender else None
        claimed = looked.triage.original_sender
        message.original_sender = claimed.address.lower() if claimed else None
        message.subject = looked.mail.subject
        message.received = looked.sent
        recorded = self._record(work, message, looked)
        ending = settle(looked.triage, recorded, looked.opened, mailbox, problem)
        message.kind = ending.kind
        work.messages.keep_attachments(message, _attachments(looked.opened, recorded, looked.triage))
        work.messages.end(message, ending.state, ending.reason)
        work.log.add(f"mail-{ending.state}", f"message {message.id}", kind=ending.kind)
        self._answer(work, message, looked, recorded, ending)

    def _record(self, work: UnitOfWork, message: Message, looked: _Looked) -> list[Recorded]:
        if looked.triage.own:
            return []
        if not looked.triage.believed:
            return [Recorded(Outcome.NOT_BELIEVED, reading) for reading in looked.readings]
        submission = Submission("mail", looked.sent, message, dated=looked.mail.date is not None)
        return record_all(work, looked.readings, submission, self._pack)

    def _answer(
        self,
        work: UnitOfWork,
        message: Message,
        looked: _Looked,
        recorded: Sequence[Recorded],
        ending: Ending,
    ) -> None:
        """The sender gets a receipt, and so does the auditor of what is new; machines and strangers get none."""
        if ending.state == "review" and not any(r.outcome is Outcome.REVIEW for r in recorded):
            tell_qa_team(work, "review", message_id=message.id)
        if not ending.answer or looked.triage.own or not looked.triage.believed:
            return
        new = [r.audit for r in recorded if r.audit and r.outcome is not Outcome.DUPLICATE]
        people = {audit.auditor_email for audit in new if audit.auditor_email}
        if message.sender:
            (people.discard if looked.triage.automatic else people.add)(message.sender)
        for email in sorted(people):
            work.outbox.add("receipt", email, message_id=message.id)


def _attachments(opened: Sequence[Opened], recorded: Sequence[Recorded], verdict: Triage) -> list[Attachment]:
    """What became of each attachment, in words that a person can read."""
    outcomes = {r.reading.part: r for r in recorded}
    return [_attachment(o.part, o.readings, outcomes, verdict) for o in opened]


def _attachment(
    part: Part, readings: Sequence[Reading], recorded: dict[str, Recorded], verdict: Triage
) -> Attachment:
    outcome, reason = "not-taken", part.outcome
    if readings:
        found = recorded.get(readings[0].part)
        rejected = [p.message for r in readings if r.status is Status.REJECTED for p in r.problems]
        outcome = found.outcome.value if found else "own" if verdict.own else "rejected"
        reason = " ".join(rejected)
    return Attachment(
        path=part.path,
        content_type=part.kind,
        size=len(part.content),
        sha256=part.sha256,
        outcome=outcome,
        reason=reason,
    )
