"""Which addresses are the company's network's, however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.networks import CompanyNetwork

OWN = CompanyNetwork(("10.0.0.0/8", "203.0.113.0/24", "2001:db8::/32"))


@pytest.mark.parametrize(("value", "has"), [
    ("10.0.0.1", True), ("10.255.255.255", True), ("11.0.0.1", False), ("9.255.255.255", False), (" 203.0.113.9 ", True), ("203.0.114.1", False),
    ("10.0.0.1:5060", True), ("10.0.0.1/32", True), ("[2001:db8::1]:5060", True), ("2001:DB8::1", True), ("2001:db9::1", False), ("::1", False),
    ("::ffff:10.0.0.1", True), ("fe80::1%eth0", False), ("", False), ("10", False), ("10.0.0", False), ("office", False), ("10.0.0.1x", False),
    (None, False), (7, False), ("10.0.0.1, 192.0.2.7", False)])
def test_an_address_lies_in_a_network_or_not(value: object, has: bool) -> None:
    assert OWN.has(value) is has


def test_without_a_network_there_is_none() -> None:
    assert not CompanyNetwork().has("10.0.0.1")


@given(st.ip_addresses())
def test_the_whole_of_a_version_holds_all_its_addresses(address: object) -> None:
    assert CompanyNetwork(("0.0.0.0/0", "::/0")).has(address)


@given(st.text())
def test_nothing_that_is_written_is_an_error(text: str) -> None:
    assert OWN.has(text) in (True, False)
