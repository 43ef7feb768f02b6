"""Carry out claimed stages of searches: one, or several that one scan of their source serves.

Invariant: what goes wrong for one of them becomes a word in its own row; the others are given what they would be given alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from dsr.domain.dataset import Address, Source
from dsr.domain.errors import DsrError, NotFound, SourceRefused, SourceUnavailable, VaultError
from dsr.domain.words import NotReached
from dsr.kit import Kit
from dsr.services import briefing, enclosures, freeze, ledger_import, perform, tasks
from dsr.services.chronology import put_in_order
from dsr.services.sealing import Place
from workers.lease import Hold

_log = structlog.get_logger("tasks")


@dataclass(frozen=True, slots=True)
class Errand:
    """A claimed stage: what to do, and the lease on it."""

    order: tasks.Order
    brief: briefing.Search
    hold: Hold


def search(kit: Kit, errands: Sequence[Errand]) -> list[tasks.Result | Exception]:
    """What each gave, in their order; an exception is a fault of ours, or a lost lease. All are of one source, and go with each other."""
    source = next((one for one in errands[0].brief.sources if one.key == errands[0].order.source_key), None)
    if source is None:
        return [tasks.Broken("source_gone", missed=unsearched(one.brief, NotReached.MISCONFIGURED)) for one in errands]
    given: list[tasks.Result | Exception | None] = [None for _ in errands]
    seekers: dict[int, perform.Seeker] = {}
    for number, one in enumerate(errands):
        try:
            seekers[number] = perform.Seeker(one.brief.order, one.brief.handle, briefing.upstream(one.brief, kit.store), one.hold.beat)
        except Exception as error:
            given[number] = _failed(one, error)
    if seekers:
        _log.info("search", source=source.key, people=len(seekers))
        found = _found(kit, source, list(seekers.values()))
        for number, outcome in zip(seekers, found, strict=True):
            given[number] = _result(kit, source, errands[number], outcome)
    return [one for one in given if one is not None]


def _found(kit: Kit, source: Source, seekers: list[perform.Seeker]) -> list[perform.Collected | Exception]:
    try:
        return perform.collect_together(seekers, source, store=kit.store, sources=kit.sources.sources)
    except Exception as error:  # before anybody was looked for, or after everybody was
        return [error for _ in seekers]


def unsearched(brief: briefing.Search, why: NotReached) -> dict[Address, NotReached]:
    """Every collection of the stage."""
    return {step.address: why for step in brief.order.steps}


def _result(kit: Kit, source: Source, errand: Errand, outcome: perform.Collected | Exception) -> tasks.Result | Exception:
    if isinstance(outcome, Exception):
        return _failed(errand, outcome)
    brief = errand.brief
    try:
        place = Place(kit.store, brief.handle, errand.order.place)
        freeze.complete(outcome, brief.kept, brief.counted, brief.files, place=place, beat=errand.hold.beat,
                        unlike=freeze.unlike(source, brief.kept_by, brief.order), is_asked=freeze.asked(source, brief.order.period))
        put_in_order(outcome, {one.address: one for one in source.collections()}, place)
        return _done(kit, errand, outcome, ledger_import.learned(brief.order, source, outcome))
    except Exception as error:
        return _failed(errand, error)


def _failed(errand: Errand, error: Exception) -> tasks.Result | Exception:
    """What staff are told of an error that is one of ours."""
    brief = errand.brief
    match error:
        case SourceUnavailable():
            after = error.facts.get("retry_after")
            wait = timedelta(seconds=float(after)) if isinstance(after, (int, float)) else timedelta(0)
            return tasks.Again(error.code, str(error.facts.get("detail", "")), wait, unsearched(brief, NotReached.UNAVAILABLE))
        case NotFound() | VaultError():
            return tasks.Broken(error.code, "what an earlier stage found cannot be opened", unsearched(brief, NotReached.UPSTREAM))
        case DsrError():
            why = NotReached.REFUSED if isinstance(error, SourceRefused) else NotReached.MISCONFIGURED
            return tasks.Broken(error.code, str(error.facts.get("detail", "")), unsearched(brief, why))
        case _:
            return error


def _done(kit: Kit, errand: Errand, given: perform.Collected, learned: ledger_import.Learned | None) -> tasks.Done | tasks.Asked:
    """Seal the keys that lead on beside the rows."""
    keys, path = given.keys.dump(), f"{errand.order.place}/keys"
    kit.store.put(path, keys, errand.brief.handle, briefing.keys_context(path))
    leading = tasks.Found("", 0, 0, 0, hashlib.sha256(keys).hexdigest(), path)
    missed: dict[Address, NotReached] = {one.address: one.why for one in given.shortfalls}
    if given.asked:  # it gave no keys either: nothing leads on from a person
        return tasks.Asked(dict(given.asked), dict(given.found), missed)
    detail = "; ".join(f"{one.address}: {one.detail}" for one in given.shortfalls if one.detail)
    return tasks.Done(dict(given.found), missed, (leading, *briefing.found_in(given.sealed)), detail, dict(given.masked),
                      enclosures.filed(given.kept, errand.brief.handle), dict(given.not_there), learned)
