"""The first tables, and the triggers that make the evidence append-only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None
branch_labels = None
depends_on = None

CASCADE = "CASCADE"
TABLES = (
    "legal_entity", "company", "staff", "mapping_revision", "request", "part", "identity", "search_token", "note", "data_key", "response", "document",
    "delivery", "task", "chunk", "message", "event", "anchor", "staff_session", "subject_session", "sign_in_attempt", "ticker",
)
APPEND_ONLY = ("event", "anchor", "mapping_revision")


def upgrade() -> None:
    _ours()
    _requests()
    _identities()
    _answers()
    _work()
    _letters()
    _evidence()
    _sessions()
    for table in APPEND_ONLY:
        _protect(table)


def downgrade() -> None:
    for table in reversed(TABLES):  # their triggers go with them
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")


def _ours() -> None:
    _table("legal_entity", _text("key", 40), _text("name", 200), _text("address", 400), _text("country", 2), _text("timezone", 60), _text("dpo_contact", 200),
           _text("authority_name", 200), _text("authority_site", 200), _text("languages", 60), _text("mailbox", 254), unique=["key"])
    _table("company", _int("entity_id"), _text("key", 80), _text("name", 300), _text("country", 2), _at("created_at"),
           unique=["key"], refs={"entity_id": "legal_entity"})
    _table("staff", _text("email", 254), _text("role", 40), _text("password", 200), _bool("is_active"), _at("created_at"),
           unique=["email"], words={"role": "reader clerk manager dpo admin"})
    _table("mapping_revision", _text("digest", 64), _text("sources"), _at("published_at"), unique=["digest"])


def _requests() -> None:
    _table("request", _text("reference", 20), _text("intake_key", 200), _int("entity_id"), _text("locale", 10), _text("channel", 40), _at("received_at"),
           _on("received_on"), _bytes("name"), _bytes("email"), _bytes("employer"), _bytes("numbers"), _bytes("message"), _text("pickup_hash", 64),
           _int("status_tries"), _at("status_locked_until", null=True), _text("confirm_hash", 64), _at("confirm_expires_at"),
           _at("confirmed_at", null=True), _at("reminded_at", null=True),
           unique=["reference", "intake_key"], refs={"entity_id": "legal_entity"}, indexes=["confirm_hash"],
           words={"channel": "portal mail staff api"})
    _table("part", _int("request_id"), _int("number"), _text("right", 40), _text("role", 40), _int("company_id", null=True), _text("state", 40),
           _on("due_on"), _on("nominal_on"), _on("extended_on", null=True), _text("outcome", 40, null=True), _at("closed_at", null=True),
           _text("refusal_ground", 60, null=True), _bytes("reason", null=True), _bool("print_all"), _text("search_plan", null=True),
           _int("mapping_revision_id", null=True),
           unique=["request_id number"], indexes=["state due_on"],
           refs={"request_id": "request", "company_id": "company", "mapping_revision_id": "mapping_revision"},
           words={"right": "access rectification erasure", "role": "controller processor",
                  "state": "received verifying triage referred collecting reviewing executing delivering closed",
                  "outcome": "fulfilled partly_fulfilled nothing_held refused referred withdrawn unverified duplicate"},
           checks={"closed_has_outcome": "(state = 'closed') = (outcome IS NOT NULL) AND (state = 'closed') = (closed_at IS NOT NULL)"})


def _identities() -> None:
    _table("identity", _int("request_id"), _text("kind", 40), _bytes("value"), _text("token", 64), _text("tenant", 200, null=True),
           _at("starts_at", null=True), _at("ends_at", null=True), _text("claimed_how", 40), _text("proven_how", 40, null=True),
           _at("proven_at", null=True), refs={"request_id": "request"}, indexes=["token"])
    _table("search_token", _int("request_id"), _text("token", 64),
           unique=["request_id token"], refs={"request_id": "request"}, on_delete=CASCADE, indexes=["token"])
    _table("note", _int("request_id"), _int("staff_id"), _bytes("text"), _at("created_at"), refs={"request_id": "request", "staff_id": "staff"})
    _table("data_key", _int("request_id"), _text("key_class", 40), _text("master_id", 40), _bytes("wrapped", null=True), _at("created_at"),
           _on("shred_on", null=True), _at("shredded_at", null=True),
           unique=["request_id key_class"], refs={"request_id": "request"}, words={"key_class": "evidence package correspondence case promise"})


def _answers() -> None:
    _table("response", _int("part_id"), _int("number"), _int("approved_by", null=True), _at("approved_at"), _at("written_at", null=True),
           _text("status", 20, null=True), _text("outcome", 40, null=True),
           unique=["part_id number"], refs={"part_id": "part", "approved_by": "staff"})
    _table("document", _int("response_id"), _text("name", 300), _text("media_type", 60), sa.Column("size", sa.BigInteger(), nullable=False),
           _text("digest", 64), _text("path", 200), unique=["response_id name"], refs={"response_id": "response"})
    _table("delivery", _int("response_id"), _text("token_hash", 64), _at("created_at"), _at("expires_at"), _int("wrong_codes"),
           _at("locked_at", null=True), _at("superseded_at", null=True), _at("first_opened_at", null=True),
           unique=["token_hash"], refs={"response_id": "response"})


def _work() -> None:
    _table("task", _int("part_id"), _text("kind", 40), _int("round"), _int("stage"), _text("needs"), _text("source_key", 60),
           _int("response_id", null=True), _text("state", 40), _int("attempts"), _at("due_at"), _at("lease_until", null=True),
           _text("result_code", 40, null=True), _text("result_detail", 300, null=True), _int("rows_seen"), _text("outcome", null=True),
           _int("acknowledged_by", null=True), _at("finished_at", null=True),
           unique=["part_id kind round stage"], indexes=["state due_at"],
           refs={"part_id": "part", "response_id": "response", "acknowledged_by": "staff"},
           words={"kind": "collect write_answer", "state": "waiting ready running done skipped failed asked"},
           checks={"running_has_lease": "(state = 'running') = (lease_until IS NOT NULL)"})
    _table("chunk", _int("task_id"), _int("attempt"), _text("address", 300), _int("seq"), _int("first_row"), _int("rows"), _text("digest", 64),
           _text("path", 200), unique=["task_id attempt address seq"], refs={"task_id": "task"})


def _letters() -> None:
    _table("message", _int("request_id"), _int("part_id", null=True), _text("kind", 40), _text("occasion", 100), _text("message_id", 200),
           _text("locale", 10), _bytes("recipient"), _bytes("context"), _text("state", 40), _int("attempts"), _at("due_at"),
           _at("lease_until", null=True), _at("created_at"), _at("sent_at", null=True), _text("result_code", 40, null=True),
           unique=["message_id", "request_id occasion"], indexes=["state due_at"], refs={"request_id": "request", "part_id": "part"},
           words={"state": "queued sending sent failed"},
           checks={"sending_has_lease": "(state = 'sending') = (lease_until IS NOT NULL)"})


def _evidence() -> None:
    _table("event", _int("request_id", null=True), _int("seq"), _at("at"), _text("actor_kind", 20), _int("actor_id", null=True), _text("name", 60), _text("facts"),
           _text("previous", 64), _text("digest", 64), unique=["request_id seq"], refs={"request_id": "request"})
    of_no_request = sa.text("request_id IS NULL")
    op.create_index("ix_event_house_seq", "event", ["seq"], unique=True, sqlite_where=of_no_request, postgresql_where=of_no_request)
    _table("anchor", _on("day"), _int("heads"), _text("moved"), _text("previous", 64), _text("digest", 64), _at("at"), unique=["day"])


def _sessions() -> None:
    _table("staff_session", _int("staff_id"), _text("token_hash", 64), _at("created_at"), _at("seen_at"), _at("expires_at"),
           unique=["token_hash"], refs={"staff_id": "staff"}, on_delete=CASCADE)
    _table("subject_session", _int("request_id"), _int("delivery_id", null=True), _text("token_hash", 64), _at("created_at"), _at("expires_at"),
           unique=["token_hash"], refs={"request_id": "request", "delivery_id": "delivery"}, on_delete=CASCADE)
    _table("sign_in_attempt", _text("token", 64), _at("at"), _bool("is_right"), indexes=["token"])
    op.create_table("ticker", _text("name", 40), _at("next_at"), _at("ran_at", null=True), sa.PrimaryKeyConstraint("name", name="pk_ticker"))


def _table(name: str, *columns: sa.Column[Any], unique: Iterable[str] = (), refs: Mapping[str, str] | None = None, on_delete: str = "RESTRICT",
           indexes: Iterable[str] = (), words: Mapping[str, str] | None = None, checks: Mapping[str, str] | None = None) -> None:
    """A table with an id. Several columns of one constraint are parted by a space; every reference has an index."""
    refs, words, checks = refs or {}, words or {}, checks or {}
    op.create_table(
        name, sa.Column("id", sa.Integer(), nullable=False), *columns, sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        *(sa.UniqueConstraint(*group.split(), name=f"uq_{name}_{group.replace(' ', '_')}") for group in unique),
        *(sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{name}_{column}", ondelete=on_delete) for column, target in refs.items()),
        *(sa.CheckConstraint(f'"{column}" IN (' + ", ".join(f"'{word}'" for word in named.split()) + ")", name=op.f(f"ck_{name}_{column}_word"))
          for column, named in words.items()),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{name}_{what}")) for what, rule in checks.items()))
    for group in (*refs, *indexes):
        op.create_index(f"ix_{name}_{group.replace(' ', '_')}", name, group.split())


def _protect(table: str) -> None:
    """What was written stays: a changed or removed row would be found by the chain, here it is refused at once."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END")
        return
    op.execute("CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
               "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$")
    op.execute(f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")


def _int(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=null)


def _text(name: str, length: int | None = None, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length), nullable=null)


def _bytes(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.LargeBinary(), nullable=null)


def _bool(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _at(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _on(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=null)
