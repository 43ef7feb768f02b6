"""Which address may be told to a company, and until when the person may say otherwise."""

from __future__ import annotations

import pytest

from dsr.domain.sharing import is_offered, may_choose

ASKED, OTHER = 7, 8


@pytest.mark.parametrize(("owner", "is_private", "offered"), [
    (None, True, True),        # a private mailbox
    (None, False, False),      # whose it is nobody knows: it may be another employer's
    (ASKED, False, True),      # the company gave it out itself
    (OTHER, False, False), (OTHER, True, False)])
def test_an_address_of_another_company_is_never_offered(owner: int | None, is_private: bool, offered: bool) -> None:
    assert is_offered(owner=owner, is_private=is_private, to={ASKED}) is offered


@pytest.mark.parametrize(("is_told", "is_opened", "may"), [(False, False, True), (True, False, True), (False, True, True), (True, True, False)])
def test_what_may_have_been_read_is_not_taken_back(is_told: bool, is_opened: bool, may: bool) -> None:
    assert may_choose(is_told=is_told, is_opened=is_opened) is may
