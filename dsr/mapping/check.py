"""What is wrong with mappings that each read well: references to nothing, names used twice, circles of `after`."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

from pydantic import BaseModel

from dsr.domain.dataset import Address, Collection, Source
from dsr.mapping import schema
from dsr.mapping.check_manual import manual_faults
from dsr.mapping.check_rules import company_faults, nearest, rule_faults, same_faults, tenant_faults


@dataclass(frozen=True, slots=True)
class Loaded:
    """A source with `file:line` of itself and of its parts, by dotted name from the dataset on."""

    source: Source
    where: str
    places: Mapping[str, str]

    def at(self, name: str) -> str:
        """Where a dataset, collection or field stands; the nearest part that has a place."""
        while name and name not in self.places:
            name = name.rpartition(".")[0]
        return self.places.get(name, self.where)


@dataclass(frozen=True, slots=True)
class _Home:
    loaded: Loaded
    collection: Collection

    def at(self, field: str = "") -> str:
        return self.loaded.at(f"{self.collection.address}.{field}" if field else str(self.collection.address))


Homes = Mapping[Address, _Home]


def sentence(fault: Mapping[str, Any]) -> str:
    """What a model's complaint means to the author of a file; never repeats a value."""
    name = str(fault["loc"][-1]) if fault["loc"] else "the file"
    match fault["type"]:
        case "extra_forbidden":
            close = sorted(difflib.get_close_matches(name, _our_keys(), n=3, cutoff=0.75), key=lambda one: sorted(one) != sorted(name))
            return f"the key '{name}' is not known here" + (f"; did you mean '{close[0]}'?" if close else ".")
        case "missing":
            return f"'{name}' is missing."
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"'{name}' must be a block of keys and values."
        case "list_type":
            return f"'{name}' must be a list."
        case _:
            said = str(fault["msg"]).removeprefix("Value error, ")
            return f"'{name}': {said[:1].lower()}{said[1:]}."


def _our_keys() -> list[str]:
    models = [one for one in vars(schema).values() if isinstance(one, type) and issubclass(one, BaseModel)]
    return sorted({field.alias or name for model in models for name, field in model.model_fields.items()})


def faults(loaded: list[Loaded]) -> list[str]:
    """Every fault between and within the sources, as sentences."""
    homes = {collection.address: _Home(one, collection) for one in loaded for collection in one.source.collections()}
    rules = [f"{home.at(name)}: {fault}" for home in homes.values() for name, fault in rule_faults(home.collection)]
    return [*_twice(loaded), *_references(homes), *_composites(homes), *_after(loaded, homes), *rules, *_by_hand(loaded)]


def _twice(loaded: list[Loaded]) -> Iterable[str]:
    for key, count in Counter(one.source.key for one in loaded).items():
        if count > 1:
            yield f"{' and '.join(one.where for one in loaded if one.source.key == key)}: two sources have the key '{key}'."
    named: defaultdict[str, list[str]] = defaultdict(list)
    for one in loaded:
        for dataset in one.source.datasets:
            named[dataset.key].append(one.at(dataset.key))
            yield from (f"{one.at(dataset.key)}: {fault}" for fault in (*tenant_faults(dataset), *company_faults(dataset), *same_faults(dataset)))
            if "." in dataset.key:
                yield f"{one.at(dataset.key)}: the name '{dataset.key}' holds a point, which parts a dataset from its collections; name it without."
            for name, count in Counter(collection.address.collection for collection in dataset.collections).items():
                if count > 1:
                    yield f"{one.at(f'{dataset.key}.{name}')}: the dataset '{dataset.key}' has two collections '{name}'."
            for collection in dataset.collections:
                for name, count in Counter(field.name for field in collection.fields).items():
                    if count > 1:
                        yield f"{one.at(f'{collection.address}.{name}')}: {collection.address} has two fields '{name}'."
    for key, places in named.items():
        if len(places) > 1:
            yield f"{' and '.join(places)}: two datasets have the name '{key}'."


def _references(homes: Homes) -> Iterable[str]:
    for address, home in homes.items():
        for field in home.collection.fields:
            for reference in field.references:
                here = f"{home.at(field.name)}: {address}.{field.name} refers to {reference.to}.{reference.field}"
                if reference.to not in homes:
                    yield here + ", and there is no such collection" + nearest(str(reference.to), [str(one) for one in homes])
                    continue
                target = homes[reference.to].collection
                names = [one.name for one in target.fields]
                if reference.field not in names:
                    yield here + ", and there is no such field" + nearest(reference.field, names)
                if target.is_restricted and not home.collection.is_restricted:
                    yield here + ", which is restricted: nothing may be searched by what it holds."
                if target.skip_processing:
                    yield here + ", which is marked skip_processing; remove the reference or the mark."
                elif home.collection.skip_processing:
                    yield f"{home.at(field.name)}: {address} is marked skip_processing, but its field {field.name} refers to {reference.to}."


def _composites(homes: Homes) -> Iterable[str]:
    given: defaultdict[tuple[Address, Address], set[str]] = defaultdict(set)
    for address, home in homes.items():
        for field in home.collection.fields:
            for reference in field.references:
                given[address, reference.to].add(field.name)
                given[reference.to, address].add(reference.field)
    for address, home in homes.items():
        names = [field.name for field in home.collection.fields]
        for key in home.collection.composite:
            for name in key:
                if name not in names:
                    yield f"{home.at()}: {address} has no field '{name}' for its composite key" + nearest(name, names)
            if set(key) <= set(names) and not any(set(key) <= fields for (here, _), fields in given.items() if here == address):
                yield (f"{home.at()}: no collection is joined to {address} by all of its composite key ({', '.join(key)}); "
                       "by a part of a key other people's rows would be found.")
        if home.collection.valid == (None, None):
            yield f"{home.at()}: {address}: valid needs from, to or both."


def _after(loaded: list[Loaded], homes: Homes) -> Iterable[str]:
    datasets = {dataset.key: set(dataset.after) for one in loaded for dataset in one.source.datasets}
    for one in loaded:
        for dataset in one.source.datasets:
            for missing in sorted(set(dataset.after) - datasets.keys()):
                yield f"{one.at(dataset.key)}: the dataset '{dataset.key}' waits for the dataset '{missing}', and there is none."
    waits: dict[str, set[str]] = {}
    for address, home in homes.items():
        for other in (*home.collection.after, *home.collection.erase_after):
            if other not in homes:
                yield f"{home.at()}: {address} waits for {other}, and there is no such collection" + nearest(str(other), [str(one) for one in homes])
        waits[str(address)] = {str(other) for other in home.collection.after}
    for graph in (waits, datasets):
        try:
            tuple(TopologicalSorter(graph).static_order())
        except CycleError as error:
            first = str(error.args[1][0])
            place = next((one.at(first) for one in loaded if first in one.places), "")
            yield f"{place}: `after` goes in a circle: {' -> '.join(error.args[1])}."


def _by_hand(loaded: list[Loaded]) -> Iterable[str]:
    home = {collection.address.dataset: one for one in loaded for collection in one.source.collections()}
    for name, fault in manual_faults(one.source for one in loaded):
        yield f"{home[name.partition('.')[0]].at(name)}: {fault}"
