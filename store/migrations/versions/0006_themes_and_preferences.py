"""The list of themes, and how people like to hold audits"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The quality assurance team's list of themes; who likes to be asked in a window."""
    op.create_table(
        "themes",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("retired", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_themes")),
    )
    op.create_table(
        "preferences",
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("in_window", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("email", name=op.f("pk_preferences")),
    )


def downgrade() -> None:
    """Back to the version before."""
    op.drop_table("preferences")
    op.drop_table("themes")
