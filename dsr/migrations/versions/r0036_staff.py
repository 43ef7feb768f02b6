"""Second factors and recovery codes, how far a session has come, what was tried at the door, single sign-on, and requests for named readers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0036"
down_revision = "r0035"
branch_labels = None
depends_on = None

_STAGES = "\"stage\" IN ('whole', 'code', 'enrol')"
_STEPS = "\"step\" IN ('password', 'code', 'sso')"


def upgrade() -> None:
    _word("staff_session", "stage", "whole", _STAGES)
    _word("sign_in_attempt", "step", "password", _STEPS)
    with op.batch_alter_table("staff") as table:
        table.add_column(sa.Column("subject", sa.String(64), nullable=True))
        table.create_unique_constraint("uq_staff_subject", ["subject"])
    op.create_table(
        "second_factor", sa.Column("id", sa.Integer(), primary_key=True), _to("staff", "CASCADE"), sa.Column("master_id", sa.String(40), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False), _at("made_at"), _at("confirmed_at", is_needed=False),
        sa.Column("last_step", sa.Integer(), nullable=True), sa.UniqueConstraint("staff_id", name="uq_second_factor_staff_id"))
    op.create_table(
        "recovery_code", sa.Column("id", sa.Integer(), primary_key=True), _to("staff", "CASCADE"), sa.Column("code_hash", sa.String(64), nullable=False),
        _at("used_at", is_needed=False), sa.UniqueConstraint("code_hash", name="uq_recovery_code_code_hash"))
    op.create_index("ix_recovery_code_staff_id", "recovery_code", ["staff_id"])
    op.create_table(
        "single_sign_on", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("state_hash", sa.String(64), nullable=False), _at("expires_at"),
        sa.UniqueConstraint("state_hash", name="uq_single_sign_on_state_hash"))
    op.create_table(
        "request_reader", sa.Column("id", sa.Integer(), primary_key=True), _to("request", "CASCADE"), _to("staff", "RESTRICT"), _at("added_at"),
        sa.UniqueConstraint("request_id", "staff_id", name="uq_request_reader_request_id_staff_id"))
    for column in ("request_id", "staff_id"):
        op.create_index(f"ix_request_reader_{column}", "request_reader", [column])


def downgrade() -> None:
    """Members who came in by single sign-on only keep their rows, and no password opens them."""
    for name in ("request_reader", "single_sign_on", "recovery_code", "second_factor"):
        op.drop_table(name)
    with op.batch_alter_table("staff") as table:
        table.drop_constraint("uq_staff_subject", type_="unique")
        table.drop_column("subject")
    op.execute("DELETE FROM staff_session WHERE stage <> 'whole'")
    op.execute("DELETE FROM sign_in_attempt WHERE step <> 'password'")
    for name, column in (("sign_in_attempt", "step"), ("staff_session", "stage")):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_{column}_word"), type_="check")
            table.drop_column(column)


def _word(name: str, column: str, default: str, check: str) -> None:
    with op.batch_alter_table(name) as table:
        table.add_column(sa.Column(column, sa.String(40), nullable=False, server_default=default))
        table.create_check_constraint(op.f(f"ck_{name}_{column}_word"), check)
    with op.batch_alter_table(name) as table:
        table.alter_column(column, existing_type=sa.String(40), server_default=None)


def _at(name: str, *, is_needed: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=not is_needed)


def _to(target: str, on_delete: str) -> sa.Column[object]:
    return sa.Column(f"{target}_id", sa.Integer(), sa.ForeignKey(f"{target}.id", ondelete=on_delete), nullable=False)
