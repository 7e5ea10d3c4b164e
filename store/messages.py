"""Mails as they arrived: kept first, then worked through, each ending in a state that somebody can see."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import LargeBinary, func, select
from sqlalchemy.orm import Session

from store.inserting import insert_once
from store.tables import Attachment, Blob, Message

PENDING = ("received", "failed")
DONE = ("filed", "review", "ignored")
RETRY_SECONDS = (5, 30, 120, 600, 3600)
_GIVEN_UP = "Given up after"


@dataclass(frozen=True)
class Kept:
    """A mail that is now kept: its id, and whether it was not there before."""

    id: int
    new: bool


def given_up(message: Message) -> bool:
    """Whether a mail is with a person because working through it failed again and again."""
    return message.state == "review" and message.reason.startswith(_GIVEN_UP)


class Messages:
    """The mails of every mailbox. Times come from `now`."""

    def __init__(self, session: Session, now: dt.datetime) -> None:
        self._session = session
        self._now = now

    def keep(self, mailbox: str, raw: bytes, *, problem: str = "", backlog: bool = False) -> Kept:
        """Keep the bytes of a mail in state received. The same bytes in the same mailbox are kept once.

        `problem` says why the bytes are not the whole mail, if they are not. One of a `backlog` waits for those
        that come new.
        """
        sha256 = hashlib.sha256(raw).hexdigest()
        insert_once(self._session, Blob, sha256=sha256, content=raw)
        new = insert_once(
            self._session,
            Message,
            mailbox=mailbox,
            sha256=sha256,
            subject="",
            arrived=self._now,
            state="received",
            reason="",
            problem=problem,
            attempts=0,
            next_try=self._now,
            backlog=backlog,
        )
        message = self._session.scalars(
            select(Message).where(Message.mailbox == mailbox, Message.sha256 == sha256)
        ).one()
        return Kept(message.id, new)

    def knows(self, mailbox: str, raw: bytes) -> bool:
        """Whether these bytes are a mail of that mailbox already."""
        same = Message.mailbox == mailbox, Message.sha256 == hashlib.sha256(raw).hexdigest()
        return self._session.scalar(select(Message.id).where(*same)) is not None

    def get(self, message_id: int) -> Message:
        """The mail with that id."""
        return self._session.get_one(Message, message_id)

    def hold(self, message_id: int) -> Message:
        """The mail with that id as it is now, kept from other processes until the unit of work ends."""
        return self._session.get_one(Message, message_id, populate_existing=True, with_for_update=True)

    def raw(self, message: Message, *, most: int | None = None) -> bytes:
        """The original bytes, or the first `most` of them."""
        if most is None:
            return self._session.get_one(Blob, message.sha256).content
        begins = select(func.substr(Blob.content, 1, most, type_=LargeBinary))
        return self._session.scalars(begins.where(Blob.sha256 == message.sha256)).one()

    def claim(self, limit: int, lease: dt.timedelta, message_id: int | None = None) -> list[int]:
        """Take up to `limit` mails that are due, new ones before a backlog, for `lease`.

        Nobody else gets them meanwhile. A process that dies gives them back when the lease ends. `message_id`
        takes that one only.
        """
        due = [message for state in PENDING for message in self._due(state, limit, message_id)]
        claimed = sorted(due, key=lambda message: (message.backlog, message.id))[:limit]
        for message in claimed:
            message.attempts += 1
            message.next_try = self._now + lease
        return [message.id for message in claimed]

    def end(self, message: Message, state: str, reason: str) -> None:
        """File a mail, put it to review, or ignore it: `reason` says why, for a person."""
        message.state, message.reason = state, reason

    def fail(self, message: Message, reason: str) -> None:
        """Keep a mail to be tried again, later each time; after the last try it goes to review.

        One that somebody else has finished meanwhile stays finished.
        """
        if message.state in DONE:
            return
        if message.attempts > len(RETRY_SECONDS):
            self.end(message, "review", f"{_GIVEN_UP} {message.attempts} tries. {reason}")
            return
        message.state, message.reason = "failed", reason
        message.next_try = self._now + dt.timedelta(seconds=RETRY_SECONDS[max(message.attempts, 1) - 1])

    def begin_again(self, message: Message, reason: str) -> None:
        """Have a mail that is done worked through once more, with all its tries; `reason` says why."""
        message.attempts, message.next_try = 0, self._now
        self.end(message, "received", reason)

    def wait(self, message: Message, reason: str, seconds: float) -> None:
        """Work on it could not begin, through no fault of its own: look again in `seconds`.

        That was no try, so it may wait for ever. `reason` says what it waits for.
        """
        if message.state in DONE:
            return
        message.attempts = max(message.attempts - 1, 0)
        message.reason = reason
        message.next_try = self._now + dt.timedelta(seconds=seconds)

    def renew(self, message_id: int, attempts: int, lease: dt.timedelta) -> bool:
        """Keep a claimed mail for another `lease`; False if it is done or somebody else has taken it up.

        `attempts` is what it was when it was claimed.
        """
        message = self.hold(message_id)
        if message.state in DONE or message.attempts != attempts:
            return False
        message.next_try = self._now + lease
        return True

    def keep_attachments(self, message: Message, attachments: Sequence[Attachment]) -> None:
        """Replace what is said of a mail's attachments."""
        message.attachments[:] = attachments

    def _due(self, state: str, limit: int, message_id: int | None) -> Sequence[Message]:
        """One state at a time, so that an index has them in their order however many there are."""
        due = select(Message).where(Message.state == state, Message.next_try <= self._now)
        if message_id is not None:
            due = due.where(Message.id == message_id)
        due = due.order_by(Message.backlog, Message.id).limit(limit)
        return self._session.scalars(due.with_for_update(skip_locked=True)).all()
