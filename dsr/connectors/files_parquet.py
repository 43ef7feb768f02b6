"""Parquet: columns have types, and files of one pattern may have been written by different versions of an export.

Invariant: files are read in groups of one schema. DuckDB reads all files with the types of the first, and '007' becomes 7.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from dsr.connectors.files_duck import literally, name, quoted
from dsr.connectors.files_found import File
from dsr.connectors.files_layout import Column, Form, Layout, Reading

_FORMS = {
    "varchar": Form.TEXT, "enum": Form.TEXT, "json": Form.TEXT, "tinyint": Form.WHOLE, "smallint": Form.WHOLE, "integer": Form.WHOLE,
    "bigint": Form.WHOLE, "utinyint": Form.WHOLE, "usmallint": Form.WHOLE, "uinteger": Form.WHOLE, "ubigint": Form.HUGE, "hugeint": Form.HUGE,
    "float": Form.FLOAT, "double": Form.FLOAT, "decimal": Form.DECIMAL, "boolean": Form.BOOLEAN, "uuid": Form.UUID, "date": Form.DATE,
    "timestamp": Form.STAMP, "timestamp_s": Form.STAMP, "timestamp_ms": Form.STAMP, "timestamp_ns": Form.STAMP,
    "timestamp with time zone": Form.ZONED, "blob": Form.BYTES, "struct": Form.NESTED, "map": Form.NESTED}
_SCHEMAS = """SELECT file_name, column_id, concat_ws(':', name, type, type_length, num_children, repetition_type, converted_type, logical_type,
precision, scale) FROM parquet_schema($1)"""


def layouts(files: list[File], reading: Reading) -> list[Layout]:
    """One layout for each run of files of one schema, in the files' order: an archive is read from its oldest month on. Raises SourceError."""
    schemas: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for rows in reading.duck.rows(_SCHEMAS, [[literally(file.path) for file in files]], 1000):
        for path, number, column in rows:
            schemas[path][number] = column
    seen = []
    for (_, partitions), run in groupby(files, lambda file: (schemas[str(file.path)], _partitions(file))):
        members = list(run)
        table = "read_parquet($1, hive_partitioning = false)"
        types = reading.duck.columns(table, [[literally(members[0].path)]])
        if partitions and not types.keys() & set(partitions):  # a name in the path never hides the file's own column
            table = "read_parquet($1, hive_partitioning = true, hive_types_autocast = false)"
            types = reading.duck.columns(table, [[literally(members[0].path)]])
        texts = {field.name for field in reading.collection.fields if field.kind or field.data_type == "string"}
        found = {one: column for one in reading.asked if (column := _column(one, types, one in texts)) is not None}
        seen.append((members, table, types, found))
    reading.check_names((members[0], found, list(_names(types))) for members, _, types, found in seen)
    return [Layout(tuple(members), table, ", ".join(found[one].sql if one in found else "NULL" for one in reading.asked), found)
            for members, table, _, found in seen]


def _partitions(file: File) -> tuple[str, ...]:
    """Names in the path, as in `year=2026/`."""
    return tuple(part.split("=", 1)[0] for part in file.path.parent.parts if "=" in part)


def _column(asked: str, types: Mapping[str, Any], is_text: bool) -> Column | None:
    """The column of this name, else the part of a struct that the dotted name leads to."""
    at = len(asked)
    while at > 0:
        if asked[:at] in types:
            return _inside(name(asked[:at]), types[asked[:at]], asked[at + 1:], is_text)
        at = asked.rfind(".", 0, at)
    return None


def _inside(sql: str, kind: Any, path: str, is_text: bool, depth: int = 0) -> Column | None:
    """`path` below a cell of type `kind`; a list on the way gives a list of what its elements hold."""
    if kind.id in ("list", "array"):
        each = f"each_{depth}"
        below = _inside(each, dict(kind.children)["child"], path, is_text, depth + 1)
        if below is None:
            return None
        return Column(sql if below.sql == each else f"list_transform({sql}, lambda {each}: {below.sql})", below.form, below.depth + 1, below.scale)
    if path:
        for child, inner in kind.children if kind.id == "struct" else ():
            if path == child or path.startswith(child + "."):
                found = _inside(f"struct_extract({sql}, {quoted(child)})", inner, path[len(child) + 1:], is_text, depth)
                if found is not None:
                    return found
        return None
    form = _FORMS.get(kind.id, Form.OTHER)
    if form is Form.BYTES and is_text:  # some writers do not mark their texts as such
        return Column(f"decode({sql})", Form.TEXT)
    return Column(sql, form, scale=dict(kind.children)["scale"] if form is Form.DECIMAL else 0)


def _names(types: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for one, kind in types.items():
        yield prefix + one
        while kind.id in ("list", "array"):
            kind = dict(kind.children)["child"]
        if kind.id == "struct":
            yield from _names(dict(kind.children), f"{prefix}{one}.")
