"""Which part of a search cannot wait, because its source forgets.

What is held when the request comes in is put on hold, so that a purge by age cannot destroy it while staff still look at the request (EDPB
Guidelines 01/2022; CNPD PT 2019/21: a purge during the request aggravates). A source whose rows are purged after some time loses some every
day, so all of these are collected first, whatever the time is.
"""

from __future__ import annotations

from collections.abc import Iterable

from dsr.domain.dataset import Address, Source
from dsr.domain.search_plan import Plan, Stage

_BY_HAND = "manual"


def forgetful(sources: Iterable[Source]) -> frozenset[Address]:
    """Collections whose rows are purged by themselves and can be collected without asking a person."""
    return frozenset(one.address for source in sources if source.connector != _BY_HAND for one in source.collections() if one.forgets)


def held_by_hand(sources: Iterable[Source]) -> tuple[str, ...]:
    """Keys of sources that forget and that only a person can search: somebody has to ask for a hold."""
    return tuple(source.key for source in sources if source.connector == _BY_HAND and any(one.forgets for one in source.collections()))


def urgent(plan: Plan, wanted: frozenset[Address]) -> Plan:
    """The stages and steps of a plan that lead to the wanted collections, and no others; without gaps, which the whole plan tells."""
    steps = {step.address: step for stage in plan.stages for step in stage.steps}
    needed: set[Address] = set()
    frontier = [address for address in wanted - plan.quiet if address in steps]
    while frontier:
        needed.update(frontier)
        frontier = [before for address in frontier for before in steps[address].upstream if before in steps and before not in needed]
    kept = [number for number, stage in enumerate(plan.stages) if any(step.address in needed for step in stage.steps)]
    places = {number: place for place, number in enumerate(kept)}
    return Plan(tuple(_cut(plan.stages[number], needed, places) for number in kept), quiet=plan.quiet & needed)


def _cut(stage: Stage, needed: set[Address], places: dict[int, int]) -> Stage:
    return Stage(stage.source_key, tuple(step for step in stage.steps if step.address in needed),
                 tuple(places[number] for number in stage.needs if number in places))
