"""Mailboxes that are read, and what came in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0029"
down_revision = "r0028"
branch_labels = None
depends_on = None

STATES = "new sort done"


def upgrade() -> None:
    op.create_table(
        "mailbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(40), nullable=True),
        sa.Column("faulty_since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_mailbox"),
        sa.UniqueConstraint("name", name="uq_mailbox_name"),
        sa.CheckConstraint("(fault IS NULL) = (faulty_since IS NULL)", name=op.f("ck_mailbox_fault_has_begun")))
    op.create_table(
        "incoming_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("mailbox", sa.String(40), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("uid_validity", "uid", "size")),
        sa.Column("server_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("message_token", sa.String(64), nullable=True),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("master_id", sa.String(40), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incoming_mail"),
        *(sa.UniqueConstraint(column, name=f"uq_incoming_mail_{column}") for column in ("reference", "digest", "path")),
        sa.CheckConstraint('"state" IN (' + ", ".join(f"'{word}'" for word in STATES.split()) + ")", name=op.f("ck_incoming_mail_state_word")))
    op.create_index("ix_incoming_mail_state_due_at", "incoming_mail", ["state", "due_at"])
    op.create_index("ix_incoming_mail_place", "incoming_mail", ["mailbox", "uid_validity", "uid"])
    op.create_index("ix_incoming_mail_message_token", "incoming_mail", ["message_token"])


def downgrade() -> None:
    op.drop_table("incoming_mail")
    op.drop_table("mailbox")
