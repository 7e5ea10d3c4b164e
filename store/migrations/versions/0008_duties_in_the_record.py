"""Duties in the child's record"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What an audit leaves to do in the child's record; why an audit was amended."""
    op.create_table(
        "duties",
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("begun", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name=op.f("fk_duties_audit_id")),
        sa.PrimaryKeyConstraint("audit_id", "kind", name=op.f("pk_duties")),
    )
    with op.batch_alter_table("duties", schema=None) as batch_op:
        batch_op.create_index("ix_duties_owner", ["owner", "done_at"], unique=False)
    with op.batch_alter_table("audits", schema=None) as batch_op:
        batch_op.add_column(sa.Column("amended_because", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    """Back to the version before."""
    with op.batch_alter_table("audits", schema=None) as batch_op:
        batch_op.drop_column("amended_because")
    op.drop_table("duties")
