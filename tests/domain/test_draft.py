"""What a draft is made of, and when it may not go out any more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dsr.domain.draft import Ingredient, changed, digest, digest_of_files, is_old, needs_second
from dsr.domain.words import Outcome, Role

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class _Some:
    name: str = "a"
    rows: int = 1
    on: date | None = date(2026, 1, 1)
    role: Role = Role.CONTROLLER
    words: tuple[str, ...] = ("x", "y")


@pytest.mark.parametrize("other", [
    replace(_Some(), name="b"), replace(_Some(), rows=2), replace(_Some(), on=None), replace(_Some(), role=Role.PROCESSOR),
    replace(_Some(), words=("y", "x")), replace(_Some(), words=("x", "y", "")), _Some], ids=str)
def test_any_one_change_is_another_digest(other: object) -> None:
    if other is _Some:
        assert digest(_Some()) == digest(_Some())
    else:
        assert digest(_Some()) != digest(other)


@pytest.mark.parametrize(("one", "other"), [
    ({"a": 1, "b": 2}, {"b": 2, "a": 1}), (("ab", "c"), ("a", "bc")), ("1", 1), (1, True), (b"a", "a"), ((), None), ("", None), ({"a"}, ("a",)),
    (date(2026, 1, 1), datetime(2026, 1, 1)), (date(2026, 1, 1), "2026-01-01")])
def test_what_is_printed_differently_has_another_digest(one: object, other: object) -> None:
    assert digest(one) != digest(other)


def test_a_set_has_no_order() -> None:
    assert digest(frozenset("abcdefgh")) == digest(frozenset("hgfedcba"))


def test_what_has_no_fixed_form_is_refused() -> None:
    with pytest.raises(TypeError):
        digest(object())


def test_files_are_the_same_in_any_order_and_not_under_another_name() -> None:
    assert digest_of_files([("a", "1"), ("b", "2")]) == digest_of_files([("b", "2"), ("a", "1")])
    assert len({digest_of_files(files) for files in ([("a", "1")], [("b", "1")], [("a", "2")], [("a", "1"), ("b", "1")], [])}) == 5


_WHOLE = {one.value: "1" for one in Ingredient}


@pytest.mark.parametrize("one", list(Ingredient))
@pytest.mark.parametrize("spoil", [lambda made, one: {**made, one.value: "2"}, lambda made, one: {k: v for k, v in made.items() if k != one.value}])
def test_each_ingredient_counts(one: Ingredient, spoil: Callable[[dict[str, str], Ingredient], dict[str, str]]) -> None:
    assert changed(_WHOLE, _WHOLE) == ()
    assert changed(_WHOLE, spoil(_WHOLE, one)) == (one,)
    assert changed(spoil(_WHOLE, one), _WHOLE) == (one,)


@pytest.mark.parametrize(("age", "is_it"), [(timedelta(0), False), (timedelta(days=7), False), (timedelta(days=7, seconds=1), True)])
def test_a_draft_grows_old(age: timedelta, is_it: bool) -> None:
    assert is_old(NOW - age, NOW, 7) is is_it


@pytest.mark.parametrize(("outcome", "is_asked", "needed"), [
    (Outcome.NOTHING_HELD, True, True), ("nothing_held", True, True), (Outcome.NOTHING_HELD, False, False), (Outcome.FULFILLED, True, False),
    (Outcome.PARTLY_FULFILLED, True, False), (None, True, False)])
def test_only_nothing_needs_two(outcome: str | None, is_asked: bool, needed: bool) -> None:
    assert needs_second(outcome, is_asked=is_asked) is needed
