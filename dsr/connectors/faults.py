"""What a connector says when its source does not fit. Invariant: an error names places, columns and classes, never a value."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from dsr.domain.errors import SourceMisconfigured, SourceRefused, SourceUnavailable


@dataclass(frozen=True, slots=True)
class Place:
    """The source and the collection that an error is about."""

    source: str
    address: str = ""

    def misconfigured(self, detail: str) -> SourceMisconfigured:
        return SourceMisconfigured(source=self.source, address=self.address, detail=detail)

    def refused(self, detail: str) -> SourceRefused:
        return SourceRefused(source=self.source, address=self.address, detail=detail)

    def unavailable(self, detail: str) -> SourceUnavailable:
        return SourceUnavailable(source=self.source, address=self.address, detail=detail)

    def nothing_named(self, what: str, name: str, known: Iterable[str]) -> SourceMisconfigured:
        """`what` is table or column; the nearest of the `known` names is offered."""
        close = difflib.get_close_matches(name, list(known), n=1)
        return self.misconfigured(f"no {what} '{name}'" + (f"; did you mean '{close[0]}'?" if close else ""))
