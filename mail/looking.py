"""Looking at a mail: opened, scanned, its documents read, and judged, before anything is written."""

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import dataclass

from framework.london import day
from framework.reading import Reading
from mail.opened import Opened
from mail.opening import MAIL_SECONDS, Open, Read, open_mail, read_parts
from mail.parts import Limits, Mail, Part
from mail.scanning import Scanned, Scanner, ScannerGone, scan_parts
from mail.triage import Triage, set_aside, triage
from store.unit_of_work import Store


@dataclass(frozen=True)
class Trust:
    """Whom to believe: the council's own domains, the server that checks senders, and our own addresses."""

    domains: tuple[str, ...] = ()
    auth_server: str | None = None
    own_addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Looked:
    """A mail with all that can be said of it before anything is written. `sent` is its Date, or its arrival.

    `problem` says why it could not be opened, `alarms` which viruses were found in which attachments; `scanned`:
    the scanner was asked, and answered.
    """

    mail: Mail
    opened: tuple[Opened, ...]
    triage: Triage
    sent: dt.datetime
    problem: str = ""
    alarms: tuple[str, ...] = ()
    scanned: bool = False

    @property
    def readings(self) -> list[Reading]:
        """The audit tools that were read in it."""
        return [reading for opened in self.opened for reading in opened.readings if reading.form]


class Looker:
    """Looks at mails. `read` reads one document, `opener` takes a mail apart; neither may hang.

    The documents of one mail get `mail_seconds` together, and so does scanning them. A `scanner` that did not
    answer is left alone for `pause` seconds.
    """

    def __init__(
        self,
        store: Store,
        read: Read,
        trust: Trust,
        *,
        limits: Limits | None = None,
        opener: Open = open_mail,
        scanner: Scanner | None = None,
        mail_seconds: float = MAIL_SECONDS,
        pause: float = 30.0,
    ) -> None:
        self._store = store
        self._read = read
        self._trust = trust
        self._limits = limits or Limits()
        self._open = opener
        self._scanner = scanner
        self._seconds = mail_seconds
        self.pause = pause
        self._gone: ScannerGone | None = None
        self._ask_again = 0.0

    def look(self, raw: bytes, arrived: dt.datetime) -> Looked:
        """Everything that the bytes of a mail say, and whether to believe it. Writes nothing. ScannerGone."""
        opening = self._open(raw, self._limits)
        mail = opening.mail
        scanned = self._scan(set_aside(mail, [*opening.parts, *opening.bodies], self._trust.own_addresses))
        attached = len(opening.parts)
        parts, bodies = scanned.parts[:attached], scanned.parts[attached:]
        sent = day(mail.date) if mail.date else None
        opened = read_parts(parts, self._read, sent, bodies=bodies, mail=mail, seconds=self._seconds)
        verdict = triage(
            mail,
            parts,
            domains=self._trust.domains,
            auth_server=self._trust.auth_server,
            own_addresses=self._trust.own_addresses,
            known=self._knows(mail),
        )
        return Looked(
            mail,
            tuple(opened),
            verdict,
            mail.date or arrived,
            problem=opening.problem,
            alarms=scanned.alarms,
            scanned=scanned.asked,
        )

    def head(self, begins: bytes) -> Mail:
        """The head of a mail, from the bytes with which it begins."""
        return self._open(begins, self._limits).mail

    def _scan(self, parts: Sequence[Part]) -> Scanned:
        if self._scanner is None or not any(part.content for part in parts):
            return Scanned(tuple(parts))
        if self._gone and time.monotonic() < self._ask_again:
            raise ScannerGone(self._gone.reason, lasting=self._gone.lasting)
        try:
            scanned = scan_parts(parts, self._scanner, seconds=self._seconds)
        except ScannerGone as gone:
            self._gone, self._ask_again = gone, time.monotonic() + self.pause
            raise
        self._gone = None
        return scanned

    def _knows(self, mail: Mail) -> bool:
        if mail.sender is None:
            return False
        with self._store.reading() as work:
            return any(post.active for post in work.people.posts_of(mail.sender.address))
