"""A recording is as heavy as thousands of calls: a chunk of them holds fewer rows, so that no step holds much at once."""

from __future__ import annotations

from dsr.domain.dataset import Address, Collection, Field
from dsr.services.perform import CHUNK_ROWS, CHUNK_SIZE
from dsr.store import Store
from tests.services.shop import a_source
from tests.services.test_perform import collect, rows

LOG = Address("app", "log")


def test_heavy_rows_make_small_chunks_and_none_is_lost(store: Store) -> None:
    weights = [10] * 3_000 + [1_000_000] * 40 + [10] * 5_000
    tables = {"log": [{"email": "carol@nordlys.example", "text": "x" * weight} for weight in weights]}
    source = a_source("app", tables, Collection(LOG, (Field("text", ("user.content",)), Field("email", (), "email", "email"))))
    found = collect(source, store)
    assert [len(str(row[0])) for row in rows(found, store, LOG)] == weights
    assert [chunk.first_row for chunk in found.sealed] == [sum(one.rows for one in found.sealed[:place]) for place in range(len(found.sealed))]
    ends = [chunk.first_row + chunk.rows for chunk in found.sealed]
    sizes = [sum(weights[end - chunk.rows:end]) for chunk, end in zip(found.sealed, ends, strict=True)]
    assert max(sizes) < 3 * CHUNK_SIZE
    assert max(chunk.rows for chunk in found.sealed) <= 2 * CHUNK_ROWS
    assert len(found.sealed) < 60
