"""What a source shows of itself beside its mapping: types that do not fit, personal data that nobody mapped, slow look-ups, codes without words.

Invariant: findings are warnings, made of names, types and counts. Cells are looked at in memory; the only ones that are told are codes of the
form that `domain.discover_codes` lets pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dsr.connectors.base import Catalogue
from dsr.domain.dataset import Address, Collection, Field, Source
from dsr.domain.discover_codes import codes_of
from dsr.domain.discover_columns import Cells, Judged, judge
from dsr.domain.discover_joins import SAMPLE
from dsr.domain.discover_shapes import Column, Family, Table, fits
from dsr.domain.errors import SourceError
from dsr.domain.graph import Step
from dsr.domain.keys import Key, Lookup
from dsr.domain.stored import asked_of
from dsr.services.discover import sample

MANY_ROWS = 10_000
CODE_ROWS = 2_000
_WORTH_SAYING = 50  # percent
_NOBODY = {"email": "nobody@dsr.invalid", "phone_number": "+9990000000", "sip_uri": "nobody@dsr.invalid", "mac": "000000000000", "ip": "0.0.0.0"}  # noqa: S104
_NO_VALUE = {Family.INTEGER: -1, Family.NUMBER: -1, Family.BOOLEAN: False, Family.DATE: "0001-01-01", Family.TIME: "0001-01-01 00:00:00",
             Family.CLOCK: "00:00:00"}


class Topic(StrEnum):
    """What a finding is about; the words are the heading."""

    TYPES = "types that do not fit"
    UNMAPPED = "seems to be personal data and is not searched"
    SCANS = f"look-ups that read every row of a table with more than {MANY_ROWS:,}"
    CODES = "codes without words"
    ABSENT = "optional, and not in this system"
    UNSEEN = "could not be looked at"


@dataclass(frozen=True, slots=True)
class Finding:
    """`name` is dotted, from the dataset on, where the mapping knows the place, else it is a table of the source."""

    source: str
    topic: Topic
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class _Mapped:
    collection: Collection
    judged: Judged


def findings(source: Source, steps: Mapping[Address, Step], told: Catalogue) -> Iterator[Finding]:
    """All of one source, by topic. Raises SourceError where the source shows nothing at all."""
    found: list[Finding] = []
    mapped: list[_Mapped] = []
    for schema, collections in _by_schema(source).items():
        for table in told.tables(schema):
            here = [one for one in collections if one.stored_as.rpartition(".")[2] == table.name]
            is_closed = any(one.is_restricted for one in here)  # not even a sample is read of these
            judged = judge(table, {} if is_closed else _cells(source, told, table, found), source.country)
            own = [_Mapped(one, judged) for one in here]
            is_known = any(table.name in dataset.left_out for dataset in source.datasets)
            found += _unmapped_columns(source, own) if own else () if is_known else _unmapped_table(source, judged)
            mapped += own
    found += _absent(source, mapped)
    for one in mapped:
        found += _misfits(source, one)
        if not one.collection.skip_processing and not one.collection.is_restricted:
            found += _looked_up(source, one, steps.get(one.collection.address), told)
            found += _unworded(source, one, told)
    order = list(Topic)
    return iter(sorted(found, key=lambda finding: order.index(finding.topic)))


def _by_schema(source: Source) -> dict[str | None, list[Collection]]:
    """The collections by the database schema that their tables are in; None for the one the source is set to."""
    found: dict[str | None, list[Collection]] = {}
    for collection in source.collections():
        dotted = collection.stored_as.rpartition(".")[0]
        found.setdefault(collection.namespace.get("schema") or dotted or None, []).append(collection)
    return found


def _cells(source: Source, told: Catalogue, table: Table, found: list[Finding]) -> Cells:
    try:
        return sample(told, table, SAMPLE)
    except SourceError as error:
        found.append(Finding(source.key, Topic.UNSEEN, table.name, f"only its names were looked at ({error.code.removeprefix('source_')})"))
        return {}


def _absent(source: Source, mapped: list[_Mapped]) -> Iterator[Finding]:
    """What need not be there and is not: no fault, but perhaps it is only called otherwise, or hidden from our account."""
    tables = {one.collection.address: one.judged.table for one in mapped}
    for collection in source.collections():
        table = tables.get(collection.address)
        if table is None:
            if collection.is_optional:
                yield Finding(source.key, Topic.ABSENT, str(collection.address), f"no table '{collection.stored_as}'")
            continue
        names = [field.name for field in collection.fields if field.is_optional and field.inside is None and table.column(field.name) is None]
        if names:
            yield Finding(source.key, Topic.ABSENT, str(collection.address), f"no column {', '.join(names)}")


def _misfits(source: Source, one: _Mapped) -> Iterator[Finding]:
    for field in one.collection.fields:
        column = one.judged.table.column(field.name)
        if column is not None and not fits(field.data_type, field.is_array, column.family):
            declared = f"{field.data_type}{'[]' if field.is_array else ''}"
            yield Finding(source.key, Topic.TYPES, _name(one, field.name), f"data_type {declared} does not fit the column, which is {column.native}")


def _unmapped_table(source: Source, judged: Judged) -> Iterator[Finding]:
    seen = _seen(judged, judged.personal)
    if seen:
        yield Finding(source.key, Topic.UNMAPPED, judged.table.name, f"no collection maps this table: {', '.join(seen)}")


def _unmapped_columns(source: Source, of_table: Sequence[_Mapped]) -> Iterator[Finding]:
    """Columns that none of the collections of a table names. Where all of them are skipped, what is left out so."""
    first = of_table[0]
    judged = first.judged
    searched = [one.collection for one in of_table if not one.collection.skip_processing]
    if not searched:
        seen = _seen(judged, judged.personal)
        if seen:
            yield Finding(source.key, Topic.UNMAPPED, str(first.collection.address), f"left out by skip_processing: {', '.join(seen)}")
        return
    named = {name for one in searched for name in _named(one)}
    for name in judged.personal:
        guess = judged.guesses[name]
        if name not in named and guess.certainty >= _WORTH_SAYING:
            said = f"no field maps this column: {guess.category}, {guess.certainty} % {guess.why}"
            yield Finding(source.key, Topic.UNMAPPED, f"{searched[0].address}.{name}", said)


def _named(collection: Collection) -> Iterator[str | None]:
    """The columns that a collection speaks of, in whatever part."""
    yield from (collection.tenant, collection.time.column if collection.time else None, *(collection.valid or ()))
    yield from (*(one.column for one in collection.where), *collection.left_out)
    for field in collection.fields:
        yield from (field.name, field.name.partition(".")[0], *field.columns)


def _seen(judged: Judged, names: tuple[str, ...]) -> list[str]:
    return [f"{name} ({judged.guesses[name].category}, {judged.guesses[name].certainty} %)" for name in names
            if judged.guesses[name].certainty >= _WORTH_SAYING]


def _looked_up(source: Source, one: _Mapped, step: Step | None, told: Catalogue) -> Iterator[Finding]:
    """Each look-up of the step by itself, so that the column without an index is named."""
    if step is None:
        return
    table, collection = one.judged.table, one.collection
    try:
        if not told.holds_more(collection, MANY_ROWS):
            return
        for lookup in _lookups(step, table, collection):
            if told.scans(collection, lookup):
                yield Finding(source.key, Topic.SCANS, _name(one, lookup.fields[0]), f"no index serves a look-up by {' and '.join(lookup.fields)}"
                              + (f" as {lookup.kind}" if lookup.kind else ""))
    except SourceError as error:
        yield Finding(source.key, Topic.UNSEEN, str(collection.address), f"its look-ups were not planned ({error.code.removeprefix('source_')})")


def _lookups(step: Step, table: Table, collection: Collection) -> Iterator[Lookup]:
    wanted: list[tuple[tuple[str, ...], str | None]] = [((seed.field,), seed.compared or seed.kind) for seed in step.seeds]
    wanted += [((edge.to_field,), edge.kind) for edge in step.inputs]
    wanted += [(tuple(edge.to_field for edge in group), None) for group in step.groups]
    for names, kind in dict.fromkeys(wanted):
        composed = collection.composed(names[0])
        columns = [table.column(name) for name in ([asked_of(composed)] if composed else names)]
        if None not in columns:
            values = tuple(_no_value(column, kind) for column in columns if column is not None)
            yield Lookup(names, frozenset({Key(values if len(names) > 1 else values[0])}), kind)


def _no_value(column: Column, kind: str | None) -> object:
    """Nobody's value, of the form that the column can be asked for."""
    if "UUID" in column.native.upper():
        return "00000000-0000-0000-0000-000000000000"
    if column.family in _NO_VALUE and kind != "phone_number":
        return _NO_VALUE[column.family]
    return _NOBODY.get(kind or "", "nobody-4f6e2a")


def _unworded(source: Source, one: _Mapped, told: Catalogue) -> Iterator[Finding]:
    if one.collection.where:
        return  # rows of other collections are among the first
    fields: list[Field] = [field for field in one.collection.columns_in(("user",)) if one.judged.table.column(field.name) is not None]
    try:
        rows = told.sample(one.judged.table, tuple(field.name for field in fields), CODE_ROWS)
    except SourceError:
        return  # said when the first rows were asked for
    for place, field in enumerate(fields):
        codes = codes_of(field, [row[place] for row in rows])
        if codes is not None:
            shown = ", ".join(codes.shown) if codes.shown else "not shown, for they may be something else"
            yield Finding(source.key, Topic.CODES, _name(one, field.name), f"{codes.count} without words in the first {len(rows):,} rows: {shown}")


def _name(one: _Mapped, column: str) -> str:
    return f"{one.collection.address}.{column}"
