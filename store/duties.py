"""What audits leave to do in the children's records: begun with a version, ticked off by people."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from store.tables import Audit, Duty


class Duties:
    """The duties over one transaction. Times come from `now`."""

    def __init__(self, session: Session, now: dt.datetime) -> None:
        self._session = session
        self._now = now

    def begin(self, audit_id: int, kind: str, owner: str, done: Duty | None = None) -> None:
        """A duty of one version of an audit; done already, if it was `done` for the version before."""
        at, by = (done.done_at, done.done_by) if done else (None, None)
        row = Duty(audit_id=audit_id, kind=kind, owner=owner, begun=self._now, done_at=at, done_by=by)
        self._session.add(row)

    def of(self, audit_id: int) -> list[Duty]:
        """The duties of one version, done or not."""
        return list(self._session.scalars(select(Duty).where(Duty.audit_id == audit_id)))

    def open_of(self, owner: str) -> list[Duty]:
        """What somebody has left to do, the oldest audit first; of versions that stand."""
        return list(self._session.scalars(_OPEN.where(Duty.owner == owner)))

    def owners(self, before: dt.datetime) -> list[str]:
        """Whoever has something left to do that began before that time."""
        found = _OPEN.where(Duty.begun < before)
        return sorted({duty.owner for duty in self._session.scalars(found)})

    def tick(self, audit_id: int, kind: str, by: str | None) -> bool:
        """Somebody says that it is done, or (None) that it is not; False if that is so already."""
        row = self._session.get(Duty, (audit_id, kind), with_for_update=True, populate_existing=True)
        if row is None or (row.done_at is not None) == (by is not None):
            return False
        row.done_at, row.done_by = (self._now, by) if by else (None, None)
        return True


_LATER = aliased(Audit)
_SUPERSEDED = (
    select(_LATER.id)
    .where(_LATER.identity == Audit.identity, _LATER.version > Audit.version, _LATER.withdrawn.is_(None))
    .exists()
)
_OPEN = (
    select(Duty)
    .join(Audit, Audit.id == Duty.audit_id)
    .where(Duty.done_at.is_(None), Audit.withdrawn.is_(None), ~_SUPERSEDED)
    .order_by(Duty.begun, Duty.audit_id)
)
