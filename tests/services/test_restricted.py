"""What is held for a legal obligation only is not asked, sampled or counted by anything that runs by itself."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from dsr.connectors.sql import SqlConnector
from dsr.connectors.sql_catalogue import SqlCatalogue
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from dsr.mapping import SourceBook
from dsr.services import sources

PEOPLE = Collection(Address("d", "people"), (Field("email", ("user",), "email", "email"),))
RETAINED = Collection(Address("d", "retained"), (Field("email", ("user",), "email", "email"), Field("place", ("user.location",))), is_restricted=True)


@pytest.mark.parametrize("is_restricted", [True, False])
def test_a_check_reads_nothing_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_restricted: bool) -> None:
    path = tmp_path / "d.sqlite"
    with sqlite3.connect(path) as connection:
        connection.executescript("CREATE TABLE people (email TEXT); CREATE TABLE retained (email TEXT, place TEXT);"
                                 "INSERT INTO retained VALUES ('carol@x.example', 'Aarhus')")
    connection.close()
    asked: list[str] = []
    collect, sample = SqlConnector.collect, SqlCatalogue.sample
    monkeypatch.setattr(SqlConnector, "collect", lambda self, query: (asked.append(query.collection.stored_as), collect(self, query))[1])
    monkeypatch.setattr(SqlCatalogue, "sample", lambda self, table, *more: (asked.append(table.name), sample(self, table, *more))[1])
    own = Dataset("d", (PEOPLE, replace(RETAINED, is_restricted=is_restricted)))
    found = sources.check(SourceBook((Source("d", "sql", {"url": f"sqlite:///{path}"}, (own,)),)))
    assert found.faults == ()
    assert "people" in asked
    assert ("retained" in asked) is not is_restricted
