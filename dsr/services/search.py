"""All stages of a plan one after the other, in this process: the run without a queue.

Invariant: the same `collect_stage` as a worker's, so that what is measured here is what is sent there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from dsr.domain.dataset import Address, Source
from dsr.domain.enclosed import Kept, NotThere
from dsr.domain.errors import SourceUnavailable
from dsr.domain.graph import Plan
from dsr.domain.keys import Identity
from dsr.domain.masked import Masked
from dsr.domain.policy import BEFORE, Policies
from dsr.domain.words import NotReached
from dsr.services.answer import Haul
from dsr.services.chronology import put_in_order
from dsr.services.keyring import Keyring, spots
from dsr.services.perform import Beat, Collected, Sealed, StageOrder, collect_stage
from dsr.services.sealing import Place
from dsr.store import Store
from dsr.vault import Handle

TRIES = 2  # a person is waiting at the terminal: one more try, then the gap is said


def search(plan: Plan, sources: Iterable[Source], identities: tuple[Identity, ...], categories: tuple[str, ...], *,
           now: datetime, store: Store, handle: Handle, beat: Beat, policies: Policies = BEFORE) -> Haul:
    """Carry out the plan; `now` is the moment that tells who holds what today.

    Never raises a SourceError: what a source did not give is in `missed`.
    """
    every = tuple(sources)
    by_key = {source.key: source for source in every}
    wanted = spots(step for stage in plan.stages for step in stage.steps)
    ring = Keyring()
    found: dict[Address, int] = {}
    missed: dict[Address, NotReached] = {}
    masked: dict[Address, Masked] = {}
    sealed: list[Sealed] = []
    kept: list[Kept] = []
    not_there: dict[Address, NotThere] = {}
    for number, stage in enumerate(plan.stages):
        order = StageOrder(stage.steps, wanted, identities, categories, place=f"run/stage-{number}", now=now, policies=policies)
        collected = _stage(order, by_key[stage.source_key], every, ring, store, handle, beat)
        if collected is None:
            missed.update({step.address: NotReached.UNAVAILABLE for step in stage.steps})
            continue
        found.update(collected.found)
        masked.update(collected.masked)
        missed.update({shortfall.address: shortfall.why for shortfall in collected.shortfalls})
        missed.update(dict.fromkeys(collected.asked, NotReached.NOT_ASKED))  # a command writes to nobody
        sealed.extend(collected.sealed)
        kept.extend(collected.kept)
        not_there.update(collected.not_there)
        ring.load(collected.keys.dump())
    return Haul(found, missed, tuple(sealed), masked, not_there, tuple(replace(one, number=number) for number, one in enumerate(kept, 1)))


def _stage(order: StageOrder, source: Source, sources: tuple[Source, ...], ring: Keyring, store: Store, handle: Handle,
           beat: Beat) -> Collected | None:
    for attempt in range(TRIES):
        tried = replace(order, place=f"{order.place}/a{attempt}")
        try:
            given = collect_stage(tried, source, store=store, handle=handle, upstream=ring, beat=beat, sources=sources)
            put_in_order(given, {one.address: one for one in source.collections()}, Place(store, handle, tried.place))
            return given
        except SourceUnavailable:
            continue
    return None

