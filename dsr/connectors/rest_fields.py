"""Rows and cells out of an answer.

Invariant: a column that no row of a reading has is an error, unless the mapping calls it optional: an interface that renamed it
would otherwise be taken for one that has nothing to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dsr.connectors.rest_plan import Endpoint

MOST_NAMES = 1000  # that are offered as the nearest; some interfaces have a name for every row
MOST_DEPTH = 64  # what is nested more deeply is no data about a person
Row = tuple[object, ...]


def rows_of(answer: object, endpoint: Endpoint) -> list[dict[str, object]]:
    """The rows as the answer holds them. Raises SourceMisconfigured."""
    found = endpoint.rows.find(answer)
    stem = endpoint.rows.stem
    if found is None and not (stem and _has(answer, stem)):
        raise endpoint.place.nothing_named("rows in the answer under", stem[0] if stem else endpoint.rows.parsed.expression, _names(answer))
    rows = [] if found is None else found if isinstance(found, list) else [found]
    objects = [row for row in rows if isinstance(row, dict)]
    if len(objects) < len(rows):
        raise endpoint.place.misconfigured("the expression of rows finds something else than objects with names and values")
    return objects


class Cells:
    """Reads `columns` out of rows, and remembers which of them it has seen."""

    def __init__(self, columns: tuple[str, ...], endpoint: Endpoint) -> None:
        self._columns, self._endpoint = columns, endpoint
        self._unseen = {name: self._path(name) for name in columns if name not in endpoint.optional and self._path(name)}
        self._known: dict[str, None] = {}

    def read(self, rows: list[dict[str, object]], given: Mapping[str, object]) -> list[Row]:
        """`given` are values that the rows do not repeat."""
        for name in given:
            self._unseen.pop(name, None)
        for row in rows if self._unseen else ():
            for name in [name for name, path in self._unseen.items() if _has(row, path)]:
                del self._unseen[name]
            if len(self._known) < MOST_NAMES:
                self._known.update(dict.fromkeys(_paths(row)))
        return [tuple(given[name] if name in given else self._cell(row, name) for name in self._columns) for row in rows]

    def check(self) -> None:
        """After the last row: what was never seen. Raises SourceMisconfigured."""
        for name, path in self._unseen.items():
            if self._known:
                raise self._endpoint.place.nothing_named("column", ".".join(path) if name in self._endpoint.fields else name, self._known)

    def _path(self, name: str) -> tuple[str, ...]:
        mapped = self._endpoint.fields.get(name)
        return (name,) if mapped is None else mapped.stem

    def _cell(self, row: dict[str, object], name: str) -> object:
        mapped = self._endpoint.fields.get(name)
        cell = _at(row, name) if mapped is None else mapped.find(row)
        if isinstance(cell, dict | list):
            _check_depth(cell, self._endpoint)
        return cell


def _at(data: object, path: str) -> object:
    """The value under a name, else under a dotted path; a list on the way gives a list of what its elements hold."""
    if isinstance(data, list):
        return [_at(one, path) for one in data]
    if not isinstance(data, dict):
        return None
    if path in data:
        return data[path]
    head, _, rest = path.partition(".")
    return _at(data[head], rest) if rest and head in data else None


def _has(data: object, path: tuple[str, ...]) -> bool:
    """Whether the names lead somewhere; a single one may be dotted itself."""
    if not path:
        return True
    if isinstance(data, list):
        return any(_has(one, path) for one in data)
    if not isinstance(data, dict):
        return False
    if path[0] in data:
        return _has(data[path[0]], path[1:])
    head, _, rest = path[0].partition(".")
    return bool(rest) and head in data and _has(data[head], (rest, *path[1:]))


def _names(data: object) -> Iterator[str]:
    yield from data if isinstance(data, dict) else ()


def _paths(data: dict[str, object], prefix: str = "", depth: int = 3) -> Iterator[str]:
    for name, value in data.items():
        yield prefix + name
        if isinstance(value, dict) and depth:
            yield from _paths(value, f"{prefix}{name}.", depth - 1)


def _check_depth(cell: object, endpoint: Endpoint) -> None:
    level: list[object] = [cell]
    for _ in range(MOST_DEPTH):
        level = [inner for one in level if isinstance(one, dict | list) for inner in (one.values() if isinstance(one, dict) else one)]
        if not level:
            return
    raise endpoint.place.misconfigured("a value is nested too deeply to be data about a person")
