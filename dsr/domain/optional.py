"""What a mapping names and an installation may be without.

Invariant: only a column that is marked optional may be missing, and none by which rows are narrowed or cells decided.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from dsr.domain.dataset import Collection
from dsr.domain.keys import Lookup


def may_miss(collection: Collection, has: Container[str] | None = None) -> frozenset[str]:
    """Columns that need not be there. Of a field that is not there itself (in a source that `has` these columns) nothing is to be decided."""
    left = collection if has is None else replace(collection, fields=tuple(
        one for one in collection.fields if not one.is_optional or any(name in has for name in one.columns)))
    return frozenset(field.name for field in collection.fields if field.is_optional) - left.deciding


def searchable(lookups: tuple[Lookup, ...], collection: Collection, has: Container[str]) -> tuple[Lookup, ...]:
    """Without the look-ups by columns that need not be there and are not: no row can be found by them."""
    missing = {name for name in may_miss(collection, has) if name not in has}
    return tuple(one for one in lookups if missing.isdisjoint(column for name in one.fields for column in _read(collection, name)))


def _read(collection: Collection, name: str) -> tuple[str, ...]:
    return next((field.columns for field in collection.fields if field.name == name), (name,))
