"""The directory and the caseload, as imported."""

import datetime as dt

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Table


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


class Stamp(Table):
    """A value that is another one whenever what has that name was changed, so that it can be kept in memory."""

    __tablename__ = "stamps"

    name: Mapped[str] = mapped_column(String(30), primary_key=True)
    value: Mapped[str] = mapped_column(String(32))


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
