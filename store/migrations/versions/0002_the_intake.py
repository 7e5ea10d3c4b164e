"""The intake: mails listed before they are fetched, the review desk, troubles, comparisons"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The intake."""
    op.create_table(
        "comparisons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailbox", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("standing", sa.Integer(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("vanished", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("without_bytes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comparisons")),
    )
    with op.batch_alter_table("comparisons", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comparisons_mailbox"), ["mailbox"], unique=False)

    op.create_table(
        "troubles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=60), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("lasting", sa.Boolean(), nullable=False),
        sa.Column("began", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_troubles")),
    )
    with op.batch_alter_table("troubles", schema=None) as batch_op:
        batch_op.create_index("ix_troubles_what", ["what", "ended"], unique=False)

    op.create_table(
        "review_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("what", sa.String(length=30), nullable=False),
        sa.Column("where", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("undone", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name=op.f("fk_review_steps_audit_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_review_steps_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_steps")),
    )
    with op.batch_alter_table("review_steps", schema=None) as batch_op:
        batch_op.create_index("ix_review_steps_message_id", ["message_id"], unique=False)

    with op.batch_alter_table("audits", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withdrawn", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("cursors", schema=None) as batch_op:
        batch_op.add_column(sa.Column("since", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mail_id", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_deliveries_mail_id"), ["mail_id"], unique=False)

    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("backlog", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("trusted_by", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("kind_said", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("answers_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("answerable", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_foreign_key(batch_op.f("fk_messages_answers_id"), "messages", ["answers_id"], ["id"])
        batch_op.drop_index("ix_messages_state")
        batch_op.create_index("ix_messages_state", ["state", "backlog", "id"], unique=False)

    _placements_listed_first()


def _placements_listed_first() -> None:
    """A placement gets an id of its own, and may stand there before its mail is fetched."""
    op.execute("CREATE TABLE placements_before AS SELECT mailbox, uid, message_id, moved_to FROM placements")
    op.drop_table("placements")
    op.create_table(
        "placements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mailbox", sa.String(length=40), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("received", sa.DateTime(timezone=True), nullable=True),
        sa.Column("listed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("past", sa.Boolean(), nullable=False),
        sa.Column("backlog", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("moved_to", sa.String(), nullable=True),
        sa.Column("moved_as", sa.String(length=20), nullable=True),
        sa.Column("uid_there", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_placements_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placements")),
        sa.UniqueConstraint("mailbox", "uid", name=op.f("uq_placements_mailbox_uid")),
    )
    with op.batch_alter_table("placements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placements_message_id"), ["message_id"], unique=False)
        batch_op.create_index("ix_placements_to_fetch", ["mailbox", "message_id", "next_try"], unique=False)
        batch_op.create_index("ix_placements_to_move", ["mailbox", "moved_as", "message_id"], unique=False)
    op.execute(
        "INSERT INTO placements"
        " (mailbox, uid, message_id, moved_to, moved_as, listed, next_try, past, backlog, attempts)"
        " SELECT b.mailbox, b.uid, b.message_id, b.moved_to,"
        " CASE WHEN b.moved_to IS NULL THEN NULL ELSE m.state END, m.arrived, m.arrived, FALSE, FALSE, 0"
        " FROM placements_before AS b JOIN messages AS m ON m.id = b.message_id ORDER BY m.id"
    )
    op.drop_table("placements_before")


def downgrade() -> None:
    """Back to the version before; what was listed and not fetched yet is listed again."""
    op.execute(
        "CREATE TABLE placements_after AS"
        " SELECT mailbox, uid, message_id, moved_to FROM placements WHERE message_id IS NOT NULL"
    )
    op.drop_table("placements")
    op.create_table(
        "placements",
        sa.Column("mailbox", sa.String(length=40), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("moved_to", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_placements_message_id")),
        sa.PrimaryKeyConstraint("mailbox", "uid", name=op.f("pk_placements")),
    )
    with op.batch_alter_table("placements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placements_message_id"), ["message_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_placements_moved_to"), ["moved_to"], unique=False)
    op.execute(
        "INSERT INTO placements (mailbox, uid, message_id, moved_to)"
        " SELECT mailbox, uid, message_id, moved_to FROM placements_after"
    )
    op.drop_table("placements_after")

    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_index("ix_messages_state")
        batch_op.create_index("ix_messages_state", ["state", "next_try"], unique=False)
        batch_op.drop_constraint(batch_op.f("fk_messages_answers_id"), type_="foreignkey")
        batch_op.drop_column("answerable")
        batch_op.drop_column("answers_id")
        batch_op.drop_column("kind_said")
        batch_op.drop_column("trusted_by")
        batch_op.drop_column("backlog")

    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deliveries_mail_id"))
        batch_op.drop_column("mail_id")

    with op.batch_alter_table("cursors", schema=None) as batch_op:
        batch_op.drop_column("since")

    with op.batch_alter_table("audits", schema=None) as batch_op:
        batch_op.drop_column("withdrawn")

    with op.batch_alter_table("review_steps", schema=None) as batch_op:
        batch_op.drop_index("ix_review_steps_message_id")

    op.drop_table("review_steps")
    with op.batch_alter_table("troubles", schema=None) as batch_op:
        batch_op.drop_index("ix_troubles_what")

    op.drop_table("troubles")
    with op.batch_alter_table("comparisons", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comparisons_mailbox"))

    op.drop_table("comparisons")
