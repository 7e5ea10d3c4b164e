"""A window that somebody asks for: opened at once, since the trigger lasts three seconds, and filled afterwards."""

from collections.abc import Callable
from dataclasses import replace

from handlers.blocks import Block
from handlers.slack.errors import Refused
from handlers.slack.views import LOADING, sentence_view
from handlers.slack.visiting import (
    NOT_KNOWN,
    TROUBLE,
    Desk,
    Did,
    Visitor,
    answer_alone,
    first_time,
    visitor_of,
)

TOO_LATE = "I am sorry, that took too long. Please press the button again."


def show_window(desk: Desk, did: Did, title: str, fill: Callable[[Visitor], Block]) -> None:
    """Fill a window for whoever asked: the one in which they asked, or else a new one."""
    view_id = did.view_id or _opened(desk, did, title)
    if not view_id:
        return
    first = first_time(desk, did)
    if did.view_id and not first:
        return
    visitor = visitor_of(desk, did.user)
    try:
        view = fill(visitor) if visitor else sentence_view(NOT_KNOWN, title)
    except Exception:
        desk.slack.update_view(view_id, sentence_view(TROUBLE, title))
        raise
    desk.slack.update_view(view_id, view)


def _opened(desk: Desk, did: Did, title: str) -> str:
    try:
        return desk.slack.open_view(did.trigger_id, sentence_view(LOADING, title))
    except Refused:
        if first_time(desk, did):
            answer_alone(desk, replace(did, view_id=""), TOO_LATE)
        return ""
