"""The name of an enclosed file, sealed: it may hold somebody's number."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0006"
down_revision = "r0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("document", sa.Column("title", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("document", "title")
