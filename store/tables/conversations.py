"""Audits held as conversations: the editions of their forms, and every turn, kept as it was taken."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Table


class FormEdition(Table):
    """What conversations were begun with: a form, its outline and what is asked beside it, as JSON.

    `digest` is the SHA-256 of `content`, so that an edition is kept once and never changed.
    """

    __tablename__ = "form_editions"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    pack: Mapped[str] = mapped_column(String(60))
    form: Mapped[str] = mapped_column(String(60))
    content: Mapped[dict[str, Any]]
    kept: Mapped[dt.datetime]


class ConversationRow(Table):
    """An audit that is being held, or was. What it says is in its turns; the rest is for finding it.

    `version` is the number of the last turn. `standing`: open, left, submitted, cancelled. `holder` is the address
    of who has the part under way, None while it waits for somebody. `audit_id` is what was recorded of it last.
    `screen_channel` and `screen_ts` are the message in which it is shown.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        Index("ix_conversations_holder", "holder", "standing"),
        Index("ix_conversations_begun_by", "begun_by", "standing"),
        Index("ix_conversations_audit_id", "audit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pack: Mapped[str] = mapped_column(String(60))
    form: Mapped[str] = mapped_column(String(60))
    edition: Mapped[str] = mapped_column(ForeignKey("form_editions.digest"))
    case_id: Mapped[str | None]
    begun: Mapped[dt.datetime]
    begun_by: Mapped[str]
    moved: Mapped[dt.datetime]
    version: Mapped[int]
    standing: Mapped[str] = mapped_column(String(20))
    part: Mapped[str] = mapped_column(String(60))
    holder: Mapped[str | None]
    audit_id: Mapped[int | None] = mapped_column(ForeignKey("audits.id"))
    screen_channel: Mapped[str | None] = mapped_column(String(60))
    screen_ts: Mapped[str | None] = mapped_column(String(40))


class TurnRow(Table):
    """One turn of a conversation, never changed. `instead_of` is the number of the turn whose value it replaces."""

    __tablename__ = "conversation_turns"

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    by: Mapped[str]
    kind: Mapped[str] = mapped_column(String(20))
    where: Mapped[str]
    value: Mapped[Any | None] = mapped_column(JSON(none_as_null=True), nullable=True)
    instead_of: Mapped[int | None]
