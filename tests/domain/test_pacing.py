"""A few letters an hour to one mailbox, and some days of trying."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.pacing import HOUR, free_at, is_given_up, mailbox_of

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


def ago(*minutes: int) -> list[datetime]:
    return [NOW - timedelta(minutes=one) for one in minutes]


@pytest.mark.parametrize(("sent", "most", "minutes"), [
    ([], 1, None), ([10], 2, None), ([10], 1, 50), ([10, 40], 2, 20), ([10, 40, 50], 2, 20), ([60], 1, None), ([59], 1, 1), ([90, 120], 1, None),
    ([40, 10], 2, 20)])
def test_the_next_leaves_once_fewer_than_the_most_were_sent_within_the_hour(sent: list[int], most: int, minutes: int | None) -> None:
    assert free_at(ago(*sent), NOW, most) == (None if minutes is None else NOW + timedelta(minutes=minutes))


@given(st.lists(st.integers(0, 6 * 3600), max_size=60), st.integers(1, 5))
def test_no_hour_has_more_than_the_most(asked: list[int], most: int) -> None:
    sent: list[datetime] = []
    for at in sorted(asked):
        moment = max(NOW + timedelta(seconds=at), *sent[-1:], NOW)
        while (later := free_at(sent, moment, most)) is not None:
            moment = later
        sent.append(moment)
    assert len(sent) == len(asked)
    assert all(sum(one <= other < one + HOUR for other in sent) <= most for one in sent)


@pytest.mark.parametrize(("address", "mailbox"), [
    ("carol@havblik.example", "carol@havblik.example"), ("Carol@Havblik.example", "carol@havblik.example"),
    ("carol+a@havblik.example", "carol@havblik.example"), ("carol+a+b@havblik.example", "carol@havblik.example"),
    ("+carol@havblik.example", "+carol@havblik.example"), ("carol.b@havblik.example", "carol.b@havblik.example"), ("", "")])
def test_one_mailbox_has_many_spellings(address: str, mailbox: str) -> None:
    assert mailbox_of(address) == mailbox


@pytest.mark.parametrize(("attempts", "days", "is_over"), [(1, 0, False), (19, 30, False), (20, 2.9, False), (20, 3, True), (500, 2, False)])
def test_a_letter_is_tried_for_days_and_often(attempts: int, days: float, is_over: bool) -> None:
    assert is_given_up(attempts, NOW - timedelta(days=days), NOW, 3) is is_over
