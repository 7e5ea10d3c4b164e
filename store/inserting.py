"""Inserting what may be there already, without a race, on both engines."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from store.tables import Table


def insert_once(session: Session, table: type[Table], **values: Any) -> bool:
    """Insert a row unless a unique constraint says that it is there; True if it was inserted."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing()
    return bool(session.execute(statement.returning(*table.__mapper__.primary_key)).first())
