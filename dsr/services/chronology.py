"""Rows of a collection in order of time, put so where they are sealed: what is numbered later (entries, files, what staff look at) has one order.

Invariant: no row is lost or changed, and the files that belong to a row still do; what is too much for memory stays in the order of its source.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from dsr.domain.dataset import Address, Collection
from dsr.domain.values import Kind, Wire, WireBatch, joined
from dsr.services.sealing import Place, Sealed, open_chunk, seal
from dsr.services.stage import Collected

MOST_ROWS, MOST_CHUNKS = 5_000, 3  # of a collection that is put in order; a chunk has at most 8 MB or one row
_NEVER = datetime.max.replace(tzinfo=UTC)  # rows without a time stand behind the others


def put_in_order(given: Collected, collections: Mapping[Address, Collection], place: Place) -> None:
    """Order what a stage gave of each of these collections that has a column of times. Raises NotFound, VaultError."""
    for address in given.found:
        collection = collections.get(address)
        own = sorted((one for one in given.sealed if one.address == address), key=lambda one: one.seq)
        if collection is not None and collection.time is not None and len(own) <= MOST_CHUNKS and 1 < sum(one.rows for one in own) <= MOST_ROWS:
            _put(given, own, collection.time.column, place)


def _put(given: Collected, own: Sequence[Sealed], column: str, place: Place) -> None:
    address = own[0].address
    whole = joined([open_chunk(one, place.store, place.handle) for one in own])
    order = _order(whole, column) if whole is not None else None
    if whole is None or order is None:
        return
    sealed = seal(whole.picked(order), address, own[-1].seq + 1, own[0].first_row, place)
    given.sealed = [*(one for one in given.sealed if one.address != address), sealed]
    news = {own[0].first_row + old: own[0].first_row + new for new, old in enumerate(order)}
    of_rows = [number for number, one in enumerate(given.kept) if one.address == str(address) and one.row is not None]
    files = [replace(one, row=news[one.row]) for one in (given.kept[number] for number in of_rows) if one.row is not None]
    for number, file in zip(of_rows, sorted(files, key=lambda one: one.row or 0), strict=True):
        given.kept[number] = file
    for one in own:
        place.store.delete(one.path)


def _order(batch: WireBatch, column: str) -> list[int] | None:
    """The rows by their time, those of one instant as they came; None if they are in order already, or have no times."""
    if column not in batch.columns:
        return None
    at = batch.columns.index(column)
    if batch.kinds[at] not in (Kind.TIME, Kind.DATE):
        return None
    moments = [_moment(cell) for cell in batch.cells[at]]
    order = sorted(range(len(moments)), key=moments.__getitem__)
    return order if order != list(range(len(order))) else None


def _moment(cell: Wire) -> datetime:
    try:
        moment = datetime.fromisoformat(str(cell))
    except ValueError:
        return _NEVER
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
