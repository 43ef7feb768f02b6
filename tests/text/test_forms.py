"""Each language writes a time and a number its own way, in a single value and in a column alike."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from dsr.text import LOCALES, dates, forms, numbers

CPH = ZoneInfo("Europe/Copenhagen")
MOMENT = datetime(2026, 2, 3, 7, 12, 5, tzinfo=UTC)
WRITTEN = [("da", "03.02.2026 08.12.05", "1.234.567,5", "1,2 MB"), ("de", "03.02.2026 08:12:05", "1.234.567,5", "1,2 MB"),
           ("en", "03 Feb 2026 08:12:05", "1,234,567.5", "1.2 MB"), ("fi", "3.2.2026 08.12.05", "1\u00a0234\u00a0567,5", "1,2 MB"),
           ("fr", "03/02/2026 08:12:05", "1\u202f234\u202f567,5", "1,2 MB"), ("nb", "03.02.2026 08:12:05", "1\u00a0234\u00a0567,5", "1,2 MB"),
           ("nl", "03-02-2026 08:12:05", "1.234.567,5", "1,2 MB"), ("pl", "03.02.2026 08:12:05", "1\u00a0234\u00a0567,5", "1,2 MB"),
           ("sv", "2026-02-03 08:12:05", "1\u00a0234\u00a0567,5", "1,2 MB"), ("xx", "03 Feb 2026 08:12:05", "1,234,567.5", "1.2 MB")]


@pytest.mark.parametrize(("locale", "time", "number", "volume"), WRITTEN)
def test_a_language_writes_times_and_numbers_its_own_way(locale: str, time: str, number: str, volume: str) -> None:
    assert dates.instant(MOMENT, CPH, locale) == time
    assert dates.numeric_date(date(2026, 2, 3), locale) == time.rpartition(" ")[0]
    assert numbers.number("1234567.5", locale) == number
    assert numbers.number("-1234567.5", locale) == f"-{number}"
    assert numbers.volume(1_230_000, locale) == volume


@pytest.mark.parametrize(("locale", "time"), [one[:2] for one in WRITTEN])
def test_a_column_of_times_is_written_as_a_single_one(locale: str, time: str) -> None:
    times = dates.LocalTimes(CPH, locale)
    assert times(MOMENT.isoformat()) == time
    assert times.many([MOMENT.isoformat(), None], "-") == [time, "-"]


def test_every_language_that_has_words_has_a_form() -> None:
    assert [locale for locale in LOCALES if locale not in forms.FORMS] == []
