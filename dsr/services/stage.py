"""What one stage of a search is asked for, and what it gave: values that travel between whoever orders it and who carries it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dsr.domain.asking import AwaitsPerson
from dsr.domain.dataset import Address, Collection
from dsr.domain.enclosed import Kept, NotThere
from dsr.domain.errors import SourceMisconfigured, SourceRefused
from dsr.domain.graph import Step
from dsr.domain.keys import Identity, Lookup
from dsr.domain.masked import Masked
from dsr.domain.policy import BEFORE, Policies
from dsr.domain.tenancy import Gate, Line, Told
from dsr.domain.window import ALWAYS, Window
from dsr.domain.words import NotReached
from dsr.services.keyring import Keyring, Spot
from dsr.services.sealing import Sealed
from dsr.vault import Handle

Beat = Callable[[int], None]  # called with the rows written so far, at least once a chunk


@dataclass(frozen=True, slots=True)
class StageOrder:
    """What to do: `steps` of one source, for these identities; results go below `place` in the store."""

    steps: tuple[Step, ...]
    spots: frozenset[Spot]
    identities: tuple[Identity, ...]
    categories: tuple[str, ...]
    place: str
    now: datetime  # the moment that tells who holds a row today; one for all stages of a search
    policies: Policies = BEFORE
    uncovered: Mapping[Address, frozenset[str]] = field(default_factory=dict)  # fields that staff decided to show
    ledger: Gate | None = None  # what of a line is proven to be the person's; None: whatever is given and found is searched
    quiet: frozenset[Address] = frozenset()  # collections that only lead on: nothing of them is kept or counted
    tenant: str | None = None  # the one company whose rows are looked for; None: any
    period: Window = ALWAYS    # rows of another time lead on and are nothing else

    def goes_with(self, other: StageOrder) -> bool:
        """Whether both ask the same of the same collections, for whomever."""
        return ((self.steps, self.spots, self.categories, self.quiet, self.tenant, self.period)
                == (other.steps, other.spots, other.categories, other.quiet, other.tenant, other.period))


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A collection that was not searched to the end. `detail` names columns or classes, never values."""

    address: Address
    why: NotReached
    detail: str = ""


@dataclass(slots=True)
class Collected:
    """What a stage gave. `found` has every collection of the stage that was searched, also with 0."""

    sealed: list[Sealed] = field(default_factory=list)
    found: dict[Address, int] = field(default_factory=dict)
    masked: dict[Address, Masked] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    not_there: dict[Address, NotThere] = field(default_factory=dict)
    shortfalls: list[Shortfall] = field(default_factory=list)
    asked: dict[Address, tuple[Lookup, ...]] = field(default_factory=dict)  # what only a person can search, and by what
    keys: Keyring = field(default_factory=Keyring)  # only those found in this stage
    told: set[Told] = field(default_factory=set)     # what collections that know say of who held a line
    heard: set[tuple[Address, Line]] = field(default_factory=set)  # of which lines they were asked; without a company: at every one
    deciders: set[str] = field(default_factory=set)  # companies that decide about some of what was found, by the names that sources have for them


@dataclass(frozen=True, slots=True)
class Seeker:
    """One person's part of a stage: `upstream` holds the keys of earlier stages, `handle` seals what is found."""

    order: StageOrder
    handle: Handle
    upstream: Keyring
    beat: Beat


@dataclass(slots=True)
class Outcome:
    """What one person is given, while it is gathered; `fault` is what ended the stage for them."""

    result: Collected
    fault: Exception | None = None

    def miss(self, address: Address, error: Exception) -> None:
        """A collection gave nothing for them; or, where it is no fault of the collection, their stage is over."""
        match error:
            case AwaitsPerson():
                self.result.asked[address] = error.lookups
            case SourceRefused() | SourceMisconfigured():
                why = NotReached.REFUSED if isinstance(error, SourceRefused) else NotReached.MISCONFIGURED
                self.result.shortfalls.append(Shortfall(address, why, str(error.facts.get("detail", ""))))
            case _:
                self.fault = error


def disclosed(collection: Collection, categories: tuple[str, ...]) -> tuple[str, ...]:
    """Names of the columns of a collection that belong to the asked categories, in the mapping's order."""
    return tuple(f.name for f in collection.columns_in(categories))
