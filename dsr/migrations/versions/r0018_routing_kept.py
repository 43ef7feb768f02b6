"""What the privacy manager decided about who decides is kept: rows of the routing table are added and never changed."""

from __future__ import annotations

from alembic import op

revision = "r0018"
down_revision = "r0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER routing_version_no_{verb.lower()} BEFORE {verb} ON routing_version "
                       "BEGIN SELECT RAISE(ABORT, 'routing_version is append-only'); END")
        return
    op.execute("CREATE TRIGGER routing_version_no_change BEFORE UPDATE OR DELETE ON routing_version FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    op.execute("CREATE TRIGGER routing_version_no_truncate BEFORE TRUNCATE ON routing_version FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER routing_version_no_{verb}")
        return
    for name in ("change", "truncate"):
        op.execute(f"DROP TRIGGER routing_version_no_{name} ON routing_version")
