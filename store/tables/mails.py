"""Mails as they came, where they stand in their mailboxes, and how far those have been listed."""

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.tables.base import Table

if TYPE_CHECKING:
    from store.tables.audits import Audit
    from store.tables.happenings import ReviewStep


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


class Placement(Table):
    """One message as it stands in a mailbox, by the mailbox's own id for it.

    It is `listed` first and fetched afterwards: `message_id` is None until its bytes are kept, `next_try` when it
    is to be fetched, and then moved (again). `received` is when the server took it. `past`: it came before the
    mailbox was first watched and is left alone. `again`: it was listed anew, after the first listing; `from_before`
    is when its own Date was found to be one of the past. `backlog` as for messages. `gone` is when it was found to
    have vanished before it could be fetched. `moved_to` is the folder it was moved to for the state `moved_as`,
    `uid_there` its id there where the mailbox says.
    """

    __tablename__ = "placements"
    __table_args__ = (
        UniqueConstraint("mailbox", "uid"),
        Index("ix_placements_to_fetch", "mailbox", "message_id", "backlog", "next_try", "id"),
        Index("ix_placements_to_move", "mailbox", "moved_as", "message_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailbox: Mapped[str] = mapped_column(String(40))
    uid: Mapped[str]
    received: Mapped[dt.datetime | None]
    listed: Mapped[dt.datetime]
    past: Mapped[bool] = mapped_column(default=False)
    again: Mapped[bool] = mapped_column(default=False, server_default=false())
    from_before: Mapped[dt.datetime | None]
    backlog: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[dt.datetime]
    gone: Mapped[dt.datetime | None]
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), index=True)
    moved_to: Mapped[str | None]
    moved_as: Mapped[str | None] = mapped_column(String(20))
    uid_there: Mapped[str | None]


class Cursor(Table):
    """How far a mailbox has been listed: opaque, the mailbox adapter's own.

    What the server took before `since` is the past of the mailbox, whatever is listed anew. `first_done` is when
    its first listing came to its end.
    """

    __tablename__ = "cursors"

    mailbox: Mapped[str] = mapped_column(String(40), primary_key=True)
    cursor: Mapped[str]
    saved: Mapped[dt.datetime]
    since: Mapped[dt.datetime | None]
    first_done: Mapped[dt.datetime | None]


class Comparison(Table):
    """A mailbox held against the record: how many mails stand there, and which ids the record did not have.

    `missing` are the ids that no listing had brought; they are listed now. `vanished` counts mails that were listed
    and went away before they could be fetched, since the comparison before. `late` counts those that were listed or
    kept more than an hour before and have come to no end, `without_bytes` those whose kept bytes are not there,
    `from_before` those that a listing anew brought and that are left alone as the past by their own Date.
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
    from_before: Mapped[int] = mapped_column(default=0, server_default="0")
