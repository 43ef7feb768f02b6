"""Mailboxes that are read, and what came in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0029"
down_revision = "r0028"
branch_labels = None
depends_on = None

WORDS = {
    "state": "new sort done", "nature": "letter auto_reply out_of_office bounce delay own list calendar encrypted",
    "unsure": "unreadable national_number encrypted calendar list no_sender repeated several stranger closed letter_lost open_request unclear",
    "became": "request reply answer fate automatic no_request"}
REFERENCES = {"request_id": "request", "message_id": "message", "seen_by": "staff"}


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
        *(sa.Column(name, sa.String(40), nullable=True) for name in ("nature", "unsure", "became")),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in REFERENCES),
        sa.Column("sender_token", sa.String(64), nullable=True),
        *(sa.Column(name, sa.LargeBinary(), nullable=True) for name in ("sheet", "reason")),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_incoming_mail"),
        *(sa.UniqueConstraint(column, name=f"uq_incoming_mail_{column}") for column in ("reference", "digest", "path")),
        *(sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_incoming_mail_{column}", ondelete="RESTRICT")
          for column, target in REFERENCES.items()),
        *(sa.CheckConstraint(f'"{column}" IN (' + ", ".join(f"'{word}'" for word in named.split()) + ")", name=op.f(f"ck_incoming_mail_{column}_word"))
          for column, named in WORDS.items()),
        sa.CheckConstraint("(state = 'done') = (became IS NOT NULL)", name=op.f("ck_incoming_mail_done_became_something")),
        sa.CheckConstraint("state <> 'sort' OR unsure IS NOT NULL", name=op.f("ck_incoming_mail_unsure_says_why")))
    op.create_index("ix_incoming_mail_state_due_at", "incoming_mail", ["state", "due_at"])
    op.create_index("ix_incoming_mail_place", "incoming_mail", ["mailbox", "uid_validity", "uid"])
    for column in ("message_token", "sender_token", *REFERENCES):
        op.create_index(f"ix_incoming_mail_{column}", "incoming_mail", [column])


def downgrade() -> None:
    op.drop_table("incoming_mail")
    op.drop_table("mailbox")
