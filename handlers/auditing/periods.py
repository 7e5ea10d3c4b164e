"""What a delivery is about that was caused by a turn of a conversation: its period says which."""

import re

_PERIOD = re.compile(r"conversation-(\d+)-turn-(\d+)")


def period_of(conversation: int, turn: int) -> str:
    """The period of a delivery that tells of that turn."""
    return f"conversation-{conversation}-turn-{turn}"


def turn_of(period: str | None) -> tuple[int, int] | None:
    """The conversation and the turn that a delivery is about; None for any other period."""
    match = _PERIOD.fullmatch(period or "")
    return (int(match[1]), int(match[2])) if match else None
