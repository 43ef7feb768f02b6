"""What the rows of a table come to: how many in each month and of each kind, from when to when, and which columns hold nothing at all.

Invariant: every row is in exactly one month, or in the one without a date, so that the months add up to the rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from dsr.domain.measures import Sum

UNDATED = ""
UNWORDED = "\0"  # stands for all codes without words: a number in the wrong column must not make a kind of its own of each row

FEW = 10           # rows that are seen at a glance, and not parted by months


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one table. Months are `YYYY-MM` where the entity is, UNDATED for rows without a time; a kind is a code of the column `kind`."""

    rows: int = 0
    months: Mapping[str, int] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None
    kind: str = ""                                                              # the column that says of what kind a row is
    kinds: Mapping[str, Mapping[str, int]] = field(default_factory=dict)        # code of its legend, UNWORDED or "" -> year (or UNDATED) -> rows
    empty: frozenset[str] = frozenset()                                         # columns without a value in any row
    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)           # column -> codes of its legend that occur
    unknown: Mapping[str, int] = field(default_factory=dict)                    # column -> codes that its legend does not know

    runs: tuple[tuple[str, int], ...] = ()                                      # months in the order of the rows, none of them in two places; else ()
    is_in_order: bool = True                                                    # whether the days of the rows only go forward
    sums: Mapping[str, Mapping[str, Sum]] = field(default_factory=dict)         # month -> column with a unit -> what its cells come to

    @property
    def parts(self) -> tuple[tuple[str, int], ...]:
        """The months that the rows are parted by where they are printed, each with its rows; none where they are few or months are mixed."""
        return self.runs if self.is_dated and self.rows > FEW else ()

    @property
    def is_dated(self) -> bool:
        """Whether any row has a month."""
        return bool(self.months.keys() - {UNDATED})

    @property
    def years(self) -> Counter[str]:
        """Rows by year."""
        years: Counter[str] = Counter()
        for month, rows in self.months.items():
            years[month[:4]] += rows
        return years
