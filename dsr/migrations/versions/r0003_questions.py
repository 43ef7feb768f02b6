"""Questions to those who keep a source that no program can search."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0003"
down_revision = "r0002"
branch_labels = None
depends_on = None

WORDS = {"ending": "files nothing cannot expired waived", "reason": "not_findable no_access not_allowed other"}


def upgrade() -> None:
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("locale", sa.String(10), nullable=False),
        sa.Column("owner", sa.LargeBinary(), nullable=False),
        sa.Column("wanted", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in ("remind_at", "reminded_at")),
        sa.Column("codes", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=True),
        sa.Column("code_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code_tries", sa.Integer(), nullable=False),
        sa.Column("session_hash", sa.String(64), nullable=True),
        sa.Column("session_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.String(40), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(40), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_question"),
        *(sa.UniqueConstraint(name, name=f"uq_question_{name}") for name in ("task_id", "token_hash", "session_hash")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name="fk_question_task_id", ondelete="RESTRICT"),
        *(sa.CheckConstraint(f'"{column}" IN (' + ", ".join(f"'{word}'" for word in named.split()) + ")", name=op.f(f"ck_question_{column}_word"))
          for column, named in WORDS.items()),
        sa.CheckConstraint("(ending IS NULL) = (ended_at IS NULL)", name=op.f("ck_question_ended_has_ending")),
        sa.CheckConstraint("(ending IS NOT NULL AND ending = 'cannot') = (reason IS NOT NULL)", name=op.f("ck_question_cannot_has_reason")))
    op.create_index("ix_question_task_id", "question", ["task_id"])
    op.create_index("ix_question_ending_due_at", "question", ["ending", "due_at"])


def downgrade() -> None:
    op.drop_table("question")
