"""What is collected before its source purges it has a plan of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0004"
down_revision = "r0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("part", sa.Column("freeze_plan", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("part") as table:
        table.drop_column("freeze_plan")
