"""What is wrong with mappings that each read well: references to nothing, names used twice, circles of `after`."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from pydantic import BaseModel

from dsr.domain.dataset import Address, Collection, Source
from dsr.mapping import schema

Loaded = tuple[str, Source]  # `file:line` of the source, and the source


def sentence(fault: Mapping[str, Any]) -> str:
    """What a model's complaint means to the author of a file; never repeats a value."""
    name = str(fault["loc"][-1]) if fault["loc"] else "the file"
    match fault["type"]:
        case "extra_forbidden":
            close = difflib.get_close_matches(name, _our_keys(), n=1, cutoff=0.6)
            return f"the key '{name}' is not known here" + (f"; did you mean '{close[0]}'?" if close else ".")
        case "missing":
            return f"'{name}' is missing."
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"'{name}' must be a block of keys and values."
        case "list_type":
            return f"'{name}' must be a list."
        case _:
            return f"'{name}': {str(fault['msg']).lower()}."


def _our_keys() -> list[str]:
    models = [one for one in vars(schema).values() if isinstance(one, type) and issubclass(one, BaseModel)]
    return sorted({field.alias or name for model in models for name, field in model.model_fields.items()})


def faults(loaded: list[Loaded]) -> list[str]:
    """Every fault between and within the sources, as sentences."""
    collections = {collection.address: (where, collection) for where, source in loaded for collection in source.collections()}
    return [*_twice(loaded), *_references(collections), *_columns(collections), *_after(loaded, collections)]


def _twice(loaded: list[Loaded]) -> Iterable[str]:
    for key, count in Counter(source.key for _, source in loaded).items():
        if count > 1:
            places = " and ".join(where for where, source in loaded if source.key == key)
            yield f"{places}: two sources have the key '{key}'."
    named: defaultdict[str, list[str]] = defaultdict(list)
    for where, source in loaded:
        for dataset in source.datasets:
            named[dataset.key].append(where)
            for name, count in Counter(collection.address.collection for collection in dataset.collections).items():
                if count > 1:
                    yield f"{where}: the dataset '{dataset.key}' has two collections '{name}'."
            for collection in dataset.collections:
                for name, count in Counter(field.name for field in collection.fields).items():
                    if count > 1:
                        yield f"{where}: {collection.address} has two fields '{name}'."
    for key, homes in named.items():
        if len(homes) > 1:
            yield f"{' and '.join(homes)}: two datasets have the name '{key}'."


def _references(collections: Mapping[Address, tuple[str, Collection]]) -> Iterable[str]:
    for address, (where, collection) in collections.items():
        for field in collection.fields:
            for reference in field.references:
                here = f"{where}: {address}.{field.name} refers to {reference.to}.{reference.field}"
                if reference.to not in collections:
                    yield here + ", and there is no such collection" + _nearest(str(reference.to), [str(one) for one in collections])
                    continue
                target = collections[reference.to][1]
                names = [one.name for one in target.fields]
                if reference.field not in names:
                    yield here + ", and there is no such field" + _nearest(reference.field, names)
                if target.skip_processing:
                    yield here + ", which is marked skip_processing; remove the reference or the mark."
                if collection.skip_processing and not target.skip_processing:
                    yield f"{where}: {address} is marked skip_processing, but its field {field.name} refers to {reference.to}."


def _columns(collections: Mapping[Address, tuple[str, Collection]]) -> Iterable[str]:
    for address, (where, collection) in collections.items():
        names = {field.name for field in collection.fields}
        for group in collection.composite:
            for name in group:
                if name not in names:
                    yield f"{where}: {address} has no field '{name}' for its composite key."
        if collection.valid == (None, None):
            yield f"{where}: {address}: valid needs from, to or both."


def _after(loaded: list[Loaded], collections: Mapping[Address, tuple[str, Collection]]) -> Iterable[str]:
    datasets = {dataset.key: set(dataset.after) for _, source in loaded for dataset in source.datasets}
    for key, others in datasets.items():
        for missing in others - datasets.keys():
            yield f"the dataset '{key}' waits for the dataset '{missing}', and there is none."
    waits: dict[str, set[str]] = {}
    for address, (where, collection) in collections.items():
        for other in (*collection.after, *collection.erase_after):
            if other not in collections:
                yield f"{where}: {address} waits for {other}, and there is no such collection" + _nearest(
                    str(other), [str(one) for one in collections])
        waits[str(address)] = {str(other) for other in collection.after}
    for graph in (waits, datasets):
        try:
            tuple(TopologicalSorter(graph).static_order())
        except CycleError as error:
            yield f"`after` goes in a circle: {' -> '.join(error.args[1])}."


def _nearest(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean '{close[0]}'?" if close else "."
