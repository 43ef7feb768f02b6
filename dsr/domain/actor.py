"""Who does something: the system, the data subject, a member of staff, the owner of a source who was asked, or who speaks for a company."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dsr.domain.capability import Capability
from dsr.domain.errors import NotAllowed
from dsr.domain.staffing import Shut


class ActorKind(StrEnum):
    SYSTEM = "system"
    SUBJECT = "subject"
    STAFF = "staff"
    OWNER = "owner"
    COMPANY = "company"        # a contact of a customer company


@dataclass(frozen=True, slots=True)
class Actor:
    """`id` is that of the member of staff; the others have none. `closed` are requests, by id, that they may neither see nor touch, and why."""

    kind: ActorKind
    id: int | None = None
    capabilities: frozenset[Capability] = frozenset()
    closed: Mapping[int, Shut] = field(default_factory=dict, hash=False)

    def must(self, capability: Capability) -> None:
        """Raises NotAllowed unless the actor has the capability."""
        if capability not in self.capabilities:
            raise NotAllowed(capability=capability.value)

    def must_open(self, request_id: int) -> None:
        """Raises NotAllowed(reason=own_request, named_readers) for a request that is closed to them."""
        match self.closed.get(request_id):
            case None:
                return
            case Shut.OWN:
                raise NotAllowed(reason="own_request")
            case Shut.NAMED:
                raise NotAllowed(reason="named_readers")


SYSTEM = Actor(ActorKind.SYSTEM)
SUBJECT = Actor(ActorKind.SUBJECT)
OWNER = Actor(ActorKind.OWNER)
COMPANY = Actor(ActorKind.COMPANY)
