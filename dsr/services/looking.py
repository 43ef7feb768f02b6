"""One person and one collection: what is looked up, what is made of the rows, and what leads on.

Invariant: nothing is added to the person's result before the collection was read to its end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dsr.connectors.registry import BY_HAND
from dsr.domain.dataset import Collection, Source
from dsr.domain.graph import Step
from dsr.domain.holders import unshared
from dsr.domain.keys import Lookup
from dsr.domain.words import NotReached, Role
from dsr.services.content import Contents
from dsr.services.holdings import Holdings, spot_of
from dsr.services.keyring import Keyring, Spot, lookups, narrowed, once_more
from dsr.services.lines import Lines
from dsr.services.opening import Lazy
from dsr.services.reading import Reading, Sieve
from dsr.services.sealing import Place
from dsr.services.stage import Collected, Outcome, Seeker, Shortfall, disclosed
from dsr.services.tenants import Directory, belonging, only, spread, within
from dsr.store import Store


@dataclass(frozen=True, slots=True)
class Stage:
    """What all collections of a stage, and all people, share. `keys_a_scan`: see `Connector.keys_a_scan`."""

    source: Source
    directories: Mapping[str, Directory]
    connector: Lazy
    keys_a_scan: int
    store: Store


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is looked for."""

    seeker: Seeker
    lines: Lines
    outcome: Outcome
    holdings: Holdings | None = None  # None: no ledger; what is given is taken as it is


@dataclass(slots=True)
class Look:
    """A person in a collection: `prepare`, give the rows of what is `wanted` to the `sieve`, `go_on`, once more the same, and `settle`.

    The collection that is read is the reading's: only with rows that what the person has beside it narrows it to.
    """

    step: Step
    collection: Collection
    stage: Stage
    person: Person
    wanted: tuple[Lookup, ...] = ()
    ring: Keyring = field(default_factory=Keyring)
    reading: Reading = field(init=False)
    is_asked: bool = True  # whether the collection is searched at all

    @property
    def result(self) -> Collected:
        return self.person.outcome.result

    @property
    def is_quiet(self) -> bool:
        """Whether the collection only leads on."""
        return self.step.address in self.person.seeker.order.quiet

    @property
    def directory(self) -> Directory | None:
        return self.stage.directories.get(self.step.address.dataset) if self.collection.tenant else None

    @property
    def tenant(self) -> str | None:
        """The one company whose all rows are."""
        return None if self.collection.tenant else self.stage.source.tenant

    def prepare(self) -> None:
        """Find what to look up. Raises SourceError."""
        counting = narrowed(self.collection, self.step, self.result.keys)
        self.reading = self._reading(counting or self.collection)
        if counting is None:
            return
        order = self.person.seeker.order
        given = order.identities if order.tenant is not None or self.person.holdings else spread(order.identities)
        asked = only(lookups(self.step, given, self.result.keys), order.tenant)
        told = self.person.lines.marked(within(self._admitted(asked), self.tenant), self.result.keys)
        self.wanted = self.reading.current(told)
        if within(asked, self.tenant) and self.stage.source.connector in BY_HAND:  # what a person finds by such a line, nobody could tell apart
            self.wanted = unshared(self.wanted)
            if not self.wanted:
                self.is_asked = False
                self.result.shortfalls.append(
                    Shortfall(self.step.address, NotReached.NOT_ASKED, "only a line of several people leads there, or one not proven"))
        if self.wanted and self.directory is not None:
            self.wanted = self.directory.scoped(self.wanted, self.stage.connector.get())

    def _admitted(self, wanted: tuple[Lookup, ...]) -> tuple[Lookup, ...]:
        holdings = self.person.holdings
        return wanted if holdings is None else holdings.admitted(wanted, self.collection, self.stage.source, self.result.keys)

    def _reading(self, collection: Collection) -> Reading:
        order, step = self.person.seeker.order, self.step
        holder: set[Spot] = {(step.address, (collection.holders.person,))} if collection.holders else set()
        if self.person.holdings is not None:
            holder |= spot_of(self.collection)
        if self._decider is not None:
            holder.add((step.address, (self._decider,)))
        spots = tuple(sorted({*(spot for spot in order.spots if spot[0] == step.address), *holder}, key=str))
        again = tuple(dict.fromkeys(edge.to_field for edge in step.again))
        own = tuple(sorted({(edge.from_address, (edge.from_field,)) for edge in step.again}, key=str))
        place, beat = Place(self.stage.store, self.person.seeker.handle, order.place), self.person.seeker.beat
        contents = None if self.is_quiet else Contents.of(collection, self.stage.source, order.categories, place, beat)
        return Reading(collection, self.stage.source, () if self.is_quiet else disclosed(collection, order.categories),
                       tuple(dict.fromkeys((*spots, *own))), again, order.now, place, beat, contents,
                       order.policies.by_role[collection.role], order.uncovered.get(step.address, frozenset()), order.period)

    @property
    def _decider(self) -> str | None:
        """The column that says which company decides about a row, where companies decide."""
        named = self.collection.tenant if self.collection.role is Role.PROCESSOR else None
        return named if any(one.name == named for one in self.collection.fields) else None

    def sieve(self) -> Sieve:
        """What takes the rows of a pass."""
        return self.reading.sift(self.wanted, self.ring)

    def go_on(self) -> None:
        """Find what the rows say of others in the collection; nothing if nothing was looked up. Raises SourceError."""
        if self.wanted:
            self.reading.once_more()
            asked = self._admitted(only(once_more(self.step, self.ring), self.person.seeker.order.tenant if self.directory is None else None))
            self.wanted = self.reading.current(self.person.lines.marked(asked, self.result.keys))

    def settle(self) -> None:
        """The collection is read. Raises SourceError."""
        if not self.is_asked:
            return
        contents = self.reading.contents
        if contents is not None:
            contents.fetch()
        found = self.ring if self.directory is None else self.directory.named(self.ring, self.stage.connector.get())
        if self.collection.role is Role.PROCESSOR and self.reading.found:
            names = {key.tenant for _, keys in belonging(found, self.tenant).own() for key in keys} | {self.tenant}
            self.result.deciders |= {name for name in names if name is not None}
        leading = self.person.lines.settled(self.collection, belonging(found, self.tenant), self.result.keys)
        if self.person.holdings is not None:
            leading = self.person.holdings.leaving(leading, self.collection, self.stage.source, self.result.keys)
        self.result.keys.include(leading)
        if self.is_quiet:
            return
        self.result.found[self.step.address] = self.reading.found + self.reading.masked.not_kept
        self.result.masked[self.step.address] = self.reading.masked
        self.result.sealed += self.reading.sealed
        if contents is not None:
            self.result.kept += contents.kept
            self.result.not_there[self.step.address] = contents.not_there
