"""What an answer tells of a search: no day that was not searched, none that is not the person's."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from dsr.domain.keys import Identity
from dsr.domain.searched import Days, Searched, searched
from dsr.domain.window import ALWAYS, Window

HERE = ZoneInfo("Europe/Copenhagen")
AT = datetime(2026, 11, 26, 9, tzinfo=UTC)
TODAY = date(2026, 11, 26)


def day(year: int, month: int, number: int) -> datetime:
    """The beginning of a day here."""
    return datetime(year, month, number, tzinfo=HERE)


@pytest.mark.parametrize(("windows", "days", "is_cut"), [
    ([ALWAYS], ((None, None),), False),
    ([Window(day(2022, 3, 1))], ((date(2022, 3, 1), None),), True),
    ([Window(None, day(2024, 6, 6))], ((None, date(2024, 6, 5)),), True),           # the end is not in it
    ([Window(day(2022, 3, 1), day(2024, 6, 6))], ((date(2022, 3, 1), date(2024, 6, 5)),), True),
    ([Window(day(2022, 3, 1), day(2030, 1, 1))], ((date(2022, 3, 1), None),), True),  # nobody has looked at what is to come
    ([Window(None, day(2030, 1, 1))], ((None, None),), False),
    ([Window(day(2026, 11, 26), day(2026, 11, 27))], ((TODAY, TODAY),), True),        # a code proves today
    ([Window(day(2026, 12, 1))], None, False),                                        # not searched at all
    ([Window(day(2024, 1, 1), day(2025, 1, 1)), Window(day(2022, 1, 1), day(2023, 1, 1))],
     ((date(2022, 1, 1), date(2022, 12, 31)), (date(2024, 1, 1), date(2024, 12, 31))), True),
    ([Window(day(2022, 1, 1), day(2023, 1, 1)), Window(day(2023, 1, 1))], ((date(2022, 1, 1), None),), True)])
def test_a_line_is_told_with_its_days(windows: list[Window], days: tuple[Days, ...] | None, is_cut: bool) -> None:
    found = searched((Identity("phone_number", "+4578770202", None, window) for window in windows), at=AT, answered_on=TODAY, zone=HERE)
    assert found == (() if days is None else (Searched("phone_number", "+4578770202", days, is_cut),))


def test_what_is_open_ends_with_the_day_of_the_search_where_the_answer_is_of_a_later_one() -> None:
    found = searched([Identity("extension", "614"), Identity("email", "a@b.example")], at=AT, answered_on=date(2026, 11, 30), zone=HERE)
    assert found == (Searched("extension", "614", ((None, TODAY),)), Searched("email", "a@b.example"))


def test_each_identifier_is_told_once_in_the_order_given() -> None:
    given = [Identity("email", "a@b.example"), Identity("extension", "614", "hav", Window(day(2022, 1, 1), day(2023, 1, 1))),
             Identity("extension", "614", "nord", Window(day(2025, 1, 1)))]
    assert [one.value for one in searched(given, at=AT, answered_on=TODAY, zone=HERE)] == ["a@b.example", "614"]


def test_an_address_that_was_given_for_a_time_is_told_with_it() -> None:
    (found,) = searched([Identity("email", "a@b.example", None, Window(day(2025, 1, 1)))], at=AT, answered_on=TODAY, zone=HERE)
    assert found.days == ((date(2025, 1, 1), None),)
