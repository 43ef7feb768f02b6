"""Each company knows its part of a request by a reference of its own; those that were told of one before get theirs now."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

from dsr.domain.reference import RANDOM_BYTES, new_reference

revision = "r0027"
down_revision = "r0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    made = op.create_table(
        "company_reference", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False), sa.Column("reference", sa.String(20), nullable=False),
        sa.UniqueConstraint("part_id", "company_id"), sa.UniqueConstraint("reference"),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], ondelete="RESTRICT"))
    for name in ("part_id", "company_id"):
        op.create_index(f"ix_company_reference_{name}", "company_reference", [name])
    told = sa.text("SELECT part_id, company_id FROM referral UNION SELECT part_id, company_id FROM instruction ORDER BY 1, 2")
    for part_id, company_id in op.get_bind().execute(told).all():
        op.execute(made.insert().values(part_id=part_id, company_id=company_id, reference=new_reference(secrets.token_bytes(RANDOM_BYTES))))


def downgrade() -> None:
    op.drop_table("company_reference")
