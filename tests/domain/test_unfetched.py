"""An answer that nobody fetches: reminded, then posted or closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.unfetched import Link, Step, ends_on, next_step

DAY = date(2026, 12, 1)


def link(days: int, last: int, reminded: int, **facts: Any) -> Link:
    """Asked for so many days ago, and reminded last so many days ago."""
    return Link(DAY - timedelta(days=days), DAY - timedelta(days=last), reminded, **facts)


def step(given_: Link, *, remind_days: int = 10, close_days: int = 30) -> Step:
    return next_step(given_, DAY, remind_days=remind_days, close_days=close_days)


@pytest.mark.parametrize(("given_", "expected"), [
    (link(0, 0, 0), Step.WAIT), (link(9, 9, 0), Step.WAIT), (link(10, 10, 0), Step.REMIND), (link(11, 1, 1), Step.WAIT),
    (link(20, 10, 1), Step.REMIND), (link(30, 10, 2), Step.END), (link(29, 9, 2), Step.WAIT),
    (link(30, 10, 2, has_address=True), Step.POST), (link(10, 10, 0, has_address=True), Step.REMIND),
    (link(90, 90, 0), Step.REMIND),  # nobody looked for long: a reminder comes first all the same
    (link(99, 9, 1), Step.WAIT), (link(100, 10, 1), Step.END),
    (link(30, 10, 2, is_more_owed=True), Step.WAIT), (link(20, 10, 1, is_more_owed=True), Step.REMIND),
    *((link(30, 10, 2, **{fact: True}), Step.WAIT) for fact in ("is_fetched", "is_back", "is_doubted", "is_ended")),
    *((link(10, 10, 0, **{fact: True}), Step.WAIT) for fact in ("is_fetched", "is_back", "is_doubted", "is_ended")),
])
def test_what_is_due(given_: Link, expected: Step) -> None:
    assert step(given_) is expected


@given(st.integers(1, 20), st.integers(1, 60), st.lists(st.integers(0, 3), max_size=200))
def test_it_ends_once_after_a_reminder_and_never_before_the_day_that_it_named(remind_days: int, close_days: int, looked: list[int]) -> None:
    """Whatever the days on which somebody looks."""
    state, today, named, ended = Link(DAY, DAY, 0), DAY, DAY, 0
    for pause in looked:
        today += timedelta(days=pause)
        match next_step(state, today, remind_days=remind_days, close_days=close_days):
            case Step.REMIND:
                assert (today - state.last_on).days >= remind_days
                named = ends_on(state, today, remind_days=remind_days, close_days=close_days)
                state = replace(state, last_on=today, reminded=state.reminded + 1)
            case Step.END:
                assert state.reminded
                assert today >= named
                state, ended = replace(state, is_ended=True), ended + 1
    assert ended <= 1
