"""Each language writes a time and a number its own way, in a single value and in a column alike, and as Unicode CLDR has it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from babel.dates import format_date
from babel.numbers import get_decimal_symbol, get_group_symbol

from config import Settings
from dsr.text import ANSWERS, dates, forms, languages, numbers, translator

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
    assert set(ANSWERS) == set(forms.FORMS) == set(languages.NAMES) == set(get_args(Settings.model_fields["fallback_language"].annotation))


def cldr(locale: str) -> Locale:
    """English as in Europe."""
    return Locale.parse("en_GB" if locale == "en" else locale)


@pytest.mark.parametrize("locale", forms.FORMS)
def test_the_signs_of_a_number_are_those_of_cldr(locale: str) -> None:
    its = forms.form(locale)
    assert (its.decimal, its.group) == (get_decimal_symbol(cldr(locale)), get_group_symbol(cldr(locale)))


@pytest.mark.parametrize("locale", forms.FORMS)
def test_the_clock_is_that_of_cldr(locale: str) -> None:
    clock = forms.form(locale).clock
    assert cldr(locale).time_formats["medium"].pattern.rjust(8, "H") == f"HH{clock}mm{clock}ss"


@pytest.mark.parametrize("locale", [locale for locale in forms.FORMS if locale != "en"])
def test_a_short_date_is_that_of_cldr_with_its_zeros(locale: str) -> None:
    day = date(2026, 2, 3)
    shown = forms.form(locale).date.format(day=day.day, month=day.month, year=day.year, name="")
    short = format_date(day, "medium" if locale == "de" else "short", locale=cldr(locale))
    assert _parts(shown) == _parts(short)


# CLDR's full date stands alone; a sentence says in Finnish on which day, in Swedish on the day, and Polish puts the day behind
WITHIN_A_SENTENCE = {"fi": "cccc'na' d. MMMM y", "pl": "d MMMM y 'r.' (EEEE)", "sv": "EEEE'en den' d MMMM y"}
ON_A_DAY = {"fi": "na", "sv": "en"}


@pytest.mark.parametrize("locale", ANSWERS)
def test_names_of_months_and_days_are_those_of_cldr(locale: str) -> None:
    its, names = cldr(locale), {key: translator(locale)(f"dates.{key}").split() for key in ("months", "months_after_day", "weekdays", "short_months")}
    assert names["months_after_day"] == [its.months["format"]["wide"][place] for place in range(1, 13)]
    assert names["months"] == [its.months["stand-alone"]["wide"][place] for place in range(1, 13)]
    assert names["weekdays"] == [its.days["stand-alone"]["wide"][place] + ON_A_DAY.get(locale, "") for place in range(7)]
    assert [name.strip(".") for name in names["short_months"]] == [its.months["format"]["abbreviated"][place].strip(".")[:len(name.strip("."))]
                                                                  for place, name in enumerate(names["short_months"], 1)]


@pytest.mark.parametrize("locale", ANSWERS)
def test_a_long_date_is_that_of_cldr(locale: str) -> None:
    days, pattern = [date(2026, month, 28 - month) for month in range(1, 13)], WITHIN_A_SENTENCE.get(locale, "full")
    assert [dates.long_date(day, locale).replace(",", "") for day in days] == [
        format_date(day, pattern, locale=cldr(locale)).replace(",", "") for day in days]


@pytest.mark.parametrize(("locale", "long", "short"), [
    ("fr", "mardi 1er mars 2022", "1er mars 2022"), ("de", "Dienstag, 1. März 2022", "1. März 2022"), ("en", "Tuesday 1 March 2022", "1 Mar 2022"),
    ("da", "tirsdag den 1. marts 2022", "1. mar. 2022"), ("nl", "dinsdag 1 maart 2022", "1 mrt. 2022")])
def test_the_first_of_a_month_is_named_as_people_say_it(locale: str, long: str, short: str) -> None:
    assert (dates.long_date(date(2022, 3, 1), locale), dates.short_date(date(2022, 3, 1), locale)) == (long, short)
    assert "1er" not in dates.long_date(date(2022, 3, 11), locale) + dates.numeric_date(date(2022, 3, 1), locale)


@pytest.mark.parametrize(("locale", "pair", "listed"), [
    ("fr", "Sens\u00a0: émis", "a\u00a0; b"), ("en", "Sens: émis", "a; b"), ("xx", "Sens: émis", "a; b")])
def test_a_sign_has_the_space_before_it_that_the_language_wants(locale: str, pair: str, listed: str) -> None:
    assert (forms.form(locale).pair("Sens", "émis"), forms.form(locale).listed(["a", "b"]), forms.form(locale).listed([])) == (pair, listed, "")


def _parts(written: str) -> list[str]:
    """Day, month and year, and what stands between, without zeros in front."""
    return [part.lstrip("0") for part in re.split(r"([^0-9]+)", written)]
