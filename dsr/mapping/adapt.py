"""How one installation differs from the profile it uses: names, what it has not, words and joins of its own.

Invariant: a difference that names nothing of the profile is a fault, and what a rule needs cannot be absent: without it the rule would
decide otherwise, in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from dsr.domain.conditions import Condition
from dsr.domain.dataset import Address, Collection, Dataset, Field, Holders, Inside, Reference, Source
from dsr.domain.parties import Choice
from dsr.domain.terms import PLACE, Content
from dsr.mapping.build_rules import content
from dsr.mapping.check_rules import nearest
from dsr.mapping.schema_profile import AdaptMeta

_Word = TypeVar("_Word")


def adapted(source: Source, given: AdaptMeta) -> Source:
    """The source as this installation has it; to be called where `adapt_faults` finds nothing."""
    return replace(source, datasets=tuple(_dataset(one, given) for one in source.datasets))


def adapt_faults(source: Source, given: AdaptMeta) -> Iterator[str]:
    """What the differences name and the profile has not, and what cannot be absent; without the place."""
    collections = {one.address.collection: one for one in source.collections()}
    known = [*collections, *(f"{name}.{field.name}" for name, one in collections.items() for field in one.fields)]
    fields = [name for name in known if name not in collections]
    for names, among in ((given.names, known), (given.absent, known), (given.labels, known), (given.references, fields), (given.legends, fields),
                         (given.content, list(collections))):
        for name in names:
            if name not in among:
                yield f"'{name}' is not in the profile{nearest(name, among)}"
    yield from _still_needed(collections, given)
    for name in given.absent:
        table, _, column = name.partition(".")
        if column and table in collections and column in _left(collections[table], given).deciding:
            yield f"'{name}' cannot be absent: it decides whose a row is, or what of it is shown. Leave out '{table}', or say what it is called here."


def _still_needed(collections: Mapping[str, Collection], given: AdaptMeta) -> Iterator[str]:
    """A table or column that says which rows of another table count: without it all of them would."""
    for name, one in collections.items():
        for reference in (to for field in one.fields if field.narrows and name not in given.absent for to in field.references):
            for gone in {reference.to.collection, f"{reference.to.collection}.{reference.field}"} & {*given.absent}:
                yield f"'{gone}' cannot be absent: it says which rows of '{name}' count. Leave out '{name}' too, or say what it is called here."


def _left(collection: Collection, given: AdaptMeta) -> Collection:
    """Without the columns that are absent: what only those need may be absent with them."""
    return replace(collection, fields=tuple(one for one in collection.fields if f"{collection.address.collection}.{one.name}" not in given.absent))


def _dataset(dataset: Dataset, given: AdaptMeta) -> Dataset:
    kept = [one for one in dataset.collections if one.address.collection not in given.absent]
    gone = {one.address for one in dataset.collections} - {one.address for one in kept}
    tenants = dataset.tenants
    if tenants is not None:
        own = _Names(given, tenants.collection)
        tenants = replace(tenants, key=own.of(tenants.key), name=own.of(tenants.name))
    listed = dataset.companies
    if listed is not None:
        own = _Names(given, listed.collection)
        listed = replace(listed, columns=tuple((what, own.of(column)) for what, column in listed.columns))
    return replace(dataset, collections=tuple(_collection(one, given, gone) for one in kept), tenants=tenants, companies=listed)


def _collection(collection: Collection, given: AdaptMeta, gone: set[Address]) -> Collection:
    name = collection.address.collection
    own = _Names(given, name)
    fields = tuple(_field(one, given, own, gone) for one in collection.fields if f"{name}.{one.name}" not in given.absent)
    valid = collection.valid
    return replace(
        collection, fields=fields, table=given.names.get(name, collection.table), label={**collection.label, **given.labels.get(name, {})},
        tenant=own.of(collection.tenant) if collection.tenant else None,
        time=replace(collection.time, column=own.of(collection.time.column)) if collection.time else None,
        valid=(own.of(valid[0]) if valid[0] else None, own.of(valid[1]) if valid[1] else None) if valid else None,
        holders=_holders(collection.holders, own, given),
        composite=tuple(tuple(own.of(one) for one in key) for key in collection.composite), where=own.conditions(collection.where),
        terms=replace(collection.terms, charged=own.conditions(collection.terms.charged), content=own.content(
            content(given.content.get(name)) or collection.terms.content)),
        left_out=tuple(own.of(one) for one in collection.left_out),
        after=tuple(one for one in collection.after if one not in gone), erase_after=tuple(one for one in collection.erase_after if one not in gone))


def _holders(holders: Holders | None, own: _Names, given: AdaptMeta) -> Holders | None:
    if holders is None:
        return None
    same = holders.same
    if same is not None:
        there = _Names(given, same.collection)
        same = replace(same, key=there.of(same.key), person=there.of(same.person))
    return replace(holders, line=own.of(holders.line), person=own.of(holders.person), same=same)


def _field(field: Field, given: AdaptMeta, own: _Names, gone: set[Address]) -> Field:
    name = f"{own.collection}.{field.name}"
    further = tuple(Reference(Address(one.dataset, one.field.split(".", 1)[0]), one.field.split(".", 1)[-1], one.direction)
                    for one in given.references.get(name, ()))
    return replace(
        field, name=own.of(field.name), label={**field.label, **given.labels.get(name, {})}, legend={**field.legend, **given.legends.get(name, {})},
        references=(*_joins(field.references, given, gone), *further), parts=tuple(own.of(one) for one in field.parts),
        inside=Inside(own.of(field.inside.column), field.inside.path) if field.inside else None, only_when=own.conditions(field.only_when),
        secret_when=own.condition(field.secret_when), withheld=own.condition(field.withheld), shared=own.condition(field.shared),
        company=replace(field.company, when=own.condition(field.company.when)) if field.company else None,
        party=own.choice(field.party), side=own.choice(field.side))


def _joins(references: Iterable[Reference], given: AdaptMeta, gone: set[Address]) -> Iterator[Reference]:
    for one in references:
        if one.to not in gone and f"{one.to.collection}.{one.field}" not in given.absent:
            yield replace(one, field=_Names(given, one.to.collection).of(one.field))


class _Names:
    """What the columns of one collection are called here."""

    def __init__(self, given: AdaptMeta, collection: str) -> None:
        self.collection = collection
        self._names: Mapping[str, str] = given.names

    def of(self, column: str) -> str:
        return self._names.get(f"{self.collection}.{column}", column)

    def condition(self, given: Condition | None) -> Condition | None:
        return None if given is None else replace(given, column=self.of(given.column))

    def conditions(self, given: Iterable[Condition]) -> tuple[Condition, ...]:
        return tuple(replace(one, column=self.of(one.column)) for one in given)

    def content(self, given: Content | None) -> Content | None:
        if given is None:
            return None
        return replace(given, column=self.of(given.column), path=PLACE.sub(lambda found: f"{{{self.of(found[1])}}}", given.path))

    def choice(self, given: Choice[_Word] | None) -> Choice[_Word] | None:
        return None if given is None else replace(given, when=self.conditions(given.when))
