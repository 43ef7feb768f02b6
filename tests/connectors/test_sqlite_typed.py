"""SQLite keeps times as text and booleans as numbers; what the column was declared as says what they are."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest

from dsr.connectors.base import Query
from dsr.connectors.sql import SqlConnector
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from dsr.domain.keys import Key, Lookup

_NAMES = ("at", "day", "is_on", "free", "number")
_COLLECTION = Collection(Address("crm", "things"), (Field("who"), *(Field(name) for name in _NAMES)))


def _cells(path: Path, cells: tuple[object, ...]) -> tuple[object, ...]:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("create table things (who text, at datetime, day date, is_on boolean, free text, number integer)")
        db.execute("insert into things values ('carol', ?, ?, ?, ?, ?)", cells)
    source = Source(key="crm", connector="sql", config={"url": f"sqlite:///{path}"}, datasets=(Dataset("crm", (_COLLECTION,)),))
    with closing(SqlConnector(source)) as connector:
        (batch,) = connector.collect(Query(_COLLECTION, _NAMES, (Lookup(("who",), frozenset({Key("carol")})),)))
    return batch.rows[0]


@pytest.mark.parametrize(("given", "expected"), [
    (("2026-03-01 10:00:00", "2026-03-01", 1, "2026-03-01 10:00:00", 1),
     (datetime(2026, 3, 1, 10), date(2026, 3, 1), True, "2026-03-01 10:00:00", 1)),
    (("2026-03-01T10:00:00.250+01:00", "2026-03-01", 0, "x", 0),
     (datetime.fromisoformat("2026-03-01T10:00:00.250+01:00"), date(2026, 3, 1), False, "x", 0)),
    ((None, None, None, None, None), (None, None, None, None, None)),
    (("soon", "31/12/2025", 7, "x", 1), ("soon", "31/12/2025", 7, "x", 1)),              # what is none stays as it is
    ((1_700_000_000, 20260301, "yes", "x", 1), (1_700_000_000, 20260301, "yes", "x", 1)),
    (("2026-03-01", "2026-03-01 10:00:00", 1.5, "x", 1), (datetime(2026, 3, 1), "2026-03-01 10:00:00", 1.5, "x", 1)),
    (("0001-01-01 00:00:00", "9999-12-31", 1, "x", 1), (datetime(1, 1, 1), date(9999, 12, 31), True, "x", 1)),
])
def test_a_cell_is_what_its_column_was_declared_as(tmp_path: Path, given: tuple[object, ...], expected: tuple[object, ...]) -> None:
    found = _cells(tmp_path / "crm.sqlite", given)
    assert found == expected
    assert [type(cell) for cell in found] == [type(cell) for cell in expected]
