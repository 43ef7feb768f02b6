"""How many codes were sent the letters say; they say when, too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0025"
down_revision = "r0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("question") as table:
        table.drop_column("codes")


def downgrade() -> None:
    with op.batch_alter_table("question") as table:
        table.add_column(sa.Column("codes", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("question") as table:
        table.alter_column("codes", existing_type=sa.Integer(), server_default=None)
