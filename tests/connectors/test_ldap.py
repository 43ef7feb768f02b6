"""A real directory on loopback owes what every source owes.

`Streams` is left to slapd (tests/all/test_slapd.py): ldaptor has no paged results, and gives everything in one piece.
"""

from collections.abc import Iterator

import pytest

from tests.connectors.asking import by, collected
from tests.connectors.conformance import Conformance, Lists
from tests.connectors.shelf_ldap import LdaptorShelf
from tests.connectors.shelves import Columns, Row, Shelf
from tests.servers.ldap import Directory


@pytest.fixture(scope="module")
def shelf() -> Iterator[LdaptorShelf]:
    server = Directory()
    yield LdaptorShelf(server)
    server.stop()


class TestLdap(Conformance, Lists):
    def test_a_list_is_found_by_each_of_its_elements(self, shelf: Shelf) -> None:
        """Without NULL among the values, and without an empty list: an attribute has values, or is not there."""
        columns: Columns = {"id": "whole", "numbers": "texts"}
        rows: list[Row] = [("1", ["11223344", "+45 78 77 02 02"]), ("2", ["787702020"]), ("3", None), ("4", ["sip:78770202@sbc.example"])]
        shelf.put("phones", columns, rows)
        collection = shelf.collection("phones", columns)
        found = collected(shelf.source(collection), collection, columns, by("numbers", "+4578770202", kind="phone_number"))
        assert sorted(found, key=str) == [rows[0], rows[3]]
