"""The policy on other people's data, by country and role, in versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0008"
down_revision = "r0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "policy_version",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digits", sa.Integer(), nullable=False),
        sa.Column("treatments", sa.String(), nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("staff_id", sa.Integer(), sa.ForeignKey("staff.id", ondelete="RESTRICT"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("\"role\" IN ('controller', 'processor')", name="role_word"),
        sa.CheckConstraint("version > 0", name="version_counts"),
        sa.UniqueConstraint("country", "role", "version"))
    op.create_index("ix_policy_version_staff_id", "policy_version", ["staff_id"])
    _append_only()


def downgrade() -> None:
    op.drop_table("policy_version")  # its triggers go with it


def _append_only() -> None:
    """Of a change, who made it, when and why stays. The function on Postgres is that of the evidence."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER policy_version_no_{verb.lower()} BEFORE {verb} ON policy_version "
                       "BEGIN SELECT RAISE(ABORT, 'policy_version is append-only'); END")
        return
    op.execute("CREATE TRIGGER policy_version_no_change BEFORE UPDATE OR DELETE ON policy_version FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    op.execute("CREATE TRIGGER policy_version_no_truncate BEFORE TRUNCATE ON policy_version FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")
