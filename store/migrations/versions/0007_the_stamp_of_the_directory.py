"""A stamp that changes with the directory"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What says that the directory was imported anew, so that nobody reads all of it each time."""
    op.create_table(
        "stamps",
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("value", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_stamps")),
    )


def downgrade() -> None:
    """Back to the version before."""
    op.drop_table("stamps")
