"""When a longer term is still possible, and how long it is."""

from __future__ import annotations

from datetime import date

import pytest

from dsr.domain.extension import refusal, until

DUE = date(2026, 12, 28)


@pytest.mark.parametrize(("today", "extended_on", "why"), [
    (date(2026, 11, 25), None, ""), (date(2026, 12, 28), None, ""),  # the last day is in time
    (date(2026, 12, 29), None, "too_late"), (date(2027, 3, 1), None, "too_late"),
    (date(2026, 11, 25), date(2027, 2, 25), "extended_already"), (date(2026, 12, 29), date(2027, 2, 25), "extended_already")])
def test_it_is_possible_once_and_in_the_first_month_only(today: date, extended_on: date | None, why: str) -> None:
    assert refusal(today=today, due_on=DUE, extended_on=extended_on) == why


@pytest.mark.parametrize(("received_on", "country", "last"), [
    (date(2026, 11, 25), "DK", date(2027, 2, 25)), (date(2027, 11, 30), "DK", date(2028, 2, 29)), (date(2026, 10, 1), "BE", date(2027, 1, 4))])
def test_it_ends_three_months_after_receipt(received_on: date, country: str, last: date) -> None:
    assert until(received_on, country) == last
