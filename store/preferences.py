"""How people like to hold audits, remembered for each."""

from sqlalchemy.orm import Session

from store.inserting import insert_or_change
from store.tables import Preference


class Preferences:
    """What people have chosen for themselves, by their address."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def in_window(self, email: str) -> bool:
        """Whether somebody likes to be asked in a window; no, until they said so."""
        found = self._session.get(Preference, email.lower())
        return found is not None and found.in_window

    def prefer_window(self, email: str, in_window: bool) -> None:
        """Remember how somebody likes to be asked."""
        insert_or_change(self._session, Preference, email=email.lower(), in_window=in_window)
