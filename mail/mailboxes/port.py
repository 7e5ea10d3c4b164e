"""The mailbox port: what the intake needs of any mailbox, whatever protocol is behind it.

Mail is listed first and fetched afterwards. A listing is small, so all of it is committed together with the cursor
that covers it; each message listed is then fetched on its own, new ones before a backlog, and again if it fails.

A cursor is an opaque string that only its adapter understands: UIDVALIDITY and UID for IMAP, a sync state for
Exchange Web Services, a delta link for Microsoft Graph, a place in a list for a folder. Whether a message has been
read by a person means nothing here (lessons: "the unread flag used as cursor").

A mailbox is used by one thread at a time.
"""

import datetime as dt
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Listed:
    """One message that stands in the mailbox.

    `uid` names it for `fetch()` and `file()` and is stored; it never names another message later.
    `received` is when the server took it, aware UTC, where the server says so.
    """

    uid: str
    received: dt.datetime | None = None


@dataclass(frozen=True)
class Page:
    """What a listing found, oldest first where the server lets us know, and the cursor that covers it.

    The cursor is good once the whole page is committed, and no sooner. `anew`: the listing began at the beginning,
    because the cursor given was none that the server honours; only then is an old message one of the past, and
    not one that somebody has just moved in.
    """

    messages: tuple[Listed, ...]
    cursor: str
    anew: bool = False


@dataclass(frozen=True)
class Fetched:
    """The bytes of one message.

    `raw` is None when there are none: with `problem` empty the message is gone from the mailbox, with a `problem`
    it could not be had this time, and is asked for again later. `problem` beside bytes says why they are not the
    whole message (too large: only its head); such a message goes to a person and stays where it is.
    """

    uid: str
    raw: bytes | None
    problem: str = ""


class Mailbox(Protocol):
    """A mailbox that people also open."""

    @property
    def name(self) -> str:
        """What the settings call it: "audits" or "voice"."""
        ...

    def list(self, cursor: str | None) -> Iterator[Page]:
        """What came since `cursor`, page by page; all that is there if it is None, or one that cannot be read.

        A page has at most some hundreds of messages. Nothing new means no page, or one without messages when only
        the cursor moved on. A cursor that the server no longer honours (UIDVALIDITY changed, 410 Gone, lost sync
        state) means everything that is there, again: the caller knows messages by their ids and their bytes.
        MailboxError when the server cannot be reached; the pages yielded until then are good.
        """
        ...

    def everything(self) -> Iterator[Listed]:
        """All that stands in the mailbox now, counted afresh and not by way of a cursor. MailboxError as above."""
        ...

    def fetch(self, uids: Sequence[str]) -> Iterator[Fetched]:
        """The messages of those ids, in their order, each yielded as soon as it is there.

        One that fails by itself is yielded with its problem and does not stop the others. MailboxError when the
        mailbox cannot be used at all; what was yielded until then is good. An id that this adapter never gave
        is a message that is gone.
        """
        ...

    def wait(self, seconds: float, stop: threading.Event) -> None:
        """Returns when something may have arrived since the last listing, when `stop` is set, or after `seconds`.

        Never raises: a lost connection is tried again here, ever less often, and shows at the next listing.
        """
        ...

    def file(self, uid: str, folder: str) -> str | None:
        """Moves a message into a folder of the same mailbox, made if need be. A courtesy to people.

        Returns the id under which it can be filed again from there, None where the server does not say.
        Repeatable: a message already gone is fine (None). MailboxError when it could not be done.
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

    `lasting` means that only a person can put it right (wrong password, untrusted certificate). `seconds` is how
    long the server asked to be left alone (throttling), None where it did not say.
    """

    def __init__(self, message: str, *, lasting: bool = False, seconds: float | None = None) -> None:
        super().__init__(message)
        self.lasting = lasting
        self.seconds = seconds
