"""Which line gets a code, as a table; and codes that are read back however they were typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.line_checks import DIGITS, LineFacts, Standing, Unfit, is_costly, is_number, masked, new_code, normal_code, unfit

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SETTLED = timedelta(days=30)
TIED = Standing(is_confirmed=True, is_tied=True)
NOTHING = LineFacts()
RECENT, LONG_AGO = NOW - timedelta(days=29), NOW - timedelta(days=30)


def found(standing: Standing, network: LineFacts = NOTHING, number: str = "+4531000417") -> Unfit | None:
    return unfit(number, standing, network, now=NOW, settled=SETTLED, most=3)


@pytest.mark.parametrize(("standing", "network", "why"), [
    (TIED, LineFacts(), None),
    (replace(TIED, is_confirmed=False), LineFacts(), Unfit.UNCONFIRMED),
    (replace(TIED, is_tied=False), LineFacts(), Unfit.UNTIED),
    (replace(TIED, sent=2), LineFacts(), None),
    (replace(TIED, sent=3), LineFacts(), Unfit.OFTEN),
    (TIED, LineFacts(is_shared=True), Unfit.SHARED),
    (TIED, LineFacts(is_forwarded=True), Unfit.FORWARDED),
    (TIED, LineFacts(ported_at=RECENT), Unfit.PORTED),
    (TIED, LineFacts(ported_at=LONG_AGO), None),
    (TIED, LineFacts(swapped_at=RECENT), Unfit.SWAPPED),
    (TIED, LineFacts(swapped_at=NOW + timedelta(hours=1)), Unfit.SWAPPED),   # a clock that is wrong harms nobody
    (TIED, LineFacts(reassigned_at=RECENT), Unfit.REASSIGNED),
    (replace(TIED, facts=LineFacts(reassigned_at=RECENT)), LineFacts(), Unfit.REASSIGNED),
    (replace(TIED, facts=LineFacts(is_shared=True)), LineFacts(), Unfit.SHARED),
    (replace(TIED, facts=LineFacts(ported_at=LONG_AGO)), LineFacts(ported_at=RECENT), Unfit.PORTED),
    (Standing(False, False, 9, LineFacts(RECENT, RECENT, RECENT, True, True)), LineFacts(), Unfit.UNCONFIRMED),
])
def test_which_line_gets_a_code(standing: Standing, network: LineFacts, why: Unfit | None) -> None:
    assert found(standing, network) == why


@pytest.mark.parametrize(("number", "is_so"), [
    ("+4531000417", False), ("+4578770202", False), ("+4590123456", True), ("+449098790000", True), ("+3545100100", False),
    ("614", True), ("", True)])
def test_no_number_that_costs_the_caller_is_called(number: str, is_so: bool) -> None:
    assert is_costly(number) is is_so
    assert (found(TIED, number=number) is Unfit.COSTLY) is is_so


@pytest.mark.parametrize(("normal", "is_so"), [("+4531000417", True), ("614", False), ("31000417", False), ("+45x", False), ("", False)])
def test_a_code_goes_to_whole_numbers_only(normal: str, is_so: bool) -> None:
    assert is_number(normal) is is_so


@given(st.integers(0, 10**DIGITS - 1))
def test_a_code_is_read_back(number: int) -> None:
    code = new_code(number)
    assert normal_code(code) == f"{number:08d}"
    assert normal_code(code.replace(" ", "\u00a0")) == normal_code(code.replace(" ", "-")) == normal_code(f" {code}\n") == f"{number:08d}"


@pytest.mark.parametrize("text", ["", "1234567", "123456789", "1234567x", "12345678" + " " * 40, "1234 567.", "½2345678"])
def test_what_is_no_code_is_none(text: str) -> None:
    assert normal_code(text) is None


def test_digits_of_other_scripts_are_digits() -> None:
    assert normal_code("１２３４ ５６７８") == normal_code("١٢٣٤٥٦٧٨") == "12345678"


def test_a_code_of_too_many_digits_is_not_made() -> None:
    with pytest.raises(ValueError, match="too many"):
        new_code(10**DIGITS)


def test_a_masked_number_keeps_two_digits() -> None:
    assert masked("+4531000417") == "+45 … 17"
