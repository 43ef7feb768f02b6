"""A real OpenLDAP owes what every source owes, in pages and by its own rules of comparison.

Needs the Debian package slapd. Needs the Debian package ldap-utils.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any

import pytest

from dsr.connectors.base import Query
from dsr.domain.dataset import Collection, Field
from dsr.domain.errors import SourceMisconfigured, SourceRefused, SourceUnavailable
from tests.connectors.asking import by, collected, opened
from tests.connectors.conformance import Conformance, Lists, Streams
from tests.connectors.shelf_ldap import LdapShelf
from tests.connectors.shelves import Columns, Row, Shelf
from tests.servers.ldap import SUFFIX
from tests.servers.slapd import PASSWORD, READER, SMALL, Slapd


class SlapdShelf(LdapShelf):
    """Every table is a new subtree: nothing has to be taken away. No text of a directory is empty (RFC 4517, 3.3.6)."""

    connector = "ldap"
    has_empty_texts = False
    most_mb = 60

    def __init__(self, server: Slapd) -> None:
        self.server = server
        self._numbers = count()
        self._current: dict[str, str] = {}

    def base(self, table: str) -> str:
        return self._current.get(table, f"cn={table},{SUFFIX}")

    def config(self) -> dict[str, object]:
        return {"url": self.server.url, "bind_dn": READER, "password": PASSWORD}

    def collection(self, table: str, columns: Iterable[str], *, fields: Iterable[Field] = (), **more: Any) -> Collection:
        """Attributes of more than one value, as nearly all are; the mapping says which are lists."""
        typed = [Field(name, data_type="string", is_array=name in ("numbers", "mails")) for name in columns]
        return super().collection(table, columns, fields=(*typed, *fields), **more)

    def put(self, table: str, columns: Columns, rows: Iterable[Row]) -> None:
        self._current[table] = f"cn={table}-{next(self._numbers)},{SUFFIX}"
        self.server.put((dn, {**attributes, "objectClass": ["shelfRow"], "cn": [dn.partition("=")[2].partition(",")[0]]})
                        for dn, attributes in ((dn, {name: own for name, own in attributes.items() if name != "ou"})
                                               for dn, attributes in self.entries(table, columns, rows)))


@pytest.fixture(scope="module")
def server() -> Iterator[Slapd]:
    slapd = Slapd()
    yield slapd
    slapd.stop()


@pytest.fixture(scope="module")
def shelf(server: Slapd) -> SlapdShelf:
    return SlapdShelf(server)


class TestSlapd(Conformance, Lists, Streams):
    def test_a_list_is_found_by_each_of_its_elements(self, shelf: Shelf) -> None:
        """Without NULL among the values, and without an empty list: an attribute has values, or is not there."""
        columns: Columns = {"id": "whole", "numbers": "texts"}
        rows: list[Row] = [("1", ["11223344", "+45 78 77 02 02"]), ("2", ["787702020"]), ("3", None), ("4", ["sip:78770202@sbc.example"])]
        shelf.put("phones", columns, rows)
        collection = shelf.collection("phones", columns)
        found = collected(shelf.source(collection), collection, columns, by("numbers", "+4578770202", kind="phone_number"))
        assert sorted(found, key=str) == [rows[0], rows[3]]

    def test_values_are_untouched(self, shelf: Shelf) -> None:
        """Without the column is_on: no attribute has an underscore in its name."""
        columns: Columns = {"id": "whole", "owner": "text", "note": "text", "price": "money", "at": "stamp"}
        notes = [" padded ", "007", "=1+1", "a\r\nb", 'say "hej", ok', "Ærø", "e\u0301", "🙂", "NULL", "\\N", "#not a comment", "<x", ":: y", "true"]
        rows: list[Row] = [(number, "me", note, "-19.90", None) for number, note in enumerate(notes)]
        shelf.put("things", columns, [*rows, (100, "not me", "secret", "1", None)])
        collection = shelf.collection("things", columns)
        found = sorted(collected(shelf.source(collection), collection, columns, by("owner", "me")), key=lambda row: int(str(row[0])))
        assert found == [(str(row[0]), *row[1:]) for row in rows]


def an_entry(shelf: SlapdShelf, *columns: str, key: str, value: object, kind: str | None = None, **config: Any) -> list[Row]:
    """What stands below `cn=own`."""
    collection = shelf.collection("own", dict.fromkeys([*columns, key]))
    return collected(shelf.source(collection, config=config), collection, columns, by(key, value, kind=kind))


@pytest.fixture(scope="module")
def own(server: Slapd, shelf: SlapdShelf) -> SlapdShelf:
    """One entry with attributes that the suite's columns have not, below `cn=own`."""
    base = shelf.base("own")
    server.put([(base, {"objectClass": ["shelfRow"], "cn": ["own"]}),
                (f"cn=carol,{base}", {"objectClass": ["shelfRow"], "cn": ["carol"], "phone": ["+45 78-77 02 02", "11 22 33 44"],
                                     "exactMail": ["Carol@X.example"], "photo": [b"\xff\xd8\xff"], "userPassword": ["hidden"]}),
                *((f"cn=n{number},{base}", {"objectClass": ["shelfRow"], "cn": [f"n{number}"], "owner": ["many"]}) for number in range(1200))])
    return shelf


