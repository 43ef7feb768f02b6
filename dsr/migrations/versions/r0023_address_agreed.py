"""Both the new and the old mailbox agree before letters go elsewhere."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0023"
down_revision = "r0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("contact_point") as table:
        table.add_column(sa.Column("agree_hash", sa.String(64), nullable=True))
        table.create_unique_constraint(op.f("uq_contact_point_agree_hash"), ["agree_hash"])


def downgrade() -> None:
    with op.batch_alter_table("contact_point") as table:
        table.drop_constraint(op.f("uq_contact_point_agree_hash"), type_="unique")
        table.drop_column("agree_hash")
