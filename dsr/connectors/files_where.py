"""Conditions for a reading of files: keys as bound lists, and tenants and times where they let DuckDB leave out whole files.

Invariant: what is asked for is never less than what the exact check (`domain.match`) accepts; it may be more, so each key's own
tenant and time are left to that check, and only what all keys of a statement share is asked for here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import partial
from itertools import product
from uuid import UUID

from dsr.connectors.files_layout import Column, Form, Layout
from dsr.domain.dataset import Collection, Field, Source
from dsr.domain.identity import spelled, spellings
from dsr.domain.keys import Key, Lookup
from dsr.domain.match import Statement, as_text
from dsr.domain.optional import searchable
from dsr.domain.stored import asked_of, is_told_by_text, parts_asked
from dsr.domain.templates import ways

SLACK = timedelta(hours=26)  # a stamp without a zone may be anywhere on earth
_UNITS = {"epoch_s": 1, "epoch_ms": 1_000, "epoch_us": 1_000_000, "epoch_ns": 1_000_000_000}
_TYPES = {
    Form.TEXT: "VARCHAR", Form.JSON: "VARCHAR", Form.NUMERAL: "DOUBLE", Form.WHOLE: "BIGINT", Form.HUGE: "HUGEINT", Form.DECIMAL: "VARCHAR",
    Form.FLOAT: "DOUBLE", Form.BOOLEAN: "BOOLEAN", Form.UUID: "UUID", Form.DATE: "DATE", Form.STAMP: "TIMESTAMP", Form.ZONED: "TIMESTAMPTZ",
    Form.BYTES: "BLOB"}


class Binder:
    """Collects the values of a statement; what goes into its text are only their numbers."""

    def __init__(self) -> None:
        self.values: list[object] = []

    def __call__(self, value: object, kind: str) -> str:
        self.values.append(value)
        return f"${len(self.values) + 1}::{kind}"  # $1 are the files


def where(statement: Statement, collection: Collection, source: Source, layout: Layout, bind: Binder) -> str:
    """The condition that finds at least every row the statement's keys own."""
    own = searchable(statement, collection, layout.columns)
    found = [clause for lookup in own if (clause := _lookup(lookup, collection, source, layout, bind))]
    keys = [key for lookup in statement for key in lookup.keys]
    shared = [*_own(collection, layout, bind), *_tenants(keys, collection, layout, bind), *_times(keys, collection, layout, bind)]
    clause = " AND ".join([*shared, f"({' OR '.join(found) or 'FALSE'})"])
    return clause if layout.always == "FALSE" else f"({clause}) OR {layout.always}"


@dataclass(frozen=True, slots=True)
class _Test:
    """A cell, or each element of a list, made comparable, and the values it is to be one of."""

    shape: Callable[[str], str]
    kind: str
    values: list[object]


def _lookup(lookup: Lookup, collection: Collection, source: Source, layout: Layout, bind: Binder) -> str | None:
    composed = collection.composed(lookup.fields[0]) if len(lookup.fields) == 1 else None
    columns = [layout.columns[name] for name in ([asked_of(composed)] if composed else lookup.fields)]
    if any(column.form is Form.OTHER for column in columns):
        return "TRUE"
    values = [key.value for key in lookup.keys if _can_be_sent(key.value)]
    if composed is not None:
        return _composed(composed, columns[0], lookup.kind, values, bind)
    if len(columns) > 1:
        return _composite(columns, values, bind)
    written = collection.ways(lookup.fields[0], lookup.kind)
    return _any(columns[0], _tests(columns[0], lookup.kind, values, source.country, written), bind)


def _any(column: Column, tests: list[_Test], bind: Binder) -> str | None:
    return " OR ".join(_one(column, test, bind) for test in tests if test.values) or None


def _composed(field: Field, column: Column, kind: str | None, values: list[object], bind: Binder) -> str | None:
    """A number in several columns is asked for by the last of them; a value in JSON by its signs, where these are sure to be there."""
    if field.parts:
        return _any(column, [_test(column, None, [text for value in values for text in parts_asked(field, as_text(value))])], bind)
    if column.form is not Form.TEXT or column.depth or not all(is_told_by_text(kind, value) for value in values):
        return "TRUE"
    bound = bind([as_text(value).lower() for value in values], "VARCHAR[]")
    return f"len(list_filter({bound}, lambda each: contains(lower({column.sql}), each))) > 0" if values else None


