"""The end of an audit in chat: its screens are to be taken out of the chats of whoever took part."""

import re
from collections.abc import Iterable

from store.unit_of_work import UnitOfWork

SCREENS_AWAY = "screens-away"
_PERIOD = re.compile(r"conversation-(\d+)-turn-(\d+)")


def put_screens_away(work: UnitOfWork, conversation: int, version: int, people: Iterable[str]) -> None:
    """Have the answers taken out of those people's chats, once for the version at which the audit ended."""
    for email in sorted(set(people)):
        work.outbox.add(SCREENS_AWAY, email, period=f"conversation-{conversation}-turn-{version}")


def conversation_of(period: str | None) -> int:
    """The conversation that such a row is about; 0 for any other."""
    match = _PERIOD.fullmatch(period or "")
    return int(match[1]) if match else 0
