"""What a mapping names and an installation may be without.

Invariant: only a column that is marked optional may be missing, and none by which rows are narrowed or cells decided.
"""

from __future__ import annotations

from collections.abc import Container

from dsr.domain.dataset import Collection
from dsr.domain.keys import Lookup


def may_miss(collection: Collection) -> frozenset[str]:
    """Columns that need not be there."""
    return frozenset(field.name for field in collection.fields if field.is_optional) - collection.deciding


def searchable(lookups: tuple[Lookup, ...], collection: Collection, has: Container[str]) -> tuple[Lookup, ...]:
    """Without the look-ups by columns that need not be there and are not: no row can be found by them."""
    missing = {name for name in may_miss(collection) if name not in has}
    return tuple(one for one in lookups if missing.isdisjoint(column for name in one.fields for column in _read(collection, name)))


def _read(collection: Collection, name: str) -> tuple[str, ...]:
    return next((field.columns for field in collection.fields if field.name == name), (name,))
