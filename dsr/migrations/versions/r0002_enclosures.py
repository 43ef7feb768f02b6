"""Files that belong to an answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"
branch_labels = None
depends_on = None

REFERENCES = {"part_id": "part", "task_id": "task", "decided_by": "staff"}
WORDS = {"decision": "pending included left_out", "reason": "other_person no_personal_data confidential repeated harmful"}


def upgrade() -> None:
    op.create_table(
        "enclosure",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("part_id", "task_id", "attempt", "number")),
        sa.Column("source_key", sa.String(60), nullable=False),
        sa.Column("address", sa.String(300), nullable=False),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("decision", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(40), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_enclosure"),
        sa.UniqueConstraint("part_id", "number", name="uq_enclosure_part_id_number"),
        sa.UniqueConstraint("path", name="uq_enclosure_path"),
        *(sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_enclosure_{column}", ondelete="RESTRICT")
          for column, target in REFERENCES.items()),
        *(sa.CheckConstraint(f'"{column}" IN (' + ", ".join(f"'{word}'" for word in named.split()) + ")", name=op.f(f"ck_enclosure_{column}_word"))
          for column, named in WORDS.items()),
        sa.CheckConstraint("(decision = 'left_out') = (reason IS NOT NULL)", name=op.f("ck_enclosure_left_out_has_reason")))
    for column in REFERENCES:
        op.create_index(f"ix_enclosure_{column}", "enclosure", [column])


def downgrade() -> None:
    op.drop_table("enclosure")
