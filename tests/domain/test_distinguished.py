"""Names of entries are alike however they are written, and never where a part differs."""

from __future__ import annotations

import pytest

from dsr.domain.distinguished import distinguished


@pytest.mark.parametrize("written", [
    "cn=Fry\\, Philip,ou=people,dc=example,dc=dk", "CN=Fry\\2C Philip,OU=People,DC=Example,DC=dk",
    "cn = fry\\2c  philip , ou=people;dc=example,  dc=dk"])
def test_one_name_has_one_form(written: str) -> None:
    assert distinguished(written) == "cn=fry\\2c philip,ou=people,dc=example,dc=dk"


def test_accents_written_as_bytes_are_letters() -> None:
    assert distinguished("cn=S\\c3\\b8ren+uid=7,dc=dk") == distinguished("UID=7+CN=Søren,dc=dk") == "cn=søren+uid=7,dc=dk"


@pytest.mark.parametrize(("one", "other"), [
    ("cn=Fry,Philip=x,dc=dk", "cn=Fry\\,Philip=x,dc=dk"), ("cn=Carol,ou=a,dc=dk", "cn=Carol,ou=b,dc=dk"), ("cn=Carol,dc=dk", "cn=Caroline,dc=dk"),
    ("cn=a,ou=b", "ou=b,cn=a"), ("cn=a+uid=1,dc=dk", "cn=a,uid=1,dc=dk"), ("cn=201", "cn=0201")])
def test_names_of_different_entries_differ(one: str, other: str) -> None:
    assert distinguished(one) != distinguished(other)


@pytest.mark.parametrize("text", ["no name", "", "cn", "cn=a,", "=,", "cn=a\\"])
def test_what_is_no_name_is_only_lowered(text: str) -> None:
    assert distinguished(text) == text.lower()
