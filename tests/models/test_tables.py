"""What every table keeps, read from the tables themselves: a new one is held to it without a new test."""

from __future__ import annotations

from enum import StrEnum

import pytest
from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, Table, UniqueConstraint

import dsr.models  # noqa: F401  # fills the metadata
from dsr.db import Base, Word

TABLES = sorted(Base.metadata.tables.values(), key=lambda table: table.name)
REFERENCES = [key for table in TABLES for key in sorted(table.foreign_keys, key=lambda key: key.parent.name)]
WORDS = [column for table in TABLES for column in table.columns if isinstance(column.type, Word)]


def _indexed(table: Table) -> set[str]:
    """Names of the columns that an index begins with."""
    first = {next(iter(index.columns)).name for index in table.indexes}
    return first | {next(iter(rule.columns)).name for rule in table.constraints if isinstance(rule, UniqueConstraint)}


@pytest.mark.parametrize("key", REFERENCES, ids=lambda key: f"{key.parent.table.name}.{key.parent.name}")
def test_a_reference_has_an_index_and_says_what_deleting_does(key: ForeignKey) -> None:
    assert key.parent.name in _indexed(key.parent.table)
    assert key.ondelete in ("RESTRICT", "CASCADE")


@pytest.mark.parametrize("column", WORDS, ids=str)
def test_a_word_column_names_its_words(column: object) -> None:
    assert isinstance(column.type, Word)  # type: ignore[attr-defined]
    words: type[StrEnum] = column.type.of  # type: ignore[attr-defined]
    checks = [str(rule.sqltext) for rule in column.table.constraints if isinstance(rule, CheckConstraint)]  # type: ignore[attr-defined]
    named = f'"{column.name}" IN ({", ".join(repr(word.value) for word in words)})'  # type: ignore[attr-defined]
    assert named in checks


def test_what_a_person_wrote_is_sealed() -> None:
    sealed = {f"{table.name}.{column.name}" for table in TABLES for column in table.columns if isinstance(column.type, LargeBinary)}
    assert sealed == {
        "request.name", "request.email", "request.employer", "request.numbers", "request.message", "identity.value", "note.text", "part.reason",
        "message.recipient", "message.context", "data_key.wrapped", "enclosure.name", "document.title", "question.owner", "question.wanted",
        "question.note", "clarification.question", "clarification.answer", "disclosure_choice.note", "part.route_reason", "proof.reason",
        "proof.asserted", "doubt.words",
        "tenancy.value", "tenancy.reason", "instruction.reason", "referral.shared_address", "representative.name", "representative.email",
        "representative.organisation", "paper.title", "contact_point.value", "referral.saved", "pause.reason",
        "incoming_mail.wrapped", "incoming_mail.sheet",
        "incoming_mail.reason", "message.in_reply_to", "request.mail_thread", "second_factor.wrapped"}


def test_only_sessions_search_tokens_named_readers_and_what_opens_the_door_go_with_their_parent() -> None:
    going = {(key.parent.table.name, key.parent.name) for key in REFERENCES if key.ondelete == "CASCADE"}
    assert going == {("search_token", "request_id"), ("staff_session", "staff_id"), ("subject_session", "request_id"),
                     ("subject_session", "delivery_id"), ("company_visit", "contact_id"), ("presence", "request_id"), ("presence", "staff_id"),
                     ("second_factor", "staff_id"), ("recovery_code", "staff_id"), ("request_reader", "request_id")}


def test_secrets_are_kept_as_hashes_only() -> None:
    names = {f"{table.name}.{column.name}" for table in TABLES for column in table.columns}
    assert not [name for name in names if name.rpartition(".")[2] in ("token_plain", "code", "pickup_code", "confirm_token", "session_token")]
    assert {"question.token_hash", "question.code_hash", "question.session_hash"} <= names
    assert {"request.pickup_hash", "request.confirm_hash", "delivery.token_hash", "staff_session.token_hash", "subject_session.token_hash"} <= names
