"""A file of text in which what may be a national number was seen says so to staff."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0013"
down_revision = "r0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("enclosure") as table:
        table.add_column(sa.Column("may_hold_national", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("enclosure") as table:
        table.drop_column("may_hold_national")
