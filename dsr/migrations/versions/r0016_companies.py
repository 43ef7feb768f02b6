"""Customer companies, who decides about what, what companies are asked, and what a request needs beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "r0016"
down_revision = "r0015"
branch_labels = None
depends_on = None

_CHANNELS = "portal mail staff api"
_OUTCOMES = "fulfilled partly_fulfilled nothing_held refused referred withdrawn unverified duplicate"
_KINDS = "contact_person website directory_entry content statistics portal_calls call_records retained public_directory resold"
TABLES = ("company_domain", "company_contact", "agreement", "standing_instruction", "routing_version", "referral", "company_visit", "instruction")


def upgrade() -> None:
    _company()
    _request()
    for name, columns in _PRESET.items():
        with op.batch_alter_table(name) as table:
            for column, kind in columns.items():
                table.alter_column(column, existing_type=kind, existing_nullable=False, server_default=None)
    _company_domain()
    _company_contact()
    _agreement()
    _standing_instruction()
    _routing_version()
    _referral()
    _company_visit()
    _instruction()


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
    with op.batch_alter_table("company") as table:
        table.drop_constraint(op.f("ck_company_state_word"), type_="check")
        table.drop_constraint("fk_company_reseller_id", type_="foreignkey")
        table.drop_index("ix_company_reseller_id")
        for name in ("answer_days", "owner_email", "reseller_id", "is_sole_trader", "state_on", "state", "registration"):
            table.drop_column(name)
    op.execute("DELETE FROM message WHERE transport <> 'mail'")
    with op.batch_alter_table("message") as table:
        table.drop_constraint(op.f("ck_message_transport_word"), type_="check")
        table.drop_column("transport")
    with op.batch_alter_table("part") as table:
        table.drop_constraint("fk_part_routed_by", type_="foreignkey")
        table.drop_index("ix_part_routed_by")
        for name in ("conceals", "routed_by", "route_reason"):
            table.drop_column(name)
    op.execute("UPDATE part SET outcome = 'refused' WHERE outcome = 'not_theirs'")
    _words("part", "outcome", _OUTCOMES)
    with op.batch_alter_table("request") as table:
        table.drop_constraint("fk_request_entered_by", type_="foreignkey")
        table.drop_index("ix_request_entered_by")
        for name in ("narrowed_kinds", "narrowed_to", "narrowed_from", "by_post", "entered_by", "pass_on"):
            table.drop_column(name)
    op.execute("UPDATE request SET channel = 'staff' WHERE channel IN ('phone', 'letter')")
    _words("request", "channel", _CHANNELS)


_PRESET: dict[str, dict[str, sa.types.TypeEngine[Any]]] = {  # rows of before have a value; later ones are given theirs
    "company": {"registration": sa.String(40), "state": sa.String(40), "is_sole_trader": sa.Boolean(), "owner_email": sa.String(254),
                "answer_days": sa.Integer()},
    "request": {"pass_on": sa.Boolean(), "by_post": sa.Boolean()}, "part": {"conceals": sa.Boolean()}, "message": {"transport": sa.String(40)}}


def _company() -> None:
    with op.batch_alter_table("company") as table:
        table.add_column(sa.Column("registration", sa.String(40), nullable=False, server_default=""))
        table.add_column(sa.Column("state", sa.String(40), nullable=False, server_default="active"))
        table.add_column(_on("state_on", null=True))
        table.add_column(sa.Column("is_sole_trader", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(_int("reseller_id", null=True))
        table.add_column(sa.Column("owner_email", sa.String(254), nullable=False, server_default=""))
        table.add_column(sa.Column("answer_days", sa.Integer(), nullable=False, server_default="10"))
        table.create_foreign_key("fk_company_reseller_id", "company", ["reseller_id"], ["id"], ondelete="RESTRICT")
        table.create_check_constraint(op.f("ck_company_state_word"), "\"state\" IN ('active', 'left', 'liquidation', 'dissolved')")
        table.create_index("ix_company_reseller_id", ["reseller_id"])


def _request() -> None:
    with op.batch_alter_table("request") as table:
        table.add_column(sa.Column("pass_on", sa.Boolean(), nullable=False, server_default=sa.true()))
        table.add_column(_int("entered_by", null=True))
        table.add_column(sa.Column("by_post", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(_on("narrowed_from", null=True))
        table.add_column(_on("narrowed_to", null=True))
        table.add_column(sa.Column("narrowed_kinds", sa.String(400), nullable=True))
        table.create_foreign_key("fk_request_entered_by", "staff", ["entered_by"], ["id"], ondelete="RESTRICT")
        table.create_index("ix_request_entered_by", ["entered_by"])
    _words("request", "channel", f"{_CHANNELS} phone letter")
    with op.batch_alter_table("part") as table:
        table.add_column(_bytes("route_reason", null=True))
        table.add_column(_int("routed_by", null=True))
        table.add_column(sa.Column("conceals", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.create_foreign_key("fk_part_routed_by", "staff", ["routed_by"], ["id"], ondelete="RESTRICT")
        table.create_index("ix_part_routed_by", ["routed_by"])
    _words("part", "outcome", f"{_OUTCOMES} not_theirs")
    with op.batch_alter_table("message") as table:
        table.add_column(sa.Column("transport", sa.String(40), nullable=False, server_default="mail"))
        table.create_check_constraint(op.f("ck_message_transport_word"), "\"transport\" IN ('mail', 'sms', 'call', 'post')")


def _words(table: str, column: str, named: str) -> None:
    """Other words for a column that has some."""
    rule = f'"{column}" IN (' + ", ".join(f"'{word}'" for word in named.split()) + ")"
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(f"ck_{table}_{column}_word"), type_="check")
        batch.create_check_constraint(op.f(f"ck_{table}_{column}_word"), rule)


def _company_domain() -> None:
    _table("company_domain", _int("company_id"), _text("name", 253), _on("lapsed_on", null=True), unique=["company_id name"], indexes=["name"],
           refs={"company_id": "company"})


def _company_contact() -> None:
    _table("company_contact", _int("company_id"), _text("role", 40), _text("name", 200), _text("email", 254), _text("phone", 40),
           _text("locale", 10), _int("checked_by", null=True), _at("checked_at", null=True), _at("ended_at", null=True),
           unique=["company_id role email"], indexes=["email"], refs={"checked_by": "staff", "company_id": "company"},
           words={"role": "privacy deputy liquidator supplier"}, checks={'checked_by_somebody': '(checked_by IS NULL) = (checked_at IS NULL)'})


def _agreement() -> None:
    _table("agreement", _int("company_id"), _text("reference", 80), _text("version", 20), _text("clause", 40), _on("signed_on"),
           _on("ended_on", null=True), refs={"company_id": "company"})


def _standing_instruction() -> None:
    _table("standing_instruction", _int("company_id"), _text("right", 40, null=True), _text("data_kind", 40, null=True), _text("standing", 40),
           _int("agreement_id", null=True), _int("contact_id", null=True), _int("staff_id", null=True), _at("since"), _at("ended_at", null=True),
           refs={"agreement_id": "agreement", "company_id": "company", "contact_id": "company_contact", "staff_id": "staff"},
          
           words={"data_kind": _KINDS, "right": "access rectification erasure", "standing": "answer ask forward"})


def _routing_version() -> None:
    _table("routing_version", _int("entity_id"), _text("data_kind", 40), _int("version"), _text("role", 40), _text("act", 40), _bool("is_signed"),
           _text("reason", 1000), _int("staff_id"), _at("made_at"), unique=["entity_id data_kind version"],
           refs={"entity_id": "legal_entity", "staff_id": "staff"},
           words={"act": "answer forward hold", "data_kind": _KINDS, "role": "controller processor sub_processor legal_obligation"},
           checks={'version_counts': 'version > 0'})


def _referral() -> None:
    _table("referral", _int("part_id"), _int("company_id"), _int("contact_id", null=True), _int("hop"), _at("sent_at"),
           _text("token_hash", 64, null=True), _at("token_until", null=True), _at("opened_at", null=True), _int("reminders"),
           _at("remind_at", null=True), _at("escalated_at", null=True), _bytes("shared_address", null=True), _text("ending", 40, null=True),
           _at("ended_at", null=True), unique=["token_hash"], indexes=["ending remind_at"],
           refs={"company_id": "company", "contact_id": "company_contact", "part_id": "part"},
           words={"ending": "instructed passed_on withdrawn replaced unanswered"},
           checks={'ended_has_ending': '(ending IS NULL) = (ended_at IS NULL)'})


def _company_visit() -> None:
    _table("company_visit", _int("contact_id"), _text("code_hash", 64, null=True), _at("code_until", null=True), _int("code_tries"),
           _text("session_hash", 64, null=True), _at("session_until", null=True), _at("made_at"), unique=["session_hash"],
           refs={"contact_id": "company_contact"}, cascade=["contact_id"])


def _instruction() -> None:
    _table("instruction", _int("part_id"), _int("referral_id", null=True), _int("company_id"), _text("data_kind", 40, null=True),
           _text("decision", 40), _bytes("reason", null=True), _int("contact_id", null=True), _int("staff_id", null=True),
           _int("standing_id", null=True), _at("made_at"), _at("revoked_at", null=True),
           refs={"company_id": "company", "contact_id": "company_contact", "part_id": "part", "referral_id": "referral", "staff_id": "staff", "standing_id": "standing_instruction"},
           words={"data_kind": _KINDS, "decision": "answer hand_over refuse nothing_held"})


def _table(name: str, *columns: sa.Column[Any], unique: Iterable[str] = (), indexes: Iterable[str] = (), refs: Mapping[str, str],
           cascade: Iterable[str] = (), words: Mapping[str, str] | None = None, checks: Mapping[str, str] | None = None) -> None:
    """A table with `id`. `refs` are column -> table; `words` are column -> words that it may hold."""
    op.create_table(
        name, sa.Column("id", sa.Integer(), primary_key=True), *columns, *(sa.UniqueConstraint(*one.split()) for one in unique),
        *(sa.ForeignKeyConstraint([column], [f"{other}.id"], ondelete="CASCADE" if column in cascade else "RESTRICT")
          for column, other in refs.items()),
        *(sa.CheckConstraint(f'"{column}" IN (' + ", ".join(f"'{word}'" for word in named.split()) + ")", name=op.f(f"ck_{name}_{column}_word"))
          for column, named in (words or {}).items()),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{name}_{what}")) for what, rule in (checks or {}).items()))
    for one in (*indexes, *refs):
        op.create_index(f"ix_{name}_{one.replace(' ', '_')}", name, one.split())


def _int(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=null)


def _text(name: str, length: int, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length), nullable=null)


def _bytes(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.LargeBinary(), nullable=null)


def _bool(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _at(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _on(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=null)
