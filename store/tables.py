"""The tables. Times are kept in UTC; what a person wrote is kept as written."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, MetaData, String, UniqueConstraint, false
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from store.column_types import UtcDateTime, Words


class Table(DeclarativeBase):
    """Base of all tables; constraints are named so that migrations can name them on every engine."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {dt.datetime: UtcDateTime, str: Words, dict[str, Any]: JSON, list[str]: JSON}


class Blob(Table):
    """Original bytes, kept once by their SHA-256 (lower-case hexadecimal)."""

    __tablename__ = "blobs"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Message(Table):
    """One mail in one mailbox, known by the hash of its bytes.

    `state`: received, failed (will be tried again at `next_try`), filed, review, ignored. `kind`: as in the
    contract of `auditbot export messages`; None until triage. `received` is the mail's own Date, `arrived` when we
    had it. `problem` says why the bytes are not the whole mail, `reason` why it is in its state. `backlog`: it lay
    in a heap, and what comes new is worked through before it. `trusted_by` is the person who vouched for its
    sender, `kind_said` the kind that a person gave it, `answers_id` the mail about which it answers a question of
    ours. `answerable`: its sender is believed and no machine.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("mailbox", "sha256"),
        Index("ix_messages_state", "state", "backlog", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailbox: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256"))
    message_id: Mapped[str | None]
    sender: Mapped[str | None]
    original_sender: Mapped[str | None]
    subject: Mapped[str] = mapped_column(default="")
    received: Mapped[dt.datetime | None]
    arrived: Mapped[dt.datetime]
    kind: Mapped[str | None] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default="received")
    reason: Mapped[str] = mapped_column(default="")
    problem: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[dt.datetime]
    backlog: Mapped[bool] = mapped_column(default=False, server_default=false())
    trusted_by: Mapped[str | None]
    kind_said: Mapped[str | None] = mapped_column(String(20))
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    answerable: Mapped[bool] = mapped_column(default=False, server_default=false())

    attachments: Mapped[list["Attachment"]] = relationship(
        back_populates="message", cascade="all, delete-orphan", order_by="Attachment.id"
    )
    audits: Mapped[list["Audit"]] = relationship(
        secondary="audit_messages", back_populates="messages", order_by="Audit.id"
    )
    steps: Mapped[list["ReviewStep"]] = relationship(order_by="ReviewStep.id", viewonly=True)


class Attachment(Table):
    """Something found in a mail, however deep, and what became of it."""

    __tablename__ = "attachments"
    __table_args__ = (Index("ix_attachments_message_id", "message_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    path: Mapped[str]
    content_type: Mapped[str] = mapped_column(default="")
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(default="")

    message: Mapped[Message] = relationship(back_populates="attachments")


class Audit(Table):
    """One version of one completed audit tool.

    `identity` says which audit this is a version of (audit tool, case, auditor, date), `subject` the same but
    for the auditor, whose name is written in many ways. `version` counts from 1; a higher one supersedes the
    one before. `status`: accepted, or review (a person must look first; no version number, nobody told). What
    waits for review needs no person once it has been `replaced_by` one that came in clean. `withdrawn` is when
    a person took a recorded version back; the next version of the audit supersedes it all the same.
    """

    __tablename__ = "audits"
    __table_args__ = (
        UniqueConstraint("identity", "version"),
        Index("ix_audits_case_id", "case_id"),
        Index("ix_audits_subject", "subject"),
        Index("ix_audits_content_sha256", "content_sha256"),
        Index("ix_audits_status", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pack: Mapped[str] = mapped_column(String(60))
    form: Mapped[str] = mapped_column(String(60))
    status: Mapped[str] = mapped_column(String(20))
    case_id: Mapped[str | None]
    completed_by: Mapped[str | None]
    auditor_email: Mapped[str | None]
    social_worker: Mapped[str | None]
    social_worker_email: Mapped[str | None]
    date: Mapped[dt.date | None]
    overall: Mapped[str | None] = mapped_column(String(30))
    reading: Mapped[dict[str, Any]]
    content_sha256: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(64))
    identity: Mapped[str] = mapped_column(String(64))
    version: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(10))
    sent: Mapped[dt.datetime]
    service_area: Mapped[str | None] = mapped_column(String(60))
    team: Mapped[str | None]
    recorded: Mapped[dt.datetime]
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("audits.id"))
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("audits.id"))
    withdrawn: Mapped[dt.datetime | None]

    messages: Mapped[list[Message]] = relationship(
        secondary="audit_messages", back_populates="audits", order_by="Message.id"
    )
    recipients: Mapped[list["Recipient"]] = relationship(
        back_populates="audit", cascade="all, delete-orphan", order_by="Recipient.id"
    )
    actions: Mapped[list["Action"]] = relationship(
        back_populates="audit", cascade="all, delete-orphan", order_by="Action.id"
    )


class Placement(Table):
    """One message as it stands in a mailbox, by the mailbox's own id for it.

    It is `listed` first and fetched afterwards: `message_id` is None until its bytes are kept, `next_try` when it
    is to be fetched, and then moved (again). `received` is when the server took it. `past`: it came before the
    mailbox was first watched and is left alone. `backlog` as for messages. `gone` is when it was found to have
    vanished before it could be fetched. `moved_to` is the folder it was moved to for the state `moved_as`,
    `uid_there` its id there where the mailbox says.
    """

    __tablename__ = "placements"
    __table_args__ = (
        UniqueConstraint("mailbox", "uid"),
        Index("ix_placements_to_fetch", "mailbox", "message_id", "next_try"),
        Index("ix_placements_to_move", "mailbox", "moved_as", "message_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailbox: Mapped[str] = mapped_column(String(40))
    uid: Mapped[str]
    received: Mapped[dt.datetime | None]
    listed: Mapped[dt.datetime]
    past: Mapped[bool] = mapped_column(default=False)
    backlog: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[dt.datetime]
    gone: Mapped[dt.datetime | None]
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), index=True)
    moved_to: Mapped[str | None]
    moved_as: Mapped[str | None] = mapped_column(String(20))
    uid_there: Mapped[str | None]


class AuditMessage(Table):
    """Which mails carried an audit."""

    __tablename__ = "audit_messages"

    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id"), primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), primary_key=True)


class Recipient(Table):
    """A role that the framework names for an audit, as resolved when it was recorded (A-09).

    `kind`: escalation, action-notice, copy. `untold` says why nobody was told (a reason code), or is None.
    """

    __tablename__ = "recipients"
    __table_args__ = (Index("ix_recipients_audit_id", "audit_id"), Index("ix_recipients_email", "email"))

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id"))
    kind: Mapped[str] = mapped_column(String(20))
    role: Mapped[str] = mapped_column(String(30))
    email: Mapped[str | None]
    name: Mapped[str | None]
    why: Mapped[str]
    untold: Mapped[str | None] = mapped_column(String(40))

    audit: Mapped[Audit] = relationship(back_populates="recipients")


class Action(Table):
    """One line of an audit's action table. `state`: open, completed, replaced (by a corrected audit)."""

    __tablename__ = "actions"
    __table_args__ = (Index("ix_actions_audit_id", "audit_id"), Index("ix_actions_state", "state", "due"))

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id"))
    number: Mapped[int]
    case_id: Mapped[str | None]
    action: Mapped[str]
    who: Mapped[str]
    person: Mapped[str | None]
    timescale: Mapped[str]
    due: Mapped[dt.date | None]
    state: Mapped[str] = mapped_column(String(20), default="open")
    completed: Mapped[dt.date | None]

    audit: Mapped[Audit] = relationship(back_populates="actions")


