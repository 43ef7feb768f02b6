"""Whether two requests are of one person, by what is proven in both: a hint for staff, and nothing more.

Invariant: an identity that is somebody's today and was somebody else's before makes nobody the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from dsr.domain.window import Window


@dataclass(frozen=True, slots=True)
class Proven:
    """An identity that is proven in a request: by its keyed hash, at which company, and for which time."""

    token: str
    tenant: str | None
    window: Window


def is_same(one: Proven, other: Proven) -> bool:
    """Whether it is one identity that holds at one time. The same extension at two companies is two people's."""
    return one.token == other.token and one.tenant == other.tenant and one.window.intersect(other.window) is not None
