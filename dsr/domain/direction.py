"""Who called whom, seen from the person who asks, where the mapping says which end of a call each number is.

Invariant: only the ends by which a row was found tell it; a row found otherwise has no direction.
"""

from __future__ import annotations

from enum import StrEnum

from dsr.domain.dataset import Collection
from dsr.domain.parties import Side

DIRECTION = "dsr_direction"  # the column that is made of it


class Direction(StrEnum):
    """Of a call or message."""

    OUT = "out"
    IN = "in"
    OWN = "own"  # both ends are the person's

    @classmethod
    def of(cls, own: frozenset[Side]) -> Direction | None:
        """Told by the ends that are the person's; None where it is not known of any that it is."""
        return {frozenset({Side.CALLER}): cls.OUT, frozenset({Side.CALLEE}): cls.IN, frozenset(Side): cls.OWN}.get(own)


def tells_direction(collection: Collection) -> bool:
    """Whether the ends of a row tell it. Where the end itself depends on another column, that one tells it."""
    sides = [field.side for field in collection.fields if field.side is not None]
    return {side.then for side in sides} == set(Side) and not any(side.when for side in sides)