def _own(collection: Collection, layout: Layout, bind: Binder) -> Iterator[str]:
    """What every row of the collection is like."""
    for one in collection.where:
        column = layout.columns[one.column]
        if one.values and column.form not in (Form.OTHER, Form.NESTED) and not column.depth:
            yield f"({_any(column, [_test(column, None, list(one.values))], bind) or 'FALSE'})"


def _one(column: Column, test: _Test, bind: Binder) -> str:
    bound = bind(test.values, f"{test.kind}[]")
    if column.depth:
        cells = column.sql
        for _ in range(column.depth - 1):
            cells = f"flatten({cells})"
        return f"coalesce(list_has_any(list_transform({cells}, lambda each: {test.shape('each')}), {bound}), FALSE)"
    clause = f"{test.shape(column.sql)} IN (SELECT unnest({bound}))"
    return f"({clause} OR starts_with({column.sql}, '['))" if column.form is Form.JSON else clause


def _composite(columns: list[Column], values: list[object], bind: Binder) -> str | None:
    rows: list[tuple[object, ...]] = []
    for value in values:
        pairs = zip(columns, value if isinstance(value, tuple) else (value,), strict=True)
        rows += product(*(_test(column, None, [part]).values for column, part in pairs))
    if not rows or any(column.depth for column in columns):
        return None
    shapes = [_test(column, None, []) for column in columns]
    cells = ", ".join(test.shape(column.sql) for test, column in zip(shapes, columns, strict=True))
    lists = ", ".join(f"unnest({bind(list(one), f'{test.kind}[]')})" for test, one in zip(shapes, zip(*rows, strict=True), strict=True))
    return f"({cells}) IN (SELECT {lists})"


def _tests(column: Column, kind: str | None, values: list[object], country: str | None, written: tuple[str, ...]) -> list[_Test]:
    sql_type = _TYPES.get(column.form, "VARCHAR")
    if column.form in (Form.TEXT, Form.JSON) or (column.form is Form.NUMERAL and kind):
        return _text_tests(kind, values, country, written, column.form is Form.JSON)
    candidates = values
    if kind == "phone_number":
        candidates = [text for value in values for text in spellings(as_text(value), country, ways(written)).exact if text.isdecimal()]
    return [_Test(_SHAPES.get(column.form, _same), sql_type, [one for value in candidates if (one := _fitting(column, value)) is not None])]


def _test(column: Column, kind: str | None, values: list[object]) -> _Test:
    """The one test of values that are compared as they stand."""
    return _tests(column, kind, values, None, ())[0]


def _text_tests(kind: str | None, values: list[object], country: str | None, written: tuple[str, ...], is_json: bool) -> list[_Test]:
    """Whole values, and beginnings by the sign that ends them and how often it occurs."""
    texts: dict[object, None] = {}
    starts: defaultdict[tuple[str, int], dict[object, None]] = defaultdict(dict)
    for value in values:
        found = spelled(kind, as_text(value), country, written)
        texts.update(dict.fromkeys(_texts(value, is_json) if found is None else found.exact))
        for prefix in found.prefixes if found else ():
            starts[prefix[-1], prefix.count(prefix[-1])][prefix] = None
    lower = kind in _LOWERED
    tests: list[tuple[Callable[[str], str], list[object]]] = [(_same, list(texts))]
    tests += [(partial(_up_to, end, times), list(own)) for (end, times), own in sorted(starts.items())]
    return [_Test(partial(_in_lower, shape) if lower else shape, "VARCHAR", _lowered(own) if lower else own) for shape, own in tests]


def _lowered(texts: list[object]) -> list[object]:
    return list(dict.fromkeys(str(text).lower() for text in texts))


def _in_lower(shape: Callable[[str], str], sql: str) -> str:
    return shape(f"lower({sql})")


def _same(sql: str) -> str:
    return sql


def _up_to(end: str, times: int, sql: str) -> str:
    """`sip:201@` of `sip:201@host`: the cell up to where a sign occurs for the first, second ... time, so that one look-up serves all beginnings."""
    sign = "'" + end.replace("'", "''") + "'"
    if times == 1:
        return f"CASE WHEN contains({sql}, {sign}) THEN substr({sql}, 1, strpos({sql}, {sign})) ELSE NULL END"
    return f"array_to_string(list_slice(string_split({sql}, {sign}), 1, {times}), {sign}) || {sign}"


_LOWERED = ("email", "login", "ip", "mac", "dn")
_SHAPES: dict[Form, Callable[[str], str]] = {
    Form.NUMERAL: lambda sql: f"TRY_CAST({sql} AS DOUBLE)", Form.FLOAT: lambda sql: f"CAST({sql} AS DOUBLE)",
    Form.DECIMAL: lambda sql: f"CAST({sql} AS VARCHAR)"}


