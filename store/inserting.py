"""Inserting what may be there already, without a race, on both engines."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from store.tables import Table


def insert_once(session: Session, table: type[Table], **values: Any) -> bool:
    """Insert a row unless a unique constraint says that it is there; True if it was inserted.

    Where another transaction is about to insert it, waits to see whether it does.
    """
    statement = _dialect(session).insert(table).values(**values).on_conflict_do_nothing()
    return bool(session.execute(statement.returning(*table.__mapper__.primary_key)).first())


def insert_all_once(session: Session, table: type[Table], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows, but for those of which a unique constraint says that they are there."""
    if rows:
        session.execute(_dialect(session).insert(table).on_conflict_do_nothing(), list(rows))


def insert_or_change(session: Session, table: type[Table], **values: Any) -> None:
    """Insert a row, or give the one with the same primary key these values."""
    keys = [column.name for column in table.__mapper__.primary_key]
    changed = {name: value for name, value in values.items() if name not in keys}
    statement = _dialect(session).insert(table).values(**values)
    session.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))


def _dialect(session: Session) -> Any:
    return postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
