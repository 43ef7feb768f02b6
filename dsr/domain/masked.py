"""What of a collection the person does not see, and why: numbers only, for whoever counts what an answer leaves out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from dsr.domain.disclosure import Shown
from dsr.domain.policy import Treatment


@dataclass(slots=True)
class Masked:
    """`rows` with at least one masked cell; `fields` by name and reason (a word of Party). `shared` rows were found and not kept: only a line
    of several people led to them; `unproven` ones: only a line that is not proven to have been the person's then. `uncovered` are cells that are
    shown only because staff decided so, counted like `fields`."""

    rows: int = 0
    fields: dict[str, Counter[str]] = field(default_factory=dict)
    shared: int = 0
    uncovered: dict[str, Counter[str]] = field(default_factory=dict)
    unproven: int = 0

    @property
    def not_kept(self) -> int:
        """Rows that were found and of which only the number is known."""
        return self.shared + self.unproven

    def add(self, shown: Shown) -> None:
        """Count one row."""
        self.rows += shown.is_masked
        for name, (party, treatment) in shown.others.items():
            if treatment is not Treatment.SHOWN:
                counts = self.uncovered if treatment is Treatment.UNCOVERED else self.fields
                counts.setdefault(name, Counter())[party.value] += 1

    def dump(self) -> list[object]:
        """As JSON."""
        return [self.rows, {name: dict(reasons) for name, reasons in self.fields.items()}, self.shared,
                {name: dict(reasons) for name, reasons in self.uncovered.items()}, self.unproven]

    @classmethod
    def load(cls, rows: int, fields: Mapping[str, Mapping[str, int]], shared: int = 0,
             uncovered: Mapping[str, Mapping[str, int]] = MappingProxyType({}), unproven: int = 0) -> Masked:
        """What `dump` gave."""
        return cls(rows, {name: Counter(reasons) for name, reasons in fields.items()}, shared,
                   {name: Counter(reasons) for name, reasons in uncovered.items()}, unproven)
