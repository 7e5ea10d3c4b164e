"""What is added to a recorded audit: reviews of its actions, replies, moderation."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.tables.audits import Action
from store.tables.base import Table


class ActionReview(Table):
    """The second half of an action, as somebody else than its owner found it at supervision; never changed.

    `reviewed` is the day on which it was looked at, `done` yes, partly or no, `what` was done, `changed` what
    changed for the child. `by` is an address. `done` is "told" where the owner says so, which is no review.
    """

    __tablename__ = "action_reviews"
    __table_args__ = (Index("ix_action_reviews_action_id", "action_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("actions.id"))
    at: Mapped[dt.datetime]
    by: Mapped[str]
    reviewed: Mapped[dt.date]
    done: Mapped[str] = mapped_column(String(10))
    what: Mapped[str]
    changed: Mapped[str]
    initials: Mapped[str]

    action: Mapped[Action] = relationship()


class Moderation(Table):
    """What the QA team found of an audit whose judgement is well above an area; added to, never changed.

    `finding` is agrees or look-again, `words` are why, `by` is an address.
    """

    __tablename__ = "moderations"
    __table_args__ = (Index("ix_moderations_audit_id", "audit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id"))
    at: Mapped[dt.datetime]
    by: Mapped[str]
    finding: Mapped[str] = mapped_column(String(20))
    words: Mapped[str]


class Reply(Table):
    """What the practitioner says to an audit of their practice, in their own words; added to, never changed.

    `audit_id` is the version to which it was said, `by` their address, or their name where the directory does not
    know them. `written_by` is who wrote it down for them, if not they themselves.
    """

    __tablename__ = "replies"
    __table_args__ = (Index("ix_replies_audit_id", "audit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id"))
    at: Mapped[dt.datetime]
    by: Mapped[str]
    words: Mapped[str]
    written_by: Mapped[str | None]
