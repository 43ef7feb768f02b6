"""A batch of rows as bytes: typed header and an array for each column, deflated. Invariant: `decode(encode(batch)) == batch`."""

from __future__ import annotations

import struct
import zlib
from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Any

import orjson

from dsr.domain.values import Dialled, Hidden, Kind, WireBatch

try:  # halves the cost where it is installed; both write the same format
    from isal import isal_zlib as _fast

    def _deflate(data: bytes) -> bytes:
        packed: bytes = _fast.compress(data, 1)
        return packed

    def _inflate(data: bytes) -> bytes:
        plain: bytes = _fast.decompress(data)
        return plain
except ImportError:

    def _deflate(data: bytes) -> bytes:
        return zlib.compress(data, 1)

    def _inflate(data: bytes) -> bytes:
        return zlib.decompress(data)


def encode(batch: WireBatch) -> bytes:
    """Bytes to be sealed."""
    masked: dict[str, object] = {str(place): rows for place, rows in batch.masked.items()}
    if batch.hidden or batch.dialled:
        masked["others"] = [[[one.place, one.why, one.rows, _packed(one.tokens)] for one in batch.hidden],
                            [[one.place, one.rows, _packed(one.tokens), _packed(one.numbers)] for one in batch.dialled]]
    if batch.removed:
        masked["removed"] = {str(place): rows for place, rows in batch.removed.items()}
    if batch.directions:
        masked["directions"] = batch.directions
    return _deflate(orjson.dumps([batch.columns, batch.kinds, batch.cells, *([masked] if masked else [])]))


def decode(data: bytes) -> WireBatch:
    """The batch that `encode` was given."""
    columns, kinds, cells, *masked = orjson.loads(_inflate(data))
    beside: dict[str, Any] = masked[0] if masked else {}
    hidden, dialled = beside.pop("others", ((), ()))
    removed = beside.pop("removed", {})
    directions = tuple(beside.pop("directions", ()))
    return WireBatch(tuple(columns), tuple(Kind(kind) for kind in kinds), tuple(map(tuple, cells)),
                     {int(place): rows for place, rows in beside.items()},
                     tuple(Hidden(place, why, rows, _unpacked(tokens)) for place, why, rows, tokens in hidden),
                     tuple(Dialled(place, rows, _unpacked(tokens), _unpacked(numbers)) for place, rows, tokens, numbers in dialled),
                     {int(place): rows for place, rows in removed.items()}, directions)


def _packed(numbers: Sequence[int]) -> str:
    """Numbers of 64 bits, of which a reader of JSON makes a list at a tenth of the cost."""
    return b64encode(struct.pack(f"<{len(numbers)}Q", *numbers)).decode()


def _unpacked(text: str) -> list[int]:
    data = b64decode(text)
    return list(struct.unpack(f"<{len(data) // 8}Q", data))