def _texts(value: object, is_json: bool) -> Iterator[str]:
    """Ways to write a value: a number without its point and zeros, the hexadecimal digits of a UUID in both cases."""
    text = as_text(value)
    yield text
    number = _decimal(value)
    if is_json and number is not None and number == number.to_integral_value():
        yield from (f"{int(number)}", f"{int(number)}.0")
    if isinstance(value, bool) or (is_json and text in ("0", "1")):
        yield "true" if text == "1" else "false"
    if len(text) in (32, 36, 38) and _uuid(text) is not None:
        yield from (text.lower(), text.upper())


def _fitting(column: Column, value: object) -> object | None:
    """The value as the column's type, or None if it cannot be one (such a key finds nothing)."""
    match column.form:
        case Form.WHOLE | Form.HUGE:
            number, bits = _decimal(value), 63 if column.form is Form.WHOLE else 127
            return int(number) if number is not None and number == number.to_integral_value() and abs(number) < 1 << bits else None
        case Form.FLOAT | Form.NUMERAL:
            number = _decimal(value)
            return None if number is None else float(number)
        case Form.DECIMAL:
            number = _decimal(value)
            return None if number is None else f"{number:.{column.scale}f}"
        case Form.BOOLEAN:
            return {"0": False, "1": True}.get(as_text(value))
        case Form.UUID:
            return value if isinstance(value, UUID) else _uuid(str(value))
        case Form.DATE | Form.STAMP | Form.ZONED:
            return _moment(column.form, value)
        case Form.BYTES:
            return bytes(value) if isinstance(value, (bytes, bytearray, memoryview)) else None
        case _:
            return None


def _decimal(value: object) -> Decimal | None:
    try:
        number = Decimal(as_text(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and number.adjusted() < 40 else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _moment(form: Form, value: object) -> object | None:
    try:
        moment = value if isinstance(value, date) else datetime.fromisoformat(str(value))
    except ValueError:
        return None
    if form is Form.DATE:
        return moment if not isinstance(moment, datetime) else None if moment.time() != datetime.min.time() else moment.date()
    if not isinstance(moment, datetime) or (moment.tzinfo is None) is (form is Form.ZONED):
        return None
    return moment


def _can_be_sent(value: object) -> bool:
    """Text with a lone surrogate is in no file."""
    return not any("\ud800" <= sign <= "\udfff" for part in (value if isinstance(value, tuple) else (value,)) for sign in str(part))


def _tenants(keys: list[Key], collection: Collection, layout: Layout, bind: Binder) -> Iterator[str]:
    column = layout.columns.get(collection.tenant or "")
    tenants = sorted({key.tenant for key in keys if key.tenant is not None and _can_be_sent(key.tenant)})
    if column is not None and column.form is Form.TEXT and not column.depth and all(key.tenant is not None for key in keys):
        yield f"{column.sql} IN ({', '.join(bind(one, 'VARCHAR') for one in tenants)})" if tenants else "FALSE"


def _times(keys: list[Key], collection: Collection, layout: Layout, bind: Binder) -> Iterator[str]:
    """The span around all windows, with slack; nothing where the column's form is not sure."""
    column = layout.columns.get(collection.time.column) if collection.time else None
    if column is None or collection.time is None or column.depth:
        return
    starts, ends = [key.window.start for key in keys], [key.window.end for key in keys]
    if None not in starts and (bound := _bound(column, min(one for one in starts if one), -SLACK, collection.time.written, bind)):
        yield f"{column.sql} >= {bound}"
    if None not in ends and (bound := _bound(column, max(one for one in ends if one), SLACK, collection.time.written, bind)):
        yield f"{column.sql} < {bound}"


def _bound(column: Column, end: datetime, slack: timedelta, written: str, bind: Binder) -> str | None:
    try:
        moment = (end + slack).astimezone(UTC)
    except OverflowError:  # the first and last days of the calendar cut nothing
        return None
    if column.form is Form.ZONED:
        return bind(moment, "TIMESTAMPTZ")
    if column.form in (Form.STAMP, Form.DATE):
        return bind(moment.replace(tzinfo=None), "TIMESTAMP")
    unit = _UNITS.get(written)
    return bind(int(moment.timestamp() * unit), "HUGEINT") if unit and column.form in (Form.WHOLE, Form.HUGE, Form.DECIMAL, Form.FLOAT) else None
