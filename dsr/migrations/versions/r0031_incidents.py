"""Answers are called back, incidents are registered with who was told of them, and complaints to an authority with the file for it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0031"
down_revision = "r0030"
branch_labels = None
depends_on = None

_TEXT = 2000


def upgrade() -> None:
    _incident()
    _mark()
    _complaint()
    with op.batch_alter_table("response") as table:
        table.add_column(sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("incident_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_response_incident_id"), "incident", ["incident_id"], ["id"], ondelete="RESTRICT")
        table.create_index("ix_response_incident_id", ["incident_id"])
        table.create_check_constraint(op.f("ck_response_recalled_was_approved"),
                                      "(recalled_at IS NULL) = (incident_id IS NULL) AND (recalled_at IS NULL OR approved_at IS NOT NULL)")


def downgrade() -> None:
    with op.batch_alter_table("response") as table:
        table.drop_constraint(op.f("ck_response_recalled_was_approved"), type_="check")
        table.drop_index("ix_response_incident_id")
        table.drop_constraint(op.f("fk_response_incident_id"), type_="foreignkey")
        table.drop_column("incident_id")
        table.drop_column("recalled_at")
    for name in ("case_file", "complaint", "incident_mark", "incident"):
        op.drop_table(name)


def _incident() -> None:
    _made("incident", (
        _to("request"), sa.Column("role", sa.String(40), nullable=False), _to("company", is_needed=False),
        _at("opened_at"), _to("staff", "opened_by"), _at("aware_at"), sa.Column("happened_on", sa.Date(), nullable=True),
        *(sa.Column(name, sa.String(_TEXT), nullable=False) for name in ("what", "categories")),
        sa.Column("people", sa.Integer(), nullable=True), sa.Column("records", sa.BigInteger(), nullable=True),
        *(sa.Column(name, sa.String(_TEXT), nullable=False) for name in ("consequences", "measures")),
        sa.Column("risk", sa.String(40), nullable=False), sa.Column("risk_reason", sa.String(_TEXT), nullable=False),
        _at("closed_at", is_needed=False), _to("staff", "closed_by", is_needed=False),
        sa.CheckConstraint("\"role\" IN ('controller', 'processor')", name=op.f("ck_incident_role_word")),
        sa.CheckConstraint("\"risk\" IN ('unweighed', 'unlikely', 'likely', 'high')", name=op.f("ck_incident_risk_word")),
        sa.CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name=op.f("ck_incident_closed_by_somebody"))),
        ("request_id", "company_id", "opened_by", "closed_by"))


def _mark() -> None:
    _made("incident_mark", (
        _to("incident"), sa.Column("duty", sa.String(40), nullable=False), sa.Column("act", sa.String(40), nullable=False),
        _at("done_at"), sa.Column("number", sa.String(80), nullable=False), sa.Column("note", sa.String(_TEXT), nullable=False),
        _to("message", is_needed=False), _to("staff", is_needed=False), _at("made_at"),
        sa.CheckConstraint("\"duty\" IN ('authority', 'telecom', 'company', 'persons')", name=op.f("ck_incident_mark_duty_word")),
        sa.CheckConstraint("\"act\" IN ('told', 'not_owed')", name=op.f("ck_incident_mark_act_word"))),
        ("incident_id", "message_id", "staff_id"))


def _complaint() -> None:
    _made("complaint", (
        _to("request"), sa.Column("authority", sa.String(200), nullable=False), sa.Column("number", sa.String(80), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False), sa.Column("answer_by", sa.Date(), nullable=True), _to("staff"),
        _at("made_at"), sa.Column("answered_on", sa.Date(), nullable=True), _at("ended_at", is_needed=False),
        _to("staff", "ended_by", is_needed=False),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name=op.f("ck_complaint_ended_by_somebody"))),
        ("request_id", "staff_id", "ended_by"))
    _made("case_file", (
        _to("complaint"), sa.Column("path", sa.String(200), nullable=False), sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False), _to("staff"), _at("made_at")),
        ("complaint_id", "staff_id"))


def _made(name: str, items: tuple[sa.schema.SchemaItem, ...], indexed: tuple[str, ...]) -> None:
    op.create_table(name, sa.Column("id", sa.Integer(), primary_key=True), *items)
    for column in indexed:
        op.create_index(f"ix_{name}_{column}", name, [column])


def _at(name: str, *, is_needed: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=not is_needed)


def _to(target: str, name: str = "", *, is_needed: bool = True) -> sa.Column[object]:
    return sa.Column(name or f"{target}_id", sa.Integer(), sa.ForeignKey(f"{target}.id", ondelete="RESTRICT"), nullable=not is_needed)
