"""The Tier 2 draws, the cases they gave to heads of service, and the seeds that were sealed beforehand."""

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.tables.base import Table


class DrawRow(Table):
    """One draw, with all that it was made from, so that anybody can make it again.

    `number` is 1 for the draw of the month ("2013-12") and goes up with each draw anew, whose `because` says why.
    `lists` are the lists as written, `sha256` their hash, `vacant` the service areas without a head at the time.
    """

    __tablename__ = "draws"
    __table_args__ = (UniqueConstraint("month", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(String(7))
    number: Mapped[int]
    at: Mapped[dt.datetime]
    seed: Mapped[str] = mapped_column(String(64))
    lists: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    vacant: Mapped[str]
    because: Mapped[str]

    allocations: Mapped[list["AllocationRow"]] = relationship(
        back_populates="draw", order_by="AllocationRow.id"
    )


class AllocationRow(Table):
    """The case that a draw gave to a head of service, or that there was none for them.

    `state`: "allocated", "none" (no case could be drawn), "replaced" (another was drawn in its place). What became
    of an allocation that stands is told by the audits. `case_id`, `service_area` (the case's, an id of the pack)
    and `theme` are empty where there is none; `due` is the day by which it is to be done (A-27).
    """

    __tablename__ = "allocations"

    id: Mapped[int] = mapped_column(primary_key=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("draws.id"), index=True)
    month: Mapped[str] = mapped_column(String(7), index=True)
    head_of_service: Mapped[str]
    case_id: Mapped[str | None]
    service_area: Mapped[str | None] = mapped_column(String(60))
    theme: Mapped[str | None]
    due: Mapped[dt.date]
    state: Mapped[str] = mapped_column(String(12))

    draw: Mapped[DrawRow] = relationship(back_populates="allocations")


class ConflictRow(Table):
    """A head of service's conflict of interest about a case.

    `reason` is in their words. `decided` is when somebody of the QA team approved it or not (`approved`), `by`
    whom; empty until then. `allocation_id` is that in whose place another case is drawn, or empty where the
    conflict was declared beforehand.
    """

    __tablename__ = "conflicts"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(index=True)
    case_id: Mapped[str]
    allocation_id: Mapped[int | None] = mapped_column(ForeignKey("allocations.id"))
    reason: Mapped[str]
    declared: Mapped[dt.datetime]
    decided: Mapped[dt.datetime | None]
    approved: Mapped[bool]
    by: Mapped[str | None]


class SealRow(Table):
    """The seed of a month's draw, made a month before, when its fingerprint was told."""

    __tablename__ = "seals"

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    seed: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime]
