"""Which collections to search, in which order, by which values: the search plan as pure data.

First what can be reached from the identities is found, then it is ordered by all joins among the reached, then cycles are
cut. Invariant: a reached collection is in the plan exactly once, after everything that leads to it but for the cut joins,
and no collection is looked up by a part of a composite key.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection as Some
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from dsr.domain.dataset import Address, Collection, Field, Source
from dsr.domain.search_plan import Edge, Plan, Seed, Stage, Step, Unreached
from dsr.domain.words import NotReached

__all__ = ["Edge", "Plan", "Seed", "Stage", "Step", "Unreached", "plan"]


def plan(sources: Iterable[Source], kinds: frozenset[str], categories: tuple[str, ...]) -> Plan:
    """The search plan for identities of these `kinds`. Deterministic; the order of sources does not matter."""
    homes = {collection.address: (source.key, collection) for source in sources for collection in source.collections()
             if not collection.skip_processing and not collection.is_restricted}
    collections = {address: home[1] for address, home in sorted(homes.items())}
    flows = _flows(collections)
    depth = _depths(collections, flows, kinds)
    edges = _directed(flows, depth)
    befores = _befores(collections, edges, depth)
    order, cut_pairs = _order(depth, befores)
    kept = [edge for edge in edges if (edge.from_address, edge.to_address) not in cut_pairs and edge.from_address != edge.to_address]
    followed = {*kept, *(edge for address in depth for edge in _again(collections[address]))}
    cut = tuple(sorted(edge for edge in edges if edge not in followed and _turned(edge) not in followed))
    steps = [_step(collections[address], [edge for edge in kept if edge.to_address == address], kinds, collections) for address in order]
    known = {kind for collection in collections.values() for field in collection.fields for kind, _ in field.seeds}
    return Plan(
        stages=_stages(steps, {address: home[0] for address, home in homes.items()}, befores),
        gaps=_gaps(homes, depth, flows, categories), cut=cut, unknown_kinds=tuple(sorted(kinds - known)))


@dataclass(frozen=True, slots=True)
class _Flow:
    edge: Edge
    both_ways: bool


def _flows(collections: Mapping[Address, Collection]) -> list[_Flow]:
    """Every join once, in the direction it was declared; both directions where none was named or both were."""
    declared: set[Edge] = set()
    for address, collection in collections.items():
        for field in collection.fields:
            for reference in () if field.narrows else field.references:
                if reference.to not in collections:
                    continue
                there = next((one for one in collections[reference.to].fields if one.name == reference.field), Field(reference.field))
                kind = _common(_kinds(field), _kinds(there))
                away = Edge(address, field.name, reference.to, reference.field, kind)
                if reference.direction != "from":
                    declared.add(away)
                if reference.direction != "to":
                    declared.add(_turned(away))
    given: defaultdict[tuple[Address, Address], set[str]] = defaultdict(set)
    for edge in declared:
        given[edge.from_address, edge.to_address].add(edge.to_field)
    whole = {edge for edge in declared if _is_whole(edge.to_field, collections[edge.to_address], given[edge.from_address, edge.to_address])}
    return [_Flow(edge, _turned(edge) in whole) for edge in sorted(whole) if not (_turned(edge) in whole and _turned(edge) < edge)]


def _turned(edge: Edge) -> Edge:
    return Edge(edge.to_address, edge.to_field, edge.from_address, edge.from_field, edge.kind)


def _is_whole(name: str, collection: Collection, given: Some[str]) -> bool:
    """Whether a field may be looked up with values of a collection that gives `given`: a part of a composite key needs the other parts."""
    of_keys = [names for names in collection.composite if name in names]
    return not of_keys or any(set(names) <= set(given) for names in of_keys)


def _kinds(field: Field) -> tuple[str, ...]:
    """How values of a field compare, the field's own kind first."""
    return (*((field.kind,) if field.kind else ()), *(one.kind for one in field.also))


def _common(one: tuple[str, ...], other: tuple[str, ...]) -> str | None:
    """The kind that both sides of a join know, else that of the side that has one."""
    return next((kind for kind in one if kind in other), min((*one[:1], *other[:1]), default=None))


def _seeds(collection: Collection, kinds: frozenset[str]) -> tuple[Seed, ...]:
    return tuple(Seed(f.name, kind, compared if compared != kind else None) for f in collection.fields for kind, compared in f.seeds if kind in kinds)


