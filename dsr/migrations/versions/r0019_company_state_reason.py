"""Why a company's state changed last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0019"
down_revision = "r0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("company") as table:
        table.add_column(sa.Column("state_reason", sa.String(1000), nullable=False, server_default=""))
    with op.batch_alter_table("company") as table:
        table.alter_column("state_reason", existing_type=sa.String(1000), existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("company") as table:
        table.drop_column("state_reason")
