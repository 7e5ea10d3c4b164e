"""The ledger of duties"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Which duty was done for which period, and since when each is kept."""
    op.create_table(
        "duty_runs",
        sa.Column("duty", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.DateTime(timezone=True), nullable=True),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("duty", "period", name=op.f("pk_duty_runs")),
    )
    with op.batch_alter_table("duty_runs", schema=None) as batch_op:
        batch_op.create_index("ix_duty_runs_due", ["duty", "due"], unique=False)
    op.create_table(
        "duty_starts",
        sa.Column("duty", sa.String(length=40), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("duty", name=op.f("pk_duty_starts")),
    )


def downgrade() -> None:
    """Back to the version before."""
    op.drop_table("duty_starts")
    op.drop_table("duty_runs")