def _depths(collections: Mapping[Address, Collection], flows: list[_Flow], kinds: frozenset[str]) -> dict[Address, int]:
    """How many joins each reached collection is away from a seeded one; the unreached are not in it."""
    onward: defaultdict[Address, set[Address]] = defaultdict(set)
    for flow in flows:
        onward[flow.edge.from_address].add(flow.edge.to_address)
        if flow.both_ways:
            onward[flow.edge.to_address].add(flow.edge.from_address)
    depth = {address: 0 for address, collection in collections.items() if _seeds(collection, kinds)}
    frontier = sorted(depth)
    while frontier:
        following = sorted({there for here in frontier for there in onward[here] if there not in depth})
        depth.update(dict.fromkeys(following, depth[frontier[0]] + 1))
        frontier = following
    return depth


def _directed(flows: list[_Flow], depth: Mapping[Address, int]) -> list[Edge]:
    """Joins among the reached; one that goes both ways flows away from the seed."""
    result = set()
    for flow in flows:
        edge = flow.edge
        if edge.from_address not in depth or edge.to_address not in depth:
            continue
        near = (depth[edge.from_address], edge.from_address) <= (depth[edge.to_address], edge.to_address)
        if flow.both_ways and not near:
            edge = Edge(edge.to_address, edge.to_field, edge.from_address, edge.from_field, edge.kind)
        result.add(edge)
    return sorted(result)


def _befores(collections: Mapping[Address, Collection], edges: list[Edge], depth: Mapping[Address, int]) -> dict[Address, set[Address]]:
    """For each reached collection the reached ones that are to be searched before it."""
    befores: dict[Address, set[Address]] = {address: set() for address in depth}
    for edge in edges:
        if edge.from_address != edge.to_address:
            befores[edge.to_address].add(edge.from_address)
    for address in depth:
        first = (*collections[address].after, *(edge.from_address for edge in _narrowing(collections[address])))
        befores[address].update(other for other in first if other in depth and other != address)
    for home in sorted(address for address in depth if collections[address].holders is not None):
        kinds = {kind for field in collections[home].lines for kind in _kinds(field)}
        earlier = _all_before(home, set(depth), befores)
        for address in depth:
            if address != home and address not in earlier and kinds & _looked_up(collections[address], edges):
                befores[address].add(home)  # whom it calls the person is known, then, when it is asked who else has a number
    return befores


def _looked_up(collection: Collection, edges: list[Edge]) -> set[str]:
    """The kinds of identifiers that a collection is searched by."""
    joined = {edge.kind for edge in edges if edge.to_address == collection.address and edge.kind is not None}
    return joined | {compared for field in collection.fields for _, compared in field.seeds}


def _order(depth: Mapping[Address, int], befores: Mapping[Address, set[Address]]) -> tuple[list[Address], set[tuple[Address, Address]]]:
    """Upstream first. Of collections that wait for each other the one nearest to a seed goes first, and the joins into it that are
    open are cut; one that only waits for such a circle is not in it, and loses nothing."""
    order: list[Address] = []
    done: set[Address] = set()
    cut: set[tuple[Address, Address]] = set()
    waiting = set(depth)
    while waiting:
        ready = sorted(address for address in waiting if befores[address] <= done)
        if not ready:
            ready = [min(_first_circle(waiting, befores), key=lambda address: (depth[address], address))]
            cut.update((other, ready[0]) for other in befores[ready[0]] - done)
        order += ready
        done.update(ready)
        waiting.difference_update(ready)
    return order, cut


def _first_circle(waiting: set[Address], befores: Mapping[Address, set[Address]]) -> set[Address]:
    """Collections that wait for each other and for no others. Going upstream from anywhere leads into one."""
    before = {address: _all_before(address, waiting, befores) for address in sorted(waiting)}
    return min(before.values(), key=lambda those: (len(those), sorted(those)))


def _all_before(address: Address, waiting: set[Address], befores: Mapping[Address, set[Address]]) -> set[Address]:
    """Those of the waiting ones that it waits for, directly or over others."""
    seen: set[Address] = set()
    frontier = [address]
    while frontier:
        frontier = [there for here in frontier for there in sorted(befores[here] & waiting) if there not in seen]
        seen.update(frontier)
    return seen


