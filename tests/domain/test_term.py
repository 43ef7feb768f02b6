"""The legal dates. The tables carry the answers of authorities and of hand counting; the properties hold for every day.

D01 and D03 follow the pattern of the European Data Protection Board, D35 and D37 that of the British authority; P01 and P03 are cases
that the Swedish authority decided (in P01 it came to 13 May: our rule is two days stricter).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.errors import Misconfigured
from dsr.domain.term import JURISDICTIONS, Pause, Term, counting, due_dates, due_dates_after, local_day, paused_days, planned_on


def day(text: str) -> date:
    return date.fromisoformat(text)


# id: country, received, nominal, due, extended, reasons
DATES = {
    "D01": ("DK", "2024-03-05", "2024-04-05", "2024-04-05", "2024-06-05", ()),
    "D03": ("DK", "2026-03-05", "2026-04-05", "2026-04-07", "2026-06-05", ("holiday",)),
    "D05": ("DK", "2025-01-31", "2025-02-28", "2025-02-28", "2025-04-30", ("month_end",)),
    "D07": ("DK", "2026-01-31", "2026-02-28", "2026-03-02", "2026-04-30", ("month_end", "weekend")),
    "D09": ("DK", "2027-11-30", "2027-12-30", "2027-12-30", "2028-02-29", ()),
    "D11 Constitution Day is none": ("DK", "2026-05-05", "2026-06-05", "2026-06-05", "2026-08-05", ()),
    "D13": ("DK", "2026-11-25", "2026-12-25", "2026-12-28", "2027-02-25", ("holiday", "weekend")),
    "D15 1 May is none": ("DK", "2026-04-01", "2026-05-01", "2026-05-01", "2026-07-01", ()),
    "D17": ("BE", "2026-10-01", "2026-11-01", "2026-11-02", "2027-01-04", ("holiday",)),
    "D19": ("SE", "2026-05-06", "2026-06-06", "2026-06-08", "2026-08-06", ("holiday", "weekend")),
    "D21 Christmas Eve is none": ("SE", "2026-11-24", "2026-12-24", "2026-12-24", "2027-02-24", ()),
    "D23": ("NL", "2026-04-14", "2026-05-14", "2026-05-15", "2026-07-14", ("holiday",)),
    "D25": ("DE", "2026-04-25", "2026-05-25", "2026-05-26", "2026-07-27", ("holiday",)),
    "D27": ("FR", "2026-06-14", "2026-07-14", "2026-07-15", "2026-09-14", ("holiday",)),
    "D29 28 to 28, not end to end": ("FR", "2026-02-28", "2026-03-28", "2026-03-30", "2026-05-28", ("weekend",)),
    "D31": ("FI", "2026-11-06", "2026-12-06", "2026-12-07", "2027-02-08", ("holiday",)),
    "D33": ("PL", "2026-10-11", "2026-11-11", "2026-11-12", "2027-01-11", ("holiday",)),
    "D35": ("UK", "2025-01-31", "2025-02-28", "2025-02-28", "2025-04-30", ("month_end",)),
    "D37": ("UK", "2027-04-01", "2027-05-01", "2027-05-04", "2027-07-01", ("weekend", "holiday")),
    "D39": ("UK", "2026-11-25", "2026-12-25", "2026-12-29", "2027-02-25", ("holiday", "weekend")),
    "Great Prayer Day is gone": ("DK", "2026-04-01", "2026-05-01", "2026-05-01", "2026-07-01", ()),
    "Great Prayer Day of 2023": ("DK", "2023-04-05", "2023-05-05", "2023-05-08", "2023-07-05", ("holiday", "weekend")),
    "31 December is none": ("DK", "2026-11-30", "2026-12-30", "2026-12-30", "2027-03-01", ()),
    "Midsummer Eve is none": ("SE", "2026-05-19", "2026-06-19", "2026-06-19", "2026-08-19", ()),
    "Finnish Midsummer Eve is none": ("FI", "2026-05-19", "2026-06-19", "2026-06-19", "2026-08-19", ()),
    "Finnish Christmas Eve is none": ("FI", "2026-11-24", "2026-12-24", "2026-12-24", "2027-02-24", ()),
    "Dutch Good Friday is none": ("NL", "2026-03-03", "2026-04-03", "2026-04-03", "2026-06-03", ()),
    "Dutch 5 May is none in ordinary years": ("NL", "2027-04-05", "2027-05-05", "2027-05-05", "2027-07-05", ()),
    "Reformation Day of some Länder is none": ("DE", "2028-09-30", "2028-10-30", "2028-10-30", "2029-01-02", ()),
    "Epiphany of some Länder is none": ("DE", "2026-12-06", "2027-01-06", "2027-01-06", "2027-03-08", ()),
    "Scottish 2 January is none": ("UK", "2028-12-02", "2029-01-02", "2029-01-02", "2029-03-02", ()),
    "leap day": ("DK", "2028-01-31", "2028-02-29", "2028-02-29", "2028-05-01", ("month_end",)),
    "29 January of a common year": ("DK", "2027-01-29", "2027-02-28", "2027-03-01", "2027-04-29", ("month_end", "weekend")),
    "over the new year": ("DK", "2026-12-01", "2027-01-01", "2027-01-04", "2027-03-01", ("holiday", "weekend")),
    "GB is the United Kingdom too": ("GB", "2027-04-01", "2027-05-01", "2027-05-04", "2027-07-01", ("weekend", "holiday")),
    "EL is Greece": ("EL", "2026-02-25", "2026-03-25", "2026-03-26", "2026-05-25", ("holiday",)),
}


@pytest.mark.parametrize("which", DATES)
def test_a_month_ends_on_the_day_of_its_number_or_the_next_working_day(which: str) -> None:
    country, received, nominal, due, extended, reasons = DATES[which]
    term = due_dates(day(received), country)
    assert (term.nominal, term.due, term.extended) == (day(nominal), day(due), day(extended))
    assert term.reasons == reasons
    assert term == due_dates_after(day(received), country, ())


# id: country, received, pauses, due, counted days, reasons
PAUSES = {
    "P01": ("SE", "2022-02-09", [("identity", "2022-02-15", "2022-04-19")], "2022-05-11", 63, ("pause",)),
    "P03": ("SE", "2020-11-18", [("identity", "2020-11-18", "2020-11-25")], "2020-12-28", 7, ("pause", "holiday", "weekend")),
    "P05 asked late": ("DK", "2026-06-01", [("identity", "2026-06-26", "2026-07-06")], "2026-07-01", 0, ()),
    "P07 begins when it arrives": ("UK", "2026-06-01", [("identity", "2026-06-02", "2026-06-12")], "2026-07-13", 0, ("pause", "weekend")),
    "asked on the last day": ("DK", "2026-06-01", [("identity", "2026-06-08", "2026-06-10")], "2026-07-03", 2, ("pause",)),
    "asked a day later": ("DK", "2026-06-01", [("identity", "2026-06-09", "2026-06-11")], "2026-07-01", 0, ()),
    "answered the same day": ("DK", "2026-06-01", [("identity", "2026-06-02", "2026-06-02")], "2026-07-01", 0, ()),
    "two kinds, days in common once": ("DK", "2026-06-01", [("identity", "2026-06-02", "2026-06-10"), ("clarification", "2026-06-05", "2026-06-12")],
                                       "2026-07-13", 10, ("pause", "weekend")),
    "only the first of a kind": ("DK", "2026-06-01", [("identity", "2026-06-05", "2026-06-12"), ("identity", "2026-06-02", "2026-06-03")],
                                 "2026-07-02", 1, ("pause",)),
    "asked before it came": ("DK", "2026-06-01", [("identity", "2026-05-20", "2026-06-03")], "2026-07-03", 2, ("pause",)),
    "UK counts both ends": ("UK", "2026-06-01", [("clarification", "2026-06-02", "2026-06-04")], "2026-07-06", 3, ("pause", "weekend")),
    "UK, both kinds": ("UK", "2026-06-01", [("identity", "2026-06-02", "2026-06-12"), ("clarification", "2026-06-05", "2026-06-14")],
                       "2026-07-15", 3, ("pause",)),
    "UK, a month is a month": ("UK", "2026-04-30", [("identity", "2026-04-30", "2026-05-04")], "2026-06-04", 0, ("pause",)),
    "UK, asked late": ("UK", "2026-06-01", [("identity", "2026-06-26", "2026-07-06")], "2026-07-01", 0, ()),
}


@pytest.mark.parametrize("which", PAUSES)
def test_the_clock_stands_while_the_person_is_asked_in_time(which: str) -> None:
    country, received, spans, due, days, reasons = PAUSES[which]
    pauses = [Pause(kind, day(start), day(end)) for kind, start, end in spans]  # type: ignore[arg-type]  # the kinds of the table
    term = due_dates_after(day(received), country, pauses)
    assert (term.due, term.reasons) == (day(due), reasons)
    assert paused_days(day(received), pauses, country) == days


def test_more_days_to_ask_in_may_be_agreed() -> None:
    pauses = [Pause("identity", day("2026-06-26"), day("2026-07-06"))]
    assert paused_days(day("2026-06-01"), pauses, "DK", limit_days=25) == 10
    assert due_dates_after(day("2026-06-01"), "DK", pauses, limit_days=25).due == day("2026-07-13")
    assert counting(day("2026-06-01"), pauses) == ()


def test_the_extension_counts_from_receipt_and_moves_with_the_pauses() -> None:
    assert due_dates(day("2026-06-01"), "DK", paused_days=10).extended == day("2026-09-11")
    term = due_dates_after(day("2026-06-01"), "UK", [Pause("identity", day("2026-06-02"), day("2026-06-12"))])
    assert (term.nominal, term.extended) == (day("2026-07-12"), day("2026-09-14"))


@pytest.mark.parametrize(("received", "planned"), [
    ("2026-02-05", "2026-02-26"),  # nominal Thu 5 March
    ("2026-03-05", "2026-03-26"),  # from Easter Sunday back over Good Friday and Maundy Thursday
    ("2026-11-25", "2026-12-18"),
])
def test_plans_end_five_working_days_before_and_never_use_the_roll_over(received: str, planned: str) -> None:
    assert planned_on(due_dates(day(received), "DK").due, "DK") == day(planned)


def test_the_day_to_plan_with_moves_with_the_pauses_and_the_extension() -> None:
    paused = due_dates(day("2026-06-01"), "DK", paused_days=10)
    assert (paused.due, planned_on(paused.due, "DK")) == (day("2026-07-13"), day("2026-07-06"))
    assert planned_on(paused.extended, "DK") == day("2026-09-04")


@pytest.mark.parametrize(("received", "country", "is_extended", "why"), [
    ("2026-11-25", "DK", False, ("month", "holiday", "weekend")), ("2026-11-25", "DK", True, ("extended",)),
    ("2026-11-30", "DK", True, ("extended", "month_end", "weekend")), ("2026-01-31", "DK", True, ("extended", "month_end")),
    ("2026-10-01", "BE", True, ("extended", "holiday", "weekend"))])
def test_a_day_says_what_it_counts_from_and_what_moved_it(received: str, country: str, is_extended: bool, why: tuple[str, ...]) -> None:
    assert due_dates(day(received), country).why(is_extended=is_extended) == why


@pytest.mark.parametrize(("moment", "country", "local"), [
    (datetime(2026, 3, 31, 22, 30, tzinfo=UTC), "DK", "2026-04-01"),  # P09: summer time
    (datetime(2026, 1, 31, 22, 30, tzinfo=UTC), "DK", "2026-01-31"),
    (datetime(2026, 1, 31, 22, 30, tzinfo=UTC), "FI", "2026-02-01"),
    (datetime(2026, 3, 31, 22, 30, tzinfo=UTC), "UK", "2026-03-31"),
    (datetime(2026, 3, 31, 23, 30, tzinfo=UTC), "UK", "2026-04-01"),
])
def test_the_day_of_receipt_is_the_local_one(moment: datetime, country: str, local: str) -> None:
    assert local_day(moment, country) == day(local)


def test_p09_received_at_night_in_utc() -> None:
    assert due_dates(local_day(datetime(2026, 3, 31, 22, 30, tzinfo=UTC), "DK"), "DK").due == day("2026-05-01")


@pytest.mark.parametrize("received", ["2025-01-31", "2026-02-28", "2026-03-05"])
def test_a_month_is_not_thirty_days(received: str) -> None:
    assert due_dates(day(received), "DK").nominal != day(received) + timedelta(days=30)


def test_a_country_of_other_law_is_refused_in_a_sentence() -> None:
    with pytest.raises(Misconfigured, match=r"No rule is known for answers from 'US'\. Known are: AT, BE"):
        due_dates(day("2026-06-01"), "US")


def test_every_jurisdiction_has_holidays_and_a_zone() -> None:
    for country in JURISDICTIONS:
        assert due_dates(day("2026-11-25"), country).due > day("2026-12-25")
        assert local_day(datetime(2026, 6, 1, 12, tzinfo=UTC), country) == day("2026-06-01")


def test_a_pause_that_ends_before_it_starts_cannot_be() -> None:
    with pytest.raises(ValueError, match="ends on or after"):
        Pause("identity", day("2026-06-02"), day("2026-06-01"))


ANY_DAY = st.dates(date(1990, 1, 1), date(2090, 1, 1))
COUNTRIES = st.sampled_from(["DK", "SE", "NO", "FI", "NL", "BE", "DE", "FR", "UK", "PL", "LU"])
DAYS = st.integers(0, 400)


@st.composite
def asked(draw: st.DrawFn) -> tuple[date, list[Pause]]:
    received = draw(ANY_DAY)
    starts = [received + timedelta(days=draw(st.integers(0, 12))) for _ in range(draw(st.integers(0, 3)))]
    return received, [Pause(draw(st.sampled_from(["identity", "clarification"])), start, start + timedelta(days=draw(DAYS))) for start in starts]


def is_in_order(term: Term) -> bool:
    return term.received_on < term.nominal <= term.due < term.extended


@given(ANY_DAY, COUNTRIES, DAYS, DAYS)
def test_more_paused_days_never_make_it_earlier(received: date, country: str, fewer: int, more: int) -> None:
    short, long = (due_dates(received, country, paused_days=days) for days in sorted((fewer, more)))
    assert is_in_order(short)
    assert short.due <= long.due
    assert short.extended <= long.extended
    assert long.due >= long.nominal + timedelta(days=max(fewer, more))


@given(asked(), COUNTRIES)
def test_pausing_never_makes_it_earlier(request_: tuple[date, list[Pause]], country: str) -> None:
    received, pauses = request_
    plain, term = due_dates(received, country), due_dates_after(received, country, pauses)
    assert is_in_order(term)
    assert (plain.nominal, plain.due, plain.extended) <= (term.nominal, term.due, term.extended)
    assert plain.due <= term.due
    assert plain.extended <= term.extended
    assert ("pause" in term.reasons) >= (term.due > plain.due)


@given(ANY_DAY, DAYS)
def test_it_ends_on_a_working_day(received: date, days: int) -> None:
    term = due_dates(received, "DK", paused_days=days)
    for end in (term.due, term.extended, planned_on(term.due, "DK"), planned_on(term.extended, "DK")):
        assert end.weekday() < 5
        assert end not in holidays.country_holidays("DK", years=end.year)


@given(ANY_DAY, COUNTRIES)
def test_the_nominal_day_has_the_same_number_or_is_the_last_of_its_month(received: date, country: str) -> None:
    nominal = due_dates(received, country).nominal
    assert (nominal.year * 12 + nominal.month) - (received.year * 12 + received.month) == 1
    assert nominal.day == received.day or (nominal.day < received.day and (nominal + timedelta(days=1)).day == 1)


@given(ANY_DAY, COUNTRIES)
def test_who_writes_later_is_never_due_earlier(received: date, country: str) -> None:
    assert due_dates(received, country).due <= due_dates(received + timedelta(days=1), country).due
