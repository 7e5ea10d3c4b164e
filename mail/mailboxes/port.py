"""The mailbox port: what the intake needs of any mailbox, whatever protocol is behind it.

A cursor is an opaque string that only its adapter understands: UIDVALIDITY and UID for IMAP, a sync state
for Exchange Web Services, a delta link for Microsoft Graph, a place in a list for a folder. It is stored
with the messages that it covers, in one transaction, so that a stop at any moment loses nothing. Whether a
message has been read by a person means nothing here (lessons: "the unread flag used as cursor").

A mailbox is used by one thread at a time.
"""

import datetime as dt
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Arrived:
    """One message as it lies in the mailbox.

    `uid` names it for `file()` and may be stored; it never names another message later.
    `cursor` is what to pass to `fetch()` once this message and all before it in this fetch are committed.
    It may lie a little further back (a sync state covers whole pages), never further on.
    `received` is when the server took it, aware UTC, where the server says so.
    `problem` is empty, or says why `raw` is not the whole message (too large: only its header); such a
    message goes to a person and stays where it is.
    """

    uid: str
    raw: bytes
    cursor: str
    received: dt.datetime | None = None
    problem: str = ""


@dataclass(frozen=True)
class Reached:
    """No message, but a cursor worth storing: a page of deletions, or the end of a changed sync state."""

    cursor: str


class Mailbox(Protocol):
    """A mailbox that people also open."""

    @property
    def name(self) -> str:
        """What the settings call it: "audits" or "voice"."""
        ...

    def fetch(self, cursor: str | None) -> Iterator[Arrived | Reached]:
        """Everything since `cursor`, oldest first; all that is there if it is None.

        A cursor that the server no longer honours (UIDVALIDITY changed, 410 Gone) means everything that
        came since the baseline, again: the intake knows messages by the hash of their bytes.
        A message that went away meanwhile is left out. `file()` may be called between two messages.
        MailboxError when the server cannot be reached; what was yielded until then is good.
        """
        ...

    def baseline(self) -> str:
        """A cursor after all that is there now, for a mailbox whose past must not be escalated."""
        ...

    def wait(self, seconds: float, stop: threading.Event) -> None:
        """Returns when something may have arrived, when `stop` is set, or after `seconds` at the latest.

        Never raises: a lost connection is tried again here, ever less often, and shows at the next fetch.
        """
        ...

    def file(self, uid: str, folder: str) -> None:
        """Moves a message into a folder of the same mailbox, made if need be. A courtesy to people.

        Repeatable: a message already gone is fine. MailboxError when it could not be done.
        """
        ...

    def check(self) -> str:
        """One sentence on what was found ("12 messages"), for `auditbot check`; MailboxError if wrong."""
        ...

    def close(self) -> None:
        """Lets go of connections; a later call opens them again."""
        ...


class MailboxError(Exception):
    """A mailbox cannot be used. The text says what happened and what to do, and holds no message content.

    `lasting` means that only a person can put it right (wrong password, untrusted certificate).
    """

    def __init__(self, message: str, *, lasting: bool = False) -> None:
        super().__init__(message)
        self.lasting = lasting
