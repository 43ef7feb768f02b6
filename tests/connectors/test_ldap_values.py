"""What an attribute becomes, how a schema is read, and what stands in a filter: pure functions with tables of cases."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from dsr.connectors.faults import Place
from dsr.connectors.ldap_schema import Schema
from dsr.connectors.ldap_values import GENERALIZED_TIME, reader
from dsr.connectors.ldap_where import Area, escaped, where
from dsr.domain.dataset import Address, Collection, Field, Source
from dsr.domain.errors import SourceMisconfigured
from dsr.domain.keys import Key, Lookup
from tests.connectors.asking import by

PLACE = Place("directory", "d.people")
OPENLDAP = [
    "( 2.5.4.41 NAME 'name' DESC 'RFC4519: common supertype' EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch SYNTAX "
    "1.3.6.1.4.1.1466.115.121.1.15{32768} )",
    "( 2.5.4.4 NAME ( 'sn' 'surname' ) DESC 'last (family) name(s)' SUP name )",
    "( 2.5.4.20 NAME 'telephoneNumber' EQUALITY telephoneNumberMatch SUBSTR telephoneNumberSubstringsMatch SYNTAX "
    "1.3.6.1.4.1.1466.115.121.1.50{32} )",
    "( 1.3.6.1.1.1.1.3 NAME 'homeDirectory' DESC 'The absolute path' EQUALITY caseExactIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 SINGLE-VALUE )",
    f"( 2.5.18.1 NAME 'createTimestamp' EQUALITY generalizedTimeMatch SYNTAX {GENERALIZED_TIME} SINGLE-VALUE NO-USER-MODIFICATION )",
    "( 0.9.2342.19200300.100.1.60 NAME 'jpegPhoto' SYNTAX 1.3.6.1.4.1.1466.115.121.1.28 )",
    "( 1.3.6.1.1.20 NAME 'entryDN' EQUALITY distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 SINGLE-VALUE )"]
SCHEMA = Schema.of(OPENLDAP, ["( 2.5.6.6 NAME 'person' SUP top STRUCTURAL MUST ( sn $ cn ) MAY ( userPassword $ seeAlso ) )"])
AD = Schema.of(["( 1.2.840.113556.1.4.221 NAME 'sAMAccountName' SYNTAX '1.3.6.1.4.1.1466.115.121.1.15' SINGLE-VALUE )",
                "( 2.5.4.49 NAME 'distinguishedName' SYNTAX '1.3.6.1.4.1.1466.115.121.1.12' SINGLE-VALUE )"], [])


def a_collection(*fields: Field, **more: Any) -> Collection:
    return Collection(Address("d", "people"), fields, **more)


def cell(name: str, *values: bytes, data_type: str | None = None, described: str | None = None) -> object:
    collection = a_collection(Field(name, data_type=data_type))
    return reader((name,), collection, SCHEMA, PLACE)({"dn": "sn=x", "raw_attributes": {described or name: list(values)}})[0]


@pytest.mark.parametrize(("name", "values", "expected"), [
    ("sn", [b"Berg"], ["Berg"]), ("sn", [b"Berg", b"Holm"], ["Berg", "Holm"]), ("sn", [], None), ("homeDirectory", [b"/home/a"], "/home/a"),
    ("jpegPhoto", [b"\xff\xd8"], [b"\xff\xd8"]), ("sn", [b"\xff"], [b"\xff"]), ("dn", [], "sn=x"),
    ("createTimestamp", [b"20260329010203Z"], datetime(2026, 3, 29, 1, 2, 3, tzinfo=UTC)),
    ("createTimestamp", [b"20260329010203.0Z"], datetime(2026, 3, 29, 1, 2, 3, tzinfo=UTC)),
    ("createTimestamp", [b"20260329010203.25+0200"], datetime(2026, 3, 29, 1, 2, 3, 250000, tzinfo=timezone(timedelta(hours=2)))),
    ("createTimestamp", [b"2026032901.5Z"], datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
    ("createTimestamp", [b"202603290102-05"], datetime(2026, 3, 29, 1, 2, tzinfo=timezone(timedelta(hours=-5)))),
    ("createTimestamp", [b"20261329010203Z"], "20261329010203Z"), ("createTimestamp", [b"20260329010203"], "20260329010203")])
def test_a_value_takes_the_form_that_the_schema_says(name: str, values: list[bytes], expected: object) -> None:
    assert cell(name, *values) == expected


def test_a_mapping_that_says_text_has_one_where_there_is_one_value() -> None:
    assert cell("sn", b"Berg", data_type="string") == "Berg"
    assert cell("sn", b"Berg", b"Holm", data_type="string") == ["Berg", "Holm"]


@pytest.mark.parametrize(("name", "described", "expected"), [
    ("surname", "sn", ["x"]), ("SN", "sn", ["x"]), ("sn", "sn;lang-da", ["x"]), ("sn;lang-da", "sn;lang-da", ["x"]), ("sn;lang-da", "sn", None)])
def test_an_attribute_is_known_by_all_its_names(name: str, described: str, expected: object) -> None:
    assert cell(name, b"x", described=described) == expected


def test_a_schema_tells_what_a_type_has_from_the_one_above() -> None:
    assert (SCHEMA.attribute("surname", PLACE).equality, SCHEMA.attribute("sn", PLACE).syntax) == ("caseIgnoreMatch", "1.3.6.1.4.1.1466.115.121.1.15")
    assert (AD.attribute("samaccountname", PLACE).syntax, AD.tells_rules) == ("1.3.6.1.4.1.1466.115.121.1.15", False)
    with pytest.raises(SourceMisconfigured, match="did you mean 'surname'"):
        SCHEMA.attribute("surmane", PLACE)


@pytest.mark.parametrize("value", ["*", "x*)(uid=*", "\\", "\x00", "(", ")", "æ🙂", "a b", "", "a\\2ab"])
def test_no_value_can_be_read_as_a_sign_of_the_filter(value: str) -> None:
    assert not set(escaped(value)) & set("*()\x00 ")
    assert re.sub(rb"\\([0-9a-f]{2})", lambda found: bytes.fromhex(found[1].decode()), escaped(value).encode()) == value.encode()


def condition(*lookups: Lookup, schema: Schema = SCHEMA, at: Area | None = None, tenant: str | None = None) -> str | None:
    collection = a_collection(Field("sn"), tenant=tenant)
    source = Source("directory", "ldap", {}, (), country="DK")
    return where(lookups, collection, source, at or Area("dc=x", "subtree", (), ""), schema, PLACE)


@pytest.mark.parametrize(("lookup", "expected"), [
    (by("sn", "Berg"), "(&(sn=Berg))"), (by("sn", "Berg", "Holm"), "(&(|(sn=Berg)(sn=Holm)))"), (by("sn", "a*"), "(&(sn=a\\2a))"),
    (by("sn", None), None), (by("sn", "\ud800"), None), (by("homeDirectory", "/A", kind="username"), "(&(homeDirectory:caseIgnoreIA5Match:=\\2fA))"),
    (by("homeDirectory", "/A"), "(&(homeDirectory=\\2fA))"), (by("dn", "sn=x"), "(&(entryDN=sn\\3dx))"),
    (by("createTimestamp", datetime(2026, 1, 1, tzinfo=UTC)), "(&(createTimestamp=20260101000000Z))"),
    (by("homeDirectory", "+4578770202", kind="phone_number"), "(&(homeDirectory=*))"),
    (Lookup(("sn", "homeDirectory"), frozenset({Key(("a", "b")), Key(("c", None))})), "(&(&(sn=a)(homeDirectory=b)))")])
def test_keys_become_a_filter(lookup: Lookup, expected: str | None) -> None:
    assert condition(lookup) == expected


def test_an_active_directory_knows_an_entry_by_its_distinguished_name() -> None:
    assert condition(by("dn", "sn=x"), schema=AD) == "(&(distinguishedName=sn\\3dx))"


def test_classes_and_the_mappings_condition_stand_in_every_filter() -> None:
    at = Area("dc=x", "subtree", ("person", "other"), "(!(sn=x))")
    assert condition(by("sn", "a"), at=at) == "(&(|(objectClass=person)(objectClass=other))(!(sn=x))(sn=a))"


def test_entries_of_other_tenants_are_not_asked_for_where_every_key_has_one() -> None:
    assert condition(by("sn", "a", tenant="t"), tenant="homeDirectory") == "(&(homeDirectory=t)(sn=a))"
    assert condition(by("sn", "a", tenant="t"), by("sn", "b"), tenant="homeDirectory") == "(&(|(sn=a)(sn=b)))"
    assert condition(by("sn", "a", tenant="\ud800"), tenant="homeDirectory") is None


def test_a_telephone_number_is_asked_for_once_where_blanks_are_ignored() -> None:
    found = condition(by("telephoneNumber", "+4578770202", kind="phone_number")) or ""
    assert "(telephoneNumber=\\2b4578770202)" in found
    assert "(telephoneNumber=78770202)" in found
    assert "\\20" not in found
    assert "\\2d" not in found
    assert found.count("(telephoneNumber=78770202)") == 1
