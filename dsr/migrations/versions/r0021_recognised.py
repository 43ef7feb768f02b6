"""The name of an electronic identity, until it is compared with our records; and for what it was compared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0021"
down_revision = "r0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("proof") as table:
        table.add_column(sa.Column("asserted", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("is_recognised", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("looked_for", sa.String(64), nullable=True))
    with op.batch_alter_table("proof") as table:
        table.alter_column("is_recognised", existing_type=sa.Boolean(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("proof") as table:
        for name in ("looked_for", "is_recognised", "asserted"):
            table.drop_column(name)
