"""The review desk: what no machine could settle, and every step that a person takes with it."""

from framework.correcting import NotAValue
from store.review.desk import ReviewDesk
from store.review.model import (
    IDENTITY_DOUBTS,
    KINDS_TO_SAY,
    Choice,
    Desk,
    Difference,
    Enclosed,
    Item,
    NoSuchItem,
    NotValues,
    NotYet,
    Recorded,
    Refused,
    Stale,
    Step,
    Turn,
    Waiting,
)

__all__ = [
    "IDENTITY_DOUBTS",
    "KINDS_TO_SAY",
    "Choice",
    "Desk",
    "Difference",
    "Enclosed",
    "Item",
    "NoSuchItem",
    "NotAValue",
    "NotValues",
    "NotYet",
    "Recorded",
    "Refused",
    "ReviewDesk",
    "Stale",
    "Step",
    "Turn",
    "Waiting",
]
