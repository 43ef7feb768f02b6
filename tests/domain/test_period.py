"""Which rows are of the days that a person asked for."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from dsr.domain.dataset import Address, Collection, Field, Source, TimeColumn
from dsr.domain.period import Days, of
from dsr.domain.window import ALWAYS, Window

ZONE = ZoneInfo("Europe/Copenhagen")
SOURCE = Source("pbx", "memory", {}, (), timezone="Europe/Copenhagen")
NAMES = ("who", "at", "until")
JUNE = of(date(2026, 6, 1), date(2026, 6, 30), ZONE)


def collection(time: str | None = "at", valid: tuple[str | None, str | None] | None = None) -> Collection:
    return Collection(Address("pbx", "calls"), tuple(map(Field, NAMES)), time=TimeColumn(time) if time else None, valid=valid)


def has(period: Window, row: tuple[object, ...], its: Collection) -> bool:
    return Days(its, SOURCE, NAMES, period).has(row)


@pytest.mark.parametrize(("at", "is_in"), [
    ("2026-06-01T00:00:00", True), ("2026-05-31T23:59:59", False), ("2026-06-30T23:59:59", True), ("2026-07-01T00:00:00", False),
    ("2026-05-31T22:00:00+00:00", True), ("2026-06-30T22:00:00Z", False), (None, True), ("", True), ("soon", True)])
def test_a_row_is_of_the_day_it_says_where_the_clock_of_the_law_runs_and_without_one_it_stays(at: str | None, is_in: bool) -> None:
    assert has(JUNE, ("carol", at, None), collection()) is is_in


@pytest.mark.parametrize(("span", "is_in"), [
    (("2026-01-01", "2026-06-02"), True), (("2026-01-01", "2026-06-01"), False), (("2026-06-30", None), True), (("2026-07-01", None), False),
    ((None, None), True), (("2026-09-01", "2026-01-01"), True)])
def test_a_row_that_holds_for_a_span_is_of_every_day_of_it(span: tuple[str | None, str | None], is_in: bool) -> None:
    assert has(JUNE, ("carol", *span), collection(None, ("at", "until"))) is is_in


def test_the_start_of_a_call_decides_and_not_its_end() -> None:
    assert not has(JUNE, ("carol", "2026-05-31T23:50:00", "2026-06-01T00:10:00"), collection("at", ("at", "until")))


def test_one_end_may_be_open_and_no_end_is_no_narrowing() -> None:
    assert of(None, None, ZONE) is ALWAYS
    assert has(of(date(2026, 6, 1), None, ZONE), ("carol", "2031-01-01", None), collection())
    assert not has(of(None, date(2026, 6, 1), ZONE), ("carol", "2026-06-02T00:00:00", None), collection())


def test_what_says_no_time_at_all_stays() -> None:
    assert has(JUNE, ("carol", "2020-01-01", None), collection(None))
