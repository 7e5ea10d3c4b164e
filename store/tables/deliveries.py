"""What is told to whom, and the events from Slack that were handled."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Table


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


class Claim(Table):
    """An event that Slack sent, by its own id, so that it is handled once."""

    __tablename__ = "claims"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    at: Mapped[dt.datetime]
