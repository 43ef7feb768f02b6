"""The figures of a report: what counts, when, and how it is summed up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain import reporting
from dsr.domain.figures import SMALL, Judged, Line, PartRow, Standing, Times, by_step, folded, judged, line, lines, per_step, size, times
from dsr.domain.figures_open import Outage, ages, outage, sources
from dsr.domain.reporting import Period, months, named, offered, weeks
from dsr.domain.words import Channel, Outcome, Right, State

TODAY = date(2026, 11, 24)
RECEIVED, DUE = date(2026, 10, 1), date(2026, 11, 2)
YEAR = named("2026")


def a_part(state: State = State.CLOSED, *, answered: date | None = None, outcome: Outcome | None = None, closed: date | None = None,
           received: date = RECEIVED, due: date = DUE, right: Right = Right.ACCESS, company: int | None = None, is_extended: bool = False,
           is_handed_over: bool = False) -> PartRow:
    return PartRow(right, Channel.PORTAL, state, received, due, company_id=company, is_extended=is_extended,
                   is_handed_over=is_handed_over, answered_on=answered, closed_on=closed, outcome=outcome)


@pytest.mark.parametrize(("row", "standing", "decided_on"), [
    (a_part(answered=DUE, outcome=Outcome.FULFILLED, closed=date(2026, 11, 20)), Standing.ON_TIME, DUE),
    (a_part(State.DELIVERING, answered=date(2026, 10, 12)), Standing.ON_TIME, date(2026, 10, 12)),
    (a_part(answered=DUE, is_extended=True, outcome=Outcome.FULFILLED), Standing.EXTENDED, DUE),
    (a_part(answered=date(2026, 11, 3), outcome=Outcome.PARTLY_FULFILLED), Standing.LATE, date(2026, 11, 3)),
    (a_part(answered=date(2026, 11, 20), outcome=Outcome.REFUSED), Standing.LATE, date(2026, 11, 3)),   # decided when the day was over
    (a_part(State.REVIEWING), Standing.OVERDUE, date(2026, 11, 3)),
    (a_part(State.DELIVERING), Standing.OVERDUE, date(2026, 11, 3)),         # a refusal that has not left yet is no answer
    (a_part(State.REVIEWING, due=TODAY), Standing.OPEN, None),
    (a_part(State.RECEIVED), Standing.UNCONFIRMED, None),
    (a_part(State.VERIFYING), Standing.UNCONFIRMED, None),
    (a_part(State.REFERRED), Standing.WITH_COMPANY, None),
    (a_part(State.DELIVERING, answered=DUE, is_handed_over=True), Standing.WITH_COMPANY, None),
    (a_part(outcome=Outcome.REFERRED, answered=DUE, is_handed_over=True), Standing.ENDED, None),
    (a_part(outcome=Outcome.WITHDRAWN, closed=DUE), Standing.ENDED, None),
    (a_part(outcome=Outcome.UNVERIFIED, closed=DUE), Standing.ENDED, None),
    (a_part(outcome=Outcome.DUPLICATE, closed=DUE), Standing.ENDED, None),
    (a_part(outcome=Outcome.NOT_THEIRS, closed=DUE), Standing.ENDED, None),
    (a_part(outcome=Outcome.WITHDRAWN, answered=DUE, closed=TODAY), Standing.ON_TIME, DUE),             # answered, reopened, then withdrawn
    (a_part(outcome=Outcome.NOTHING_HELD, closed=DUE), Standing.ON_TIME, DUE),                          # without a letter of ours on file
    (a_part(State.TRIAGE, answered=DUE), Standing.ON_TIME, DUE),                                        # answered, then reopened
])
def test_what_a_part_counts_as(row: PartRow, standing: Standing, decided_on: date | None) -> None:
    assert judged(row, TODAY) == Judged(row, standing, decided_on)


def test_a_part_counts_once_though_late_and_answered_in_two_months() -> None:
    late = [judged(a_part(answered=date(2026, 12, 4), outcome=Outcome.FULFILLED), TODAY)]
    assert [(one.late, one.times) for one in by_step(late, months(YEAR)[9:], YEAR)] == [(0, None), (1, None), (0, Times(1, 64, 64, 64))]
    assert line(late, YEAR) == Line(late=1, times=Times(1, 64, 64, 64))


def test_two_parts_of_a_request_are_two_and_their_figures_add_up() -> None:
    found = [judged(one, TODAY) for one in (a_part(answered=DUE, outcome=Outcome.FULFILLED), a_part(State.REVIEWING, right=Right.ERASURE))]
    assert lines(found, YEAR, lambda row: row.right) == {
        Right.ACCESS: Line(on_time=1, times=Times(1, 32, 32, 32)), Right.ERASURE: Line(late=1, unanswered=1)}
    assert (line(found, YEAR).decided, line(found, YEAR).share) == (2, Decimal(50))


@pytest.mark.parametrize(("on_time", "late", "share"), [
    (0, 0, None), (1, 0, Decimal(100)), (0, 1, Decimal(0)), (354, 6, Decimal("98.3")), (99_999, 1, Decimal("99.9")), (2, 1, Decimal("66.6"))])
def test_a_share_is_never_rounded_up(on_time: int, late: int, share: Decimal | None) -> None:
    assert Line(on_time=on_time, late=late).share == share


@pytest.mark.parametrize(("days", "expected"), [
    ([], None), ([7], Times(1, 7, 7, 7)), ([1, 2], Times(2, 1, 2, 2)), ([1, 2, 3], Times(3, 2, 3, 3)),
    ([*range(1, 11)], Times(10, 5, 9, 10)), ([*range(1, 101)], Times(100, 50, 90, 100)), ([0, 0, 0, 40], Times(4, 0, 40, 40))])
def test_median_ninetieth_and_slowest(days: list[int], expected: Times | None) -> None:
    assert times(Counter(days)) == expected


@given(st.lists(st.integers(0, 200), min_size=1, max_size=60))
def test_at_least_half_and_nine_tenths_took_no_longer(days: list[int]) -> None:
    found = times(Counter(days))
    assert found is not None
    assert sum(day <= found.median for day in days) * 2 >= len(days) > sum(day < found.median for day in days) * 2
    assert sum(day <= found.ninetieth for day in days) * 10 >= len(days) * 9 > sum(day < found.ninetieth for day in days) * 10


PARTS = st.builds(a_part, st.sampled_from(State), answered=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
                  outcome=st.none() | st.sampled_from(Outcome), closed=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
                  due=st.dates(date(2025, 12, 31), date(2026, 12, 30)), company=st.none() | st.integers(1, 4), is_extended=st.booleans())


@given(st.lists(PARTS, max_size=30))
def test_months_weeks_and_groups_add_up_to_the_whole(rows: list[PartRow]) -> None:
    found = [judged(row, TODAY) for row in rows]
    whole = line(found, YEAR)
    for some in (by_step(found, months(YEAR), YEAR), by_step(found, weeks(YEAR), YEAR), [*lines(found, YEAR, lambda row: row.company_id).values()]):
        assert _sum(some) == _sum([whole])


def _sum(some: Sequence[Line]) -> tuple[int, ...]:
    return (*(sum(getattr(one, name) for one in some) for name in ("on_time", "extended", "late", "unanswered")),
            sum(one.times.count for one in some if one.times))


@pytest.mark.parametrize(("counts", "named_", "others"), [
    ({}, set(), set()), ({1: 5, 2: 9}, {1, 2}, set()), ({1: 4, 2: 1, 3: 9}, {3}, {1, 2}),
    ({1: 4, 2: 6, 3: 9}, {3}, {1, 2}),      # one alone: the difference would tell its figures
    ({1: 2}, set(), {1})])
def test_small_groups_are_told_as_one(counts: dict[int, int], named_: set[int], others: set[int]) -> None:
    shown, few = folded({name: Line(on_time=count) for name, count in counts.items()})
    assert (shown.keys(), set(few)) == (named_, others)


@given(st.dictionaries(st.integers(1, 20), st.integers(1, 12)))
def test_nothing_small_is_told_where_anything_else_is(counts: dict[int, int]) -> None:
    shown, few = folded({name: Line(on_time=count) for name, count in counts.items()})
    assert shown.keys() | set(few) == counts.keys()
    assert all(size(one) >= SMALL for one in shown.values())
    assert not few or not shown or sum(counts[name] for name in few) >= SMALL


def test_open_parts_by_age() -> None:
    found = ages([(TODAY, Standing.OPEN, 2), (TODAY - timedelta(days=7), Standing.OPEN, 1), (TODAY - timedelta(days=8), Standing.UNCONFIRMED, 3),
                  (TODAY - timedelta(days=91), Standing.OVERDUE, 1), (TODAY + timedelta(days=1), Standing.OPEN, 1)], TODAY)
    assert [(one.first, one.last, one.total) for one in found] == [
        (0, 7, 4), (8, 14, 3), (15, 21, 0), (22, 30, 0), (31, 60, 0), (61, 90, 0), (91, None, 1)]
    assert found[1].counts[Standing.UNCONFIRMED] == 3


AT = datetime(2026, 11, 2, 8, tzinfo=UTC)


def _hours(*marks: tuple[int, bool]) -> list[tuple[datetime, bool]]:
    return [(AT + timedelta(hours=hours), is_good) for hours, is_good in marks]


@pytest.mark.parametrize(("marks", "count", "total", "longest"), [
    ([], 0, 0, 0), ([(0, True)], 0, 0, 0), ([(0, False), (3, True)], 1, 3, 3), ([(0, False), (1, False), (3, True)], 1, 3, 3),
    ([(3, True), (0, False), (5, False), (6, True)], 2, 4, 3), ([(0, False)], 1, 10, 10), ([(12, False)], 1, 0, 0)])
def test_a_source_is_down_from_a_failure_to_the_next_search_that_works(marks: list[tuple[int, bool]], count: int, total: int, longest: int) -> None:
    assert outage(_hours(*marks), AT + timedelta(hours=10)) == Outage(count, timedelta(hours=total), timedelta(hours=longest))


def test_sources_with_most_failures_first() -> None:
    marks = [("crm", AT, True), ("crm", AT + timedelta(hours=2), False), ("pbx", AT, False), ("pbx", AT + timedelta(hours=5), True)]
    crm, pbx = sources([("pbx", None, True, 1), ("crm", None, False, 3), ("crm", "source_unavailable", True, 2), ("crm", "refused", False, 3)],
                       [("crm", 2, 1), ("crm", 4, 2)], marks, AT + timedelta(hours=10))
    assert (crm.source, crm.searches, crm.failed, crm.again) == ("crm", 8, 5, 0)
    assert list(crm.reasons.items()) == [("refused", 3), ("source_unavailable", 2)]
    assert (crm.outage.total, crm.times) == (timedelta(hours=8), Times(3, 4, 4, 4))
    assert (pbx.source, pbx.searches, pbx.failed, pbx.again, pbx.outage.total, pbx.times) == ("pbx", 1, 0, 1, timedelta(hours=5), None)


@pytest.mark.parametrize(("name", "first", "last"), [
    ("2026", "2026-01-01", "2026-12-31"), ("2026-Q1", "2026-01-01", "2026-03-31"), ("2026-Q4", "2026-10-01", "2026-12-31"),
    ("2028-02", "2028-02-01", "2028-02-29"), ("2026-12", "2026-12-01", "2026-12-31"), ("2026-01-05..2026-02-01", "2026-01-05", "2026-02-01")])
def test_a_period_has_a_name_that_leads_back_to_it(name: str, first: str, last: str) -> None:
    found = named(name)
    assert (found.first.isoformat(), found.last.isoformat(), found.name) == (first, last, name)


@pytest.mark.parametrize("name", ["", "26", "2026-Q5", "2026-13", "0001", "9999", "2026-02-01..2026-01-01", "2020-01-01..2036-01-01",
                                  "2026-02-30..2026-03-01", "2026\n", "２０２６"])
def test_what_is_no_period_is_refused(name: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # whatever it says
        named(name)


def test_what_is_offered_has_the_newest_first() -> None:
    names = [one.name for one in offered(date(2026, 1, 31))]
    assert names[:8] == ["2026", "2025", "2024", "2026-Q1", "2025-Q4", "2025-Q3", "2025-Q2", "2026-01"]
    assert (names[-1], len(names)) == ("2025-01", 20)


@given(st.dates(date(2019, 1, 1), date(2030, 1, 1)), st.integers(0, 800))
def test_steps_cover_every_day_once(first: date, days: int) -> None:
    period = Period(first, first + timedelta(days=days))
    every = [first + timedelta(days=count) for count in range(days + 1)]
    for steps in (months(period), weeks(period)):
        assert sum(per_step(every, steps, period)) == days + 1
        assert [one.last + timedelta(days=1) for one in steps[:-1]] == [one.first for one in steps[1:]]
    assert reporting.named(period.name) == period
