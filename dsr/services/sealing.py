"""Rows of a collection as sealed chunks. Invariant: a chunk opens with its own key, in its own place, for its own
collection only, and with the rows that it was sealed with."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from dsr import chunks
from dsr.domain.dataset import Address
from dsr.domain.errors import VaultError
from dsr.domain.values import WireBatch
from dsr.store import Store
from dsr.vault import Handle


@dataclass(frozen=True, slots=True)
class Place:
    """Where and under which key rows are sealed."""

    store: Store
    handle: Handle
    prefix: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """One sealed chunk of rows."""

    address: Address
    seq: int
    first_row: int
    rows: int
    digest: str
    path: str


def seal(batch: WireBatch, address: Address, seq: int, first: int, place: Place) -> Sealed:
    """Put a batch into the store. `first` is the number of its first row within the collection."""
    data = chunks.encode(batch)
    path = f"{place.prefix}/{hashlib.sha256(str(address).encode()).hexdigest()[:16]}-{seq}"
    place.store.put(path, data, place.handle, chunk_context(path, address))
    return Sealed(address, seq, first, len(batch), hashlib.sha256(data).hexdigest(), path)


def chunk_context(path: str, address: Address) -> str:
    """What a sealed chunk is bound to: its place and its collection."""
    return f"chunk:{path}:{address}"


def file_context(path: str) -> str:
    """What the sealed bytes of an enclosed file are bound to."""
    return f"enclosure:{path}"


def open_chunk(chunk: Sealed, store: Store, handle: Handle) -> WireBatch:
    """The rows of a sealed chunk, as they were when each was found to be the person's. Raises VaultError if place, key or bytes differ."""
    data = store.get(chunk.path, handle, chunk_context(chunk.path, chunk.address))
    if hashlib.sha256(data).hexdigest() != chunk.digest:
        raise VaultError()  # sealed anew by somebody who has the key
    return chunks.decode(data)
