"""A file in the store, and what opens it. Invariant: it is made by the verb that recorded that the file leaves."""

from __future__ import annotations

from dataclasses import dataclass

from dsr.vault import Handle


@dataclass(frozen=True, slots=True)
class SealedFile:
    """Where a file lies in the store, and what opens it."""

    path: str
    handle: Handle
    context: str
