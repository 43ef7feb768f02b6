"""Nobody proves to be who they are by an address or a device."""

from __future__ import annotations

from alembic import op

revision = "r0005"
down_revision = "r0004"
branch_labels = None
depends_on = None

BORROWED = "kind IN ('imsi', 'ip', 'mac')"


def upgrade() -> None:
    op.execute(f"UPDATE identity SET proven_how = NULL, proven_at = NULL WHERE {BORROWED}")  # noqa: S608  our own words
    with op.batch_alter_table("identity") as table:
        table.create_check_constraint(op.f("ck_identity_borrowed_proves_nobody"), "proven_how IS NULL OR kind NOT IN ('imsi', 'ip', 'mac')")


def downgrade() -> None:
    with op.batch_alter_table("identity") as table:
        table.drop_constraint(op.f("ck_identity_borrowed_proves_nobody"), type_="check")
