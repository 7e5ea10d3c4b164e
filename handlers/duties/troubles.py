"""Telling the QA team of what the bot could not use: once it lasts, and once it is over."""

import datetime as dt

from sqlalchemy import select

from store.tables import Delivery, Trouble
from store.telling import tell_qa_team
from store.unit_of_work import UnitOfWork

TROUBLE, OVER = "trouble", "trouble-over"
PATIENCE = dt.timedelta(minutes=5)
_REMEMBERED = dt.timedelta(days=7)
_PERIOD = "trouble-"


def tell_of_troubles(work: UnitOfWork) -> int:
    """Have the QA team told of each trouble that lasts, and of the end of each that they were told of; how many.

    Told is what lasts more than five minutes, or will not pass by itself: each once, however often this is called.
    """
    return _begun(work) + _ended(work)


def trouble_period(trouble_id: int) -> str:
    """The period of a delivery about a trouble."""
    return f"{_PERIOD}{trouble_id}"


def trouble_of(period: str | None) -> int | None:
    """The trouble that a delivery with that period is about."""
    number = (period or "").removeprefix(_PERIOD)
    return int(number) if number.isdigit() and number != period else None


def _begun(work: UnitOfWork) -> int:
    untold = [trouble for trouble in work.troubles.open() if trouble.told is None]
    lasting = [trouble for trouble in untold if trouble.lasting or work.now - trouble.began > PATIENCE]
    for trouble in lasting:
        tell_qa_team(work, TROUBLE, period=trouble_period(trouble.id))
        trouble.told = work.now
    return len(lasting)


def _ended(work: UnitOfWork) -> int:
    found = select(Trouble).where(Trouble.ended > work.now - _REMEMBERED, Trouble.told.is_not(None))
    over = {trouble_period(trouble.id): trouble for trouble in work.session.scalars(found)}
    told = select(Delivery.period).where(Delivery.kind == OVER, Delivery.period.in_(over))
    untold = set(over) - set(work.session.scalars(told))
    for period in sorted(untold):
        tell_qa_team(work, OVER, period=period)
    return len(untold)
