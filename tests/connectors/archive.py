"""An archive of files for a test, and how it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from dsr.domain.keys import Lookup
from tests.connectors.asking import collected
from tests.connectors.shelves import Row


def archive(root: Path, collection: Collection, /, **config: object) -> Source:
    return Source("archive", "files", {"root": str(root), **config}, (Dataset("d", (collection,)),), country="DK", timezone="Europe/Copenhagen")


def read(root: Path, path: str, columns: list[str], *lookups: Lookup, fields: tuple[Field, ...] = (), more: Mapping[str, Any] | None = None,
         **location: object) -> list[Row]:
    """What is found below `root`, sorted; `fields` are said more of than their names, `more` of the collection, `location` of its files."""
    named = {field.name: field for field in (*(Field(name) for name in columns), *(Field(lookup.fields[0]) for lookup in lookups), *fields)}
    collection = Collection(Address("d", "things"), tuple(named.values()), location={"path": path, **location}, **(more or {}))
    return sorted(collected(archive(root, collection), collection, columns, *lookups), key=str)


def parquet(path: Path, rows: str) -> bytes:
    """Write what a SELECT gives."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as db:
        db.execute("SET TimeZone = 'Europe/Copenhagen'")
        db.execute(f"COPY ({rows}) TO '{path}' (FORMAT parquet)")
    return path.read_bytes()
