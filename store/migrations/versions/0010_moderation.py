"""Moderation"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Which audits the QA team moderates, and what came of it."""
    with op.batch_alter_table("audits", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("for_moderation", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.create_index("ix_audits_for_moderation", ["for_moderation"], unique=False)
    op.create_table(
        "moderations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("finding", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name=op.f("fk_moderations_audit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderations")),
    )
    with op.batch_alter_table("moderations", schema=None) as batch_op:
        batch_op.create_index("ix_moderations_audit_id", ["audit_id"], unique=False)
    _find_those_recorded_before()


def _find_those_recorded_before() -> None:
    """Audits that were flagged when there was no list yet stand on it now."""
    audits = sa.table("audits", sa.column("id"), sa.column("reading"), sa.column("for_moderation"))
    connection = op.get_bind()
    for number, reading in connection.execute(sa.select(audits.c.id, audits.c.reading)).fetchall():
        said = json.loads(reading) if isinstance(reading, str | bytes) else reading
        if any(notice.get("code") == "judgement-and-areas" for notice in (said or {}).get("notices", ())):
            connection.execute(audits.update().where(audits.c.id == number).values(for_moderation=sa.true()))


def downgrade() -> None:
    """Back to the version before."""
    op.drop_table("moderations")
    with op.batch_alter_table("audits", schema=None) as batch_op:
        batch_op.drop_index("ix_audits_for_moderation")
        batch_op.drop_column("for_moderation")
