"""Screens that a bot left behind when it died: an answer was kept, but the next question was not shown any more.

Whoever looks at such a screen answers what is answered already, and words that they write go to the next question.
So a bot that starts draws anew what may be behind, before anything new of that person is worked off.
"""

import datetime as dt
from contextlib import suppress

import structlog

from framework.people import Person
from handlers.auditing.moving import look
from handlers.slack.audits.showing import BELOW, put
from handlers.slack.errors import Refused
from handlers.slack.visiting import Desk
from store.tables import ConversationRow

_UNDER_WAY = dt.timedelta(seconds=30)  # a turn is shown within this time, or its call to Slack was given up
_MOST = 50  # Slack takes about so many calls a minute
_CLOCKS_DIFFER = dt.timedelta(minutes=1)
_TRIES = 3

log = structlog.get_logger()


def catch_up(desk: Desk) -> None:
    """Put into each person's lane what is to be drawn anew of theirs; Later where Slack does not answer yet.

    That is what was moved last, in the last moments of the bot before.
    """
    with desk.store.reading() as work:
        rows = work.conversations.held("open")
        last = max((row.moved for row in rows), default=work.now)
        directory = work.people.directory()
        behind = [row for row in rows if last - row.moved <= _UNDER_WAY][:_MOST]
        people = [next(iter(directory.posts(row.holder)), None) for row in behind if row.holder]
    for row, person in zip(behind, people, strict=True):
        user = _user(desk, person) if person is not None else None
        if person is not None and user is not None:
            desk.lanes.put(user, lambda row=row, person=person, user=user: _guarded(desk, row, person, user))


def _user(desk: Desk, person: Person) -> str | None:
    with suppress(Refused):
        return desk.slack.find_user(person.email)
    return None


def _guarded(desk: Desk, row: ConversationRow, person: Person, user: str) -> None:
    try:
        _draw(desk, row, person, user)
    except Exception as error:  # as with any listener, one that fails stops no other
        log.error("not-caught-up", conversation=row.id, error=type(error).__name__)


def _draw(desk: Desk, row: ConversationRow, person: Person, user: str) -> None:
    """In the newest message that asks, whether that was remembered or not; the others say that it goes on below.

    Again where another bot moved on meanwhile.
    """
    channel = desk.slack.direct_message(user)
    known = {row.screen_ts} if row.screen_ts and row.screen_channel == channel else set[str]()
    asking = desk.slack.asking(channel, row.id, row.moved - _CLOCKS_DIFFER)
    *before, newest = sorted(known.union(asking)) or [""]
    if not newest and row.begun != row.moved:  # handed on: who has it now was sent the way to it
        return
    for ts in before:
        with suppress(Refused):
            desk.slack.update(channel, ts, BELOW)
    for _ in range(_TRIES):
        moved = look(desk.store, desk.pack, row.id, person)
        newest = put(desk, moved, channel, newest)
        if look(desk.store, desk.pack, row.id, person).version == moved.version:
            return
