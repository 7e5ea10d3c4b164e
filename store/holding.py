"""Keeping others out while several rows are looked at and changed together."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def hold(session: Session, *keys: str) -> None:
    """Wait until nobody else holds any of `keys`, and keep them until the transaction ends.

    PostgreSQL's transactions see one another's work only once it is committed, so "look, then write" needs
    this; SQLite has one writer at a time anyway. Keys are taken in order, so that two holders never wait for
    each other.
    """
    if session.get_bind().dialect.name == "postgresql":
        for key in sorted(set(keys)):
            session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
