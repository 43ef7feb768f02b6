"""What a collection comes to per month, for a collection with more rows than are printed.

Invariant: every row is in exactly one month or in "without a date", and the counts add up to all rows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from dsr.documents.display import shown
from dsr.domain.answer import Answer, Column, Table
from dsr.domain.values import Kind, Wire, WireBatch
from dsr.text import translator
from dsr.text.dates import LocalTimes, month_name
from dsr.text.numbers import is_number, number

UNDATED = ""


class Summary:
    """Add batches; then read `heads` and `lines`."""

    def __init__(self, answer: Answer, table: Table) -> None:
        self._answer, self._table = answer, table
        self._times = LocalTimes(ZoneInfo(answer.entity.timezone), answer.locale)
        names = [column.name for column in table.printed]
        # the mapping's time column, else the first column that ever held times; kept, so that months mean one thing
        self._time: int | None = names.index(table.time) if table.time in names else None
        self._measured = [place for place, column in enumerate(table.printed) if column.unit]
        self._rows: Counter[str] = Counter()
        self._sums: defaultdict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0) for _ in self._measured])

    def add(self, batch: WireBatch) -> int:
        """Account for a batch; returns how many rows that were."""
        if self._time is None:
            self._time = next((place for place, kind in enumerate(batch.kinds) if kind in (Kind.TIME, Kind.DATE)), None)
        months = self._months(batch)
        self._rows.update(months)
        for place, column in enumerate(self._measured):
            own: defaultdict[str, int | Decimal] = defaultdict(int)
            for month, quantity in zip(months, _quantities(batch.kinds[column], batch.cells[column]), strict=True):
                own[month] += quantity
            for month, total in own.items():
                self._sums[month][place] += total
        return len(months)

    def _months(self, batch: WireBatch) -> list[str]:
        if self._time is None:
            return [UNDATED] * len(batch)
        cells, kind = batch.cells[self._time], batch.kinds[self._time]
        if kind is Kind.TIME:
            return [day[:7] for day in self._times.days(cells, UNDATED)]
        return [str(cell)[:7] if kind is Kind.DATE and cell is not None else UNDATED for cell in cells]

    @property
    def is_dated(self) -> bool:
        """Whether there are months at all."""
        return self._time is not None and bool(self._rows.keys() - {UNDATED})

    @property
    def heads(self) -> list[str]:
        """Month (of which column), records, and each measured column."""
        say = translator(self._answer.locale)
        of = f" ({self._table.printed[self._time].label})" if self._time is not None else ""
        return [say("letter.month") + of, say("letter.records"), *(self._table.printed[place].label for place in self._measured)]

    @property
    def lines(self) -> list[list[str]]:
        """A line per month in order, the undated last, then all together."""
        say, locale = translator(self._answer.locale), self._answer.locale
        months = sorted(self._rows, key=lambda month: (month == UNDATED, month))
        lines = [[month_name(month, locale) if month else say("letter.no_time"), number(self._rows[month], locale), *self._shown(self._sums[month])]
                 for month in months]
        totals = [sum((self._sums[month][place] for month in months), Decimal(0)) for place in range(len(self._measured))]
        return [*lines, [say("letter.all"), number(sum(self._rows.values()), locale), *self._shown(totals)]]

    def _shown(self, sums: Sequence[Decimal]) -> list[str]:
        return [_sum_words(self._table.printed[place], total, self._answer) for place, total in zip(self._measured, sums, strict=True)]


def _sum_words(column: Column, total: Decimal, answer: Answer) -> str:
    value: Any = int(total) if total == total.to_integral_value() and column.unit in ("seconds", "bytes") else format(total, "f")
    return shown(Column(column.name, column.label, column.category, column.unit), Kind.DECIMAL, answer)([value])[0]


def _quantities(kind: Kind, cells: Sequence[Wire]) -> Iterable[int | Decimal]:
    """What each cell adds. Integers, which most are, need no look at each."""
    return cells if kind is Kind.INTEGER and None not in cells else map(_quantity, cells)  # type: ignore[return-value]


def _quantity(value: Wire) -> Decimal:
    """What a cell adds; text that is no number adds nothing."""
    if isinstance(value, bool) or value is None:
        return Decimal(0)
    text = str(value)
    return Decimal(text) if len(text) < 40 and is_number(text) else Decimal(0)
