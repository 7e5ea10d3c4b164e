"""Replies that somebody wrote down for the practitioner"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Who wrote a reply down, where it was not the practitioner."""
    with op.batch_alter_table("replies", schema=None) as batch_op:
        batch_op.add_column(sa.Column("written_by", sa.String(), nullable=True))


def downgrade() -> None:
    """Back to the version before."""
    with op.batch_alter_table("replies", schema=None) as batch_op:
        batch_op.drop_column("written_by")
