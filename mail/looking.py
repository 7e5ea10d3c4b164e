"""Looking at a mail: opened, its documents read, and judged, before anything is written."""

import datetime as dt
from dataclasses import dataclass

from framework.london import day
from framework.reading import Reading
from mail.opening import Opened, Read, read_parts
from mail.parts import Limits, Mail, documents, parse
from mail.triage import Triage, triage
from store.unit_of_work import Store


@dataclass(frozen=True)
class Trust:
    """Whom to believe: the council's own domains, the server that checks senders, and our own addresses."""

    domains: tuple[str, ...] = ()
    auth_server: str | None = None
    own_addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Looked:
    """A mail with all that can be said of it before anything is written. `sent` is its Date, or its arrival."""

    mail: Mail
    opened: tuple[Opened, ...]
    triage: Triage
    sent: dt.datetime

    @property
    def readings(self) -> list[Reading]:
        """The audit tools that were read in it."""
        return [reading for opened in self.opened for reading in opened.readings if reading.form]


class Looker:
    """Looks at mails. `read` reads one document."""

    def __init__(self, store: Store, read: Read, trust: Trust, limits: Limits) -> None:
        self._store = store
        self._read = read
        self._trust = trust
        self._limits = limits

    def look(self, raw: bytes, arrived: dt.datetime) -> Looked:
        """Everything that the bytes of a mail say, and whether to believe it. Writes nothing."""
        mail = parse(raw)
        parts = documents(raw, self._limits)
        opened = read_parts(parts, self._read, day(mail.date) if mail.date else None)
        verdict = triage(
            mail,
            parts,
            domains=self._trust.domains,
            auth_server=self._trust.auth_server,
            own_addresses=self._trust.own_addresses,
            known=self._knows(mail),
        )
        return Looked(mail, tuple(opened), verdict, mail.date or arrived)

    def _knows(self, mail: Mail) -> bool:
        if mail.sender is None:
            return False
        with self._store.reading() as work:
            return any(post.active for post in work.people.posts_of(mail.sender.address))
