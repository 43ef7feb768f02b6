"""An archive is read in its own order: oldest file first, rows as they stand; a reader of the answer goes by it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from dsr.connectors.base import Query
from dsr.connectors.files import FilesConnector
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from dsr.domain.keys import Key, Lookup

_COLLECTION = Collection(Address("archive", "calls"), (Field("who"), Field("n")), location={"path": "*.parquet"})
_ASKED = (Lookup(("who",), frozenset({Key("carol")})),)


def _numbers(folder: Path) -> list[object]:
    connector = FilesConnector(Source(key="archive", connector="files", config={"root": str(folder)}, datasets=(Dataset("archive", (_COLLECTION,)),)))
    try:
        return [row[0] for batch in connector.collect(Query(_COLLECTION, ("n",), _ASKED, batch_rows=7)) for row in batch.rows]
    finally:
        connector.close()


def _write(path: Path, first: int, rows: int, *, more: str = "") -> None:
    with duckdb.connect() as db:
        db.execute(f"copy (select case when i % 3 = 0 then 'carol' else 'bob' end as who, {first} + i as n{more} from range({rows}) r(i)) "
                   f"to '{path}' (format parquet, row_group_size 2048)")


def test_rows_come_in_the_order_of_the_files_and_within_them(tmp_path: Path) -> None:
    for month in range(24):
        _write(tmp_path / f"{2024 + month // 12}-{month % 12 + 1:02d}.parquet", month * 100_000, 9_000)
    found = _numbers(tmp_path)
    assert len(found) == 24 * 3_000
    assert found == sorted(found, key=lambda number: int(str(number)))


@pytest.mark.parametrize("changed", [{2}, {0, 3}, {1, 3, 5}])
def test_files_of_another_schema_keep_their_place(tmp_path: Path, changed: set[int]) -> None:
    for month in range(6):
        _write(tmp_path / f"2024-{month + 1:02d}.parquet", month * 1_000, 30, more=", 1 as extra" if month in changed else "")
    found = _numbers(tmp_path)
    assert len(found) == 60
    assert found == sorted(found, key=lambda number: int(str(number)))
