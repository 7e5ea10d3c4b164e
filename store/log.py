"""The log: who did what to which record, when. Never its content."""

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from store.tables import LogEntry

BOT = "auditbot"


class Log:
    """Append-only."""

    def __init__(self, session: Session, now: dt.datetime) -> None:
        self._session = session
        self._now = now

    def add(self, what: str, record: str, *, who: str = BOT, **detail: Any) -> None:
        """Say that `who` did `what` ("audit-recorded") to `record` ("audit 12")."""
        self._session.add(LogEntry(at=self._now, who=who, what=what, record=record, detail=detail))
