"""Which collection says who held a line, and who took a statement back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0020"
down_revision = "r0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tenancy") as table:
        table.add_column(sa.Column("collection", sa.String(200)))
        table.add_column(sa.Column("revoked_by", sa.Integer()))
        table.create_foreign_key("fk_tenancy_revoked_by", "staff", ["revoked_by"], ["id"], ondelete="RESTRICT")
        table.create_index("ix_tenancy_revoked_by", ["revoked_by"])


def downgrade() -> None:
    with op.batch_alter_table("tenancy") as table:
        table.drop_index("ix_tenancy_revoked_by")
        table.drop_constraint("fk_tenancy_revoked_by", type_="foreignkey")
        table.drop_column("revoked_by")
        table.drop_column("collection")
