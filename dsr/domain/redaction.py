"""JSON without what is secret in it. Invariant: a cell that is no JSON is hidden whole; which of it is secret is then a guess."""

from __future__ import annotations

import json
from typing import Any

from dsr.domain.compare import as_text
from dsr.domain.conditions import is_blank
from dsr.domain.stored import parsed

REDACTED = "withheld"


def redacted(cell: object, keys: tuple[str, ...]) -> tuple[object, bool]:
    """JSON in which the values of these keys gave way to a word, and whether the cell is hidden whole because it is no JSON."""
    if is_blank(cell):
        return cell, False
    is_text = not isinstance(cell, (dict, list))
    data = parsed(as_text(cell)) if is_text else cell
    if not isinstance(data, (dict, list)):
        return None, True
    names = frozenset(key.casefold() for key in keys)
    clean = _without(data, names)
    return (json.dumps(clean, ensure_ascii=False) if is_text else clean), False


def _without(data: Any, names: frozenset[str]) -> Any:
    if isinstance(data, dict):
        return {name: REDACTED if str(name).casefold() in names and value is not None else _without(value, names) for name, value in data.items()}
    if isinstance(data, list):
        return [_without(one, names) for one in data]
    if isinstance(data, str) and data[:1] in "[{" and isinstance(inner := parsed(data), (dict, list)):
        return json.dumps(_without(inner, names), ensure_ascii=False)  # JSON within JSON
    return data
