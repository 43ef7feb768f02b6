"""A search plan as JSON and back, so that a part keeps the plan it is answered with. Holds addresses, fields and kinds only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

import orjson

from dsr.domain.dataset import Address
from dsr.domain.graph import Edge, Plan, Seed, Stage, Step, Unreached
from dsr.domain.policy import BEFORE, Policies
from dsr.domain.scope import Audience
from dsr.domain.words import NotReached
from dsr.mapping.build import address

Uncovered = Mapping[Address, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose part a plan is for: of which company (None: what we decide about), and who is given its answer."""

    tenant: str | None = None
    audience: Audience = Audience.PERSON


NOBODYS = Whose()


def dump(plan: Plan, at: datetime, policies: Policies = BEFORE, uncovered: Uncovered = MappingProxyType({}), rules: str = "",
         whose: Whose = NOBODYS) -> str:
    """The plan as JSON, with the moment it was made: who holds a line today is asked as of then, however long a stage may wait; and with the
    policy on other people's data by which its rows are treated, the fields that staff decided to show, a digest of the mapping's rules, and whose
    part it is for."""
    return orjson.dumps({
        "whose": [whose.tenant, whose.audience.value], "rules": rules, "at": at.isoformat(), "policies": policies.dump(),
        "uncovered": {str(one): sorted(names) for one, names in uncovered.items()},
        "stages": [{"source": stage.source_key, "needs": stage.needs, "steps": [_step(step) for step in stage.steps]} for stage in plan.stages],
        "gaps": [[gap.source_key, *_address(gap.address), gap.why.value, gap.needs] for gap in plan.gaps],
        "cut": [_edge(edge) for edge in plan.cut], "unknown_kinds": plan.unknown_kinds, "quiet": sorted(map(_address, plan.quiet)),
    }).decode()


def made_at(text: str) -> datetime | None:
    """The moment that `dump` was given; None for a plan older than that."""
    at = orjson.loads(text).get("at")
    return None if at is None else datetime.fromisoformat(at)


def policies(text: str) -> Policies:
    """The policy that `dump` was given."""
    data = orjson.loads(text).get("policies")
    return BEFORE if data is None else Policies.load(data)


def uncovered(text: str) -> Uncovered:
    """The fields that `dump` was given."""
    told = orjson.loads(text).get("uncovered", {})
    return {address(name): frozenset(fields) for name, fields in told.items()}


def whose(text: str) -> Whose:
    """What `dump` was given."""
    told = orjson.loads(text).get("whose")
    return NOBODYS if told is None else Whose(told[0], Audience(told[1]))


def load(text: str) -> Plan:
    """The plan that `dump` was given."""
    data = orjson.loads(text)
    return Plan(
        stages=tuple(Stage(one["source"], tuple(_to_step(step) for step in one["steps"]), tuple(one["needs"])) for one in data["stages"]),
        gaps=tuple(Unreached(source, Address(dataset, name), NotReached(why), tuple(needs)) for source, dataset, name, why, needs in data["gaps"]),
        cut=tuple(_to_edge(edge) for edge in data["cut"]), unknown_kinds=tuple(data["unknown_kinds"]),
        quiet=frozenset(Address(*one) for one in data.get("quiet", ())))


def _step(step: Step) -> dict[str, Any]:
    return {"address": _address(step.address), "seeds": [[seed.field, seed.kind, seed.compared] for seed in step.seeds],
            "inputs": [_edge(edge) for edge in step.inputs], "groups": [[_edge(edge) for edge in group] for group in step.groups],
            "again": [_edge(edge) for edge in step.again], "narrows": [_edge(edge) for edge in step.narrows]}


def _to_step(data: dict[str, Any]) -> Step:
    return Step(Address(*data["address"]), tuple(Seed(*seed) for seed in data["seeds"]), tuple(_to_edge(edge) for edge in data["inputs"]),
                tuple(tuple(_to_edge(edge) for edge in group) for group in data["groups"]), tuple(_to_edge(edge) for edge in data.get("again", ())),
                tuple(_to_edge(edge) for edge in data.get("narrows", ())))


def _edge(edge: Edge) -> list[Any]:
    return [*_address(edge.from_address), edge.from_field, *_address(edge.to_address), edge.to_field, edge.kind]


def _to_edge(data: list[Any]) -> Edge:
    from_dataset, from_name, from_field, to_dataset, to_name, to_field, kind = data
    return Edge(Address(from_dataset, from_name), from_field, Address(to_dataset, to_name), to_field, kind)


def _address(address: Address) -> list[str]:
    return [address.dataset, address.collection]
