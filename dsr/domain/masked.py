"""What of a collection the person does not see, and why: numbers only, for whoever counts what an answer leaves out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from dsr.domain.disclosure import Shown, Treatment


@dataclass(slots=True)
class Masked:
    """`rows` with at least one masked cell; `fields` by name and reason (a word of Party). `shared` rows were found and not kept: only a line
    of several people led to them."""

    rows: int = 0
    fields: dict[str, Counter[str]] = field(default_factory=dict)
    shared: int = 0

    def add(self, shown: Shown) -> None:
        """Count one row."""
        if not shown.is_masked:
            return
        self.rows += 1
        for name, (party, treatment) in shown.others.items():
            if treatment is not Treatment.SHOWN:
                self.fields.setdefault(name, Counter())[party.value] += 1

    def dump(self) -> list[object]:
        """As JSON."""
        return [self.rows, {name: dict(reasons) for name, reasons in self.fields.items()}, self.shared]

    @classmethod
    def load(cls, rows: int, fields: Mapping[str, Mapping[str, int]], shared: int = 0) -> Masked:
        """What `dump` gave."""
        return cls(rows, {name: Counter(reasons) for name, reasons in fields.items()}, shared)
