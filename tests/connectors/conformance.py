"""What every connector owes, whatever it speaks with. Each kind of source inherits this suite and brings a shelf to put rows on.

The expectations are written by hand; none is computed by the code under test.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from decimal import Decimal

import pytest

from dsr.connectors.base import Query
from dsr.domain.errors import SourceMisconfigured
from dsr.domain.keys import Key, Lookup
from tests.connectors.asking import PEOPLE, by, collected, ids, opened, read
from tests.connectors.obligations_identity import Identifiers, Lists
from tests.connectors.obligations_scope import Scopes
from tests.connectors.shelves import Columns, Row, Shelf

__all__ = ["Conformance", "Lists", "Streams"]


class Finding:
    def test_only_rows_that_match_any_key_are_found(self, shelf: Shelf) -> None:
        rows = [(1, "Ada", "ada@x.example", None), (2, "Bo", "bo@x.example", None), (3, "Ada", "other@x.example", None), (4, "Cy", "c@x", None)]
        assert ids(shelf, "people", PEOPLE, rows, by("name", "Ada"), by("email", "bo@x.example", kind="email")) == [1, 2, 3]

    def test_an_unknown_person_has_no_rows(self, shelf: Shelf) -> None:
        lookups = (by("name", "Nobody"), by("email", "nobody@x.example", kind="email"), by("number", "+4512345678", kind="phone_number"))
        assert ids(shelf, "people", PEOPLE, [(1, "Ada", "ada@x.example", "78770202")], *lookups) == []

    def test_an_empty_table_has_no_rows(self, shelf: Shelf) -> None:
        assert ids(shelf, "people", PEOPLE, [], by("name", "Ada")) == []

    def test_without_keys_nothing_is_asked(self, shelf: Shelf) -> None:
        collection = shelf.collection("never_made", PEOPLE)
        for lookups in ((), (by("name"),)):
            assert collected(shelf.source(collection), collection, ["id"], *lookups) == []

    def test_a_row_that_several_lookups_find_comes_once(self, shelf: Shelf) -> None:
        rows = [(1, "Ada", "ada@x.example", "78770202"), (2, "Ada", "x@x.example", "1")]
        lookups = (by("name", "Ada"), by("email", "ada@x.example", kind="email"), by("number", "+4578770202", kind="phone_number"))
        assert ids(shelf, "people", PEOPLE, rows, *lookups) == [1, 2]

    def test_rows_that_are_alike_all_come(self, shelf: Shelf) -> None:
        assert ids(shelf, "people", PEOPLE, [(7, "Ada", "e", "n")] * 3 + [(8, "Bo", "e", "n")], by("name", "Ada")) == [7, 7, 7]

    def test_columns_come_in_the_order_asked_for(self, shelf: Shelf) -> None:
        shelf.put("people", PEOPLE, [(1, "Ada", "ada@x.example", "78770202")])
        collection = shelf.collection("people", PEOPLE)
        lookup = by("email", "ada@x.example", kind="email")
        assert collected(shelf.source(collection), collection, ["number", "name"], lookup) == [("78770202", "Ada")]

    def test_a_composite_key_matches_all_its_parts_in_one_row(self, shelf: Shelf) -> None:
        columns: Columns = {"id": "whole", "company": "whole", "branch": "text"}
        rows = [(1, 0, "7"), (2, 7, "0"), (3, 0, "0"), (4, 0, None), (5, None, "7"), (6, 1, "7"), (7, 0, "07")]
        for keys, found in (({(0, "7"), (1, "9")}, [1]), ({("0", 7), (0, "0")}, [1, 3]), ({(0, None)}, []), ({(None, None)}, []), ({(0, "x'")}, [])):
            lookup = Lookup(("company", "branch"), frozenset(Key(key) for key in keys))
            assert ids(shelf, "branches", columns, rows, lookup) == found

    def test_more_keys_than_a_statement_takes_find_each_row_once(self, shelf: Shelf) -> None:
        rows = [(number, f"user-{number}", f"u{number}@x.example", "n") for number in range(5000)]
        lookups = (by("name", *(f"user-{number}" for number in range(0, 5000, 2))),
                   by("email", *(f"u{number}@x.example" for number in range(0, 5000, 3)), kind="email"))
        assert ids(shelf, "people", PEOPLE, rows, *lookups) == [number for number in range(5000) if number % 2 == 0 or number % 3 == 0]

    def test_more_telephone_numbers_than_a_statement_takes_find_each_row_once(self, shelf: Shelf) -> None:
        numbers = [str(20_000_000 + step * 7919) for step in range(700)]
        ways = ["+45{}", "0045{}", "{}", "sip:+45{}@sbc.example"]
        rows = [(place, "n", "e", ways[place % 4].format(number)) for place, number in enumerate(numbers)] + [(9000, "n", "e", "+4598765432")]
        assert ids(shelf, "people", PEOPLE, rows, by("number", *(f"+45{one}" for one in numbers), kind="phone_number")) == list(range(700))

    def test_keys_that_differ_in_case_only_lose_no_row(self, shelf: Shelf) -> None:
        """Statements are cut by number of keys; what one of them is not asked for must not be taken for brought by it."""
        names = [f"Key{number}" for number in range(2500)]
        rows = [(place, name.upper() if place % 2 else name.lower(), "e", "n") for place, name in enumerate(names)]
        keys = by("name", *(name.lower() for name in names), *(name.upper() for name in names))
        assert ids(shelf, "people", PEOPLE, rows, keys) == list(range(2500))


class Values:
    def test_values_are_untouched(self, shelf: Shelf) -> None:
        columns: Columns = {"id": "whole", "owner": "text", "note": "text", "big": "whole", "price": "money", "at": "stamp", "is_on": "flag",
                            "share": "real"}
        notes = ["", " padded ", "007", "=1+1", "a\r\nb", 'say "hej", ok', "Ærø", "e\u0301", "🙂", "NULL", "\\N", "#not a comment", "2026-03-29",
                 "1e5", "true"]
        at = datetime(2026, 3, 29, 3, 0, 0, 250000)
        rows: list[Row] = [(n, "me", note, 2**53 + n, Decimal("-19.90"), at, n % 2 == 0, 0.1) for n, note in enumerate(notes)]
        rows += [(100, "me", None, None, None, None, None, None), (101, "not me", "secret", 1, Decimal("1.00"), at, True, 1.0)]
        shelf.put("things", columns, rows)
        collection = shelf.collection("things", columns)
        found = sorted(collected(shelf.source(collection), collection, columns, by("owner", "me")), key=lambda row: int(str(row[0])))
        expected = [tuple(shelf.found(kind, cell) for kind, cell in zip(columns.values(), row, strict=True)) for row in rows[:-1]]
        assert found == expected
        assert [[*map(type, row)] for row in found] == [[*map(type, row)] for row in expected]

    def test_a_long_text_arrives_whole(self, shelf: Shelf) -> None:
        long = "æ1" * 500_000
        shelf.put("people", PEOPLE, [(1, "Ada", long, None), (2, "Bo", "short", None)])
        collection = shelf.collection("people", PEOPLE)
        assert collected(shelf.source(collection), collection, ["email"], by("name", "Ada")) == [(long,)]

    def test_null_is_nobodys_key(self, shelf: Shelf) -> None:
        rows = [(1, None, None, None), (2, "", "", ""), (3, "None", "null", "NULL")]
        lookups = (by("name", "None", None), by("email", "null", kind="email"), by("number", "nul", kind="phone_number"))
        assert ids(shelf, "people", PEOPLE, rows, *lookups) == [3]

    @pytest.mark.parametrize(("key", "expected"), [("7", [1]), (7, [1]), (Decimal("7.0"), [1]), ("007", [2]), ("07", []), ("7.0", [])])
    def test_a_number_as_text_is_that_text(self, shelf: Shelf, key: object, expected: list[int]) -> None:
        rows = [(1, "7", "e", "n"), (2, "007", "e", "n"), (3, "70", "e", "n"), (4, "17", "e", "n")]
        assert ids(shelf, "people", PEOPLE, rows, by("name", key)) == expected

    @pytest.mark.parametrize("key", ["42", 42, Decimal("42"), 42.0])
    def test_a_number_is_found_by_whatever_writes_it(self, shelf: Shelf, key: object) -> None:
        assert ids(shelf, "people", PEOPLE, [(42, "Ada", "e", "n"), (420, "Bo", "e", "n"), (4, "Cy", "e", "n")], by("id", key)) == [42]

    @pytest.mark.parametrize("key", ["abc", "", "4.5", "1e999", str(2**70), "nan", "x" * 5000])
    def test_a_key_that_cannot_be_in_a_column_of_numbers_finds_nothing(self, shelf: Shelf, key: str) -> None:
        assert ids(shelf, "people", PEOPLE, [(1, "Ada", "e", "n")], by("id", key, "1")) == [1]


class Manners:
    def test_batches_are_no_larger_than_asked_for(self, shelf: Shelf) -> None:
        shelf.put("people", PEOPLE, [(number, "Ada", "e", "n") for number in range(1001)])
        collection = shelf.collection("people", PEOPLE)
        with opened(shelf.source(collection)) as connector:
            sizes = [len(batch.rows) for batch in connector.collect(Query(collection, ("id",), (by("name", "Ada"),), batch_rows=100))]
        assert sum(sizes) == 1001
        assert max(sizes) <= 100

    def test_a_reading_that_is_given_up_leaves_the_connector_fit_for_the_next(self, shelf: Shelf) -> None:
        shelf.put("people", PEOPLE, [(number, "Ada", "e", "n") for number in range(5000)])
        collection = shelf.collection("people", PEOPLE)
        query = Query(collection, ("id",), (by("name", "Ada"),), batch_rows=10)
        with opened(shelf.source(collection)) as connector:
            for _ in range(3):
                batches = connector.collect(query)
                assert len(next(batches).rows) == 10
                batches.close()  # type: ignore[attr-defined]  # a generator in every kind
            assert sum(len(batch.rows) for batch in connector.collect(query)) == 5000
            connector.close()

    def test_probing_says_nothing_where_all_is_well(self, shelf: Shelf) -> None:
        shelf.put("people", PEOPLE, [(1, "Ada", "e", "n")])
        with opened(shelf.source(shelf.collection("people", PEOPLE))) as connector:
            connector.probe()

    @pytest.mark.parametrize(("asked", "searched", "right"), [("emial", "name", "email"), ("email", "nmae", "name")])
    def test_a_column_that_is_not_there_is_named_with_the_nearest(self, shelf: Shelf, asked: str, searched: str, right: str) -> None:
        shelf.put("people", PEOPLE, [(1, "Ada-the-secret", "ada@x.example", "n"), (2, "Bo", "e", "n")])
        collection = shelf.collection("people", [*PEOPLE, "emial", "nmae"])
        with pytest.raises(SourceMisconfigured) as caught:
            collected(shelf.source(collection), collection, [asked], by(searched, "Ada-the-secret"))
        assert f"did you mean '{right}'" in str(caught.value)
        assert "secret" not in str(caught.value)
        assert (caught.value.facts["source"], caught.value.facts["address"]) == ("shelf", "d.people")

    def test_a_collection_that_is_not_there_is_named(self, shelf: Shelf) -> None:
        shelf.put("people", PEOPLE, [(1, "Ada", "e", "n")])
        collection = shelf.collection("poeple", PEOPLE)
        with pytest.raises(SourceMisconfigured, match="poeple"):
            collected(shelf.source(collection), collection, ["id"], by("name", "Ada"))

    def test_an_error_in_one_collection_leaves_the_connector_fit_for_the_next(self, shelf: Shelf) -> None:
        shelf.put("people", PEOPLE, [(1, "Ada", "e", "n")])
        good, bad = shelf.collection("people", PEOPLE), shelf.collection("nowhere", PEOPLE)
        with opened(shelf.source(good)) as connector:
            for _ in range(2):
                with pytest.raises(SourceMisconfigured):
                    read(connector, bad, ("id",), by("name", "Ada"))
                assert read(connector, good, ("name",), by("name", "Ada")) == [("Ada",)]


class Conformance(Finding, Values, Identifiers, Scopes, Manners):
    """Inherited by one class for each kind of source; `shelf` is its fixture."""


class Streams:
    """For sources that are not in memory themselves."""

    def test_a_large_result_passes_through_little_memory(self, shelf: Shelf) -> None:
        rows, text = 100_000, "x" * 1500
        columns: Columns = {"id": "whole", "owner": "text", "note": "text"}
        shelf.put("notes", columns, ((number, "me", text) for number in range(rows)))
        order = {"connector": shelf.connector, "config": shelf.config(), "location": shelf.location("notes"),
                 "table": "notes", "columns": list(columns)}
        done = subprocess.run([sys.executable, "-m", "tests.connectors.peak", json.dumps(order)], check=True, capture_output=True, text=True)
        seen, grew_mb = (int(word) for word in done.stdout.split())
        assert seen == rows
        assert grew_mb < shelf.most_mb, "the whole result has 150 MB and more, over what the reader itself takes"
