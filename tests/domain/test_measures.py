"""What can be added up, and what cannot be right."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.measures import can_be_right, total
from dsr.domain.values import Kind, Wire


@pytest.mark.parametrize(("value", "unit", "expected"), [
    (0, "seconds", True), (59, "seconds", True), (86_400 * 40, "seconds", True), (-1, "seconds", False), (2 ** 32 - 5, "seconds", False),
    (2 ** 31 - 1, "bytes", False), (2 ** 31, "bytes", False), (2 ** 31 + 1, "bytes", True), (2 ** 32 - 1, "bytes", False),
    (5 * 10 ** 9, "bytes", True), (-2, "bytes", False), (2 ** 63 - 1, "bytes", False), (2 ** 64 - 1, "bytes", False), (2 ** 62, "bytes", False),
    (-25, "DKK", True), (Decimal("-0.5"), "EUR", True), (-3, None, True), (2 ** 31 - 1, "DKK", True)])
def test_what_a_counter_may_show(value: int | Decimal, unit: str | None, expected: bool) -> None:
    assert can_be_right(value, unit) is expected


@pytest.mark.parametrize(("cells", "kind", "unit", "expected"), [
    ((60, 30), Kind.INTEGER, "seconds", ("90", 0)), ((60, None, 30), Kind.INTEGER, "seconds", ("90", 0)),
    ((60, -5, 30), Kind.INTEGER, "seconds", ("90", 1)), ((7, 2 ** 32 - 1, 2 ** 31 - 1), Kind.INTEGER, "bytes", ("7", 2)),
    ((3 * 10 ** 9, 1), Kind.INTEGER, "bytes", ("3000000001", 0)), ((4 * 10 ** 8,), Kind.INTEGER, "seconds", ("0", 1)),
    (("1.50", "-0.25", None), Kind.DECIMAL, "DKK", ("1.25", 0)), (("1E+2", "NaN", "Infinity"), Kind.DECIMAL, "DKK", ("100", 2)),
    (("12", "", "free", None), Kind.TEXT, "DKK", ("12", 1)), ((0.1, 0.2), Kind.NUMBER, "DKK", ("0.3", 0)),
    ((True, None), Kind.MIXED, "bytes", ("0", 0)),
    (({"a": 1}, [2]), Kind.NESTED, "bytes", ("0", 2)), (("9" * 50,), Kind.TEXT, "DKK", ("0", 1)), ((), Kind.INTEGER, "seconds", ("0", 0))])
def test_what_cells_come_to(cells: tuple[Wire, ...], kind: Kind, unit: str, expected: tuple[str, int]) -> None:
    assert total(cells, kind, unit) == (Decimal(expected[0]), expected[1])


@given(st.lists(st.integers(-10, 2 ** 33) | st.sampled_from([2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1])), st.sampled_from(["seconds", "bytes", "DKK"]))
def test_the_short_way_gives_what_each_cell_by_itself_gives(cells: list[int], unit: str) -> None:
    right = [cell for cell in cells if can_be_right(cell, unit)]
    assert total(tuple(cells), Kind.INTEGER, unit) == total((*cells, None), Kind.INTEGER, unit) == (Decimal(sum(right)), len(cells) - len(right))
