"""A batch of rows as bytes: typed header and row arrays, deflated. Invariant: `decode(encode(batch)) == batch`."""

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
    return _deflate(orjson.dumps([batch.columns, batch.kinds, batch.rows]))


def decode(data: bytes) -> WireBatch:
    """The batch that `encode` was given."""
    columns, kinds, rows = orjson.loads(zlib.decompress(data))
    return WireBatch(tuple(columns), tuple(Kind(kind) for kind in kinds), rows)
