"""The queue and its search: who has a request open, words of mails among the search tokens, and the indexes that keep both quick."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0035"
down_revision = "r0034"
branch_labels = None
depends_on = None

_UNREACHED = sa.text("state IN ('failed', 'bounced') AND attended_at IS NULL")
_PART_UNREACHED = sa.text("state IN ('failed', 'bounced') AND attended_at IS NULL AND part_id IS NOT NULL")
_UNSEEN = sa.text("became = 'reply' AND seen_at IS NULL")
_OPEN = sa.text("ended_on IS NULL")


def upgrade() -> None:
    op.create_table(
        "presence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_presence_request_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_presence_staff_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
        sa.UniqueConstraint("request_id", "staff_id", name=op.f("uq_presence_request_id_staff_id")))
    op.create_index(op.f("ix_presence_request_id"), "presence", ["request_id"])
    op.create_index(op.f("ix_presence_staff_id"), "presence", ["staff_id"])
    with op.batch_alter_table("search_token") as table:
        table.add_column(sa.Column("of_mail", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("search_token") as table:
        table.alter_column("of_mail", existing_type=sa.Boolean(), server_default=None)
        table.drop_index("ix_search_token_token")
        table.create_index("ix_search_token_token_request_id", ["token", "request_id"])
    with op.batch_alter_table("request") as table:
        table.add_column(sa.Column("search_rules", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("request") as table:
        table.alter_column("search_rules", existing_type=sa.Integer(), server_default=None)
        table.create_index("ix_request_search_rules", ["search_rules"])
    op.create_index("ix_part_closed_at_id", "part", ["closed_at", "id"])
    op.create_index("ix_message_unreached", "message", ["request_id", "part_id"], sqlite_where=_UNREACHED, postgresql_where=_UNREACHED)
    op.create_index("ix_message_unreached_part", "message", ["part_id"], sqlite_where=_PART_UNREACHED, postgresql_where=_PART_UNREACHED)
    op.create_index("ix_incoming_mail_unseen", "incoming_mail", ["request_id"], sqlite_where=_UNSEEN, postgresql_where=_UNSEEN)
    op.create_index("ix_pause_open", "pause", ["request_id"], sqlite_where=_OPEN, postgresql_where=_OPEN)


def downgrade() -> None:
    op.drop_index("ix_pause_open", "pause")
    op.drop_index("ix_incoming_mail_unseen", "incoming_mail")
    op.drop_index("ix_message_unreached_part", "message")
    op.drop_index("ix_message_unreached", "message")
    op.drop_index("ix_part_closed_at_id", "part")
    with op.batch_alter_table("request") as table:
        table.drop_index("ix_request_search_rules")
        table.drop_column("search_rules")
    op.execute("DELETE FROM search_token WHERE of_mail")
    with op.batch_alter_table("search_token") as table:
        table.drop_index("ix_search_token_token_request_id")
        table.create_index("ix_search_token_token", ["token"])
        table.drop_column("of_mail")
    op.drop_table("presence")
