"""What happened and who did it: the log, the steps at the review desk, and troubles."""

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Table


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


class ReviewStep(Table):
    """What a person did with a mail or an audit at the review desk.

    Never changed, but for `undone`: taken back, and `audit_id`: where another row waits in the place of that one.

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
