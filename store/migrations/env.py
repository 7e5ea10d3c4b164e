"""Alembic's entry: runs on the connection that `Database.migrate` (or a developer's command) hands over."""

from typing import Literal

from alembic import context

from store.column_types import UtcDateTime, Words
from store.tables import Table


def _render(kind: str, thing: object, _context: object) -> str | Literal[False]:
    """Migrations name column types by SQLAlchemy's own, so that they outlive our classes."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return "sa.String()" if kind == "type" and isinstance(thing, Words) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
    render_item=_render,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
