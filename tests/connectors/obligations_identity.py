"""What every connector owes to the one who is looked for: found under every spelling, and under nobody else's."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.connectors.asking import PEOPLE, by, collected, ids, opened, read
from tests.connectors.shelves import Columns, Row, Shelf

# country of the source, number in E.164, ways in which such a source may write it
SPELLED = [
    ("DK", "+4578770202", [
        "+4578770202", "004578770202", "4578770202", "78770202", "78 77 02 02", "+45 78 77 02 02", "7877 0202", "+45 7877 0202", "0045 78 77 02 02",
        "78-77-02-02", "78.77.02.02", "+45-78-77-02-02", "tel:+4578770202", "sip:+4578770202@sbc.example", "sip:78770202@10.0.0.1;user=phone",
        "sips:004578770202@sbc.example"]),
    ("SE", "+46812345678", [
        "+46812345678", "0046812345678", "46812345678", "0812345678", "08-123 456 78", "08-12345678", "08 123 456 78", "+46 8 123 456 78",
        "+46 812345678", "+46 (0)8-123 456 78", "tel:+46812345678", "sip:0812345678@sbc.example"]),
    ("DE", "+49301234567", [
        "+49301234567", "0049301234567", "49301234567", "0301234567", "030 1234567", "030/1234567", "030-1234567", "(030) 1234567",
        "+49 30 1234567", "+49 (0)30 1234567", "+49 (0) 30 1234567", "tel:+49301234567", "sip:+49301234567@sbc.example"]),
    ("NL", "+31201234567", [
        "+31201234567", "0031201234567", "31201234567", "0201234567", "020-1234567", "020 123 4567", "(020) 123 4567", "+31 20 123 4567",
        "+31 (0)20 123 4567", "tel:+31201234567", "sip:0201234567@sbc.example"]),
    ("GB", "+442079460018", [
        "+442079460018", "00442079460018", "442079460018", "02079460018", "020 7946 0018", "(020) 7946 0018", "020-7946-0018", "+44 20 7946 0018",
        "+44 (0)20 7946 0018", "0044 20 7946 0018", "tel:+442079460018", "sip:+442079460018@sbc.example"]),
]

# what would break a statement that is glued together, or be read as a pattern; no two differ by case only
NASTY = ["x' OR '1'='1", "'; DROP TABLE people; --", '" OR ""="', "%", "_", "a%", "\\", "\\'", "*/ /*", ":name", "$1", "%s", "%(x)s", "?", "[a-z]*",
         "{0}", "sip:%@", "sip:_@", " ", "null", "None", "true", "0x0", "\u202eevil", "🙂", "a\tb", "line\nbreak", "O'Brien", '"quoted"', "a,b;c"]
assert all(one.lower() != other.lower() for one, other in pairwise(sorted(NASTY, key=str.lower)))


class Identifiers:
    def test_an_email_is_found_in_any_case(self, shelf: Shelf) -> None:
        rows = [(1, "a", "Ada.Berg@X.example", "n"), (2, "b", "ada.berg@x.example", "n"), (3, "c", "ADA.BERG@X.EXAMPLE", "n"),
                (4, "d", "ada.berg@x.example.org", "n"), (5, "e", "xada.berg@x.example", "n"), (6, "f", "ada_berg@x.example", "n")]
        assert ids(shelf, "people", PEOPLE, rows, by("email", "ada.berg@x.example", kind="email")) == [1, 2, 3]

    @pytest.mark.parametrize(("country", "number", "ways"), SPELLED, ids=[country for country, *_ in SPELLED])
    def test_a_telephone_number_is_found_in_every_spelling(self, shelf: Shelf, country: str, number: str, ways: list[str]) -> None:
        rows: list[Row] = [(place, "me", "e", way) for place, way in enumerate(ways)]
        others = [number + "1", number[:-1], number[:-1] + "9", f"sip:{number}1@sbc.example", f"sip:1{number[1:]}@sbc.example", number[1:] + "0"]
        rows += [(1000 + place, "other", "e", other) for place, other in enumerate(others)]
        assert ids(shelf, "people", PEOPLE, rows, by("number", number, kind="phone_number"), country=country) == list(range(len(ways)))

    def test_the_same_digits_in_another_country_are_somebody_elses(self, shelf: Shelf) -> None:
        rows = [(1, "a", "e", "78770202"), (2, "b", "e", "+4578770202"), (3, "c", "e", "78 77 02 02"), (4, "d", "e", "004578770202")]
        assert ids(shelf, "people", PEOPLE, rows, by("number", "+4578770202", kind="phone_number"), country="SE") == [2, 4]

    def test_a_number_that_begins_another_is_not_that_other(self, shelf: Shelf) -> None:
        rows = [(1, "a", "e", "201"), (2, "b", "e", "2010"), (3, "c", "e", "20"), (4, "d", "e", "sip:201@pbx.example"),
                (5, "e", "e", "sip:2010@pbx.example"), (6, "f", "e", "sip:1201@pbx.example"), (7, "g", "e", "+45201"),
                (8, "h", "e", "sip:201a@pbx.example")]
        assert ids(shelf, "people", PEOPLE, rows, by("number", "201", kind="phone_number")) == [1, 4]

    def test_a_number_kept_as_a_number_is_found(self, shelf: Shelf) -> None:
        columns: Columns = {"id": "whole", "number": "whole"}
        rows = [(1, 4578770202), (2, 78770202), (3, 787702020), (4, 457877020), (5, None)]
        assert ids(shelf, "numbers", columns, rows, by("number", "+4578770202", kind="phone_number")) == [1, 2]

    def test_a_mac_address_is_found_with_any_signs_between(self, shelf: Shelf) -> None:
        rows = [(1, "a", "e", "00:1A:2B:3C:4D:5E"), (2, "b", "e", "00-1a-2b-3c-4d-5e"), (3, "c", "e", "001a.2b3c.4d5e"),
                (4, "d", "e", "001A2B3C4D5E"), (5, "e", "e", "00:1a:2b:3c:4d:5f")]
        assert ids(shelf, "people", PEOPLE, rows, by("number", "001a2b3c4d5e", kind="mac")) == [1, 2, 3, 4]

    def test_a_sip_address_is_found_with_and_without_its_scheme(self, shelf: Shelf) -> None:
        rows = [(1, "a", "e", "ada@pbx.example"), (2, "b", "e", "sip:ada@pbx.example"), (3, "c", "e", "sips:ada@pbx.example;transport=tls"),
                (4, "d", "e", "<sip:ada@pbx.example>"), (5, "e", "e", "sip:ada@pbx.example.org"), (6, "f", "e", "sip:Xada@pbx.example")]
        assert ids(shelf, "people", PEOPLE, rows, by("number", "ada@pbx.example", kind="sip_uri")) == [1, 2, 3, 4]

    def test_an_address_of_the_internet_is_found_in_any_case(self, shelf: Shelf) -> None:
        rows = [(1, "a", "e", "2001:DB8::1"), (2, "b", "e", "2001:db8::1"), (3, "c", "e", "2001:db8::12"), (4, "d", "e", "10.0.0.1")]
        assert ids(shelf, "people", PEOPLE, rows, by("number", "2001:db8::1", kind="ip")) == [1, 2]

    def test_keys_are_values_and_nothing_else(self, shelf: Shelf) -> None:
        rows = [(number, text, text, text) for number, text in enumerate(NASTY)] + [(1000, "Ada", "ada@x.example", "78770202")]
        shelf.put("people", PEOPLE, rows)
        collection = shelf.collection("people", PEOPLE)
        with opened(shelf.source(collection)) as connector:
            for number, text in enumerate(NASTY):
                found = read(connector, collection, ("id", "name"), by("name", text))
                assert [(int(str(row[0])), row[1]) for row in found] == [(number, text)], text
            everything = (by("email", *NASTY, kind="email"), by("number", *NASTY, kind="phone_number"))
            assert 1000 not in {int(str(row[0])) for row in read(connector, collection, ("id",), *everything)}

    @pytest.mark.parametrize("kind", [None, "email", "phone_number", "username", "mac", "ip", "sip_uri"])
    def test_a_key_that_no_source_can_hold_finds_nothing(self, shelf: Shelf, kind: str | None) -> None:
        shelf.put("people", PEOPLE, [(1, "Ada", "ada@x.example", "78770202")])
        collection = shelf.collection("people", PEOPLE)
        with opened(shelf.source(collection)) as connector:
            for key in ("\x00", "a\x00b", "\ud800", "\uffff", "+", "+1", "+999123456789", "+x", "tel:", "@", "sip:@", ""):
                assert read(connector, collection, ["id"], by("number", key, kind=kind)) == [], key


class Lists:
    """For sources whose cells may be lists."""

    def test_a_list_is_found_by_each_of_its_elements(self, shelf: Shelf) -> None:
        columns: Columns = {"id": "whole", "numbers": "texts"}
        rows: list[Row] = [(1, ["11223344", "+45 78 77 02 02"]), (2, ["787702020"]), (3, []), (4, None), (5, ["sip:78770202@sbc.example", None]),
                           (6, [None])]
        shelf.put("phones", columns, rows)
        collection = shelf.collection("phones", columns)
        found = collected(shelf.source(collection), collection, columns, by("numbers", "+4578770202", kind="phone_number"))
        assert sorted(found, key=str) == [rows[0], rows[4]]

    @pytest.mark.parametrize(("kind", "key"), [(None, "Ada@X.example"), ("email", "ada@x.example"), ("username", "Ada@X.example")])
    def test_a_list_is_compared_as_its_kind_is(self, shelf: Shelf, kind: str | None, key: str) -> None:
        columns: Columns = {"id": "whole", "mails": "texts"}
        rows: list[Row] = [(1, ["Ada@X.example"]), (2, ["b@x.example", "Ada@X.example"]), (3, ["xAda@X.example"]), (4, ["Ada@X.example.org"])]
        assert ids(shelf, "mails", columns, rows, by("mails", key, kind=kind)) == [1, 2]
