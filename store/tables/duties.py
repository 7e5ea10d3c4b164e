"""What is left to do in children's records after an audit."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Table


class Duty(Table):
    """One thing that a version of an audit leaves its auditor to do in the child's record.

    `kind` is the id of a duty of the pack, `owner` the auditor's address. `done_at` is when somebody said that it
    is done, `done_by` their address; both are empty until then, and again once they said that it was not.
    """

    __tablename__ = "duties"
    __table_args__ = (Index("ix_duties_owner", "owner", "done_at"),)

    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    owner: Mapped[str]
    begun: Mapped[dt.datetime]
    done_at: Mapped[dt.datetime | None]
    done_by: Mapped[str | None]
