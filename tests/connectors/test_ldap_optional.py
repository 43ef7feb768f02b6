"""Directories differ in what they know: what a mapping calls optional need not be there, and where to search may be said once for all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from dsr.domain.errors import SourceMisconfigured
from dsr.domain.keys import Lookup
from tests.connectors.asking import by, collected
from tests.servers.ldap import SUFFIX, Directory

PEOPLE = Collection(
    Address("d", "people"), location={"object_classes": ["person"]}, is_optional=True,
    fields=(Field("dn", kind="dn"), Field("cn"), Field("mail", kind="email"), Field("pager", kind="phone_number", is_optional=True)))


@pytest.fixture(scope="module")
def server() -> Iterator[Directory]:
    started = Directory()
    started.put([("cn=Ada\\, Countess,ou=people," + SUFFIX, {"objectClass": ["person"], "cn": ["Ada"], "mail": ["ada@x.example"],
                                                               "ou": ["cn=ada\\2c countess,ou=people," + SUFFIX]})])
    yield started
    started.stop()


def rows(server: Directory, collection: Collection, columns: tuple[str, ...], *wanted: Lookup, **config: Any) -> list[tuple[object, ...]]:
    source = Source("d", "ldap", {"url": server.url, **(config or {"base": SUFFIX})}, (Dataset("d", (collection,)),), country="DK")
    return list(collected(source, collection, columns, *wanted))


def test_an_attribute_that_is_not_known_is_empty_and_finds_nothing(server: Directory) -> None:
    assert rows(server, PEOPLE, ("cn", "pager"), by("mail", "ada@x.example", kind="email")) == [(["Ada"], None)]
    assert rows(server, PEOPLE, ("cn",), by("pager", "+4578770202", kind="phone_number")) == []
    both = (by("pager", "+4578770202", kind="phone_number"), by("mail", "ada@x.example", kind="email"))
    assert rows(server, PEOPLE, ("cn",), *both) == [(["Ada"],)]


def test_an_attribute_that_must_be_there_is_told(server: Directory) -> None:
    strict = replace(PEOPLE, fields=(*PEOPLE.fields[:3], Field("pager")))
    with pytest.raises(SourceMisconfigured, match="no attribute 'pager'"):
        rows(server, strict, ("cn", "pager"), by("mail", "ada@x.example", kind="email"))


def test_a_class_that_is_not_known_is_nobodys(server: Directory) -> None:
    contacts = replace(PEOPLE, location={"object_classes": ["contact"]})
    assert rows(server, contacts, ("cn",), by("mail", "ada@x.example", kind="email")) == []
    with pytest.raises(SourceMisconfigured, match="no object class 'contact'"):
        rows(server, replace(contacts, is_optional=False), ("cn",), by("mail", "ada@x.example", kind="email"))


def test_a_base_of_its_own_comes_before_that_of_the_source(server: Directory) -> None:
    elsewhere = replace(PEOPLE, location={**PEOPLE.location, "base": f"ou=people,{SUFFIX}"})
    assert rows(server, elsewhere, ("cn",), by("mail", "ada@x.example", kind="email"), base="dc=nowhere") == [(["Ada"],)]


def test_a_place_that_nobody_names_is_told(server: Directory) -> None:
    with pytest.raises(SourceMisconfigured, match=r"says no place in the directory .* neither does the source \(config: base\)"):
        rows(server, PEOPLE, ("cn",), by("mail", "ada@x.example", kind="email"), timeout_s=20)


def test_an_entry_is_named_in_more_ways_than_one(server: Directory) -> None:
    naming = replace(PEOPLE, fields=(*PEOPLE.fields, Field("ou", kind="dn")))
    assert rows(server, naming, ("cn",), by("ou", f"cn=ada\\2c countess,ou=people,{SUFFIX}", kind="dn")) == [(["Ada"],)]
