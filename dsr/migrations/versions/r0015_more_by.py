"""An answer that is not whole keeps the day by which it promises the rest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0015"
down_revision = "r0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("response", sa.Column("more_by", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("response") as table:
        table.drop_column("more_by")
