"""Which versions of audits stand: recorded, not taken back, and replaced by no later one."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from store.tables import Audit


def stands() -> ColumnElement[bool]:
    """Of a row of audits."""
    later = aliased(Audit)
    superseded = (
        select(later.id)
        .where(later.identity == Audit.identity, later.version > Audit.version, later.withdrawn.is_(None))
        .exists()
    )
    return Audit.version.is_not(None) & Audit.withdrawn.is_(None) & ~superseded
