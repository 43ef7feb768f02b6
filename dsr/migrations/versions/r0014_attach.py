"""Whether the person wants the data files in the PDF, too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0014"
down_revision = "r0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("request", sa.Column("attach", sa.Boolean(), nullable=True))
    op.execute(sa.update(sa.table("request", sa.column("attach", sa.Boolean()))).values(attach=True))
    with op.batch_alter_table("request") as table:
        table.alter_column("attach", existing_type=sa.Boolean(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("request") as table:
        table.drop_column("attach")
