"""A representative opens an answer by a link and a code of their own, which end with the mandate."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0022"
down_revision = "r0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("representative") as table:
        table.add_column(sa.Column("code_hash", sa.String(64), nullable=True))
    with op.batch_alter_table("delivery") as table:
        table.add_column(sa.Column("representative_id", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_delivery_representative_id", "representative", ["representative_id"], ["id"], ondelete="RESTRICT")
        table.create_index("ix_delivery_representative_id", ["representative_id"])


def downgrade() -> None:
    with op.batch_alter_table("delivery") as table:
        table.drop_index("ix_delivery_representative_id")
        table.drop_constraint("fk_delivery_representative_id", type_="foreignkey")
        table.drop_column("representative_id")
    with op.batch_alter_table("representative") as table:
        table.drop_column("code_hash")
