"""What a mapping calls optional need not be there: nothing is found by it, its cells are empty, and everything else is as it was."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from dsr.connectors.base import Query
from dsr.connectors.sql import SqlConnector
from dsr.domain.conditions import Condition
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source, TimeColumn
from dsr.domain.errors import SourceMisconfigured
from dsr.domain.keys import Key, Lookup
from dsr.domain.parties import Choice, Party
from dsr.domain.window import Window
from dsr.mapping import SourceBook
from dsr.services.check_findings import Topic
from dsr.services.sources import check
from tests.servers.postgres import Postgres

FIELDS = (Field("number", kind="extension"), Field("name"), Field("mail", kind="email", is_optional=True), Field("room", is_optional=True))
LINES = Collection(Address("pbx", "lines"), FIELDS)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database that has the lines, without mail and room."""
    if request.param == "sqlite":
        made = f"sqlite:///{tmp_path / 'pbx.sqlite'}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        made = server.create_database(f"optional_{uuid4().hex}")
    engine = create_engine(made.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text("create table lines (number varchar(20), name varchar(40))"))
        connection.execute(text("insert into lines values ('201', 'Ada'), ('202', 'Bo')"))
    engine.dispose()
    return made


def rows(url: str, collection: Collection, columns: tuple[str, ...], *lookups: Lookup) -> list[tuple[object, ...]]:
    source = Source(key="pbx", connector="sql", config={"url": url}, datasets=(Dataset("pbx", (collection,)),))
    with closing(SqlConnector(source)) as connector:
        return [row for batch in connector.collect(Query(collection, columns, lookups)) for row in batch.rows]


def by(field: str, value: str, kind: str | None = None, window: Window | None = None) -> Lookup:
    return Lookup((field,), frozenset({Key(value, window=window) if window else Key(value)}), kind)


def test_the_cells_of_a_column_that_is_not_there_are_empty(url: str) -> None:
    assert rows(url, LINES, ("number", "room", "name"), by("number", "201")) == [("201", None, "Ada")]


def test_nothing_is_found_by_a_column_that_is_not_there_and_everything_by_the_others(url: str) -> None:
    assert rows(url, LINES, ("name",), by("mail", "ada@x.example", "email")) == []
    assert rows(url, LINES, ("name",), by("mail", "ada@x.example", "email"), by("number", "202")) == [("Bo",)]


def test_a_table_that_is_not_there_has_no_rows(url: str) -> None:
    faxes = Collection(Address("pbx", "faxes"), FIELDS, is_optional=True)
    assert rows(url, faxes, ("number",), by("number", "201")) == []
    with pytest.raises(SourceMisconfigured, match="faxes"):
        rows(url, replace(faxes, is_optional=False), ("number",), by("number", "201"))


@pytest.mark.parametrize("collection", [
    replace(LINES, fields=(*FIELDS, Field("firm", is_optional=True)), tenant="firm"),
    replace(LINES, fields=(*FIELDS, Field("firm", is_optional=True)), time=TimeColumn("firm")),
    replace(LINES, fields=(*FIELDS, Field("firm", is_optional=True)), where=(Condition("firm", ("x",)),)),
    replace(LINES, fields=(*FIELDS[:1], Field("name", withheld=Condition("firm", ("1",))), Field("firm", is_optional=True))),
    replace(LINES, fields=(*FIELDS, Field("firm"))),
], ids=["tenant", "time", "where", "withheld", "not optional"])
def test_what_decides_has_to_be_there(url: str, collection: Collection) -> None:
    with pytest.raises(SourceMisconfigured, match="no column 'firm'"):
        rows(url, collection, ("number", "firm"), by("number", "201"))


def test_what_is_not_there_decides_nothing_of_itself(url: str) -> None:
    unknown = Choice(Party.NETWORK, (Condition("peer", is_empty=True),))
    hidden = Field("peer", kind="extension", is_optional=True, withheld=Condition("clir", ("1",)), party=unknown)
    lines = replace(LINES, fields=(*FIELDS, hidden, Field("clir", is_optional=True)))
    assert rows(url, lines, ("name", "peer", "clir"), by("peer", "201", "extension"), by("number", "202")) == [("Bo", None, None)]


def test_a_check_lists_what_it_did_not_see_and_finds_no_fault(url: str) -> None:
    numbers = replace(FIELDS[0], identity="extension", categories=("user.contact",))
    lines = replace(LINES, fields=(numbers, *FIELDS[1:]), left_out=("name",))
    faxes = Collection(Address("pbx", "faxes"), (numbers,), is_optional=True)
    source = Source(key="pbx", connector="sql", config={"url": url}, datasets=(Dataset("pbx", (lines, faxes)),))
    found = check(SourceBook((source,)))
    assert found.faults == ()
    told = {(one.name, one.detail) for one in found.findings if one.topic is Topic.ABSENT}
    assert told == {("pbx.lines", "no column mail, room"), ("pbx.faxes", "no table 'faxes'")}
    assert [one for one in found.findings if one.topic is Topic.UNMAPPED] == []
