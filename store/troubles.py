"""What the bot needs and could not use: since when, what to do about it, and when it was over."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.holding import hold
from store.tables import Trouble


class Troubles:
    """One open row for each thing that is in trouble ("mailbox audits", "database", "virus scanner")."""

    def __init__(self, session: Session, now: dt.datetime) -> None:
        self._session = session
        self._now = now

    def begin(
        self, what: str, message: str, *, lasting: bool = False, began: dt.datetime | None = None
    ) -> Trouble:
        """Say that `what` cannot be used; `message` tells a person what is wrong and what to do.

        While it lasts there is one row for it, with what was said last. `lasting`: it will not pass by itself.
        `began` is given where it could not be written down at once.
        """
        hold(self._session, f"trouble-{what}")
        trouble = self._of(what)
        if trouble is None:
            trouble = Trouble(what=what, began=began or self._now)
            self._session.add(trouble)
        trouble.message, trouble.lasting = message, lasting
        self._session.flush()
        return trouble

    def end(self, what: str) -> bool:
        """Say that `what` can be used again; whether it was in trouble."""
        hold(self._session, f"trouble-{what}")
        trouble = self._of(what)
        if trouble is not None:
            trouble.ended = self._now
        return trouble is not None

    def open(self) -> list[Trouble]:
        """Whatever is in trouble now, the longest first."""
        found = select(Trouble).where(Trouble.ended.is_(None)).order_by(Trouble.began, Trouble.id)
        return list(self._session.scalars(found))

    def _of(self, what: str) -> Trouble | None:
        found = select(Trouble).where(Trouble.what == what, Trouble.ended.is_(None)).order_by(Trouble.id)
        return self._session.scalars(found.limit(1)).first()
