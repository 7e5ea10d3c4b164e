"""Messages as they stand in mailboxes: listed first, fetched when it is their turn, moved when done with."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.orm import Session

from store.inserting import insert_all_once, insert_or_change
from store.messages import DONE
from store.tables import Cursor, Message, Placement

RETRY_SECONDS = (5, 30, 120, 600)
NEVER = dt.datetime(
    9999, 1, 1, tzinfo=dt.UTC
)  # when what is past or gone is tried: no search comes across it
HEAP = 50  # so many in one listing are a backlog, behind which nothing new waits
_PAST = dt.timedelta(days=31)  # before the first listing, where no other border was set for it
_ANEW = "anew "  # before a cursor: the listing that begins at the beginning has not come to its end


@dataclass(frozen=True)
class Progress:
    """How far a mailbox has been listed. What was taken before `since` is its past; `anew`: as in a page.

    `first_done` is when its first listing came to its end, None until then.
    """

    cursor: str | None = None
    since: dt.datetime | None = None
    anew: bool = False
    first_done: dt.datetime | None = None

    @property
    def again(self) -> bool:
        """Whether it is listed anew after the first listing: a backup was restored, or the place was lost."""
        return self.anew and self.first_done is not None

    @property
    def before(self) -> dt.datetime | None:
        """What is dated before this by itself and was never kept is its past, when it is listed `again`."""
        return self.since or (self.first_done - _PAST if self.first_done else None)


@dataclass(frozen=True)
class Added:
    """How many messages were not known before: those to be fetched, and those of the past."""

    new: int
    past: int


@dataclass(frozen=True)
class ToFetch:
    """A message whose turn it is. `again`: a listing anew brought it."""

    id: int
    uid: str
    backlog: bool
    again: bool = False


@dataclass(frozen=True)
class ToMove:
    """A message that is done with, the id under which it stands now, and its state."""

    id: int
    uid: str
    state: str


class Placements:
    """Where the messages of every mailbox stand. Times come from `now`."""

    def __init__(self, session: Session, now: dt.datetime) -> None:
        self._session = session
        self._now = now

    def progress(self, mailbox: str) -> Progress:
        """How far that mailbox has been listed; no cursor at the first time."""
        row = self._session.get(Cursor, mailbox)
        if row is None:
            return Progress()
        anew = row.cursor.startswith(_ANEW)
        return Progress(row.cursor.removeprefix(_ANEW), row.since, anew, row.first_done)

    def reached(self, mailbox: str, progress: Progress) -> None:
        """Save how far that mailbox has been listed, in the transaction that adds the page."""
        if progress.cursor is None or progress == self.progress(mailbox):
            return
        insert_or_change(
            self._session,
            Cursor,
            mailbox=mailbox,
            cursor=_ANEW * progress.anew + progress.cursor,
            saved=self._now,
            since=progress.since,
            first_done=progress.first_done,
        )

    def reached_the_end(self, mailbox: str, progress: Progress) -> None:
        """As `reached`, of a listing that began at the beginning and is now through."""
        done = progress.first_done or self._now
        self.reached(mailbox, replace(progress, anew=False, first_done=done))

    def add(
        self,
        mailbox: str,
        listed: Iterable[tuple[str, dt.datetime | None]],
        *,
        past_before: dt.datetime | None = None,
        so_far: int = 0,
        again: bool = False,
    ) -> Added:
        """Keep what a page lists, by id and time of arrival; what is known already is not added again.

        What came before `past_before` is left alone. `so_far` is how many new ones this listing had before. One
        that was thought gone is fetched after all; one that somebody moved back is moved again. `again`: as in
        `Progress`.
        """
        found = dict(listed)
        known = self._known(mailbox, found)
        if known:
            self._stand_here(mailbox, known)
        unknown = {uid: received for uid, received in found.items() if uid not in known}
        past = {uid for uid, at in unknown.items() if past_before and at and at < past_before}
        new = len(unknown) - len(past)
        alike = {
            "mailbox": mailbox,
            "listed": self._now,
            "backlog": so_far + new > HEAP,
            "attempts": 0,
            "again": again,
        }
        rows = [
            alike
            | {"uid": uid, "received": at, "past": uid in past}
            | {"next_try": NEVER if uid in past else self._now}
            for uid, at in unknown.items()
        ]
        insert_all_once(self._session, Placement, rows)
        return Added(new, len(past))

    def claim(self, mailbox: str, limit: int, lease: dt.timedelta) -> list[ToFetch]:
        """Take up to `limit` messages that are to be fetched, for `lease`: new ones first, then the oldest."""
        claimed: list[Placement] = []
        for backlog in (False, True):
            due = self._to_fetch(mailbox, backlog).where(Placement.next_try <= self._now)
            due = due.order_by(
                Placement.message_id, Placement.next_try, Placement.id
            )  # as the index has them
            due = due.limit(limit - len(claimed)).with_for_update(skip_locked=True)
            claimed += self._session.scalars(due)
        for placement in claimed:
            placement.next_try = self._now + lease
        return [ToFetch(found.id, found.uid, found.backlog, found.again) for found in claimed]

    def release(self, placement_ids: Sequence[int]) -> None:
        """Give back what was claimed and not tried, to where it stood in the order."""
        waiting = Placement.id.in_(placement_ids), Placement.message_id.is_(None)
        self._session.execute(update(Placement).where(*waiting).values(next_try=Placement.listed))

    def kept(self, placement_id: int, message_id: int) -> None:
        """Its bytes are kept as that mail."""
        self._change(placement_id, message_id=message_id, attempts=0, next_try=self._now)

    def from_before(self, placement_id: int) -> None:
        """It is dated before the mailbox was first watched: left alone where it stands, as the past is."""
        self._change(placement_id, past=True, from_before=self._now, next_try=NEVER)

    def gone(self, placement_id: int) -> None:
        """It vanished before it could be fetched."""
        self._change(placement_id, gone=self._now, next_try=NEVER)

    def failed(self, placement_id: int) -> bool:
        """It could not be fetched; whether it is tried again. After the last try it is somebody's to look at."""
        placement = self._session.get_one(Placement, placement_id)
        placement.attempts += 1
        if placement.attempts > len(RETRY_SECONDS):
            return False
        placement.next_try = self._now + dt.timedelta(seconds=RETRY_SECONDS[placement.attempts - 1])
        return True

    def next_try(self, mailbox: str) -> dt.datetime | None:
        """When the next message is to be fetched, None if there is none."""
        found: list[dt.datetime] = []
        for backlog in (False, True):
            waiting = self._to_fetch(mailbox, backlog).with_only_columns(Placement.next_try)
            waiting = waiting.where(Placement.next_try < NEVER)
            found += self._session.scalars(
                waiting.order_by(Placement.message_id, Placement.next_try).limit(1)
            )
        return min(found, default=None)

    def to_move(self, mailbox: str, limit: int = 100) -> list[ToMove]:
        """Messages that do not stand where their mail's state belongs.

        One whose bytes are not whole stays where it is while it waits for a person, and so does one of which the
        mailbox did not say where it went.
        """
        in_review = select(Message.id).where(Message.state == "review")
        reasons = (  # one question each, for which there is an index
            Placement.moved_as.is_(None),
            and_(Placement.moved_as == "review", Message.state != "review"),
            and_(Placement.message_id.in_(in_review), Placement.moved_as != "review"),
        )
        found: list[ToMove] = []
        for reason in reasons:
            if len(found) < limit:
                found += self._to_move(mailbox, limit - len(found), reason)
        return found

    def moved(self, placement_id: int, state: str, folder: str, uid_there: str | None) -> None:
        """It was moved for that state, or left where it is if `folder` is empty."""
        values = {"moved_as": state, "attempts": 0}
        if folder:
            values |= {"moved_to": folder, "uid_there": uid_there}
        self._change(placement_id, **values)

    def not_moved(self, placement_id: int) -> None:
        """It could not be moved and is tried again, ever later."""
        placement = self._session.get_one(Placement, placement_id)
        pause = RETRY_SECONDS[min(placement.attempts, len(RETRY_SECONDS) - 1)]
        placement.attempts += 1
        placement.next_try = self._now + dt.timedelta(seconds=pause)

    def past(self, mailbox: str) -> int:
        """How many messages of that mailbox are its past and are left alone."""
        past = select(func.count()).select_from(Placement)
        return self._session.scalar(past.where(Placement.mailbox == mailbox, Placement.past)) or 0

    def _known(self, mailbox: str, uids: Iterable[str]) -> set[str]:
        known = select(Placement.uid).where(Placement.mailbox == mailbox, Placement.uid.in_(list(uids)))
        return set(self._session.scalars(known))

    def _stand_here(self, mailbox: str, uids: set[str]) -> None:
        """These are seen where mail arrives, whatever was written of them."""
        seen = and_(Placement.mailbox == mailbox, Placement.uid.in_(uids))
        change = update(Placement).execution_options(synchronize_session=False)
        self._session.execute(
            change.where(seen, Placement.gone.is_not(None)).values(gone=None, next_try=self._now)
        )
        self._session.execute(
            change.where(seen, Placement.moved_to.is_not(None)).values(
                moved_to=None, moved_as=None, uid_there=None
            )
        )

    def _to_fetch(self, mailbox: str, backlog: bool) -> Select[Placement]:
        return select(Placement).where(
            Placement.mailbox == mailbox,
            Placement.message_id.is_(None),
            Placement.backlog.is_(backlog),
            Placement.past.is_(False),
            Placement.gone.is_(None),
        )

    def _to_move(self, mailbox: str, limit: int, which: ColumnElement[bool]) -> list[ToMove]:
        done = (
            select(Placement, Message.state)
            .join(Message, Message.id == Placement.message_id)
            .where(Placement.mailbox == mailbox, Placement.message_id.is_not(None), which)
            .where(Message.state.in_(DONE))
            .where(Placement.next_try <= self._now)
            .where(or_(Message.state != "review", Message.problem == ""))
            .where(or_(Placement.moved_to.is_(None), Placement.uid_there.is_not(None)))
            .order_by(Placement.message_id)
            .limit(limit)
        )
        return [ToMove(p.id, p.uid_there or p.uid, state) for p, state in self._session.execute(done)]

    def _change(self, placement_id: int, **values: object) -> None:
        self._session.execute(update(Placement).where(Placement.id == placement_id).values(**values))
