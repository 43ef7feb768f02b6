"""What a company's answer about a line tells the ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.confirming import Answer, Confirmed, statements
from dsr.domain.errors import InvalidInput
from dsr.domain.tenancy import Holder, HowKnown, Statement, proven
from dsr.domain.window import ALWAYS, Window

TODAY, NOW = date(2026, 11, 24), datetime(2026, 11, 24, 9, tzinfo=UTC)
RECORDED = (Window(datetime(2024, 6, 1, tzinfo=UTC), None),)


def told(said: Confirmed) -> tuple[tuple[Holder, Window], ...]:
    return statements(said, RECORDED, today=TODAY, zone=UTC)


def test_yes_is_our_record_no_is_somebody_else_and_unknown_is_nothing() -> None:
    assert told(Confirmed(Answer.YES)) == ((Holder.SUBJECT, RECORDED[0]),)
    assert told(Confirmed(Answer.NO)) == ((Holder.OTHER, ALWAYS),)
    assert told(Confirmed(Answer.UNKNOWN)) == ()
    assert statements(Confirmed(Answer.YES), (), today=TODAY, zone=UTC) == ((Holder.SUBJECT, ALWAYS),)


def test_other_dates_are_theirs_with_their_last_day_and_outside_them_it_was_not_theirs() -> None:
    start, end = datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 7, 1, tzinfo=UTC)
    assert told(Confirmed(Answer.OTHER, date(2025, 1, 1), date(2025, 6, 30))) == (
        (Holder.SUBJECT, Window(start, end)), (Holder.OTHER, Window(None, start)), (Holder.OTHER, Window(end, None)))
    assert told(Confirmed(Answer.OTHER, date(2025, 1, 1), is_still=True)) == ((Holder.SUBJECT, Window(start)), (Holder.OTHER, Window(None, start)))


@pytest.mark.parametrize(("first", "last", "is_still", "field", "problem"), [
    (None, TODAY, False, "first", "required"),
    (date(2025, 1, 1), None, False, "last", "required"),
    (date(2025, 1, 2), date(2025, 1, 1), False, "last", "reversed"),
    (TODAY + timedelta(days=1), None, True, "first", "future"),
    (date(2025, 1, 1), TODAY + timedelta(days=1), False, "last", "future"),
])
def test_dates_that_cannot_be(first: date | None, last: date | None, is_still: bool, field: str, problem: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        told(Confirmed(Answer.OTHER, first, last, is_still))
    assert refused.value.facts == {"field": field, "problem": problem}


def test_the_last_day_may_be_today_and_still_in_use_counts_before_a_day() -> None:
    assert told(Confirmed(Answer.OTHER, TODAY, TODAY))[0][1] == Window(datetime(2026, 11, 24, tzinfo=UTC), datetime(2026, 11, 25, tzinfo=UTC))
    assert told(Confirmed(Answer.OTHER, TODAY, date(2020, 1, 1), is_still=True))[0][1].end is None


@given(st.integers(0, 4000), st.integers(0, 4000))
def test_the_companys_word_never_proves_more_than_it_says(back: int, length: int) -> None:
    """Whatever our record says beside it."""
    first = TODAY - timedelta(days=back)
    last = min(first + timedelta(days=length), TODAY)
    both = [Statement(Holder.SUBJECT, RECORDED[0], HowKnown.SOURCE)]
    both += [Statement(holder, window, HowKnown.EMPLOYER) for holder, window in told(Confirmed(Answer.OTHER, first, last))]
    span = Window(datetime(first.year, first.month, first.day, tzinfo=UTC), None)
    for window in proven(both, NOW):
        assert window.start is not None
        assert span.start is not None
        assert window.start >= span.start
        assert window.end is not None
        assert window.end <= datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1)
