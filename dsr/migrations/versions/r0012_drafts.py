"""An answer is written as a draft, and approved as it stands.

An answer that was approved and is not written yet was seen by nobody: its part goes back to review.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0012"
down_revision = "r0011"
branch_labels = None
depends_on = None

_UNSEEN = "SELECT id FROM response WHERE written_at IS NULL"


def upgrade() -> None:
    op.add_column("response", sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE response SET ordered_at = approved_at")
    with op.batch_alter_table("response") as table:
        table.alter_column("ordered_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        table.alter_column("approved_at", existing_type=sa.DateTime(timezone=True), nullable=True)
        table.add_column(sa.Column("made_of", sa.String(), nullable=True))
        table.add_column(sa.Column("owed", sa.String(600), nullable=True))
        table.add_column(sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("agreed_by", sa.Integer(), nullable=True))
        table.add_column(sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True))
        table.create_foreign_key("fk_response_agreed_by", "staff", ["agreed_by"], ["id"], ondelete="RESTRICT")
    op.create_index("ix_response_agreed_by", "response", ["agreed_by"])
    op.execute("UPDATE part SET state = 'reviewing' WHERE state = 'delivering' AND id IN (SELECT part_id FROM response WHERE written_at IS NULL)")
    op.execute(f"UPDATE task SET state = 'skipped', lease_until = NULL WHERE kind = 'write_answer' AND state <> 'done' AND response_id IN ({_UNSEEN})")
    op.execute("UPDATE response SET approved_at = NULL, approved_by = NULL, superseded_at = ordered_at WHERE written_at IS NULL")
    with op.batch_alter_table("response") as table:
        table.create_check_constraint(
            op.f("ck_response_approved_is_written"), "approved_at IS NULL OR (written_at IS NOT NULL AND superseded_at IS NULL)")


def downgrade() -> None:
    drafts = "SELECT id FROM response WHERE approved_at IS NULL"
    op.execute(f"DELETE FROM document WHERE response_id IN ({drafts})")
    op.execute(f"DELETE FROM task WHERE response_id IN ({drafts})")
    op.execute("DELETE FROM response WHERE approved_at IS NULL")
    op.drop_index("ix_response_agreed_by", "response")
    with op.batch_alter_table("response") as table:
        table.drop_constraint(op.f("ck_response_approved_is_written"), type_="check")
        table.drop_constraint("fk_response_agreed_by", type_="foreignkey")
        for name in ("agreed_at", "agreed_by", "superseded_at", "owed", "made_of", "ordered_at"):
            table.drop_column(name)
        table.alter_column("approved_at", existing_type=sa.DateTime(timezone=True), nullable=False)
