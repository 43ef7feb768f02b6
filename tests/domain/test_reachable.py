"""When a mailbox at a company is still the person's to read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dsr.domain.reachable import ended_at, may_be_used
from dsr.domain.window import Window

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def month(number: int | None) -> datetime | None:
    return None if number is None else datetime(2026, number, 1, tzinfo=UTC)


@pytest.mark.parametrize(("held", "expected"), [
    ([], None), ([(3, None)], None), ([(3, 6)], 6), ([(1, 3), (5, 8)], 8), ([(1, 3), (5, None)], None), ([(1, 12)], None), ([(None, 6)], 6),
    ([(1, 3), (12, None)], 3)])
def test_the_time_at_a_company_ends_with_the_last_thing_held_there(held: list[tuple[int | None, int | None]], expected: int | None) -> None:
    assert ended_at([Window(month(start), month(end)) for start, end in held], NOW) == month(expected)


@pytest.mark.parametrize(("confirmed", "ended", "expected"), [
    (None, None, True), (5, None, True), (5, 6, False), (6, 6, True), (7, 6, True), (None, 6, False)])
def test_only_an_address_confirmed_since_is_used(confirmed: int | None, ended: int | None, expected: bool) -> None:
    assert may_be_used(month(confirmed), month(ended)) is expected
