"""What a search plan is made of, as values; `graph.plan` makes one."""

from __future__ import annotations

from dataclasses import dataclass

from dsr.domain.dataset import Address
from dsr.domain.words import NotReached


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """A join in the direction in which values flow. `kind` says how they compare (None: equal after a cast)."""

    from_address: Address
    from_field: str
    to_address: Address
    to_field: str
    kind: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Seed:
    """A field that is looked up with the identities of one kind; `compared` is the kind its values compare as, where that is another."""

    field: str
    kind: str
    compared: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One collection: looked up by any of its seeds, inputs and groups (edges whose values come from one upstream row), then once more by
    what its own rows say of others of their kind (`again`). Of the rows found only those count whose values are among what `narrows` gave."""

    address: Address
    seeds: tuple[Seed, ...] = ()
    inputs: tuple[Edge, ...] = ()
    groups: tuple[tuple[Edge, ...], ...] = ()
    again: tuple[Edge, ...] = ()
    narrows: tuple[Edge, ...] = ()

    @property
    def upstream(self) -> frozenset[Address]:
        return frozenset(edge.from_address for edge in (*self.inputs, *self.narrows, *(edge for group in self.groups for edge in group)))


@dataclass(frozen=True, slots=True)
class Stage:
    """Consecutive steps of one source, read in one snapshot; `needs` are the numbers of earlier stages."""

    source_key: str
    steps: tuple[Step, ...]
    needs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Unreached:
    """A collection with asked data that the plan does not search. `needs`: identity kinds that would lead to it."""

    source_key: str
    address: Address
    why: NotReached
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """`quiet` are steps that only lead on to others: nothing of them is kept, counted or told."""

    stages: tuple[Stage, ...]
    gaps: tuple[Unreached, ...] = ()
    cut: tuple[Edge, ...] = ()
    unknown_kinds: tuple[str, ...] = ()
    quiet: frozenset[Address] = frozenset()
