"""Who called whom is told by the ends that are the person's, and only where a mapping knows the ends."""

from __future__ import annotations

import pytest

from dsr.domain.conditions import Condition
from dsr.domain.dataset import Address, Collection, Field
from dsr.domain.direction import Direction, tells_direction
from dsr.domain.disclosure import Disclosure
from dsr.domain.parties import Choice, Side

FROM, TO = Field("caller", side=Choice(Side.CALLER), about="number"), Field("called", side=Choice(Side.CALLEE), about="number")
DEPENDS = Field("account", side=Choice(Side.CALLEE, (Condition("direction", ("in",)),), Side.CALLER), about="account")


def calls(*fields: Field) -> Collection:
    return Collection(Address("pbx", "calls"), fields)


@pytest.mark.parametrize(("fields", "expected"), [
    ((FROM, TO), True), ((FROM,), False), ((TO,), False), ((), False), ((Field("note"),), False), ((FROM, TO, DEPENDS), False)])
def test_only_where_both_ends_are_known_and_nothing_else_tells_it(fields: tuple[Field, ...], expected: bool) -> None:
    assert tells_direction(calls(*fields)) is expected


@pytest.mark.parametrize(("finders", "expected"), [
    (("caller",), Direction.OUT), (("called",), Direction.IN), (("caller", "called"), Direction.OWN), ((), None), (("note",), None)])
def test_it_is_seen_from_the_end_that_is_the_persons(finders: tuple[str, ...], expected: Direction | None) -> None:
    row = ("+4533661234", "+4578770202", "x")
    assert Disclosure(calls(FROM, TO, Field("note")), ("caller", "called", "note"), 3).shown(row, finders).direction is expected


def test_where_another_column_tells_the_end_none_is_made() -> None:
    row = ("+4533661234", "+4578770202", "a", "in")
    names = ("caller", "called", "account", "direction")
    assert Disclosure(calls(FROM, TO, DEPENDS, Field("direction")), names, 4).shown(row, ("caller",)).direction is None