@pytest.mark.parametrize(("number", "expected"), [("+4578770202", ["carol"]), ("+4511223344", ["carol"]), ("+4578770203", [])])
def test_a_telephone_number_is_found_whatever_stands_between_its_digits(own: SlapdShelf, number: str, expected: list[str]) -> None:
    assert [row[0] for row in an_entry(own, "cn", key="phone", value=number, kind="phone_number")] == expected


def test_an_email_ignores_case_where_the_schema_does_not(own: SlapdShelf) -> None:
    assert an_entry(own, "cn", key="exactMail", value="carol@x.example", kind="email") == [("carol",)]
    assert an_entry(own, "cn", key="exactMail", value="carol@x.example") == [], "a source compares what is no identifier by its own rule"


def test_attributes_arrive_in_the_form_of_their_syntax(own: SlapdShelf) -> None:
    ((dn, photo, created, unique),) = an_entry(own, "dn", "photo", "createTimestamp", "entryUUID", key="cn", value="carol")
    assert (dn, photo) == (f"cn=carol,{own.base('own')}", b"\xff\xd8\xff")
    assert isinstance(created, datetime)
    assert created.tzinfo is not None
    assert isinstance(unique, str)


def test_an_entry_is_found_by_its_dn(own: SlapdShelf) -> None:
    assert an_entry(own, "cn", key="dn", value=f"cn=carol,{own.base('own')}") == [("carol",)]


def test_all_pages_are_read_and_abandoned_ones_disturb_nothing(own: SlapdShelf) -> None:
    found = an_entry(own, "cn", key="owner", value="many", page_size=7)
    assert sorted(found) == sorted((f"n{number}",) for number in range(1200))


def test_a_limit_of_size_is_an_error_and_not_fewer_rows(own: SlapdShelf) -> None:
    with pytest.raises(SourceRefused, match="limit of size"):
        an_entry(own, "cn", key="owner", value="many", bind_dn=SMALL)


def test_a_wrong_password_is_refused(own: SlapdShelf) -> None:
    with pytest.raises(SourceRefused, match="does not accept") as error:
        an_entry(own, "cn", key="cn", value="carol", password="wr0ng")
    assert "wr0ng" not in str(error.value)


def test_the_nearest_base_is_offered(own: SlapdShelf) -> None:
    own_collection = replace(own.collection("own", ["cn"]), location={"base": "dc=exampel,dc=dk", "scope": "subtree"})
    with pytest.raises(SourceMisconfigured, match="did you mean 'dc=example,dc=dk'"):
        collected(own.source(own_collection), own_collection, ["cn"], by("cn", "carol"))


def test_a_server_that_stops_while_it_is_read_is_unavailable_and_read_again_later(server: Slapd, own: SlapdShelf) -> None:
    collection = own.collection("own", ["cn", "owner"])
    query = Query(collection, ("cn",), (by("owner", "many"),))
    with opened(own.source(collection, config={"page_size": 10})) as connector:
        batches = connector.collect(query)
        next(batches)
        server.kill()
        with pytest.raises(SourceUnavailable):
            list(batches)
        with pytest.raises(SourceUnavailable):
            next(connector.collect(query))
        server.start()
        assert sum(len(batch.rows) for batch in connector.collect(query)) == 1200
