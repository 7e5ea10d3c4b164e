"""Mails as they arrived: kept first, then worked through, each ending in a state that somebody can see."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import LargeBinary, func, select, update
from sqlalchemy.orm import Session

from store.inserting import insert_once, insert_or_change
from store.tables import Attachment, Blob, Cursor, Message, Placement

PENDING = ("received", "failed")
DONE = ("filed", "review", "ignored")
RETRY_SECONDS = (5, 30, 120, 600, 3600)


@dataclass(frozen=True)
class Kept:
    """A mail that is now kept: its id, and whether it was not there before."""

    id: int
    new: bool


class Messages:
    """The mails of every mailbox. Times come from `now`."""

    def __init__(self, session: Session, now: dt.datetime) -> None:
        self._session = session
        self._now = now

    def keep(self, mailbox: str, raw: bytes, *, uid: str | None = None, problem: str = "") -> Kept:
        """Keep the bytes of a mail in state received. The same bytes in the same mailbox are kept once.

        `uid` is the mailbox's own name for it: where it stands now, whatever became of it before. `problem` says
        why the bytes are not the whole mail, if they are not.
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
        )
        message = self._session.scalars(
            select(Message).where(Message.mailbox == mailbox, Message.sha256 == sha256)
        ).one()
        if uid is not None:
            insert_or_change(
                self._session, Placement, mailbox=mailbox, uid=uid, message_id=message.id, moved_to=None
            )
        return Kept(message.id, new)

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
        """Take up to `limit` mails that are due, oldest first, for `lease`: nobody else gets them meanwhile.

        A process that dies gives them back when the lease ends. `message_id` takes that one only.
        """
        due = (
            select(Message)
            .where(Message.state.in_(PENDING), Message.next_try <= self._now)
            .order_by(Message.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        if message_id is not None:
            due = due.where(Message.id == message_id)
        claimed = self._session.scalars(due).all()
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
            self.end(message, "review", f"Given up after {message.attempts} tries. {reason}")
            return
        message.state, message.reason = "failed", reason
        message.next_try = self._now + dt.timedelta(seconds=RETRY_SECONDS[max(message.attempts, 1) - 1])

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

    def to_move(self, mailbox: str, limit: int = 100) -> list[tuple[Placement, str]]:
        """Mails that are done with but still stand where they arrived, with their state."""
        done = (
            select(Placement, Message.state)
            .join(Message, Message.id == Placement.message_id)
            .where(Placement.mailbox == mailbox, Placement.moved_to.is_(None))
            .where(Message.state.in_(DONE))
            .order_by(Message.id)
            .limit(limit)
        )
        return [(placement, state) for placement, state in self._session.execute(done)]

    def moved(self, mailbox: str, uid: str, folder: str) -> None:
        """Say where a mail was moved to."""
        placement = (Placement.mailbox == mailbox, Placement.uid == uid)
        self._session.execute(update(Placement).where(*placement).values(moved_to=folder))

    def cursor(self, mailbox: str) -> str | None:
        """How far that mailbox has been fetched, or None at the first time."""
        return self._session.scalar(select(Cursor.cursor).where(Cursor.mailbox == mailbox))

    def save_cursor(self, mailbox: str, cursor: str) -> None:
        """Save how far that mailbox has been fetched, in the transaction that keeps the mail."""
        if self.cursor(mailbox) != cursor:
            insert_or_change(self._session, Cursor, mailbox=mailbox, cursor=cursor, saved=self._now)
