"""What one part of a request may give, and the search plan cut down to it.

One search serves several parts: what we decide about, and what we hold for each company. Invariant: a collection that a part may not give is
either not searched for it, or is a quiet stepping stone to one that it may give: then nothing of it is kept, counted or shown. Where it is left
out because nobody has proven enough, or because nobody has signed who decides, the plan says so.
"""

from __future__ import annotations

from collections.abc import Collection as Some
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from dsr.domain.data_kind import DataKind
from dsr.domain.dataset import Address, Collection, Source
from dsr.domain.proof import Sensitivity
from dsr.domain.routing import kind_of
from dsr.domain.search_plan import Plan, Stage, Unreached
from dsr.domain.sensitivity import of as sensitivity_of
from dsr.domain.words import NotReached, Role


class Audience(StrEnum):
    """Who is given a part's answer."""

    PERSON = "person"
    COMPANY = "company"      # that decides about the data, and asked for it


@dataclass(frozen=True, slots=True)
class Scope:
    """What a part may give. `tenant` is the company whose part it is, None for what we decide about; `reaches` is what the person has proven to be
    theirs; `held` are kinds that the routing table holds; `kinds` those that are given at all (None: all)."""

    role: Role
    tenant: str | None
    reaches: frozenset[Sensitivity]
    held: frozenset[DataKind]
    kinds: frozenset[DataKind] | None = None
    audience: Audience = Audience.PERSON

    def applied(self, sources: Iterable[Source]) -> tuple[Source, ...]:
        """Sources with the roles of the routing table, as this part sees them: in the part of a company what is the company's to give is given
        like what we decide about in ours, and the rest is only counted, or not looked at."""
        if self.role is Role.CONTROLLER:
            return tuple(sources)
        return tuple(replace(source, datasets=tuple(replace(dataset, collections=tuple(
            replace(one, role=Role.CONTROLLER if self._is_given(one) else Role.PROCESSOR) for one in dataset.collections))
            for dataset in source.datasets)) for source in sources)

    def is_of_part(self, collection: Collection) -> bool:
        """Whether the collection is one of this part's at all; ours counts what we hold for companies, to say that it is there."""
        return self._is_given(collection)

    def refusal(self, collection: Collection) -> NotReached | None:
        """Why nothing of a collection of this part is given now. What is only counted needs no more proof than what tells of use."""
        if kind_of(collection) in self.held:
            return NotReached.HELD
        needed = sensitivity_of(collection)
        if collection.role is Role.PROCESSOR and needed is Sensitivity.CONTENT:
            needed = Sensitivity.USAGE
        return None if needed in self.reaches else NotReached.UNPROVEN

    def _is_given(self, collection: Collection) -> bool:
        return self.kinds is None or kind_of(collection) in self.kinds


def narrowed(plan: Plan, sources: Iterable[Source], scope: Scope, categories: tuple[str, ...]) -> Plan:
    """The plan with the steps of this part only. `sources` are those the plan was made from, as `Scope.applied` gave them."""
    homes = {one.address: (source, one) for source in sources for one in source.collections()}
    steps = {step.address: step for stage in plan.stages for step in stage.steps}
    seeded = {address for address, step in steps.items() if step.seeds}
    told = _Told(homes, scope, {address: step.upstream for address, step in steps.items()}, seeded)
    shown = {address for address in steps if told.is_in(address) and told.refusal(address) is None}
    needed = _leading_to(shown | {address for address in steps if homes[address][1].holders is not None}, told.upstream) if shown else set[Address]()
    gaps = [gap for gap in plan.gaps if told.is_in(gap.address)]
    gaps = [replace(gap, why=told.refusal(gap.address) or gap.why) for gap in gaps]
    gaps += [Unreached(homes[address][0].key, address, why) for address in sorted(steps) if told.is_in(address)
             and (why := told.refusal(address)) is not None and _tells(homes[address][1], categories)]
    return replace(plan, stages=_kept(plan.stages, needed), gaps=tuple(sorted(gaps, key=lambda gap: gap.address)), quiet=frozenset(needed - shown),
                   unknown_kinds=plan.unknown_kinds if scope.role is Role.CONTROLLER else ())


@dataclass(frozen=True, slots=True)
class _Told:
    """What the scope says of the collections of a plan."""

    homes: Mapping[Address, tuple[Source, Collection]]
    scope: Scope
    upstream: Mapping[Address, frozenset[Address]]
    seeded: Some[Address]

    def is_in(self, address: Address) -> bool:
        """The system of one company alone is no part of another's: not even as something that was not searched."""
        source, collection = self.homes[address]
        return self.scope.is_of_part(collection) and (self.scope.tenant is None or source.tenant in (None, self.scope.tenant))

    def refusal(self, address: Address) -> NotReached | None:
        if self.scope.tenant is not None and not self.tells_company(address, frozenset()):
            return NotReached.WHOSE_UNKNOWN
        return self.scope.refusal(self.homes[address][1])

    def tells_company(self, address: Address, seen: frozenset[Address]) -> bool:
        """Whether its rows say whose they are: by themselves, by their source, or because only rows that say it lead there."""
        source, collection = self.homes[address]
        if collection.tenant is not None:
            return True
        if source.tenant is not None:
            return source.tenant == self.scope.tenant
        before = self.upstream.get(address, frozenset()) - {address}
        return (address not in self.seeded and bool(before) and address not in seen
                and all(self.tells_company(one, seen | {address}) for one in before))


def _tells(collection: Collection, categories: tuple[str, ...]) -> bool:
    """Whether something of it would be told; of a mere step of the search nobody misses anything."""
    return not collection.only_leads and bool(collection.columns_in(categories))


def _leading_to(wanted: Iterable[Address], upstream: Mapping[Address, frozenset[Address]]) -> set[Address]:
    found: set[Address] = set()
    frontier = set(wanted)
    while frontier:
        found |= frontier
        frontier = {before for address in frontier for before in upstream[address] if before in upstream} - found
    return found


def _kept(stages: tuple[Stage, ...], needed: set[Address]) -> tuple[Stage, ...]:
    """The stages with the needed steps; what waited for a stage that is gone waits for what that one waited for."""
    numbers = [number for number, stage in enumerate(stages) if any(step.address in needed for step in stage.steps)]
    place = {number: at for at, number in enumerate(numbers)}
    before: dict[int, frozenset[int]] = {}
    for number, stage in enumerate(stages):  # a stage needs earlier ones only
        before[number] = frozenset().union(*({one} if one in place else before[one] for one in stage.needs))
    return tuple(Stage(stages[number].source_key, tuple(step for step in stages[number].steps if step.address in needed),
                       tuple(sorted(place[one] for one in before[number]))) for number in numbers)
