"""Cursors."""

import base64
from typing import TypeVar

from bot.workspace.errors import SlackError
from bot.workspace.model import Json

T = TypeVar("T")


def page(everything: list[T], cursor: str | None, limit: int) -> tuple[list[T], Json]:
    """At most `limit` of them, and the `response_metadata` that leads to the next. SlackError `invalid_cursor`."""
    start = _offset(cursor)
    end = start + max(1, limit)
    following = base64.b64encode(f"next:{end}".encode()).decode() if end < len(everything) else ""
    return everything[start:end], {"response_metadata": {"next_cursor": following}}


def _offset(cursor: str | None) -> int:
    if not cursor:
        return 0
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
        if word != "next":
            raise SlackError("invalid_cursor")
        return int(number)
    except ValueError:
        raise SlackError("invalid_cursor") from None
