"""Tries of the channels by which requests come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0032"
down_revision = "r0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "heartbeat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(60), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in ("sent_at", "seen_at", "alarmed_at")),
        sa.PrimaryKeyConstraint("id", name="pk_heartbeat"),
        sa.UniqueConstraint("token_hash", name="uq_heartbeat_token_hash"))
    op.create_index("ix_heartbeat_channel_begun_at", "heartbeat", ["channel", "begun_at"])


def downgrade() -> None:
    op.drop_table("heartbeat")
