"""What is not written at a field but follows from its neighbours: the order among datasets, how joined values are read, and a dataset's networks.

Invariants: a field takes from its neighbours only what all of them agree on; a person is asked once, for all that they keep.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from dsr.domain.dataset import Address, Collection, Field, Source
from dsr.domain.networks import KIND, CompanyNetwork
from dsr.mapping.check_manual import MANUAL

_Spot = tuple[Address, str]


def settled(sources: Iterable[Source]) -> tuple[Source, ...]:
    """The sources, where a dataset that waits for another has that said at each of its collections, and joined fields are of one kind."""
    given = list(sources)
    members = {dataset.key: tuple(one.address for one in dataset.collections) for source in given for dataset in source.datasets}
    kinds = _kinds([collection for source in given for collection in source.collections()])
    result = []
    for source in given:
        datasets = []
        leading = _leading(source) if source.connector == MANUAL else ()
        for dataset in source.datasets:
            before = (*(address for key in dataset.after for address in members.get(key, ())), *leading)
            collections = tuple(_settled(one, before, kinds, dataset.company_networks) for one in dataset.collections)
            datasets.append(replace(dataset, collections=collections))
        result.append(replace(source, datasets=tuple(datasets)))
    return tuple(result)


def _leading(source: Source) -> tuple[Address, ...]:
    """All that leads to a source that a person searches: each of its collections waits for it, so that they are one stage and one letter."""
    return tuple(sorted({reference.to for one in source.collections() for field in one.fields for reference in field.references}
                        | {address for one in source.collections() for address in one.after}))


def _settled(collection: Collection, before: tuple[Address, ...], kinds: dict[_Spot, str], networks: tuple[str, ...]) -> Collection:
    read = (field if field.kind else replace(field, kind=kinds.get((collection.address, field.name))) for field in collection.fields)
    fields = tuple(_networked(field, networks) for field in read)
    return replace(collection, after=(*collection.after, *before), fields=fields)


def _networked(field: Field, networks: tuple[str, ...]) -> Field:
    """A field of addresses knows the networks of its dataset, unless it names its own."""
    is_address = KIND in (field.kind, *(one.kind for one in field.also))
    if not networks or not is_address or (field.company is not None and field.company.networks):
        return field
    return replace(field, company=replace(field.company or CompanyNetwork(), networks=networks))


def _kinds(collections: list[Collection]) -> dict[_Spot, str]:
    """The kind of every field that is joined, directly or over others, to fields of one kind: their values are the same."""
    joined: defaultdict[_Spot, set[_Spot]] = defaultdict(set)
    own: dict[_Spot, str] = {}
    for collection in collections:
        for field in collection.fields:
            here = (collection.address, field.name)
            if field.kind:
                own[here] = field.kind
            for reference in field.references:
                joined[here].add((reference.to, reference.field))
                joined[reference.to, reference.field].add(here)
    result: dict[_Spot, str] = {}
    seen: set[_Spot] = set()
    for start in joined:
        if start in seen:
            continue
        group, frontier = {start}, [start]
        while frontier:
            frontier = [there for here in frontier for there in joined[here] if there not in group]
            group.update(frontier)
        seen |= group
        kinds = {own[spot] for spot in group if spot in own}
        if len(kinds) == 1:
            result.update(dict.fromkeys(group, kinds.pop()))
    return result