class Delivery(Table):
    """One row of the outbox: one person to be told of one thing, once.

    `key` is what makes it once: kind, recipient, and period or record. `state`: waiting, sending, sent,
    cancelled (no longer true when its turn came), failed (cannot be sent; `error` says why).
    `recipient` is an e-mail address, or a role's code while nobody holds that role. `mail_id` is the Message-ID
    of the e-mail, kept before it goes out: a repeat has the same, and an answer to it is known by it.
    """

    __tablename__ = "deliveries"
    __table_args__ = (Index("ix_deliveries_state", "state", "next_try"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(String(30))
    recipient: Mapped[str]
    channel: Mapped[str | None] = mapped_column(String(10))
    period: Mapped[str | None] = mapped_column(String(40))
    audit_id: Mapped[int | None] = mapped_column(ForeignKey("audits.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    created: Mapped[dt.datetime]
    next_try: Mapped[dt.datetime]
    sent: Mapped[dt.datetime | None]
    seen: Mapped[dt.datetime | None]
    posted_in: Mapped[str | None] = mapped_column(String(60))
    posted_ts: Mapped[str | None] = mapped_column(String(60))
    error: Mapped[str] = mapped_column(default="")
    mail_id: Mapped[str | None] = mapped_column(index=True)


class LogEntry(Table):
    """Who did what to which record, when; never its content."""

    __tablename__ = "log"
    __table_args__ = (Index("ix_log_record", "record"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    who: Mapped[str]
    what: Mapped[str] = mapped_column(String(60))
    record: Mapped[str]
    detail: Mapped[dict[str, Any]]


class Cursor(Table):
    """How far a mailbox has been listed: opaque, the mailbox adapter's own.

    What the server took before `since` is the past of the mailbox, whatever is listed anew.
    """

    __tablename__ = "cursors"

    mailbox: Mapped[str] = mapped_column(String(40), primary_key=True)
    cursor: Mapped[str]
    saved: Mapped[dt.datetime]
    since: Mapped[dt.datetime | None]


class ReviewStep(Table):
    """What a person did with a mail or an audit at the review desk. Never changed, but for `undone`: taken back.

    `what` is the name of the step, `where` the path of the value ("answers.3.grade"), `value` what was given,
    `note` the words that go with it (a reason, a question, an answer), `before` what taking it back restores.
    """

    __tablename__ = "review_steps"
    __table_args__ = (Index("ix_review_steps_message_id", "message_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    audit_id: Mapped[int | None] = mapped_column(ForeignKey("audits.id"))
    at: Mapped[dt.datetime]
    who: Mapped[str]
    what: Mapped[str] = mapped_column(String(30))
    where: Mapped[str] = mapped_column(default="")
    value: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    undone: Mapped[dt.datetime | None]


class Trouble(Table):
    """Something that the bot needs and could not use: a mailbox, the virus scanner.

    `what` names it; `message` says what is wrong and what to do. It lasts from `began` until `ended`; a `lasting`
    one will not pass by itself. `told` is when the QA team was told, once for each time.
    """

    __tablename__ = "troubles"
    __table_args__ = (Index("ix_troubles_what", "what", "ended"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(String(60))
    message: Mapped[str]
    lasting: Mapped[bool] = mapped_column(default=False)
    began: Mapped[dt.datetime]
    told: Mapped[dt.datetime | None]
    ended: Mapped[dt.datetime | None]


class Comparison(Table):
    """A mailbox held against the record: how many mails stand there, and which ids the record did not have.

    `missing` are the ids that no listing had brought; they are listed now. `vanished` counts mails that were listed
    and went away before they could be fetched, since the comparison before. `late` counts those that were listed or
    kept more than an hour before and have come to no end, `without_bytes` those whose kept bytes are not there.
    """

    __tablename__ = "comparisons"

    id: Mapped[int] = mapped_column(primary_key=True)
    mailbox: Mapped[str] = mapped_column(String(40), index=True)
    at: Mapped[dt.datetime]
    standing: Mapped[int]
    missing: Mapped[list[str]]
    vanished: Mapped[int]
    late: Mapped[int] = mapped_column(default=0)
    without_bytes: Mapped[int] = mapped_column(default=0)


class Claim(Table):
    """An event that Slack sent, by its own id, so that it is handled once."""

    __tablename__ = "claims"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    at: Mapped[dt.datetime]


class PersonRow(Table):
    """One post held by one person, as imported."""

    __tablename__ = "people"
    __table_args__ = (Index("ix_people_email", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    role: Mapped[str] = mapped_column(String(30))
    team: Mapped[str] = mapped_column(default="")
    service_areas: Mapped[list[str]]
    manager_email: Mapped[str | None]
    cover_email: Mapped[str | None]
    active: Mapped[bool]


class CaseRow(Table):
    """One case of the caseload, as imported."""

    __tablename__ = "cases"

    case_id: Mapped[str] = mapped_column(primary_key=True)
    social_worker_email: Mapped[str | None]
    team: Mapped[str] = mapped_column(default="")
    service_area: Mapped[str | None] = mapped_column(String(60))
    statuses: Mapped[list[str]]
    status_written: Mapped[str] = mapped_column(default="")
    iro_email: Mapped[str | None]
    conference_chair_email: Mapped[str | None]
    opened: Mapped[dt.date | None]
    closed: Mapped[dt.date | None]
