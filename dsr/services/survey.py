"""Looks through all rows of an answer before it is written, because its first page says what they come to.

Invariant: the tally of a table is of exactly those rows that the writers will be given.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from dsr.domain.answer import Answer, Column, Table
from dsr.domain.tally import UNDATED, UNWORDED, Tally
from dsr.domain.values import Kind, Wire, WireBatch
from dsr.services.contacts import Roll
from dsr.text.dates import LocalTimes

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

    def add(self, batch: WireBatch) -> None:
        self._rows += len(batch)
        self._empty -= {place for place in self._empty if place in batch.masked or any(cell not in (None, "") for cell in batch.cells[place])}
        if self._time is None:
            self._time = next((place for place, kind in enumerate(batch.kinds) if kind in (Kind.TIME, Kind.DATE)), None)
        days = self._local_days(batch)
        self._days.update(days)
        if self._kind is not None:
            for (code, year), rows in Counter(zip(batch.cells[self._kind], [day[:4] for day in days], strict=True)).items():
                self._codes.setdefault(_kind(code, self._columns[self._kind]), Counter())[year] += rows
        for place, column in self._coded:
            for code in {cell for cell in batch.cells[place] if isinstance(cell, (str, int, float)) and cell != ""}:
                if known := _spellings(code) & column.legend.keys():
                    self._known[column.name] |= known
                else:
                    self._unknown[column.name].add(code)

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
                     {name: len(codes) for name, codes in self._unknown.items() if codes})


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
