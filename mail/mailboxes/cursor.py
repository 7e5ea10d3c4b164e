"""A place in a numbered list of messages: the cursor of IMAP and of folders."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """`number` is the last message listed in the list `validity`; the same number means nothing in another."""

    validity: str = ""
    number: int = 0

    def __str__(self) -> str:
        return f"{self.validity}:{self.number}"


def place(cursor: str | None) -> Place:
    """The place that a stored cursor means; the very beginning if there is none or it is not one of ours.

    What the first version of the program wrote after the number is passed over.
    """
    validity, *numbers = (cursor or "").split(":")
    if len(numbers) in (1, 3) and all(n.isascii() and n.isdecimal() for n in numbers):
        return Place(validity, int(numbers[0]))
    return Place()


def too_large(size: int, limit: int) -> str:
    """Why only the head of a message is there."""
    return (
        f"The message is {size / 1_000_000:,.1f} MB, more than the {limit / 1_000_000:,.1f} MB that are fetched. "
        "Only its head was kept; the message lies in the mailbox."
    )
