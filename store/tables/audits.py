"""Audits and their versions, who is told of them, and their actions."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.tables.base import Table
from store.tables.mails import Message

if TYPE_CHECKING:
    from store.tables.afterwards import ActionReview, Moderation, Reply


class Audit(Table):
    """One version of one completed audit tool.

    `identity` says which audit this is a version of (audit tool, case, auditor, date), `subject` the same but
    for the auditor, whose name is written in many ways. `version` counts from 1; a higher one supersedes the
    one before. `status`: accepted, or review (a person must look first; no version number, nobody told). What
    waits for review needs no person once it has been `replaced_by` one that came in clean. `withdrawn` is when
    a person took a recorded version back; the next version of the audit supersedes it all the same. `beside` is
    what was answered in chat beside the form, by the question's id, `amended_because` why the auditor amended the
    version before, `for_moderation` that the QA team looks at its judgement (A-29).
    """

    __tablename__ = "audits"
    __table_args__ = (
        UniqueConstraint("identity", "version"),
        Index("ix_audits_case_id", "case_id"),
        Index("ix_audits_subject", "subject"),
        Index("ix_audits_content_sha256", "content_sha256"),
        Index("ix_audits_status", "status"),
        Index("ix_audits_for_moderation", "for_moderation"),
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
    beside: Mapped[dict[str, Any]] = mapped_column(default=dict)
    amended_because: Mapped[str] = mapped_column(default="")
    for_moderation: Mapped[bool] = mapped_column(default=False)

    messages: Mapped[list[Message]] = relationship(
        secondary="audit_messages", back_populates="audits", order_by="Message.id"
    )
    recipients: Mapped[list["Recipient"]] = relationship(
        back_populates="audit", cascade="all, delete-orphan", order_by="Recipient.id"
    )
    actions: Mapped[list["Action"]] = relationship(
        back_populates="audit", cascade="all, delete-orphan", order_by="Action.id"
    )
    replies: Mapped[list["Reply"]] = relationship(order_by="Reply.id", viewonly=True)
    moderations: Mapped[list["Moderation"]] = relationship(order_by="Moderation.id", viewonly=True)


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
    reviews: Mapped[list["ActionReview"]] = relationship(order_by="ActionReview.id", viewonly=True)
