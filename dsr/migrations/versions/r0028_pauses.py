"""The clock also stands for a mandate and for an answer of the person, and what ends it is told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0028"
down_revision = "r0027"
branch_labels = None
depends_on = None

_WAITS_FOR = ("representative", "clarification")


def upgrade() -> None:
    with op.batch_alter_table("representative") as table:
        table.add_column(sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("clarification") as table:
        table.add_column(sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("pause") as table:
        table.add_column(sa.Column("reason", sa.LargeBinary(), nullable=True))
        for other in _WAITS_FOR:
            table.add_column(sa.Column(f"{other}_id", sa.Integer(), nullable=True))
            table.create_foreign_key(f"fk_pause_{other}_id", other, [f"{other}_id"], ["id"], ondelete="RESTRICT")
            table.create_index(f"ix_pause_{other}_id", [f"{other}_id"])
        table.create_check_constraint(op.f("ck_pause_clarification_has_question"), "(kind = 'clarification') = (clarification_id IS NOT NULL)")


def downgrade() -> None:
    with op.batch_alter_table("pause") as table:
        table.drop_constraint(op.f("ck_pause_clarification_has_question"), type_="check")
        for other in reversed(_WAITS_FOR):
            table.drop_index(f"ix_pause_{other}_id")
            table.drop_constraint(f"fk_pause_{other}_id", type_="foreignkey")
            table.drop_column(f"{other}_id")
        table.drop_column("reason")
    with op.batch_alter_table("clarification") as table:
        table.drop_column("taken_back_at")
    with op.batch_alter_table("representative") as table:
        table.drop_column("agreed_at")
        table.drop_column("asked_at")
