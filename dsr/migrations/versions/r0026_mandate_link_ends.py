"""The link by which the person decides about a mandate ends by itself; one that is open now does thirty days after the mandate was entered."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "r0026"
down_revision = "r0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("representative") as table:
        table.add_column(sa.Column("confirm_until", sa.DateTime(timezone=True), nullable=True))
    rows = sa.table("representative", sa.column("id", sa.Integer()), sa.column("confirm_hash", sa.String()),
                    sa.column("made_at", sa.DateTime(timezone=True)), sa.column("confirm_until", sa.DateTime(timezone=True)))
    open_now = sa.select(rows.c.id, rows.c.made_at).where(rows.c.confirm_hash.is_not(None))
    for number, made_at in op.get_bind().execute(open_now).all():
        op.execute(rows.update().where(rows.c.id == number).values(confirm_until=made_at + timedelta(days=30)))


def downgrade() -> None:
    with op.batch_alter_table("representative") as table:
        table.drop_column("confirm_until")
