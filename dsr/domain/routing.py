"""Who decides about which kind of data: a table by legal entity, kept by the privacy manager (GDPR Art. 4(7), 4(8), 28).

What ships is a default and no legal advice: regulators treat an operator as controller for the records it bills by (Datatilsynet 2019-31-1713),
contracts often say processor. Invariant: where that is contested, or the privacy manager has changed a row and not signed it, the row holds:
nothing that falls under it is given to anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from dsr.domain.data_kind import DataKind
from dsr.domain.dataset import Collection, Source
from dsr.domain.errors import InvalidInput
from dsr.domain.words import Role

__all__ = ["ALLOWED", "DEFAULTS", "DataKind", "RouteAct", "RoutedRole", "Routing", "Row", "kind_of"]

_NUMBERS = frozenset({"phone_number", "extension", "sip_uri"})


class RoutedRole(StrEnum):
    """What we are for a kind of data."""

    CONTROLLER = "controller"
    PROCESSOR = "processor"
    SUB_PROCESSOR = "sub_processor"
    LEGAL_OBLIGATION = "legal_obligation"

    @property
    def role(self) -> Role:
        """The one of two roles that a part of a request has: whether we answer or somebody else decides."""
        return Role.CONTROLLER if self in (RoutedRole.CONTROLLER, RoutedRole.LEGAL_OBLIGATION) else Role.PROCESSOR


class RouteAct(StrEnum):
    """What is done with a part about such data."""

    ANSWER = "answer"      # we answer the person
    FORWARD = "forward"    # the company is asked
    HOLD = "hold"          # the privacy manager decides first


ALLOWED: Mapping[RoutedRole, tuple[RouteAct, ...]] = MappingProxyType({  # who decides for itself does not ask, and who does not, does not answer
    RoutedRole.CONTROLLER: (RouteAct.ANSWER, RouteAct.HOLD), RoutedRole.PROCESSOR: (RouteAct.FORWARD, RouteAct.HOLD),
    RoutedRole.SUB_PROCESSOR: (RouteAct.FORWARD, RouteAct.HOLD), RoutedRole.LEGAL_OBLIGATION: (RouteAct.ANSWER, RouteAct.HOLD)})


@dataclass(frozen=True, slots=True)
class Row:
    """What holds for one kind of data. Version 0 is what ships: it works unsigned, but where it is contested.

    Raises InvalidInput for an act that does not go with the role.
    """

    role: RoutedRole
    act: RouteAct
    is_contested: bool = False
    version: int = 0
    is_signed: bool = False

    def __post_init__(self) -> None:
        if self.act not in ALLOWED[self.role]:
            raise InvalidInput(field="act", problem="act")

    @property
    def holds(self) -> bool:
        """Whether nothing is done with such data before the privacy manager has spoken."""
        needs_signature = self.is_contested or self.version > 0
        return self.act is RouteAct.HOLD or (needs_signature and not self.is_signed)

    def says_the_same(self, other: Row) -> bool:
        return (self.role, self.act, self.is_signed) == (other.role, other.act, other.is_signed)


_OURS, _THEIRS = Row(RoutedRole.CONTROLLER, RouteAct.ANSWER), Row(RoutedRole.PROCESSOR, RouteAct.FORWARD)
DEFAULTS: Mapping[DataKind, Row] = MappingProxyType({
    DataKind.CONTACT_PERSON: _OURS, DataKind.WEBSITE: _OURS, DataKind.DIRECTORY_ENTRY: _THEIRS, DataKind.CONTENT: _THEIRS,
    DataKind.STATISTICS: _THEIRS, DataKind.PORTAL_CALLS: _THEIRS,
    DataKind.CALL_RECORDS: Row(RoutedRole.CONTROLLER, RouteAct.HOLD, is_contested=True),
    DataKind.RETAINED: Row(RoutedRole.LEGAL_OBLIGATION, RouteAct.HOLD), DataKind.PUBLIC_DIRECTORY: _OURS,
    DataKind.RESOLD: Row(RoutedRole.SUB_PROCESSOR, RouteAct.FORWARD)})


@dataclass(frozen=True, slots=True)
class Routing:
    """The whole table of one entity."""

    rows: Mapping[DataKind, Row] = field(default_factory=lambda: DEFAULTS)

    def row(self, kind: DataKind) -> Row:
        return self.rows[kind]

    @property
    def held(self) -> frozenset[DataKind]:
        """Kinds of which nothing is given to anybody for now."""
        return frozenset(kind for kind, row in self.rows.items() if row.holds)

    def applied(self, sources: Iterable[Source]) -> tuple[Source, ...]:
        """The sources with the role that the table gives each collection, whatever its mapping says. Applied once, where sources enter the work on
        a request, so that everything that asks a collection for its role is told the same."""
        return tuple(replace(source, datasets=tuple(
            replace(dataset, collections=tuple(self._routed(one) for one in dataset.collections)) for dataset in source.datasets))
            for source in sources)

    def _routed(self, collection: Collection) -> Collection:
        kind = kind_of(collection)
        return replace(collection, role=self.row(kind).role.role, data_kind=kind)  # the kind is kept: what it is derived from has changed


def kind_of(collection: Collection) -> DataKind:
    """What the mapping says, else what can be told from it: what is held for the law only, files, who called whom; of the rest the mapping's role
    says whether it is of a customer's contact person or of a customer's user."""
    is_ours = collection.role is Role.CONTROLLER
    if collection.data_kind is not None:
        return collection.data_kind
    if collection.is_restricted:
        return DataKind.RETAINED
    if collection.terms.content is not None:
        return DataKind.CONTENT
    if _tells_calls(collection):
        return DataKind.CALL_RECORDS if is_ours else DataKind.PORTAL_CALLS
    if is_ours:
        return DataKind.CONTACT_PERSON
    return DataKind.CONTENT if _holds_words(collection) else DataKind.DIRECTORY_ENTRY


def _tells_calls(collection: Collection) -> bool:
    """Whether a row is of a call or message: its mapping tells the ends, or it has a time and two numbers."""
    if any(one.side is not None for one in collection.fields):
        return True
    return collection.time is not None and sum(one.kind in _NUMBERS for one in collection.fields) > 1


def _holds_words(collection: Collection) -> bool:
    return any(name.startswith("user.content") for one in collection.fields for name in (one.categories or collection.categories))
