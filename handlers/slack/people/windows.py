"""Opening a window and keeping what was written in it, as every window of this folder does."""

from collections.abc import Callable
from typing import TypeVar

from handlers.blocks import Block, plain
from handlers.slack.errors import Refused as SlackRefused
from handlers.slack.views import sentence_view
from handlers.slack.visiting import (
    NOT_KNOWN,
    TROUBLE,
    Desk,
    Did,
    Visitor,
    answer_alone,
    claim_of,
    first_time,
    visitor_of,
)
from store.unit_of_work import UnitOfWork, in_one_transaction

Reply = Callable[..., object]
T = TypeVar("T")
TOO_LATE = "I am sorry, that took too long. Please press the button again."


class NotTaken(ValueError):
    """What was written cannot be kept; `field` is the block beside which it is said why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


def open_window(desk: Desk, did: Did, window: Callable[[Visitor], Block | str]) -> None:
    """Show the window that is made for whoever pressed, or say to them alone why there is none."""
    visitor = visitor_of(desk, did.user)
    made = NOT_KNOWN if visitor is None else window(visitor)
    if not isinstance(made, str):
        try:
            show = desk.slack.push_view if did.view_id else desk.slack.open_view
            show(did.trigger_id, made | {"close": plain("Close")})
            first_time(desk, did)
            return
        except SlackRefused:
            made = TOO_LATE
    if first_time(desk, did):
        answer_alone(desk, did, made)


def once(desk: Desk, did: Did, do: Callable[[UnitOfWork], T]) -> T | None:
    """What `do` returns, in the transaction that claims what was done; None where that was claimed before."""
    return in_one_transaction(desk.store, lambda work: do(work) if work.claim_once(claim_of(did)) else None)


def keep(
    desk: Desk, did: Did, reply: Reply, take: Callable[[Visitor], str | None], title: str
) -> Visitor | None:
    """Keep what a window was filled in with, before the acknowledgement: until then it stands there.

    `take` says what is shown in its place, None where it was kept before, or raises NotTaken. The visitor, where
    something was kept.
    """
    visitor = visitor_of(desk, did.user)
    if visitor is None:
        reply(response_action="update", view=sentence_view(NOT_KNOWN, title))
        return None
    try:
        thanks = take(visitor)
    except NotTaken as refused:
        reply(response_action="errors", errors={refused.field: str(refused)})
        return None
    except Exception:
        reply(response_action="update", view=sentence_view(TROUBLE, title))
        raise
    if thanks is None:
        reply()
        return None
    reply(response_action="update", view=sentence_view(thanks, title))
    return visitor
