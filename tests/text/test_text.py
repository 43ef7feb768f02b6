"""Every language has all words of the domain, and dates and numbers are written as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest

from dsr import text
from dsr.domain import errors, words
from dsr.mail import base as mail  # some errors are defined where they arise
from dsr.text import dates, labels, numbers

CPH = ZoneInfo("Europe/Copenhagen")
ENUMS = [one for one in vars(words).values() if isinstance(one, type) and issubclass(one, StrEnum) and one is not StrEnum]


def families(of: type[errors.DsrError]) -> list[type[errors.DsrError]]:
    return [of, *(deeper for one in of.__subclasses__() for deeper in families(one))]


@pytest.mark.parametrize("locale", text.ANSWERS)
def test_every_word_of_the_domain_has_words(locale: str) -> None:
    known = text.catalogue(locale)
    assert [member for one in ENUMS for member in one if f"words.{one.__name__.lower()}.{member.value}" not in known] == []
    assert all(labels.word(member, locale) for one in ENUMS for member in one)


@pytest.mark.parametrize("locale", text.ANSWERS)
def test_every_error_has_a_sentence(locale: str) -> None:
    assert {mail.MailUnavailable, mail.MailRefused} <= set(families(errors.DsrError))
    assert {one.code for one in families(errors.DsrError) if f"errors.{one.code}.text" not in text.catalogue(locale)} == set()


def test_an_error_is_told_with_its_facts() -> None:
    assert "to be decided: 3" in labels.sentence(errors.Undecided(count=3), "en")
    assert "CPR" in labels.sentence(errors.InvalidInput(field="message", problem="national_number"), "da")
    assert labels.sentence(errors.SourceUnavailable(source="pbx", detail="timeout"), "en").startswith("The source pbx did not answer")


def test_an_unknown_locale_is_english_and_an_unknown_key_is_itself() -> None:
    assert text.translator("xx")("words.state.closed") == "Closed"
    assert text.translator("da")("no.such.key") == "no.such.key"


def test_facts_are_never_read_as_holes() -> None:
    assert text.translator("en")("letter.dear", name="{name} {0} %s") == "Dear {name} {0} %s,"


@pytest.mark.parametrize(("name", "expected"), [("user.contact.email", "e-mail"), ("user.contact.email.work", "e-mail"),
                                                ("user.contact.strange", "kontaktoplysninger"), ("other", "personoplysninger")])
def test_a_category_takes_the_words_of_its_nearest_parent(name: str, expected: str) -> None:
    assert labels.category(name, "da") == expected


def test_identity_kinds_have_words_and_others_are_made_readable() -> None:
    assert labels.identity("phone_number", "da") == "telefonnummer"
    assert labels.identity("badge_number", "da") == "badge number"


def test_dates() -> None:
    day = date(2026, 12, 3)
    assert dates.long_date(day, "en") == "Thursday 3 December 2026"
    assert dates.long_date(day, "da") == "torsdag den 3. december 2026"
    assert dates.short_date(day, "en") == "3 Dec 2026"
    assert dates.short_date(day, "da") == "3. dec. 2026"
    assert dates.numeric_date(day, "da") == "03.12.2026"
    assert dates.long_date(date(1, 1, 1), "en") == "Monday 1 January 1"
    assert dates.long_date(date(9999, 12, 31), "da") == "fredag den 31. december 9999"
    assert dates.instant(datetime(2026, 12, 3, 7, 12, 5, tzinfo=UTC), CPH, "da") == "03.12.2026 08.12.05"
    assert dates.month_name("2026-12", "da") == "december 2026"
    assert dates.month_name("strange", "da") == "strange"


@pytest.mark.parametrize(("wire", "shown", "month"), [
    ("2026-11-30T23:30:00+00:00", "01 Dec 2026 00:30:00", "2026-12"),
    ("2026-11-30T23:30:00.999999+00:00", "01 Dec 2026 00:30:00", "2026-12"),
    ("2026-03-29T00:59:59+00:00", "29 Mar 2026 01:59:59", "2026-03"),
    ("2026-03-29T01:00:00+00:00", "29 Mar 2026 03:00:00", "2026-03"),
    ("2026-10-25T00:59:59+00:00", "25 Oct 2026 02:59:59 CEST", "2026-10"),
    ("2026-11-30T23:45:10+05:30", "30 Nov 2026 19:15:10", "2026-11"),
    ("0001-01-01T00:00:00+00:00", "01 Jan 0001 00:50:20", "0001-01"),
    ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00", "0001-01"),
    ("9999-12-31T23:59:59+00:00", "9999-12-31T23:59:59+00:00", "9999-12"),
    ("2026-11-30T23:30:00", "2026-11-30T23:30:00", "2026-11"),
    ("no time at all, not by far", "no time at all, not by far", "no time"),
    ("", "", "")])
def test_local_times(wire: str, shown: str, month: str) -> None:
    times = dates.LocalTimes(CPH, "en")
    assert [times(wire), times(wire)] == [shown, shown]
    assert times.month(wire) == month


def test_local_times_equal_the_slow_way_in_odd_zones() -> None:
    for name in ("Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns", "Africa/Monrovia", "Europe/Copenhagen"):
        zone = ZoneInfo(name)
        times = dates.LocalTimes(zone, "da")
        for stamp in range(-2_500_000_000, 2_500_000_000, 7_654_321):
            moment = datetime.fromtimestamp(stamp, UTC)
            local = moment.astimezone(zone)
            assert times(moment.isoformat()) == dates.instant(moment, zone, "da")
            assert times.month(moment.isoformat()) == f"{local.year:04d}-{local.month:02d}"


def test_an_hour_in_which_the_clock_jumps_is_not_taken_as_one() -> None:
    times = dates.LocalTimes(ZoneInfo("America/Goose_Bay"), "da")  # summer time began at 00:01 in 1990
    assert [times(f"1990-04-01T04:{minute}:00+00:00") for minute in ("00", "30")] == ["01.04.1990 00.00.00", "01.04.1990 01.30.00"]


@pytest.mark.parametrize(("wire", "shown"), [
    ("2025-10-26T00:30:05+00:00", "26 Oct 2025 02:30:05 CEST"), ("2025-10-26T01:30:05+00:00", "26 Oct 2025 02:30:05 CET"),
    ("2025-10-26T02:30:05+02:00", "26 Oct 2025 02:30:05 CEST"), ("2025-10-26T02:30:05+01:00", "26 Oct 2025 02:30:05 CET"),
    ("2025-10-25T23:30:05-01:00", "26 Oct 2025 02:30:05 CEST"), ("2025-10-26T00:30:05-01:00", "26 Oct 2025 02:30:05 CET"),
    ("2025-10-26T02:00:00+00:00", "26 Oct 2025 03:00:00"), ("2025-10-25T23:59:59+00:00", "26 Oct 2025 01:59:59"),
    ("2025-03-30T01:00:00+00:00", "30 Mar 2025 03:00:00")])
def test_the_hour_that_comes_twice_is_told_apart(wire: str, shown: str) -> None:
    times = dates.LocalTimes(CPH, "en")
    assert times(wire) == shown
    assert times.many([wire, wire], "–") == [shown, shown]


@pytest.mark.parametrize(("seconds", "expected"), [(0, "0:00:00"), (3661, "1:01:01"), (-5, "-0:00:05"), (360_000, "100:00:00"), (0.5, "0:00:00.5"),
                                                   (12.25, "0:00:12.25"), (59.0, "0:00:59")])
def test_durations(seconds: float, expected: str) -> None:
    assert dates.duration(seconds) == expected


@pytest.mark.parametrize(("value", "english", "danish"), [
    (0, "0", "0"), (1234567, "1,234,567", "1.234.567"), (-1234.5, "-1,234.5", "-1.234,5"), ("-0.50", "-0.50", "-0,50"), (999, "999", "999"),
    ("9007199254740993", "9,007,199,254,740,993", "9.007.199.254.740.993"), ("text", "text", "text"), ("1e5", "1e5", "1e5"), ("", "", "")])
def test_numbers(value: float | str, english: str, danish: str) -> None:
    assert (numbers.number(value, "en"), numbers.number(value, "da")) == (english, danish)


@pytest.mark.parametrize(("count", "expected"), [(0, "0 B"), (999, "999 B"), (1000, "1,0 kB"), (1_234_567, "1,2 MB"), (-2_000, "-2,0 kB")])
def test_volumes(count: int, expected: str) -> None:
    assert numbers.volume(count, "da") == expected


@pytest.mark.parametrize(("count", "expected"), [(999_949, "999.9 kB"), (999_950, "1.0 MB"), (10 ** 18, "1,000.0 PB"), (1.5e6, "1.5 MB")])
def test_volumes_at_the_edges_of_a_unit(count: float, expected: str) -> None:
    assert numbers.volume(count, "en") == expected


def test_a_column_of_times_is_shown_as_each_by_itself() -> None:
    wires = ["2026-11-30T23:30:00+00:00", None, "2026-11-30T23:30:00.999999+00:00", "no time at all", "9999-12-31T23:59:59+00:00", "",
             "2026-11-30T23:31:07+00:00"]
    times = dates.LocalTimes(CPH, "en")
    expected = [times(wire) if wire is not None else "–" for wire in wires]
    assert [times.many(wires, "–"), times.many(wires, "–"), dates.LocalTimes(CPH, "en").many(wires, "–")] == [expected] * 3
