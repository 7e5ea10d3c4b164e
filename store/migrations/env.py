"""Alembic's entry: runs on the connection that `Database.migrate` (or a developer's command) hands over."""

from typing import Literal

from alembic import context

from store.tables import Table, UtcDateTime


def _render(kind: str, thing: object, _context: object) -> str | Literal[False]:
    """Migrations name column types by SQLAlchemy's own, so that they outlive our classes."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
    render_item=_render,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