def _step(collection: Collection, edges: list[Edge], kinds: frozenset[str], collections: Mapping[Address, Collection]) -> Step:
    groups: list[tuple[Edge, ...]] = []
    for origin in sorted({edge.from_address for edge in edges}):
        own = [edge for edge in edges if edge.from_address == origin]
        groups += _groups(own, collection.composite, [edge.to_field for edge in own])
        left = [edge for edge in own if not any(edge in group for group in groups)]
        groups += _groups(left, collections[origin].composite, [edge.from_field for edge in left])
    single = [edge for edge in edges if not any(edge in group for group in groups)]
    return Step(collection.address, _seeds(collection, kinds), tuple(single), tuple(groups), _again(collection), _narrowing(collection))


def _again(collection: Collection) -> tuple[Edge, ...]:
    """Joins of a collection with itself that the mapping says are to be followed, once."""
    found = set()
    for field in collection.fields:
        for reference in field.references if field.again else ():
            if reference.to == collection.address:
                away = Edge(collection.address, field.name, collection.address, reference.field, field.kind)
                found.update([away] if reference.direction == "to" else [_turned(away)] if reference.direction == "from" else [away, _turned(away)])
    return tuple(sorted(found))


def _narrowing(collection: Collection) -> tuple[Edge, ...]:
    """Joins that lead to no row of the collection, but say which of those that are found otherwise count."""
    return tuple(sorted(Edge(reference.to, reference.field, collection.address, field.name)
                        for field in collection.fields if field.narrows for reference in field.references))


def _groups(edges: list[Edge], composite: tuple[tuple[str, ...], ...], names: list[str]) -> list[tuple[Edge, ...]]:
    """The ways to look up whole composite keys; `names` are the edges' fields on the side of the key."""
    by_name = {name: [edge for edge, own in zip(edges, names, strict=True) if own == name] for name in names}
    return [group for key in composite for group in product(*(by_name.get(name, ()) for name in key))]


def _stages(steps: list[Step], source_of: Mapping[Address, str], befores: Mapping[Address, set[Address]]) -> tuple[Stage, ...]:
    """Steps joined into as few stages as a greedy walk finds: a stage takes every step of its source that is ready."""
    stages: list[Stage] = []
    stage_of: dict[Address, int] = {}
    left = list(steps)
    position = {step.address: number for number, step in enumerate(steps)}
    earlier = {here: {there for there in befores[here] if position[there] < number} for here, number in position.items()}
    while left:
        source = source_of[left[0].address]
        taken: list[Step] = []
        inside: set[Address] = set()
        for step in left:
            if source_of[step.address] == source and earlier[step.address] <= inside | stage_of.keys():
                taken.append(step)
                inside.add(step.address)
        needs = {stage_of[there] for step in taken for there in earlier[step.address] if there in stage_of}
        stages.append(Stage(source, tuple(taken), tuple(sorted(needs))))
        stage_of.update({address: len(stages) - 1 for address in inside})
        left = [step for step in left if step.address not in inside]
    return tuple(stages)


def _gaps(homes: Mapping[Address, tuple[str, Collection]], depth: Mapping[Address, int], flows: list[_Flow],
          categories: tuple[str, ...]) -> tuple[Unreached, ...]:
    """Collections with asked data that nothing given leads to."""
    backward: defaultdict[Address, set[Address]] = defaultdict(set)
    for flow in flows:
        backward[flow.edge.to_address].add(flow.edge.from_address)
        if flow.both_ways:
            backward[flow.edge.from_address].add(flow.edge.to_address)
    result = []
    for address, (source_key, collection) in sorted(homes.items()):
        if address in depth or not collection.columns_in(categories):
            continue
        needs = _kinds_behind(address, backward, homes)
        why = NotReached.IDENTITY_NOT_GIVEN if needs else NotReached.NO_PATH
        result.append(Unreached(source_key, address, why, needs))
    return tuple(result)


def _kinds_behind(address: Address, backward: Mapping[Address, set[Address]],
                  homes: Mapping[Address, tuple[str, Collection]]) -> tuple[str, ...]:
    """Identity kinds that lead to the collection, directly or over others."""
    seen, frontier = {address}, [address]
    while frontier:
        frontier = [there for here in frontier for there in backward.get(here, ()) if there not in seen]
        seen.update(frontier)
    return tuple(sorted({kind for one in seen for f in homes[one][1].fields for kind, _ in f.seeds}))
