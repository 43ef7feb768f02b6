"""Identifiers that stand within a cell, in several columns or in JSON, and tables that are several collections: every kind of source alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from dsr.domain.conditions import Condition
from dsr.domain.dataset import Address, Also, Field, Inside
from dsr.domain.keys import Key, Lookup
from tests.connectors.asking import by, collected, ids
from tests.connectors.shelf_ldap import LdaptorShelf
from tests.connectors.shelves import Columns, CsvShelf, JsonlShelf, MemoryShelf, ParquetShelf, PostgresShelf, Shelf, SqliteShelf
from tests.servers.ldap import Directory
from tests.servers.postgres import Postgres

KINDS = ("memory", "sqlite", "postgres", "parquet", "csv", "jsonl", "ldap")
CAROL = "+4578770202"


@pytest.fixture(scope="module")
def directory() -> Iterator[Directory]:
    server = Directory()
    yield server
    server.stop()


@pytest.fixture(params=KINDS)
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shelf]:
    match request.param:
        case "memory":
            yield MemoryShelf()
        case "sqlite":
            yield SqliteShelf(tmp_path)
        case "postgres":
            server: Postgres = request.getfixturevalue("postgres")
            yield PostgresShelf(server, f"written_{uuid4().hex}")
        case "parquet":
            yield ParquetShelf(tmp_path)
        case "csv":
            yield CsvShelf(tmp_path)
        case "ldap":
            yield LdaptorShelf(request.getfixturevalue("directory"))
        case _:
            yield JsonlShelf(tmp_path)


def test_an_extension_within_the_name_of_a_channel(shelf: Shelf) -> None:
    columns: Columns = {"id": "whole", "channel": "text"}
    cells = ["PJSIP/201-0a", "PJSIP/2011-0a", "PJSIP/201", "SIP/201-0a", "Local/201@queue;1", "201", "PJSIP/a-201-0a", "PJSIP/201-0a-1", None]
    field = Field("channel", kind="extension", written=("PJSIP/{digits}-*", "Local/{}@*"))
    assert ids(shelf, "calls", columns, enumerate(cells), by("channel", "201", kind="extension"), fields=(field,)) == [0, 4, 7]


def test_a_name_that_holds_the_sign_after_it(shelf: Shelf) -> None:
    cells = ["PJSIP/alice-0a", "PJSIP/alice-smith-0a", "PJSIP/alice-smith-jones-0a"]
    field = Field("channel", kind="extension", written=("PJSIP/{}-*",))
    for name, found in (("alice", [0]), ("alice-smith", [1]), ("alice_smith", []), ("alice%", [])):
        lookup = by("channel", name, kind="extension")
        assert ids(shelf, "calls", {"id": "whole", "channel": "text"}, enumerate(cells), lookup, fields=(field,)) == found


def test_one_column_of_several_kinds(shelf: Shelf) -> None:
    cells = ["4578770202@internet", "+4578770202@internet", "78770202", "45787702021@internet", "238990000000201@wlan.example",
             "Carol@NORDLYS.example", "carol@sydhavn.example", "0045 78 77 02 02", "4578770202", "carol@nordlys.example@internet"]
    field = Field("login", identity="phone_number", kind="phone_number", written=("e164", "digits", "national", "{}@*"),
                  also=(Also("imsi", "imsi", ("{digits}@*",)), Also("username", "login", ("{}",))))
    lookups = (by("login", CAROL, kind="phone_number"), by("login", "238990000000201", kind="imsi"),
               by("login", "carol@nordlys.example", kind="login"))
    found = ids(shelf, "sessions", {"id": "whole", "login": "text"}, enumerate(cells), *lookups, fields=(field,))
    assert set(found) - {7} == {0, 1, 2, 4, 5, 8}  # a spelling that is not named may be found or not


def test_a_number_in_two_columns(shelf: Shelf) -> None:
    columns: Columns = {"id": "whole", "code": "whole", "number": "text"}
    rows = [(1, 45, "78770202"), (2, 46, "78770202"), (3, None, "+45 78 77 02 02"), (4, 45, "78 77 02 02"), (5, 45, None), (6, None, "78770202"),
            (7, 45, "4578770202"), (8, 0, "78770202"), (9, 45, "178770202")]
    field = Field("number", kind="phone_number", parts=("code", "number"))
    assert ids(shelf, "phones", columns, rows, by("number", CAROL, kind="phone_number"), fields=(field,)) == [1, 3, 4, 6, 8]


def test_a_number_in_three_columns(shelf: Shelf) -> None:
    columns: Columns = {"id": "whole", "cc": "text", "ac": "text", "sn": "text"}
    rows = [(1, "45", "78", "770202"), (2, "45", "", "78770202"), (3, "45", "787", "70202"), (4, "46", "78", "770202"), (5, "45", "7", "70202"),
            (6, "49", "78", "770202")]
    field = Field("sn", kind="phone_number", parts=("cc", "ac", "sn"))
    assert ids(shelf, "aliases", columns, rows, by("sn", CAROL, kind="phone_number"), fields=(field,)) == [1, 2, 3]


def test_a_sip_address_in_two_columns(shelf: Shelf) -> None:
    columns: Columns = {"id": "whole", "login": "text", "realm": "text"}
    rows = [(1, "201", "nordlys.example"), (2, "201", "sydkyst.example"), (3, "201", "NORDLYS.example"), (4, "2011", "nordlys.example"),
            (5, "201", None), (6, None, "nordlys.example"), (7, "201", "nordlys.example.org"), (8, "", "nordlys.example"),
            (9, "carol", "nordlys.example")]
    field = Field("realm", kind="sip_uri", parts=("login", "realm"))
    assert ids(shelf, "accounts", columns, rows, by("realm", "201@nordlys.example", kind="sip_uri"), fields=(field,)) == [1, 3]


def test_a_value_within_json(shelf: Shelf) -> None:
    rows = [(1, '[{"extension": "201", "name": "x"}]'), (2, '{"extension": "2011"}'), (3, '[{"name": "201"}]'), (4, "no json 201"), (5, None),
            (6, '[[{"extension": 201}]]'), (7, '{"a": {"extension": "201"}}'), (8, '[{"extension": "202"}, {"extension": "201"}]')]
    field = Field("changed", kind="extension", inside=Inside("image", ("extension",)))
    columns: Columns = {"id": "whole", "image": "text"}
    shelf.put("log", columns, rows)
    collection = shelf.collection("log", [*columns, "changed"], fields=(field,))
    found = collected(shelf.source(collection), collection, ["id"], by("changed", "201", kind="extension"))
    assert sorted(int(str(row[0])) for row in found) == [1, 6, 8]


def test_an_email_within_json_in_whatever_case(shelf: Shelf) -> None:
    rows = [(1, '{"user": {"mail": "Carol@X.example"}}'), (2, '{"user": {"mail": "carol@x.example.org"}}'), (3, '{"mail": "carol@x.example"}')]
    columns: Columns = {"id": "whole", "image": "text"}
    shelf.put("log", columns, rows)
    collection = shelf.collection("log", [*columns, "m"], fields=(Field("m", kind="email", inside=Inside("image", ("user", "mail"))),))
    assert [str(row[0]) for row in collected(shelf.source(collection), collection, ["id"], by("m", "carol@x.example", kind="email"))] == ["1"]


@pytest.mark.parametrize(("condition", "found"), [
    (Condition("attribute", ("Framed-IP", "Called")), [1, 3]), (Condition("attribute", pattern="*-password"), [2]),
    (Condition("attribute", is_empty=True), [4, 5]), (Condition("attribute", ("nothing",)), [])])
def test_one_table_is_several_collections(shelf: Shelf, condition: Condition, found: list[int]) -> None:
    columns: Columns = {"id": "whole", "name": "text", "attribute": "text"}
    rows = [(1, "carol", "Framed-IP"), (2, "carol", "Cleartext-Password"), (3, "carol", "Called"), (4, "carol", None), (5, "carol", " "),
            (6, "bob", "Framed-IP"), (7, "bob", None)]
    shelf.put("radcheck", columns, rows)
    collection = replace(shelf.collection("radcheck", columns, where=(condition,)), address=Address("d", "addresses"), table="radcheck")
    lookup = Lookup(("name",), frozenset({Key("carol")}))
    assert sorted(int(str(row[0])) for row in collected(shelf.source(collection), collection, ["id"], lookup)) == found


def test_a_field_that_finds_only_in_some_rows(shelf: Shelf) -> None:
    columns: Columns = {"id": "whole", "event": "text", "data": "text"}
    rows = [(1, "ENTERQUEUE", "201"), (2, "CONNECT", "201"), (3, None, "201"), (4, "ENTERQUEUE", "2011"), (5, "EnterQueue", "201")]
    field = Field("data", kind="extension", only_when=(Condition("event", ("ENTERQUEUE",)),))
    assert ids(shelf, "queue_log", columns, rows, by("data", "201", kind="extension"), fields=(field,)) == [1, 5]
