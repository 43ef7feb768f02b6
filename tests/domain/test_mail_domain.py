"""Domains of mail in one spelling, and the providers where anybody has a mailbox."""

from __future__ import annotations

import pytest

from dsr.domain.errors import InvalidInput
from dsr.domain.mail_domain import normal, of_address, split, with_parents
from dsr.domain.mailboxes import PROVIDERS, is_public


@pytest.mark.parametrize(("typed", "kept"), [
    ("Nordlys.DK", "nordlys.dk"), (" nordlys.dk. ", "nordlys.dk"), ("sømand.dk", "xn--smand-vua.dk"), ("xn--smand-vua.dk", "xn--smand-vua.dk")])
def test_a_domain_has_one_spelling(typed: str, kept: str) -> None:
    assert normal(typed) == kept


@pytest.mark.parametrize("typed", ["", "nordlys", "a b.dk", "x@nordlys.dk", "nordlys..dk", "-a.dk", "https://nordlys.dk", "a.dk/b", "a.dk\nb.dk"])
def test_what_is_no_domain_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        normal(typed)


@pytest.mark.parametrize(("address", "domain"), [
    ("Carol@Havblik.example", "havblik.example"), ("\"a@b\"@x.dk", "x.dk"), ("carol", ""), ("@x.dk", ""), ("a@", ""), ("a@b c", "")])
def test_an_address_has_a_domain(address: str, domain: str) -> None:
    assert of_address(address) == domain


def test_who_owns_a_domain_owns_what_is_below_it_and_nobody_owns_a_suffix() -> None:
    assert list(with_parents("a.b.nordlys.dk")) == ["a.b.nordlys.dk", "b.nordlys.dk", "nordlys.dk"]
    assert list(with_parents("mail.nordlys.co.uk")) == ["mail.nordlys.co.uk", "nordlys.co.uk"]
    assert list(with_parents("")) == []
    assert split("mail.nordlys.co.uk") == (("mail",), "nordlys", "co.uk")
    assert split("nordlys.dk") == ((), "nordlys", "dk")
    assert split("co.uk") == ((), "co.uk", "")


def test_providers_are_in_their_normal_spelling() -> None:
    assert [one for one in PROVIDERS if normal(one) != one] == []
    assert is_public("gmail.com")
    assert not is_public("nordlys.dk")
