"""A batch of rows as bytes: typed header and an array for each column, deflated. Invariant: `decode(encode(batch)) == batch`."""

from __future__ import annotations

import zlib

import orjson

from dsr.domain.values import Kind, WireBatch

try:  # halves the cost where it is installed; both write the same format
    from isal import isal_zlib as _fast

    def _deflate(data: bytes) -> bytes:
        packed: bytes = _fast.compress(data, 1)
        return packed
except ImportError:

    def _deflate(data: bytes) -> bytes:
        return zlib.compress(data, 1)


def encode(batch: WireBatch) -> bytes:
    """Bytes to be sealed."""
    masked = [{str(place): rows for place, rows in batch.masked.items()}] if batch.masked else []
    return _deflate(orjson.dumps([batch.columns, batch.kinds, batch.cells, *masked]))


def decode(data: bytes) -> WireBatch:
    """The batch that `encode` was given."""
    columns, kinds, cells, *masked = orjson.loads(zlib.decompress(data))
    own = {int(place): numbers for one in masked for place, numbers in one.items()}
    return WireBatch(tuple(columns), tuple(Kind(kind) for kind in kinds), tuple(map(tuple, cells)), own)
