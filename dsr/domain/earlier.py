"""What is kept of an answer that went out, for the one that may replace it. Invariant: counts by collection, and nothing of the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Then:
    """What an answer said of a collection: rows shown, rows left out, and whether it was searched at all and to the end."""

    shown: int = 0
    left_out: int = 0
    is_found: bool = True
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Earlier:
    """An answer that went out before. `counts` is by address, None where nothing was kept of it."""

    answered_on: date
    counts: Mapping[str, Then] | None = None
    files: int = 0
