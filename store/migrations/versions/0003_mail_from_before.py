"""Mail from before the first listing, known by its own Date when a mailbox is listed anew"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was listed first is the nearest to when the first listing was done."""
    with op.batch_alter_table("cursors", schema=None) as batch_op:
        batch_op.add_column(sa.Column("first_done", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE cursors SET first_done ="
        " COALESCE((SELECT MIN(p.listed) FROM placements AS p WHERE p.mailbox = cursors.mailbox), saved)"
        " WHERE cursor NOT LIKE 'anew %'"
    )

    with op.batch_alter_table("placements", schema=None) as batch_op:
        batch_op.add_column(sa.Column("again", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("from_before", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_index("ix_placements_to_fetch")
        batch_op.create_index(
            "ix_placements_to_fetch", ["mailbox", "message_id", "backlog", "next_try", "id"], unique=False
        )

    with op.batch_alter_table("comparisons", schema=None) as batch_op:
        batch_op.add_column(sa.Column("from_before", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    """Back to the version before."""
    with op.batch_alter_table("comparisons", schema=None) as batch_op:
        batch_op.drop_column("from_before")

    with op.batch_alter_table("placements", schema=None) as batch_op:
        batch_op.drop_index("ix_placements_to_fetch")
        batch_op.create_index("ix_placements_to_fetch", ["mailbox", "message_id", "next_try"], unique=False)
        batch_op.drop_column("from_before")
        batch_op.drop_column("again")

    with op.batch_alter_table("cursors", schema=None) as batch_op:
        batch_op.drop_column("first_done")
