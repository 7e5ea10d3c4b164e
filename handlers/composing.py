"""What is said in a delivery, as it is true at the moment of sending."""

from collections.abc import Callable, Mapping

from framework.pack import Pack
from handlers.allocations import notices as allocations
from handlers.gathering import about
from handlers.looking import Looking
from handlers.notice import Nothing, Notice, Wait
from handlers.notices import notice_of
from store.tables import Delivery
from store.unit_of_work import UnitOfWork

LOOK: Mapping[str, Callable[[Looking], Notice | Nothing]] = {
    allocations.ALLOCATION: allocations.allocation,
    allocations.ALLOCATIONS: allocations.allocations,
    allocations.CONFLICT_TOLD: allocations.conflict,
    allocations.CONFLICT_DECIDED: allocations.conflict_decided,
}
"""The kinds that look for themselves; all others are told from the facts that `gathering` finds."""


def compose(work: UnitOfWork, delivery: Delivery, pack: Pack) -> Notice | Nothing | Wait:
    """The notice of a delivery; Nothing where it is not true any more or its recipient has left."""
    say = LOOK.get(delivery.kind)
    if say is None:
        return notice_of(about(work, delivery, pack))
    posts = tuple(work.people.posts_of(delivery.recipient))
    if not any(post.active for post in posts):
        return Nothing("the recipient is not active in the directory any more", gone=True)
    return say(Looking(work, delivery, pack, posts))
