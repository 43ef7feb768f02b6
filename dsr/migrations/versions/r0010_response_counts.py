"""An answer keeps what it counted, so that one that replaces it can say what has changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0010"
down_revision = "r0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("response", sa.Column("counts", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("response") as table:
        table.drop_column("counts")
