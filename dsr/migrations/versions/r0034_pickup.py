"""Who has the pick-up code of a request: for who asked by mail or by letter nobody has, until staff or the post gave one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0034"
down_revision = "r0033"
branch_labels = None
depends_on = None

_WORDS = "\"pickup\" IN ('given', 'nobody', 'by_link')"


def upgrade() -> None:
    with op.batch_alter_table("request") as table:
        table.add_column(sa.Column("pickup", sa.String(40), nullable=False, server_default="given"))
        table.create_check_constraint(op.f("ck_request_pickup_word"), _WORDS)
    with op.batch_alter_table("request") as table:
        table.alter_column("pickup", existing_type=sa.String(40), server_default=None)
    op.execute(
        "UPDATE request SET pickup = 'nobody' WHERE channel IN ('mail', 'letter') "
        "AND NOT EXISTS (SELECT 1 FROM event WHERE event.request_id = request.id AND event.name = 'code_renewed') "
        "AND NOT EXISTS (SELECT 1 FROM proof WHERE proof.request_id = request.id AND proof.method = 'posted_code' AND proof.state = 'proven')")


def downgrade() -> None:
    with op.batch_alter_table("request") as table:
        table.drop_constraint(op.f("ck_request_pickup_word"), type_="check")
        table.drop_column("pickup")
