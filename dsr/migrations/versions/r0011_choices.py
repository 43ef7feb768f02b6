"""What staff decided about a field, a row or a collection of an answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0011"
down_revision = "r0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "disclosure_choice",
        sa.Column("id", sa.Integer(), primary_key=True),
        *(sa.Column(f"{name}_id", sa.Integer(), sa.ForeignKey(f"{name}.id", ondelete="RESTRICT"), nullable=False) for name in ("part", "task", "staff")),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(300), nullable=False),
        sa.Column("field", sa.String(200), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(40), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("\"act\" IN ('leave_out', 'uncover', 'keep_hidden', 'take_back')", name="act_word"),
        sa.CheckConstraint("\"reason\" IN ('others_rights', 'confidential', 'not_theirs', 'law', 'own', 'agreed', 'known')", name="reason_word"),
        sa.CheckConstraint("(act = 'take_back') = (reason IS NULL)", name="choice_has_reason"),
        sa.CheckConstraint("row_number IS NULL OR field = ''", name="field_or_row"))
    for name in ("part", "task", "staff"):
        op.create_index(f"ix_disclosure_choice_{name}_id", "disclosure_choice", [f"{name}_id"])
    _append_only()


def downgrade() -> None:
    op.drop_table("disclosure_choice")  # its triggers go with it


def _append_only() -> None:
    """Of a choice, who made it, when and why stays. The function on Postgres is that of the evidence."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER disclosure_choice_no_{verb.lower()} BEFORE {verb} ON disclosure_choice "
                       "BEGIN SELECT RAISE(ABORT, 'disclosure_choice is append-only'); END")
        return
    op.execute("CREATE TRIGGER disclosure_choice_no_change BEFORE UPDATE OR DELETE ON disclosure_choice "
               "FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    op.execute("CREATE TRIGGER disclosure_choice_no_truncate BEFORE TRUNCATE ON disclosure_choice "
               "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")
