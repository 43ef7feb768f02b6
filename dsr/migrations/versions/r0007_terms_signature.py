"""What the letter says about a collection is signed off by the privacy manager."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0007"
down_revision = "r0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "terms_signature",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("address", sa.String(300), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("staff_id", sa.Integer(), sa.ForeignKey("staff.id", ondelete="RESTRICT"), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False))
    op.create_index("ix_terms_signature_address", "terms_signature", ["address"])
    op.create_index("ix_terms_signature_staff_id", "terms_signature", ["staff_id"])


def downgrade() -> None:
    op.drop_table("terms_signature")
