"""What a company saved of its answer before it gave the instruction."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0024"
down_revision = "r0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("referral") as table:
        table.add_column(sa.Column("saved", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("referral") as table:
        table.drop_column("saved")
