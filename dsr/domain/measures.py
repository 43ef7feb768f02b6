"""What measured values of a column come to: seconds, bytes, amounts of a currency.

Invariant: a value that cannot be right (a counter that ran over, text that is no number) is in no sum, and is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from dsr.domain.values import Kind, Wire

COUNTED = frozenset({"seconds", "bytes"})        # units of what is counted by machines, and never below nothing
_FULL = frozenset({2 ** 31 - 1, 2 ** 32 - 1, 2 ** 63 - 1, 2 ** 64 - 1, 2 ** 31, 2 ** 63})  # where a counter stands still, or runs over
_MOST = {"seconds": 10 * 366 * 86_400, "bytes": 2 ** 60}  # longer or more than one record can tell of: ten years, an exbibyte
ORDINARY = {"seconds": _MOST["seconds"], "bytes": 2 ** 31 - 2}  # up to here there is no doubt
_LONGEST = 40  # signs of a number that is written as text
Sum = tuple[Decimal, int]  # of the values that can be right, and how many cannot


def can_be_right(value: int | float | Decimal, unit: str | None) -> bool:
    """Whether a counter of this unit may have shown this."""
    return unit not in COUNTED or (0 <= value <= _MOST[unit or ""] and value not in _FULL)


def total(cells: Sequence[Wire], kind: Kind, unit: str | None) -> Sum:
    """What the cells of a column come to; empty ones add nothing."""
    if kind is Kind.INTEGER and None not in cells:
        numbers: Sequence[int] = cells  # type: ignore[assignment]  # that is what the kind says
        if unit not in COUNTED or (min(numbers, default=0) >= 0 and max(numbers, default=0) <= ORDINARY[unit or ""]):
            return Decimal(sum(numbers)), 0
    values = [_value(cell) for cell in cells if cell is not None and cell != "" and not isinstance(cell, bool)]
    right = [value for value in values if value is not None and can_be_right(value, unit)]
    return sum(right, Decimal(0)), len(values) - len(right)


def _value(cell: Wire) -> Decimal | None:
    if not isinstance(cell, (int, float, str)) or len(text := str(cell)) >= _LONGEST:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
