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

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

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


@dataclass(frozen=True, slots=True)
class WireBatch:
    """Rows of one collection in wire form, cells in the order of `columns`; `kinds` says how to read each column."""

    columns: tuple[str, ...]
    kinds: tuple[Kind, ...]
    rows: list[list[Wire]] = field(default_factory=list)
    masked: Mapping[int, list[int]] = field(default_factory=dict)  # place of a column -> rows in which its cell is not shown; there it is None
