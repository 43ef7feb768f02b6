"""JSON lines: DuckDB finds the lines, Python reads those that were found, so that no number loses digits and no text becomes a date.

Invariant: a line that is no object stops the reading; a name that no line has is an error, one that some lines lack is NULL there.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from contextlib import closing
from functools import partial
from itertools import islice
from typing import Any

from dsr.connectors.faults import Place
from dsr.connectors.files_duck import lines, quoted
from dsr.connectors.files_found import File
from dsr.connectors.files_layout import Column, Form, Layout, Reading, Row

SAMPLE = 1000
_NO_OBJECT = "NOT starts_with(ltrim(line), '{')"


def layouts(files: list[File], reading: Reading) -> list[Layout]:
    """One layout: lines are lines. Raises SourceError."""
    columns = {one: Column(_text_of(one), Form.JSON) for one in reading.asked}
    layout = Layout(tuple(files), lines(), "line", columns, partial(_read, reading.asked, reading.place), _NO_OBJECT)
    _look_for_names(layout, reading)
    return [layout]


def _look_for_names(layout: Layout, reading: Reading) -> None:
    """All lines are looked at only if the first ones, and the files before, leave a doubt."""
    with closing(_lines(layout, "line IS NOT NULL", reading)) as first:
        sample = list(islice(first, SAMPLE))
    seen = reading.seen["jsonl"]
    for name in reading.asked if sample else ():
        if name not in seen.has and not any(_has(data, name) for data in sample):
            with closing(_lines(layout, _may_have(name), reading)) as others:
                if not any(_has(data, name) for data in others):
                    continue
        seen.has.add(name)
    seen.known.update(dict.fromkeys(known for data in sample for known in _names(data)))


def _lines(layout: Layout, condition: str, reading: Reading) -> Generator[dict[str, object], None, None]:
    with closing(reading.rows(layout, condition, [], SAMPLE)) as found:
        for rows in found:
            for (line,) in rows:
                yield _object(line, reading.place)


def _read(asked: tuple[str, ...], place: Place, rows: list[tuple[Any, ...]]) -> list[Row]:
    return [tuple(_at(data, one) for one in asked) for data in (_object(line, place) for (line,) in rows)]


def _object(line: str, place: Place) -> dict[str, object]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        raise place.misconfigured("a line is no JSON that can be read") from None
    if not isinstance(data, dict):
        raise place.misconfigured("a line is no JSON object; one object a line is expected")
    return data


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


def _has(data: object, path: str) -> bool:
    if isinstance(data, list):
        return any(_has(one, path) for one in data)
    head, _, rest = path.partition(".")
    return isinstance(data, dict) and (path in data or (bool(rest) and head in data and _has(data[head], rest)))


def _text_of(path: str) -> str:
    """The value's text; `[` and more for a list, also for one on the way."""
    whole = f"line ->> {_pointer([path])}"
    parts = path.split(".")
    if len(parts) == 1:
        return f"({whole})"
    lists = (f"CASE WHEN starts_with(line ->> {_pointer(parts[:end])}, '[') THEN '[' END" for end in range(1, len(parts)))
    return f"coalesce({whole}, line ->> {_pointer(parts)}, {', '.join(lists)})"


def _may_have(path: str) -> str:
    """Holds for every line that has the name, also where its value is NULL; a list on the way may have it."""
    parts = path.split(".")
    inside = f" OR json_exists(line, {_pointer(parts)}) OR {_text_of(path)} IS NOT NULL" if len(parts) > 1 else ""
    return f"json_exists(line, {_pointer([path])}){inside}"


def _pointer(parts: list[str]) -> str:
    return quoted("".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts))


def _names(data: dict[str, object], prefix: str = "") -> Iterator[str]:
    for name, value in data.items():
        yield prefix + name
        if isinstance(value, dict):
            yield from _names(value, f"{prefix}{name}.")
