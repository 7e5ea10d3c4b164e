"""Draws and allocations as they are kept."""

import datetime as dt
import hashlib
import secrets

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from framework.draw import Lists
from store.holding import hold
from store.tables import AllocationRow, ConflictRow, DrawRow, SealRow

ALLOCATED, NONE, REPLACED = "allocated", "none", "replaced"


class Allocations:
    """The draws over one transaction. Times come from `now`."""

    def __init__(self, session: Session, now: dt.datetime) -> None:
        self._session = session
        self._now = now

    def draws(self, month: str) -> list[DrawRow]:
        """The draws of a month ("2013-12"), first the month's own, then those made anew."""
        found = select(DrawRow).where(DrawRow.month == month).order_by(DrawRow.number)
        return list(self._session.scalars(found))

    def add_draw(
        self, seed: str, lists: Lists, *, vacant: tuple[str, ...] = (), because: str = ""
    ) -> DrawRow:
        """Keep a draw with all that it was made from; the next of its month."""
        last = self._session.scalar(select(func.max(DrawRow.number)).where(DrawRow.month == lists.month)) or 0
        row = DrawRow(
            month=lists.month,
            number=last + 1,
            at=self._now,
            seed=seed,
            lists=lists.written(),
            sha256=lists.sha256,
            vacant="\n".join(vacant),
            because=because,
        )
        self._session.add(row)
        self._session.flush()
        return row

    def add(self, allocation: AllocationRow) -> None:
        """Keep an allocation; it has its id afterwards."""
        self._session.add(allocation)
        self._session.flush()

    def get(self, allocation_id: int) -> AllocationRow | None:
        """The allocation with that id, or None."""
        return self._session.get(AllocationRow, allocation_id, populate_existing=True)

    def of_month(self, month: str) -> list[AllocationRow]:
        """Every allocation of a month, those that were replaced among them, in the order they were made."""
        found = select(AllocationRow).where(AllocationRow.month == month).order_by(AllocationRow.id)
        return list(self._session.scalars(found))

    def of(self, email: str, month: str) -> AllocationRow | None:
        """What a head of service has for a month as things stand, or None before the draw."""
        found = select(AllocationRow).where(
            AllocationRow.head_of_service == email,
            AllocationRow.month == month,
            AllocationRow.state != REPLACED,
        )
        return self._session.scalars(found.order_by(AllocationRow.id.desc())).first()

    def barred(self) -> set[tuple[str, str]]:
        """The pairs of head of service and case that are not drawn: drawn before, or an approved conflict."""
        drawn = select(AllocationRow.head_of_service, AllocationRow.case_id)
        conflicts = select(ConflictRow.email, ConflictRow.case_id).where(ConflictRow.approved)
        rows = [*self._session.execute(drawn), *self._session.execute(conflicts)]
        return {(email, case_id) for email, case_id in rows if case_id}

    def declare(
        self, email: str, case_id: str, reason: str, *, allocation_id: int | None = None
    ) -> ConflictRow | None:
        """Keep a conflict of interest, which keeps nobody from anything until it is approved.

        None where one about that case waits already.
        """
        hold(self._session, f"conflict-{email}-{case_id}")
        waits = select(ConflictRow).where(
            ConflictRow.email == email, ConflictRow.case_id == case_id, ConflictRow.decided.is_(None)
        )
        if self._session.scalars(waits).first() is not None:
            return None
        row = ConflictRow(
            email=email,
            case_id=case_id,
            allocation_id=allocation_id,
            reason=reason,
            declared=self._now,
            decided=None,
            approved=False,
            by=None,
        )
        self._session.add(row)
        self._session.flush()
        return row

    def conflict(self, conflict_id: int) -> ConflictRow | None:
        """The conflict with that id, or None."""
        return self._session.get(ConflictRow, conflict_id, populate_existing=True)

    def conflicts_of(self, allocation_id: int) -> list[ConflictRow]:
        """Every conflict about an allocation, the first one first."""
        found = select(ConflictRow).where(ConflictRow.allocation_id == allocation_id)
        return list(self._session.scalars(found.order_by(ConflictRow.id)))

    def decide(self, conflict: ConflictRow, by: str, *, approved: bool) -> bool:
        """Somebody of the Quality Assurance team approves a conflict, or not; False if that is decided already."""
        self._session.refresh(conflict, with_for_update=True)
        if conflict.decided is not None:
            return False
        conflict.decided, conflict.by, conflict.approved = self._now, by, approved
        return True

    def unseal(self, month: str) -> str:
        """The seed for a month's draw: that which was sealed for it, or a new one where none was."""
        return self._seal(month).seed

    def seal(self, month: str) -> str:
        """Have the seed of a later month made now, if it is not; its fingerprint, which tells nothing of it.

        Whoever was told the fingerprint can see afterwards that the seed was not chosen at the draw.
        """
        return fingerprint(self._seal(month).seed)

    def sealed(self, month: str) -> str | None:
        """The fingerprint of the seed that was made for a month, or None."""
        row = self._session.get(SealRow, month)
        return fingerprint(row.seed) if row else None

    def _seal(self, month: str) -> SealRow:
        row = self._session.get(SealRow, month)
        if row is None:
            row = SealRow(month=month, seed=secrets.token_hex(32), at=self._now)
            self._session.add(row)
            self._session.flush()
        return row


def fingerprint(seed: str) -> str:
    """The SHA-256 of a seed, in hexadecimal."""
    return hashlib.sha256(seed.encode("ascii")).hexdigest()
