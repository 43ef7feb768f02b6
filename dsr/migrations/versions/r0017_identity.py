"""Proofs and doubts, the ledger of lines, those who ask for others, and where people are reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "r0017"
down_revision = "r0016"
branch_labels = None
depends_on = None

TABLES = ("proof", "doubt", "pause", "tenancy", "representative", "paper", "same_person", "contact_point")


def upgrade() -> None:
    _proof()
    _doubt()
    _pause()
    _tenancy()
    _representative()
    _paper()
    _same_person()
    _contact_point()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _proof() -> None:
    _table("proof", _int("request_id"), _int("identity_id", null=True), _text("method", 40), _text("control", 40), _text("state", 40),
           _at("asked_at"), _at("due_at", null=True), _at("proven_at", null=True), _at("ended_at", null=True),
           _text("channel_token", 64, null=True), _text("network_token", 64, null=True), _text("code_hash", 64, null=True), _int("tries"),
           _text("issuer", 200, null=True), _int("staff_id", null=True), _bytes("reason", null=True),
           indexes=["channel_token asked_at", "network_token", "state due_at"],
           refs={"identity_id": "identity", "request_id": "request", "staff_id": "staff"},
           words={"control": "employer person us", "method": "email_link line_sms line_call eid employer call_back posted_code notice other override", "state": "open proven failed expired objected revoked"},
           checks={'proven_has_time': "state <> 'proven' OR proven_at IS NOT NULL"})


def _doubt() -> None:
    _table("doubt", _int("request_id"), _text("ground", 40), _at("raised_at"), _int("staff_id", null=True), _bytes("words", null=True),
           _at("asked_at", null=True), _at("settled_at", null=True), refs={"request_id": "request", "staff_id": "staff"},
           words={"ground": "address_unknown address_shared name_differs number_moved employer_may_pose objection lookalike other"})


def _pause() -> None:
    _table("pause", _int("request_id"), _text("kind", 40), _on("started_on"), _on("ended_on", null=True), unique=["request_id kind"],
           refs={"request_id": "request"}, words={"kind": "identity clarification"}, checks={'in_order': 'ended_on >= started_on'})


def _tenancy() -> None:
    _table("tenancy", _int("request_id"), _text("kind", 40), _bytes("value"), _text("token", 64), _text("tenant", 200, null=True),
           _int("company_id", null=True), _text("holder", 40), _at("starts_at", null=True), _at("ends_at", null=True), _text("how", 40),
           _text("source_key", 60, null=True), _int("staff_id", null=True), _int("contact_id", null=True), _bytes("reason", null=True),
           _at("made_at"), _at("revoked_at", null=True), indexes=["token"],
           refs={"company_id": "company", "contact_id": "company_contact", "request_id": "request", "staff_id": "staff"},
           words={"holder": "subject other shared nobody", "how": "source employer code staff"}, checks={'in_order': 'starts_at < ends_at'})


def _representative() -> None:
    _table("representative", _int("request_id"), _bytes("name"), _bytes("email"), _bytes("organisation"), _text("scope", 200),
           _bool("may_receive"), _on("starts_on"), _on("ends_on", null=True), _text("confirm_hash", 64, null=True),
           _at("confirmed_at", null=True), _int("checked_by", null=True), _at("made_at"), _at("revoked_at", null=True), unique=["confirm_hash"],
           refs={"checked_by": "staff", "request_id": "request"}, checks={'in_order': 'starts_on <= ends_on'})


def _paper() -> None:
    _table("paper", _int("request_id"), _int("representative_id", null=True), _bytes("title"), _text("media_type", 60),
           sa.Column("size", sa.BigInteger(), nullable=False), _text("digest", 64), _text("path", 200), _int("staff_id"), _at("made_at"),
           refs={"representative_id": "representative", "request_id": "request", "staff_id": "staff"})


def _same_person() -> None:
    _table("same_person", _int("first_id"), _int("second_id"), _int("staff_id", null=True), _at("made_at"), _at("undone_at", null=True),
           _int("undone_by", null=True), refs={"first_id": "request", "second_id": "request", "staff_id": "staff", "undone_by": "staff"},
           checks={'in_order': 'first_id < second_id'})


def _contact_point() -> None:
    _table("contact_point", _int("request_id"), _text("reach", 40), _bytes("value"), _text("token", 64), _text("confirm_hash", 64, null=True),
           _at("confirm_until", null=True), _at("made_at"), _at("confirmed_at", null=True), _at("ended_at", null=True), unique=["confirm_hash"],
           indexes=["token"], refs={"request_id": "request"}, words={"reach": "email post"})


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
