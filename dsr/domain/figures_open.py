"""What is open by age, and how sources did. Invariant: every open part is in one age and one column of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dsr.domain.figures import Standing, Times, times

AGES = (7, 14, 21, 30, 60, 90)  # days since receipt: up to and with each; older is the last row
COLUMNS = (Standing.OPEN, Standing.OVERDUE, Standing.WITH_COMPANY, Standing.UNCONFIRMED)


@dataclass(frozen=True, slots=True)
class Age:
    """Open parts of `first` to `last` days; `last` None: and older."""

    first: int
    last: int | None
    counts: Mapping[Standing, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def ages(found: Iterable[tuple[date, Standing, int]], today: date) -> tuple[Age, ...]:
    """By day of receipt and standing, how many. A day that is yet to come counts as today."""
    counts: dict[int, Counter[Standing]] = {place: Counter() for place in range(len(AGES) + 1)}
    for received_on, standing, count in found:
        days = (today - received_on).days
        counts[next((place for place, last in enumerate(AGES) if days <= last), len(AGES))][standing] += count
    starts = (0, *(last + 1 for last in AGES))
    return tuple(Age(starts[place], last, {one: counts[place][one] for one in COLUMNS}) for place, last in enumerate((*AGES, None)))


@dataclass(frozen=True, slots=True)
class Outage:
    """Times at which a source gave nothing: from a search that failed until the next one that did not."""

    count: int = 0
    total: timedelta = timedelta(0)
    longest: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source in a period. `again` are searches that were tried more than once and came to an end."""

    source: str
    searches: int
    failed: int
    again: int
    reasons: Mapping[str, int]
    outage: Outage
    times: Times | None


def sources(counts: Iterable[tuple[str, str | None, bool, int]], days: Iterable[tuple[str, int, int]], marks: Iterable[tuple[str, datetime, bool]],
            until: datetime) -> tuple[SourceLine, ...]:
    """Those that failed most first.

    `counts` are searches that ended: source, why it gave nothing or not all (None: it was searched to the end), whether it was tried more than once,
    how many. `days` are of those that were searched to the end: source, days from receipt, how many. `marks` are moments at which a source did
    (True) or did not give what it was asked for; `until` ends an outage that lasts.
    """
    ended: dict[str, list[tuple[str | None, bool, int]]] = {}
    took: dict[str, Counter[int]] = {}
    seen: dict[str, list[tuple[datetime, bool]]] = {}
    for source, code, is_again, count in counts:
        ended.setdefault(source, []).append((code, is_again, count))
    for source, day, count in days:
        took.setdefault(source, Counter())[day] += count
    for source, at, is_good in marks:
        seen.setdefault(source, []).append((at, is_good))
    result = [_source(name, some, outage(seen.get(name, ()), until), times(took.get(name, {}))) for name, some in ended.items()]
    return tuple(sorted(result, key=lambda one: (-one.failed, -one.outage.total, one.source)))


def _source(name: str, some: list[tuple[str | None, bool, int]], down: Outage, took: Times | None) -> SourceLine:
    reasons = Counter[str]()
    for code, _, count in some:
        if code is not None:
            reasons[code] += count
    again = sum(count for code, is_again, count in some if code is None and is_again)
    ordered = dict(sorted(reasons.items(), key=lambda one: (-one[1], one[0])))
    return SourceLine(name, sum(count for _, _, count in some), reasons.total(), again, ordered, down, took)


def outage(marks: Iterable[tuple[datetime, bool]], until: datetime) -> Outage:
    """Of moments at which a source did (True) or did not give what it was asked for."""
    spans, since = list[timedelta](), None
    for at, is_good in sorted(marks):
        if not is_good and since is None:
            since = at
        elif is_good and since is not None:
            spans.append(at - since)
            since = None
    if since is not None:
        spans.append(max(until - since, timedelta(0)))
    return Outage(len(spans), sum(spans, timedelta(0)), max(spans, default=timedelta(0)))
