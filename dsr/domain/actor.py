"""Who does something: the system, the data subject, a member of staff, the owner of a source who was asked, or who speaks for a company."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dsr.domain.capability import Capability
from dsr.domain.errors import NotAllowed


class ActorKind(StrEnum):
    SYSTEM = "system"
    SUBJECT = "subject"
    STAFF = "staff"
    OWNER = "owner"
    COMPANY = "company"        # a contact of a customer company


@dataclass(frozen=True, slots=True)
class Actor:
    """`id` is that of the member of staff; the others have none."""

    kind: ActorKind
    id: int | None = None
    capabilities: frozenset[Capability] = frozenset()

    def must(self, capability: Capability) -> None:
        """Raises NotAllowed unless the actor has the capability."""
        if capability not in self.capabilities:
            raise NotAllowed(capability=capability.value)


SYSTEM = Actor(ActorKind.SYSTEM)
SUBJECT = Actor(ActorKind.SUBJECT)
OWNER = Actor(ActorKind.OWNER)
COMPANY = Actor(ActorKind.COMPANY)
