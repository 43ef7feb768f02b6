"""Search plans in few words: collections and joins as short texts, and what a plan says of them as short texts again."""

from __future__ import annotations

from collections import defaultdict

from dsr.domain.dataset import Address, Collection, Dataset, Direction, Field, Reference, Source
from dsr.domain.graph import Plan, Step
from dsr.domain.words import NotReached

EMAIL = frozenset({"email"})
ALL = ("user",)


def field(name: str, *leads: str, identity: str | None = None, kind: str | None = None, category: str = "user.unique_id", **more: bool) -> Field:
    """`leads`: "< c.f" values come from there, "> c.f" they go there, "- c.f" both."""
    directions: dict[str, Direction | None] = {"<": "from", ">": "to", "-": None}
    references = []
    for lead in leads:
        sign, _, target = lead.partition(" ")
        collection, _, name_there = target.partition(".")
        references.append(Reference(at(collection), name_there, directions[sign]))
    return Field(name, (category,), identity, kind or identity, tuple(references), **more)


def collection(name: str, *fields: Field, after: tuple[str, ...] = (), composite: tuple[tuple[str, ...], ...] = (),
               skip_processing: bool = False) -> Collection:
    return Collection(at(name), fields, after=tuple(at(one) for one in after), composite=composite, skip_processing=skip_processing)


def at(name: str) -> Address:
    """Collections whose names begin alike are of one source: `a1` and `a2` of `a`."""
    return Address(name[0], name)


def sources(*collections: Collection) -> list[Source]:
    found: defaultdict[str, list[Collection]] = defaultdict(list)
    for one in collections:
        found[one.address.dataset].append(one)
    return [Source(key, "memory", {}, (Dataset(key, tuple(members)),)) for key, members in found.items()]


def steps(made: Plan) -> dict[str, Step]:
    return {step.address.collection: step for stage in made.stages for step in stage.steps}


def order(made: Plan) -> list[str]:
    return list(steps(made))


def joins(made: Plan, name: str) -> list[str]:
    return [f"{edge.from_address.collection}.{edge.from_field}>{edge.to_field}" for edge in steps(made)[name].inputs]


def groups(made: Plan, name: str) -> list[list[str]]:
    return [[f"{edge.from_address.collection}.{edge.from_field}>{edge.to_field}" for edge in group] for group in steps(made)[name].groups]


def cuts(made: Plan) -> list[str]:
    return [f"{edge.from_address.collection}.{edge.from_field}>{edge.to_address.collection}.{edge.to_field}" for edge in made.cut]


def gaps(made: Plan) -> dict[str, tuple[NotReached, tuple[str, ...]]]:
    return {gap.address.collection: (gap.why, gap.needs) for gap in made.gaps}
