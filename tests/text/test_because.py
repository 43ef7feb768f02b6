"""The same words say everywhere why a day is that day."""

from __future__ import annotations

from datetime import date

import pytest

from dsr.text import ANSWERS
from dsr.text.because import sentences


def test_it_says_what_it_counts_from_and_what_moved_it() -> None:
    assert sentences(("month", "holiday"), date(2026, 11, 25), "en") == [
        "One calendar month from the day we received it, Wednesday 25 November 2026.",
        "That day is a public holiday, so it is the next working day."]


@pytest.mark.parametrize("locale", ANSWERS)
def test_no_language_speaks_of_thirty_days(locale: str) -> None:
    said = " ".join(sentences(("month", "extended", "month_end", "pause", "weekend", "holiday"), date(2026, 11, 25), locale))
    assert "30" not in said
    assert said.count("2026") == 2
