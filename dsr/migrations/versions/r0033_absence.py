"""A day to plan each part with, who looks after it, and when staff are away."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa
from alembic import op

revision = "r0033"
down_revision = "r0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("stand_in_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_absence"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_absence_staff_id", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["stand_in_id"], ["staff.id"], name="fk_absence_stand_in_id", ondelete="RESTRICT"),
        sa.CheckConstraint("starts_on <= ends_on AND (stand_in_id IS NULL OR stand_in_id <> staff_id)", name=op.f("ck_absence_is_a_time")))
    for column in ("staff_id", "stand_in_id"):
        op.create_index(f"ix_absence_{column}", "absence", [column])
    with op.batch_alter_table("part") as table:
        table.add_column(sa.Column("plan_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("keeper_id", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_part_keeper_id", "staff", ["keeper_id"], ["id"], ondelete="RESTRICT")
        table.create_index("ix_part_keeper_id", ["keeper_id"])
    _plan()
    with op.batch_alter_table("part") as table:
        table.alter_column("plan_on", existing_type=sa.Date(), nullable=False)
        table.create_index("ix_part_state_plan_on", ["state", "plan_on"])


def _plan() -> None:
    """A week before each is due; the job that plans makes five working days of it, by the holidays of the country."""
    part = sa.table("part", sa.column("id", sa.Integer), sa.column("due_on", sa.Date), sa.column("plan_on", sa.Date))
    connection = op.get_bind()
    days: list[date] = list(connection.execute(sa.select(part.c.due_on).distinct()).scalars())
    for day in days:
        connection.execute(part.update().where(part.c.due_on == day).values(plan_on=day - timedelta(days=7)))


def downgrade() -> None:
    with op.batch_alter_table("part") as table:
        table.drop_index("ix_part_state_plan_on")
        table.drop_index("ix_part_keeper_id")
        table.drop_constraint("fk_part_keeper_id", type_="foreignkey")
        table.drop_column("keeper_id")
        table.drop_column("plan_on")
    op.drop_table("absence")
