"""When a longer term is still possible."""

from __future__ import annotations

from datetime import date

import pytest

from dsr.domain.extension import refusal

DUE = date(2026, 12, 28)


@pytest.mark.parametrize(("today", "extended_on", "why"), [
    (date(2026, 11, 25), None, ""), (date(2026, 12, 28), None, ""),  # the last day is in time
    (date(2026, 12, 29), None, "too_late"), (date(2027, 3, 1), None, "too_late"),
    (date(2026, 11, 25), date(2027, 2, 25), "extended_already"), (date(2026, 12, 29), date(2027, 2, 25), "extended_already")])
def test_it_is_possible_once_and_in_the_first_month_only(today: date, extended_on: date | None, why: str) -> None:
    assert refusal(today=today, due_on=DUE, extended_on=extended_on) == why
