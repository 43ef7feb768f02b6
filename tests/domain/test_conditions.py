"""What a mapping may ask of a cell."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dsr.domain.conditions import Condition, is_anonymous, names_nobody


@pytest.mark.parametrize(("condition", "holds", "not_"), [
    (Condition("x", ("inbound", 1)), ["inbound", "INBOUND", 1, "1", Decimal("1.0"), True], ["in", None, "", 10, "1.0"]),
    (Condition("x", pattern="*-Password"), ["NT-Password", "cleartext-PASSWORD"], ["Password", "NT-Password-Hint", None, ""]),
    (Condition("x", pattern="[1-9]*"), ["1", 120, "9.5"], ["0", 0, "-1", "", None]),
    (Condition("x", pattern=("*-Password", "*[0-9]-Key")), ["NT-password", "Group-1-KEY"], ["NT-Password-Hint", "Group-Key", None]),
    (Condition("x", pattern="a?c"), ["abc", "ABC"], ["ac", "abbc"]),
    (Condition("x", is_empty=True), [None, "", "  "], [0, "0", False]),
    (Condition("x", is_empty=False), [0, "x"], [None, " "]),
    (Condition("x", is_anonymous=True), ["anonymous", "Anonymous", "anonymous@anonymous.invalid", "sip:anonymous@x", '"Anonymous" <x>', "Restricted"],
     ["anonymously yours", "+45", None, 7, "privateer"]),
])
def test_a_condition_holds_or_not(condition: Condition, holds: list[object], not_: list[object]) -> None:
    assert [cell for cell in holds if not condition.holds(cell)] == []
    assert [cell for cell in not_ if condition.holds(cell)] == []


def test_who_is_nobody() -> None:
    assert all(map(names_nobody, [None, "", "-", "n/a", "Unknown", "anonymous", "0"]))
    assert not any(map(names_nobody, ["Bo", "201", "+45", 0]))
    assert not is_anonymous("+4533661234")
