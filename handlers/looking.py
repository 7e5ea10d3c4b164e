"""What a message is made from by those kinds that look for themselves what it is about."""

from dataclasses import dataclass

from framework.pack import Pack
from framework.people import Person
from store.tables import Delivery
from store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Looking:
    """A delivery whose turn has come, what is kept as it stands now, and the posts of whoever is told."""

    work: UnitOfWork
    delivery: Delivery
    pack: Pack
    posts: tuple[Person, ...]
