"""What a mandate gives: a copy needs its reading, its scope and its time; content needs the person's yes on top."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dsr.domain.mandate import Mandate, hears, receives
from dsr.domain.words import Right

TODAY = date(2026, 5, 5)
ALL = Mandate(frozenset({Right.ACCESS}), may_receive=True, starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 31), is_checked=True, is_confirmed=True,
              is_revoked=False)


@pytest.mark.parametrize(("changed", "is_told", "is_given"), [
    ({}, True, True),
    ({"is_confirmed": False}, True, False),
    ({"may_receive": False}, True, False),
    ({"is_checked": False}, False, False),
    ({"is_revoked": True}, False, False),
    ({"starts_on": date(2026, 5, 6)}, False, False),
    ({"ends_on": date(2026, 5, 4)}, False, False),
    ({"ends_on": TODAY}, True, True),
    ({"ends_on": None}, True, True),
    ({"scope": frozenset({Right.ERASURE})}, False, False),
    ({"scope": frozenset()}, False, False),
])
def test_the_table(changed: dict[str, object], is_told: bool, is_given: bool) -> None:
    mandate = replace(ALL, **changed)  # type: ignore[arg-type]
    assert (hears(mandate, Right.ACCESS, TODAY), receives(mandate, Right.ACCESS, TODAY)) == (is_told, is_given)
