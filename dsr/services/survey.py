"""Looks through all rows of an answer before it is written, because its first page says what they come to.

Invariant: the tally of a table is of exactly those rows that the writers will be given.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from dsr.domain.answer import Answer, Column, Table
from dsr.domain.measures import Sum, total
from dsr.domain.tally import UNDATED, UNWORDED, Tally
from dsr.domain.values import Kind, Wire, WireBatch
from dsr.services.contacts import Roll
from dsr.text.dates import LocalTimes

MOST_RUNS = 2_400  # months; more than two hundred years of them have no order worth a heading
_LAST = "~"     # where rows without a date belong: behind the others
MOST_KINDS = 12  # codes of a legend that still make kinds of records, and not a number for everything


def surveyed(answer: Answer, rows: Callable[[Table], Iterable[WireBatch]]) -> Answer:
    """The answer with the tally of each table that shows rows, and with who of those whose number is hidden is who."""
    zone, roll = ZoneInfo(answer.entity.timezone), Roll()
    tables = tuple(replace(table, tally=tally(table, roll.watch(table, rows(table)), zone)) if table.shown else table for table in answer.tables)
    return roll.told(replace(answer, tables=tables))


def tally(table: Table, batches: Iterable[WireBatch], zone: ZoneInfo) -> Tally:
    """What these rows come to."""
    count = _Count(table, zone)
    for batch in batches:
        count.add(batch)
    return count.tally()


class _Count:
    def __init__(self, table: Table, zone: ZoneInfo) -> None:
        self._times = LocalTimes(zone, "en")  # of which only months are asked
        self._columns = table.columns
        self._names = [column.name for column in table.columns]
        self._time: int | None = self._names.index(table.time) if table.time in self._names else None
        self._kind = next((place for place, column in enumerate(table.columns) if 1 < len(column.legend) <= MOST_KINDS), None)
        self._empty = set(range(len(table.columns)))
        self._coded = [(place, column) for place, column in enumerate(table.columns) if column.legend]
        self._known: defaultdict[str, set[str]] = defaultdict(set)
        self._unknown: defaultdict[str, set[Wire]] = defaultdict(set)
        self._rows, self._days, self._codes = 0, Counter[str](), dict[str, Counter[str]]()
        self._measured = [(place, column) for place, column in enumerate(table.columns) if column.unit]
        self._sums: defaultdict[str, dict[str, Sum]] = defaultdict(dict)
        self._order = _Order()

    def add(self, batch: WireBatch) -> None:
        self._rows += len(batch)
        self._empty -= {place for place in self._empty if place in batch.masked or any(cell not in (None, "") for cell in batch.cells[place])}
        if self._time is None:
            self._time = next((place for place, kind in enumerate(batch.kinds) if kind in (Kind.TIME, Kind.DATE)), None)
        days = self._local_days(batch)
        self._days.update(days)
        self._add_up(batch, self._order.add(days) if days else [])
        if self._kind is not None:
            for (code, year), rows in Counter(zip(batch.cells[self._kind], [day[:4] for day in days], strict=True)).items():
                self._codes.setdefault(_kind(code, self._columns[self._kind]), Counter())[year] += rows
        for place, column in self._coded:
            for code in {cell for cell in batch.cells[place] if isinstance(cell, (str, int, float)) and cell != ""}:
                if known := _spellings(code) & column.legend.keys():
                    self._known[column.name] |= known
                else:
                    self._unknown[column.name].add(code)

    def _add_up(self, batch: WireBatch, stretches: list[tuple[str, int, int]]) -> None:
        """Measured columns, month by month."""
        for month, start, end in stretches if self._measured else ():
            sums = self._sums[month]
            for place, column in self._measured:
                amount, odd = total(batch.cells[place][start:end], batch.kinds[place], column.unit)
                before = sums.get(column.name, (Decimal(0), 0))
                sums[column.name] = before[0] + amount, before[1] + odd

    def _local_days(self, batch: WireBatch) -> list[str]:
        """YYYY-MM-DD where the entity is, of each row."""
        if self._time is None:
            return [UNDATED] * len(batch)
        return self._times.days_of(batch.cells[self._time], batch.kinds[self._time])

    def tally(self) -> Tally:
        months: Counter[str] = Counter()
        for day, rows in self._days.items():
            months[day[:7]] += rows
        days = sorted(filter(None, map(_day, self._days)))
        return Tally(self._rows, dict(sorted(months.items())), days[0] if days else None, days[-1] if days else None,
                     self._names[self._kind] if self._kind is not None else "", self._codes,
                     frozenset(self._names[place] for place in self._empty), {name: frozenset(codes) for name, codes in self._known.items()},
                     {name: len(codes) for name, codes in self._unknown.items() if codes}, self._order.runs(months), self._order.is_forward,
                     self._sums)


class _Order:
    """In which order rows come, by their months and days."""

    def __init__(self) -> None:
        self._runs: list[tuple[str, int]] = []
        self._last = ""
        self.is_forward = True

    def add(self, days: list[str]) -> list[tuple[str, int, int]]:
        """Month, first row and the one behind the last, of rows that lie together."""
        dated = [day or _LAST for day in days] if UNDATED in days else days
        is_forward = dated == sorted(dated)
        self.is_forward = self.is_forward and is_forward and self._last <= dated[0]
        self._last = dated[-1]
        stretches = list(_stretches(dated, is_forward=is_forward))
        for month, start, end in stretches if len(self._runs) < MOST_RUNS else ():
            if self._runs and self._runs[-1][0] == month:
                start -= self._runs.pop()[1]
            self._runs.append((month, end - start))
        return stretches

    def runs(self, months: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
        """Each month with its rows, in the order of the rows, if none is in two places."""
        return tuple(self._runs) if len(self._runs) == len(months) < MOST_RUNS else ()


def _stretches(dated: list[str], *, is_forward: bool) -> Iterator[tuple[str, int, int]]:
    start = 0
    while start < len(dated):
        month = _month(dated[start])
        if is_forward:
            end = bisect_right(dated, month, start, key=_month)
        else:
            end = next((place for place in range(start, len(dated)) if _month(dated[place]) != month), len(dated))
        yield month if month != _LAST else UNDATED, start, end
        start = end


def _month(day: str) -> str:
    return day[:7]


def _kind(code: Wire, column: Column) -> str:
    """The code as the legend spells it."""
    if code in (None, ""):
        return ""
    return next(iter(sorted(_spellings(code) & column.legend.keys())), UNWORDED)


def _spellings(cell: Wire) -> set[str]:
    return {str(cell), str(cell).lower(), str(int(cell))} if isinstance(cell, bool) else {str(cell)}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
