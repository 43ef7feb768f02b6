"""What databases are sent that cannot be had on a test machine: the statement as their dialect writes it. None of them was ever run."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from clickhouse_connect.cc_sqlalchemy.dialect import ClickHouseDialect
from sqlalchemy import Column, DateTime, Integer, MetaData, String, Table, select
from sqlalchemy.dialects import mssql, oracle
from sqlalchemy.engine import Dialect
from trino.sqlalchemy.dialect import TrinoDialect

from dsr.connectors.sql import statement_size
from dsr.connectors.sql_where import where
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source, TimeColumn
from dsr.domain.keys import Key, Lookup
from dsr.domain.match import Statement, statements
from dsr.domain.window import Window

CALLS = Table("calls", MetaData(), Column("mail", String()), Column("caller", String()), Column("callee", String()), Column("ext", String()),
              Column("firm", String()), Column("line", Integer()), Column("at", DateTime()), schema="pbx")
MAPPED = Collection(Address("pbx", "calls"), (
    Field("mail", kind="email"), Field("caller", kind="phone_number"), Field("callee", kind="phone_number", written=("e164", "sip_uri")),
    Field("ext"), Field("line")), tenant="firm", time=TimeColumn("at"))
SOURCE = Source("pbx", "sql", {}, (Dataset("pbx", (MAPPED,)),), country="DK")
SINCE = Window(datetime(2025, 1, 1, tzinfo=UTC), None)
DIALECTS: dict[str, Dialect] = {one.name: one for one in (mssql.dialect(), oracle.dialect(), TrinoDialect(), ClickHouseDialect())}
PERSON = (Lookup(("mail",), frozenset({Key("Ada@X.example")}), "email"), Lookup(("ext",), frozenset({Key("201", "nordlys")})),
          Lookup(("line",), frozenset({Key(7)})))


def compiled(dialect: str, lookups: Statement) -> tuple[str, dict[str, Any]]:
    statement = select(CALLS.c.line).where(where(lookups, MAPPED, SOURCE, CALLS, dialect))
    made = statement.compile(dialect=DIALECTS[dialect], compile_kwargs={"render_postcompile": True})
    return re.sub(r"\s+", " ", str(made)).replace("`", ""), dict(made.params)


def asked(field: str, *numbers: str) -> Lookup:
    return Lookup((field,), frozenset(Key(one, window=SINCE) for one in numbers), "phone_number")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_one_statement_with_bound_values(dialect: str) -> None:
    text, values = compiled(dialect, PERSON)
    assert text == ("SELECT pbx.calls.line FROM pbx.calls WHERE lower(pbx.calls.mail) IN (:lower_1_1) "
                    "OR pbx.calls.ext IN (:ext_1_1) AND pbx.calls.firm IN (:firm_1_1) OR pbx.calls.line IN (:line_1_1)")
    assert sorted(map(str, values.values())) == ["201", "7", "ada@x.example", "nordlys"]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_number_is_asked_for_in_its_spellings_and_from_when_on(dialect: str) -> None:
    text, values = compiled(dialect, (asked("callee", "+4578770202"),))
    assert {"+4578770202", "sip:4578770202@"} <= {one for value in values.values() for one in (value if isinstance(value, list) else [value])}
    assert "4578770202" not in text
    assert text.endswith(") AND pbx.calls.at >= :param_1")
    is_like = dialect in ("mssql", "oracle")
    assert (" LIKE " in text, "substr(pbx.calls.callee, " in text) == (is_like, not is_like)


@pytest.mark.parametrize("dialect", ["mssql", "oracle"])
def test_no_statement_is_larger_than_the_server_takes(dialect: str) -> None:
    numbers = [f"+45787{number:05d}" for number in range(400)]
    lookups = tuple(asked(field, *numbers) for field in ("caller", "callee"))
    cut = statements(lookups, statement_size(lookups, dialect))
    assert sum(len(lookup.keys) for statement in cut for lookup in statement) == 800
    for statement in cut:
        text, values = compiled(dialect, statement)
        assert len(values) < 2_100
        assert max(inside.count(":") for inside in re.findall(r"IN \(([^()]*)\)", text)) <= 1_000
