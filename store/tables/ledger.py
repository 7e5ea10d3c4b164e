"""The ledger of duties: which was done for which period, and what became of it."""

import datetime as dt

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Table


class DutyRun(Table):
    """A duty for one period; the key makes it happen once.

    `state` is "done", "passed-over" (a later period stands for it) or "failed" (it is tried again at `next_try`).
    `due` is when the calendar had it, `at` when it was done or last tried, `said` what came of it in a sentence,
    `error` why not.
    """

    __tablename__ = "duty_runs"
    __table_args__ = (Index("ix_duty_runs_due", "duty", "due"),)

    duty: Mapped[str] = mapped_column(String(40), primary_key=True)
    period: Mapped[str] = mapped_column(String(20), primary_key=True)
    due: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(String(12))
    at: Mapped[dt.datetime]
    attempts: Mapped[int]
    next_try: Mapped[dt.datetime | None]
    said: Mapped[str]
    error: Mapped[str]


class DutyStart(Table):
    """Since when a duty is kept here: what fell due before is nobody's to make up for."""

    __tablename__ = "duty_starts"

    duty: Mapped[str] = mapped_column(String(40), primary_key=True)
    since: Mapped[dt.datetime]
