"""What became of a letter."""

from __future__ import annotations

import pytest

from dsr.domain.fate import Fate, comes_back, fate, status_code


@pytest.mark.parametrize(("state", "facts", "expected"), [
    ("queued", {}, Fate.QUEUED),
    ("queued", {"is_post": True}, Fate.TO_POST),
    ("sent", {"is_post": True}, Fate.SENT),
    ("sending", {}, Fate.SENDING),
    ("sent", {}, Fate.SENT),
    ("sent", {"is_delayed": True}, Fate.DELAYED),
    ("bounced", {"is_delayed": True}, Fate.BOUNCED),
    ("failed", {}, Fate.FAILED),
    ("failed", {"is_needless": True}, Fate.NEEDLESS),
    ("sent", {"is_opened": True}, Fate.OPENED),
    ("sent", {"is_opened": True, "is_fetched": True}, Fate.FETCHED),
    ("sent", {"is_opened": True, "is_delayed": True}, Fate.OPENED),
    ("bounced", {"is_opened": True}, Fate.OPENED),  # a copy of it that was sent on came back
])
def test_a_letter_has_one_word(state: str, facts: dict[str, bool], expected: Fate) -> None:
    assert fate(state, **facts) is expected


def test_only_what_may_still_be_on_its_way_comes_back() -> None:
    assert {one for one in Fate if comes_back(one)} == {Fate.QUEUED, Fate.SENDING, Fate.SENT, Fate.DELAYED}


@pytest.mark.parametrize(("said", "kept"), [
    ("5.1.1", "5.1.1"), (" 4.4.7 ", "4.4.7"), ("5.7.123", "5.7.123"), ("", ""), ("550", ""), ("5.1.1 carol@nordlys.example", ""), ("6.1.1", ""),
    ("5.1.1\nX: y", ""), ("5.1111.1", "")])
def test_of_a_report_only_the_status_is_kept(said: str, kept: str) -> None:
    assert status_code(said) == kept
