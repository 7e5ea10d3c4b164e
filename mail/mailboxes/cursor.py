"""A place in a numbered list of messages: the cursor of IMAP and of folders."""

import datetime as dt
from dataclasses import dataclass, replace

_CLOCKS_DIFFER = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Place:
    """`number` is the last message done in the list `validity`; `since` (Unix seconds) is the baseline.

    When the list was made anew, numbers mean nothing and `since` alone tells the past from what is to be
    read, for all up to number `renewed`: without it, a mailbox restored from a backup would escalate
    everything that ever lay in it.
    """

    validity: str = ""
    number: int = 0
    since: int = 0
    renewed: int = 0

    def __str__(self) -> str:
        return f"{self.validity}:{self.number}:{self.since}:{self.renewed}"

    def at(self, number: int) -> "Place":
        """The same place after another message."""
        return replace(self, number=number)

    def of(self, validity: str, last: int) -> "Place":
        """This place in the list of that validity, whose last number is `last`: the beginning of a new list."""
        return self if self.validity == validity else Place(validity, 0, self.since, last)

    def is_past(self, received: dt.datetime | None) -> bool:
        """Whether the message at this place came before the baseline, though the list is a new one."""
        return self.number <= self.renewed and received is not None and received.timestamp() < self.since


def baseline(validity: str, number: int) -> Place:
    """The place after message `number`, now."""
    since = dt.datetime.now(dt.UTC) - _CLOCKS_DIFFER
    return Place(validity, number, int(since.timestamp()))


def place(cursor: str | None) -> Place:
    """The place that a stored cursor means; the very beginning if there is none or it is not one of ours."""
    validity, *numbers = (cursor or "").split(":")
    if len(numbers) == 3 and all(n.isascii() and n.isdecimal() for n in numbers):
        return Place(validity, *map(int, numbers))
    return Place()


def too_large(size: int, limit: int) -> str:
    """Why only the head of a message is there."""
    return (
        f"The message is {size / 1_000_000:,.1f} MB, more than the {limit / 1_000_000:,.1f} MB that are fetched. "
        "Only its head was kept; the message lies in the mailbox."
    )
