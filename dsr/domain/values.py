"""Wire values: what a cell becomes when it leaves a connector, the same in chunks, JSON lines and the other writers.

| kind    | wire form                                                       |
|---------|-----------------------------------------------------------------|
| text    | str                                                             |
| integer | int up to 53 bits                                               |
| number  | float                                                           |
| boolean | bool                                                            |
| decimal | str: decimals, and integers beyond 53 bits                      |
| time    | str: ISO 8601 with offset                                       |
| clock   | str: a time of day without a date                               |
| date    | str: YYYY-MM-DD                                                 |
| bytes   | str: base64                                                     |
| nested  | list or dict of wire values                                     |

Every kind also allows None. A column whose cells differ in kind within a chunk is `mixed`: text shown as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

Wire = str | int | float | bool | None | list["Wire"] | dict[str, "Wire"]


class Kind(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DECIMAL = "decimal"
    TIME = "time"
    CLOCK = "clock"
    DATE = "date"
    BYTES = "bytes"
    NESTED = "nested"
    MIXED = "mixed"


@dataclass(frozen=True)
class WireBatch:
    """Rows of one collection in wire form, kept by column: most of who reads them asks a whole column one question.

    `cells` has a column for each name of `columns`, all of one length; `kinds` says how to read each.
    """

    columns: tuple[str, ...]
    kinds: tuple[Kind, ...]
    cells: tuple[tuple[Wire, ...], ...]
    masked: Mapping[int, list[int]] = field(default_factory=dict)  # place of a column -> rows in which its cell is not shown; there it is None

    @classmethod
    def of_rows(cls, columns: tuple[str, ...], kinds: tuple[Kind, ...], rows: Sequence[Sequence[Wire]],
                masked: Mapping[int, list[int]] = MappingProxyType({})) -> WireBatch:
        """The batch with these rows, cells in the order of `columns`."""
        return cls(columns, kinds, tuple(zip(*rows, strict=True)) if rows else ((),) * len(columns), masked)

    @cached_property
    def rows(self) -> list[tuple[Wire, ...]]:
        """Cells in the order of `columns`."""
        return list(zip(*self.cells, strict=True))

    def narrowed(self, places: Sequence[int]) -> WireBatch:
        """Only these columns, in this order; as it is if they are all of them."""
        if len(places) == len(self.columns):
            return self
        masked = {new: self.masked[old] for new, old in enumerate(places) if old in self.masked}
        return WireBatch(tuple(self.columns[place] for place in places), tuple(self.kinds[place] for place in places),
                         tuple(self.cells[place] for place in places), masked)

    def __len__(self) -> int:
        return len(self.cells[0]) if self.cells else 0
