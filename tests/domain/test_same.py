"""Two requests are one person's by an identity that is proven in both for one time, and by nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dsr.domain.same import Proven, is_same
from dsr.domain.window import Window

JUNE = datetime(2026, 6, 1, tzinfo=UTC)
ALWAYS, BEFORE, SINCE = Window(), Window(None, JUNE), Window(JUNE, None)


@pytest.mark.parametrize(("first", "second", "same"), [
    (Proven("a", None, ALWAYS), Proven("a", None, ALWAYS), True),
    (Proven("a", None, ALWAYS), Proven("b", None, ALWAYS), False),
    (Proven("a", None, BEFORE), Proven("a", None, SINCE), False),   # a number that was handed over
    (Proven("a", None, SINCE), Proven("a", None, BEFORE), False),
    (Proven("a", None, BEFORE), Proven("a", None, ALWAYS), True),
    (Proven("614", "nordlys", ALWAYS), Proven("614", "havblik", ALWAYS), False),
    (Proven("614", "nordlys", ALWAYS), Proven("614", "nordlys", SINCE), True),
])
def test_the_table(first: Proven, second: Proven, same: bool) -> None:
    assert is_same(first, second) is is_same(second, first) is same
