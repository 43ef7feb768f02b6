"""CSV: every cell is text, so that '007' stays '007', unless the mapping says that a column holds numbers.

Invariant: nothing is guessed from the rows. The delimiter is the one under which the header has the mapping's columns; no line is a
comment, none is skipped, and a row with too few or too many cells stops the reading.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial
from typing import Any

from dsr.connectors.files_duck import LONGEST_LINE, lines, literally, quoted, select
from dsr.connectors.files_found import File, Location
from dsr.connectors.files_layout import Column, Form, Layout, Reading, Row
from dsr.connectors.files_pipe import first_line

_DELIMITERS = (",", ";", "\t", "|")
_WHOLE = re.compile(r"\s*([+-]?[0-9]+)(?:\.0+)?\s*\Z")
_NUMBER = re.compile(r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*\Z")
_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}
_FORMS = {"integer": Form.NUMERAL, "float": Form.NUMERAL, "boolean": Form.OTHER}


def layouts(files: list[File], reading: Reading) -> list[Layout]:
    """One layout for each header among the files. Raises SourceError."""
    groups: defaultdict[tuple[str, tuple[str, ...]], list[File]] = defaultdict(list)
    mapped = tuple(field.name for field in reading.collection.fields)
    for file in files:
        line = _first_line(file, reading)
        if line is not None:  # a file without any is a day on which nothing happened
            groups[_header(line, reading.at, mapped)].append(file)
    reading.check_names((members[0], names, names) for (_, names), members in groups.items())
    return [_layout(tuple(members), delimiter, names, reading) for (delimiter, names), members in groups.items()]


def _layout(files: tuple[File, ...], delimiter: str, names: tuple[str, ...], reading: Reading) -> Layout:
    for one in reading.asked:
        if names.count(one) > 1:
            raise reading.place.misconfigured(f"{files[0].shown} has more than one column '{one}'")
    types = {field.name: None if field.kind else field.data_type for field in reading.collection.fields}  # no identifier is a number
    found = {one: Column(f"c{names.index(one)}", _FORMS.get(types.get(one) or "", Form.TEXT)) for one in reading.asked if one in names}
    cells = ", ".join(found[one].sql if one in found else "NULL" for one in reading.asked)
    return Layout(files, _table(delimiter, len(names), reading.at), cells, found, _reader(tuple(types.get(one) for one in reading.asked)))


def _table(delimiter: str, width: int, where: Location) -> str:
    """Columns go by their place: names of a header may differ by case only, or be empty."""
    columns = ", ".join(f"'c{number}': 'VARCHAR'" for number in range(width))
    return (f"read_csv($1, auto_detect = false, header = {str(where.header).lower()}, delim = {quoted(delimiter)}, quote = '\"', escape = '\"', "
            f"comment = '', skip = 0, nullstr = '', allow_quoted_nulls = false, buffer_size = {LONGEST_LINE}, max_line_size = {LONGEST_LINE}, "
            f"hive_partitioning = false, columns = {{{columns}}})")


def _first_line(file: File, reading: Reading) -> str | None:
    """The first line, or None if there is not even an empty one."""
    if file.packing == "zst":  # of the other lines nothing matters here, not even what quotes in them would mean
        with closing(reading.duck.rows(select("line", lines(leniently=True), "TRUE"), [[literally(file.path)]], 1)) as found:
            return next((str(rows[0][0] or "") for rows in found), None)
    try:
        line = first_line(file, reading.at.encoding, reading.place)
        return None if line is None else line.decode().removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise reading.place.misconfigured(f"{file.shown} is not in UTF-8; name its encoding in the mapping") from None


def _header(line: str, where: Location, mapped: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The delimiter and the names of the columns; without a header these are the mapping's, in its order."""
    best: tuple[str, tuple[str, ...]] = ("", ())
    score = -1
    for delimiter in (where.delimiter,) if where.delimiter else _DELIMITERS:
        cells = tuple(cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), ()))
        points = len(set(mapped).intersection(cells)) if where.header else -abs(len(cells) - len(mapped))
        if not best[1] or points > score:
            best, score = (delimiter, cells if where.header else mapped), points
    return best


def _reader(types: tuple[str | None, ...]) -> Callable[[list[tuple[Any, ...]]], list[Row]]:
    """What turns the text of declared numbers into numbers."""
    converters = {place: _CONVERT[kind] for place, kind in enumerate(types) if kind in _CONVERT}
    return partial(_converted, converters) if converters else lambda rows: rows


def _converted(converters: Mapping[int, Callable[[str], object]], rows: list[tuple[Any, ...]]) -> list[Row]:
    return [tuple(converters[place](cell) if place in converters and cell is not None else cell for place, cell in enumerate(row)) for row in rows]


def _whole(text: str) -> object:
    return int(found[1]) if (found := _WHOLE.match(text)) else text


def _number(text: str) -> object:
    return float(text) if _NUMBER.match(text) else text


def _boolean(text: str) -> object:
    return _BOOLEANS.get(text.strip().lower(), text)


_CONVERT: Mapping[str | None, Callable[[str], object]] = {"integer": _whole, "float": _number, "boolean": _boolean}
