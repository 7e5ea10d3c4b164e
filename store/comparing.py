"""What the record says of a mailbox, for the nightly comparison with what stands there."""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from store.messages import PENDING
from store.tables import Blob, Comparison, Message, Placement

LATE = dt.timedelta(hours=1)


class Comparisons:
    """Past comparisons, and the record's side of the next. Times come from `now`."""

    def __init__(self, session: Session, now: dt.datetime) -> None:
        self._session = session
        self._now = now

    def unknown(self, mailbox: str, uids: Iterable[str]) -> list[str]:
        """Those that no listing brought, or that are said to have gone, in the order given."""
        found = list(uids)
        known = select(Placement.uid).where(
            Placement.mailbox == mailbox, Placement.uid.in_(found), Placement.gone.is_(None)
        )
        there = set(self._session.scalars(known))
        return [uid for uid in found if uid not in there]

    def last(self, mailbox: str) -> Comparison | None:
        """The comparison before."""
        found = select(Comparison).where(Comparison.mailbox == mailbox).order_by(Comparison.id.desc())
        return self._session.scalars(found.limit(1)).first()

    def add(self, mailbox: str, standing: int, missing: list[str]) -> Comparison:
        """Keep what a comparison found, with what the record says of its own."""
        before = self.last(mailbox)
        comparison = Comparison(
            mailbox=mailbox,
            at=self._now,
            standing=standing,
            missing=missing,
            vanished=self._vanished(mailbox, before.at if before else None),
            late=self._unfetched(mailbox) + self._unfinished(mailbox),
            without_bytes=self._without_bytes(mailbox),
            from_before=self._from_before(mailbox, before.at if before else None),
        )
        self._session.add(comparison)
        self._session.flush()
        return comparison

    def _vanished(self, mailbox: str, since: dt.datetime | None) -> int:
        gone = select(func.count(Placement.id)).where(
            Placement.mailbox == mailbox, Placement.gone.is_not(None), Placement.message_id.is_(None)
        )
        if since is not None:
            gone = gone.where(Placement.gone > since)
        return self._session.scalar(gone) or 0

    def _from_before(self, mailbox: str, since: dt.datetime | None) -> int:
        found = select(func.count(Placement.id)).where(
            Placement.mailbox == mailbox, Placement.from_before.is_not(None)
        )
        if since is not None:
            found = found.where(Placement.from_before > since)
        return self._session.scalar(found) or 0

    def _unfetched(self, mailbox: str) -> int:
        waiting = select(func.count(Placement.id)).where(
            Placement.mailbox == mailbox,
            Placement.message_id.is_(None),
            Placement.gone.is_(None),
            Placement.past.is_(False),
            Placement.listed < self._now - LATE,
        )
        return self._session.scalar(waiting) or 0

    def _unfinished(self, mailbox: str) -> int:
        waiting = select(func.count(Message.id)).where(
            Message.mailbox == mailbox, Message.state.in_(PENDING), Message.arrived < self._now - LATE
        )
        return self._session.scalar(waiting) or 0

    def _without_bytes(self, mailbox: str) -> int:
        lost = (
            select(func.count(Message.id))
            .join(Blob, Blob.sha256 == Message.sha256, isouter=True)
            .where(Message.mailbox == mailbox, or_(Blob.sha256.is_(None), func.length(Blob.content) == 0))
        )
        return self._session.scalar(lost) or 0
