"""What became of a letter: it came back, its link was opened, the answer was fetched; and the mails that it answers."""

from __future__ import annotations

import json
from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "r0030"
down_revision = "r0029"
branch_labels = None
depends_on = None

_STATES = ("queued", "sending", "sent", "failed")
_MOMENTS = ("reported_at", "attended_at")


def upgrade() -> None:
    with op.batch_alter_table("message") as table:
        table.drop_constraint(op.f("ck_message_state_word"), type_="check")
        table.create_check_constraint(op.f("ck_message_state_word"), _word((*_STATES, "bounced")))
        for name in _MOMENTS:
            table.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("recipient_token", sa.String(64), nullable=True))
        table.add_column(sa.Column("in_reply_to", sa.LargeBinary(), nullable=True))
        table.create_index("ix_message_recipient_token", ["recipient_token"])
    with op.batch_alter_table("request") as table:
        table.add_column(sa.Column("mail_thread", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("delivery") as table:
        table.add_column(sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("message_id", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_delivery_message_id", "message", ["message_id"], ["id"], ondelete="RESTRICT")
        table.create_index("ix_delivery_message_id", ["message_id"])
    _letters_of_links()
    _fetched()


def downgrade() -> None:
    with op.batch_alter_table("delivery") as table:
        table.drop_index("ix_delivery_message_id")
        table.drop_constraint("fk_delivery_message_id", type_="foreignkey")
        table.drop_column("message_id")
        table.drop_column("fetched_at")
    with op.batch_alter_table("request") as table:
        table.drop_column("mail_thread")
    op.execute("UPDATE message SET state = 'failed' WHERE state = 'bounced'")
    with op.batch_alter_table("message") as table:
        table.drop_index("ix_message_recipient_token")
        for name in ("in_reply_to", "recipient_token", *reversed(_MOMENTS)):
            table.drop_column(name)
        table.drop_constraint(op.f("ck_message_state_word"), type_="check")
        table.create_check_constraint(op.f("ck_message_state_word"), _word(_STATES))


def _word(states: tuple[str, ...]) -> str:
    named = ", ".join(f"'{one}'" for one in states)
    return f'"state" IN ({named})'


def _letters_of_links() -> None:
    """A link went out with the letter of the same occasion."""
    found = op.get_bind().execute(sa.text(
        "SELECT d.id, d.representative_id, p.request_id, p.number, r.number FROM delivery d JOIN response r ON r.id = d.response_id "
        "JOIN part p ON p.id = r.part_id ORDER BY d.id")).all()
    earlier: defaultdict[tuple[int, int, int], int] = defaultdict(int)
    for delivery, representative, request, part, response in found:
        if representative is None:
            earlier[request, part, response] += 1
            occasion = f"answer_ready:{part}.{response}:{earlier[request, part, response]}"
        else:
            occasion = f"answer_representative:{delivery}"
        op.get_bind().execute(sa.text(
            "UPDATE delivery SET message_id = (SELECT m.id FROM message m WHERE m.request_id = :request AND m.occasion = :occasion) WHERE id = :id"),
            {"request": request, "occasion": occasion, "id": delivery})


def _fetched() -> None:
    """A file left by the link that was opened last before."""
    for request, at, facts in op.get_bind().execute(sa.text("SELECT request_id, at, facts FROM event WHERE name = 'downloaded' ORDER BY id")).all():
        told = json.loads(facts)
        op.get_bind().execute(sa.text(
            "UPDATE delivery SET fetched_at = :at WHERE fetched_at IS NULL AND id = (SELECT d.id FROM delivery d "
            "JOIN response r ON r.id = d.response_id JOIN part p ON p.id = r.part_id WHERE p.request_id = :request AND p.number = :part "
            "AND r.number = :response AND d.first_opened_at <= :at ORDER BY d.first_opened_at DESC LIMIT 1)"),
            {"at": at, "request": request, "part": told.get("part"), "response": told.get("response")})
