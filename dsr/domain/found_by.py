"""By which kinds of identity a search plan finds the rows of a collection: whose they may be. Invariant: every collection of the plan is told."""

from __future__ import annotations

from collections.abc import Mapping

from dsr.domain.dataset import Address
from dsr.domain.search_plan import Plan


def found_by(plan: Plan) -> Mapping[Address, frozenset[str]]:
    """The kinds that lead to each collection, directly or through others."""
    steps = {step.address: step for stage in plan.stages for step in stage.steps}
    found = {address: frozenset(seed.kind for seed in step.seeds) for address, step in steps.items()}
    while True:
        further = {address: found[address].union(*(found.get(one, frozenset()) for one in step.upstream)) for address, step in steps.items()}
        if further == found:
            return found
        found = further
