"""Carry out one stage of a search, for one person or for many at once: read, seal, count. No session, no queue; the same for a worker and
the command line.

Invariant: `found` counts rows where they leave the connector, and every one of them is in a sealed chunk or none of them is. What one of many
is given is what they would be given alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing

from dsr.connectors.registry import keys_a_scan
from dsr.domain.dataset import Collection, Source
from dsr.domain.errors import SourceMisconfigured, SourceRefused
from dsr.domain.graph import Step
from dsr.domain.words import NotReached
from dsr.services.blocks import CHUNK_ROWS, CHUNK_SIZE
from dsr.services.holdings import Holdings
from dsr.services.keyring import Keyring
from dsr.services.lines import Lines
from dsr.services.looking import Look, Person, Stage
from dsr.services.opening import Lazy
from dsr.services.scan import scan
from dsr.services.sealing import Sealed, chunk_context, open_chunk
from dsr.services.stage import Beat, Collected, Outcome, Seeker, Shortfall, StageOrder, disclosed
from dsr.services.tenants import directories
from dsr.store import Store
from dsr.vault import Handle

__all__ = ["CHUNK_ROWS", "CHUNK_SIZE", "Beat", "Collected", "Sealed", "Seeker", "Shortfall", "StageOrder", "chunk_context", "collect_stage",
           "collect_together", "disclosed", "open_chunk"]


def collect_stage(order: StageOrder, source: Source, *, store: Store, handle: Handle, upstream: Keyring, beat: Beat,
                  sources: Iterable[Source] = ()) -> Collected:
    """Search the collections of one stage in one snapshot of their source.

    `upstream` holds the keys of earlier stages; those of `sources` that know are asked who else holds a line. Raises SourceUnavailable: the
    whole stage is to be tried again, nothing of it counts. A collection that the source refuses or that does not fit its mapping becomes a
    shortfall; the others go on.
    """
    (given,) = collect_together([Seeker(order, handle, upstream, beat)], source, store=store, sources=sources)
    if isinstance(given, Exception):
        raise given
    return given


def collect_together(seekers: Sequence[Seeker], source: Source, *, store: Store, sources: Iterable[Source] = ()) -> list[Collected | Exception]:
    """The same for several people whose orders go with each other, each collection in as few scans as its source allows.

    What would be raised for somebody alone stands in the place of what they would be given.
    """
    others, by_address = tuple(sources), {collection.address: collection for collection in source.collections()}
    with closing(Lazy(source)) as connector, ExitStack() as open_:
        stage = Stage(source, directories(source), connector, keys_a_scan(source), store)
        people = [_person(one, open_.enter_context(closing(Lines(others, connector, source, one.order.now)))) for one in seekers]
        for step in seekers[0].order.steps:
            sound = [person for person in people if person.outcome.fault is None]
            if step.address in by_address:
                _collect(step, by_address[step.address], stage, sound)
            else:
                for person in sound:
                    person.outcome.result.shortfalls.append(Shortfall(step.address, NotReached.MISCONFIGURED, "not in the mapping any more"))
    return [person.outcome.fault or person.outcome.result for person in people]


def _person(seeker: Seeker, lines: Lines) -> Person:
    outcome = Outcome(Collected(keys=Keyring(seeker.upstream), heard=lines.heard))
    ledger = seeker.order.ledger
    return Person(seeker, lines, outcome, None if ledger is None else Holdings(ledger.copy(), lines, outcome.result.told))


def _collect(step: Step, collection: Collection, stage: Stage, people: Sequence[Person]) -> None:
    looks = _each([Look(step, collection, stage, person) for person in people], Look.prepare)
    for group in _groups(looks, stage.keys_a_scan):
        try:
            _search(group, stage)
        except (SourceRefused, SourceMisconfigured) as error:
            if len(group) > 1:  # perhaps it is what one of them needs that the source does not have
                for look in group:
                    _collect(step, collection, stage, [look.person])
            else:
                group[0].person.outcome.miss(step.address, error)
        except Exception as error:
            for look in group:
                look.person.outcome.miss(step.address, error)


def _groups(looks: Iterable[Look], keys_a_scan: int) -> Iterator[list[Look]]:
    """Who is looked for together: those for whom the collection is narrowed to the same rows, and as many of them as one scan answers, so that
    each is given their rows in the order of a scan of their own."""
    group: list[Look] = []
    room = 0
    for look in sorted(looks, key=lambda one: repr(one.reading.collection.where)):
        keys = sum(len(lookup.keys) for lookup in look.wanted)
        if group and (keys > room or look.reading.collection != group[0].reading.collection or not keys_a_scan):
            yield group
            group = []
        room = (room if group else keys_a_scan) - keys
        group.append(look)
    if group:
        yield group


def _search(looks: Sequence[Look], stage: Stage) -> None:
    """The rows that the people are found by, and once more those that these rows lead to. Raises what the source raises."""
    for go_on in (Look.go_on, Look.settle):
        asking = [look for look in looks if look.wanted]
        if asking:
            shares = scan(stage.connector.get(), asking[0].reading.collection, stage.source, [look.sieve() for look in asking])
            for look, share in zip(asking, shares, strict=True):
                if share.fault is not None:
                    look.person.outcome.miss(look.step.address, share.fault)
                    looks = [one for one in looks if one is not look]
        looks = _each(looks, go_on)


def _each(looks: Iterable[Look], act: Callable[[Look], None]) -> list[Look]:
    """Those for whom it went well."""
    sound = []
    for look in looks:
        try:
            act(look)
        except Exception as error:  # theirs alone
            look.person.outcome.miss(look.step.address, error)
        else:
            sound.append(look)
    return sound
