"""A row is taken if a key owns it by value, tenant and time, and by nothing less."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.compare import comparable, normaliser
from dsr.domain.conditions import Condition
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source, TimeColumn
from dsr.domain.elements import Elements
from dsr.domain.identity import spellings
from dsr.domain.keys import Key, Lookup
from dsr.domain.match import Matcher, needed, statements
from dsr.domain.window import ALWAYS, Window

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
BEFORE, AFTER = Window(None, NOON), Window(NOON, None)
COLUMNS = ("number", "tenant", "at", "valid_from", "valid_to")


def a_collection(tenant: str | None = None, time: TimeColumn | None = None, valid: tuple[str | None, str | None] | None = None) -> Collection:
    return Collection(Address("pbx", "calls"), tuple(Field(name) for name in COLUMNS), tenant=tenant, time=time, valid=valid)


def a_source(collection: Collection) -> Source:
    return Source("pbx", "memory", {}, (Dataset("pbx", (collection,)),), timezone="UTC", country="DK")


def taken(collection: Collection, keys: set[Key], rows: list[tuple[object, ...]], kind: str | None = None) -> list[int]:
    """The numbers of the rows that are taken."""
    lookup = Lookup(("number",), frozenset(keys), kind)
    return [number for number, row in enumerate(rows) if Matcher(collection, a_source(collection), COLUMNS, [(lookup,)]).take([row], 0)]


@pytest.mark.parametrize(("one", "other"), [
    (7, "7"), (7, Decimal("7.00")), (7, 7.0), ("7", Decimal("7")), (True, 1), (False, "0"), ("Ord-1", "ORD-1"), ("ord-1", "ord-1  "),
    (1.5, Decimal("1.50")), (Decimal("-0.0"), 0), (-0.0, 0), (b"x", bytearray(b"x")), (b"x", memoryview(b"x")), (Decimal("1E+3"), 1000),
    (Decimal("123456789012345678901234567890123456789.0"), 123456789012345678901234567890123456789), (datetime(2026, 3, 2), "2026-03-02 00:00:00"),
    (UUID("0e2b8f1a-0000-4000-8000-00000000beef"), "0E2B8F1A-0000-4000-8000-00000000BEEF"), (("a", 0), ("A", Decimal(0))),
])
def test_what_a_source_takes_for_equal_is_equal(one: object, other: object) -> None:
    assert comparable(one) == comparable(other)


@pytest.mark.parametrize(("one", "other"), [
    (7, "07"), (7, "7.0"), (0, ""), (0, None), ("ord-1", " ord-1"), (b"x", "x"), (1.5, 1), ("é", "e"), ("a", "ａ"), (("a", 0), ("a", "")),
    (("a", "b"), ("a,b",)), (Decimal("Infinity"), Decimal("-Infinity")), (float("nan"), 0), (Decimal("sNaN"), 0), (10 ** 30, 10 ** 30 + 1),
])
def test_what_differs_stays_apart(one: object, other: object) -> None:
    assert comparable(one) != comparable(other)


@pytest.mark.parametrize("by", [("number",), ("number", "tenant")])
def test_a_field_finds_only_rows_for_which_its_conditions_hold(by: tuple[str, ...]) -> None:
    fields = (Field("number", only_when=(Condition("at", ("out",)), Condition("valid_to", is_empty=True))), *(Field(name) for name in COLUMNS[1:]))
    collection = Collection(Address("pbx", "calls"), fields)
    lookup = Lookup(by, frozenset({Key("7" if len(by) == 1 else ("7", "a"))}))
    rows = [("7", "a", "out", None, None), ("7", "a", "in", None, None), ("7", "a", None, None, ""), ("7", "a", "OUT", None, "x"),
            ("8", "a", "out", None, None)]
    assert needed(collection, (lookup,)) == (*by[:1], "at", "valid_to", *by[1:])
    matcher = Matcher(collection, a_source(collection), COLUMNS, [(lookup,)])
    assert [row for row in rows if matcher.take([row], 0)] == rows[:1]
    assert [name for name, _ in matcher.finders(rows[0])] == list(by)


def test_a_row_that_one_field_may_not_find_is_found_by_another() -> None:
    fields = (Field("number", only_when=(Condition("at", ("out",)),)), *(Field(name) for name in COLUMNS[1:]))
    collection = Collection(Address("pbx", "calls"), fields)
    lookups = (Lookup(("number",), frozenset({Key("7")})), Lookup(("tenant",), frozenset({Key("7")})))
    matcher = Matcher(collection, a_source(collection), COLUMNS, [lookups])
    rows = matcher.take([("7", "7", "in", None, None), ("7", "a", "in", None, None)], 0)
    assert [[name for name, _ in matcher.finders(row)] for row in rows] == [["tenant"]]


def test_identifiers_are_compared_in_their_one_form() -> None:
    assert comparable("78 77 02 02", "phone_number", "DK") == comparable("sip:+4578770202@pbx.example", "phone_number", "DK")
    assert comparable("78 77 02 02", "phone_number", "SE") != comparable("+4578770202", "phone_number", "SE")
    assert comparable("CAROL@nordlys.example", "email") == comparable("carol@nordlys.example", "email")


@pytest.mark.parametrize(("key", "rows"), [
    (Key("201"), [0, 1, 2, 3]), (Key("201", "nordlys"), [0]), (Key("201", "7"), [2]), (Key("201", "None"), []), (Key("201", "NORDLYS"), []),
    (Key("202", "nordlys"), []),
])
def test_an_extension_is_one_companys(key: Key, rows: list[int]) -> None:
    cells: list[tuple[object, ...]] = [("201", tenant, None, None, None) for tenant in ("nordlys", "havbris", 7, None)]
    assert taken(a_collection(tenant="tenant"), {key}, cells) == rows


@pytest.mark.parametrize(("window", "rows"), [(ALWAYS, [0, 1, 2, 3, 4]), (BEFORE, [0]), (AFTER, [1, 2]), (Window(NOON, NOON.replace(hour=13)), [1])])
def test_a_number_that_changed_hands_at_noon(window: Window, rows: list[int]) -> None:
    stamps: list[object] = ["2026-03-02T11:59:59.999999Z", NOON, "2026-03-02 15:00:00+01:00", None, "noon"]
    cells = [("78770202", None, at, None, None) for at in stamps]
    assert taken(a_collection(time=TimeColumn("at")), {Key("+4578770202", window=window)}, cells, "phone_number") == rows


@pytest.mark.parametrize(("window", "rows"), [(ALWAYS, [0, 1, 2, 3]), (BEFORE, [0, 2]), (AFTER, [1, 2])])
def test_a_row_of_the_holder_before_is_not_the_next_ones(window: Window, rows: list[int]) -> None:
    spans: list[tuple[object, object]] = [(None, NOON), (NOON, "9999-12-31"), ("0001-01-01", None), (NOON, NOON.replace(hour=11))]
    cells = [("78770202", None, None, start, end) for start, end in spans]
    collection = a_collection(valid=("valid_from", "valid_to"))
    assert taken(collection, {Key("+4578770202", window=window)}, cells, "phone_number") == rows
    half = a_collection(valid=("valid_from", None))
    assert taken(half, {Key("+4578770202", window=BEFORE)}, cells, "phone_number") == [0, 2]


@pytest.mark.parametrize(("window", "rows"), [(BEFORE, [3]), (AFTER, [0, 1, 2])])
def test_a_session_is_whose_it_began_as_whenever_it_stopped(window: Window, rows: list[int]) -> None:
    hour = timedelta(hours=1)
    spans: list[tuple[object, object]] = [(NOON, None), (NOON, NOON), (NOON, NOON - hour), (NOON - hour, NOON + hour)]
    cells = [("78770202", None, start, None, stop) for start, stop in spans]
    collection = a_collection(time=TimeColumn("at"), valid=("at", "valid_to"))
    assert taken(collection, {Key("+4578770202", window=window)}, cells, "phone_number") == rows


def test_several_keys_own_what_each_owns() -> None:
    keys = {Key("201", "nordlys", BEFORE), Key("201", "havbris", AFTER), Key("300")}
    cells: list[tuple[object, ...]] = [
        (number, tenant, at, None, None) for number in ("201", "300") for tenant in ("nordlys", "havbris") for at in (NOON.replace(hour=11), NOON)]
    assert taken(a_collection(tenant="tenant", time=TimeColumn("at")), keys, cells) == [0, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(("cell", "is_taken"), [
    (["201", "202"], True), ({"201"}, True), (["202"], False), ([], False), (None, False), ({"201": 1}, False), ([None, ["201"]], True), ("", False)])
def test_a_list_is_found_by_any_of_its_elements(cell: object, is_taken: bool) -> None:
    assert bool(taken(a_collection(), {Key("201")}, [(cell, None, None, None, None)])) is is_taken


def test_a_composite_key_needs_all_its_parts() -> None:
    collection = a_collection()
    lookup = Lookup(("number", "tenant"), frozenset({Key((1, 0)), Key((2, 10))}))
    matcher = Matcher(collection, a_source(collection), COLUMNS, [(lookup,)])
    rows: list[tuple[object, ...]] = [(1, 0, None, None, None), (1, 10, None, None, None), (2, 10, None, None, None), (1, None, None, None, None)]
    assert matcher.take(rows, 0) == [rows[0], rows[2]]
    assert [list(matcher.keys(row)) for row in rows] == [[Key((1, 0))], [], [Key((2, 10))], []]


def test_cells_that_are_equal_to_python_are_not_taken_for_each_other() -> None:
    """A key names an instant as the source writes it; another zone's name of it is another text."""
    collection = a_collection()
    there, here = datetime(2026, 7, 1, 12, tzinfo=UTC), datetime(2026, 7, 1, 14, tzinfo=timezone(timedelta(hours=2)))
    matcher = Matcher(collection, a_source(collection), COLUMNS, [(Lookup(("number",), frozenset({Key(there.isoformat(sep=" "))})),)])
    rows: list[tuple[object, ...]] = [(cell, None, None, None, None) for cell in (here, there, here, there)]
    assert matcher.take(rows, 0) == [rows[1], rows[3]]
    assert matcher.take(rows[::-1], 0) == [rows[3], rows[1]]


def test_a_row_is_taken_from_the_first_statement_that_brings_it_and_from_no_other() -> None:
    collection = a_collection()
    cut = statements((Lookup(("number",), frozenset({Key(1), Key(2), Key(3)})), Lookup(("tenant",), frozenset({Key("a")}))), 2)
    assert [sum(len(lookup.keys) for lookup in statement) for statement in cut] == [2, 2]
    matcher = Matcher(collection, a_source(collection), COLUMNS, cut)
    rows: list[tuple[object, ...]] = [(number, tenant, None, None, None) for number in (1, 2, 3, 4) for tenant in ("a", "b")]
    assert matcher.take(rows, 0) + matcher.take(rows, 1) == [*rows[0:4], *rows[4:7]]


@pytest.mark.parametrize("number", ["+4578770202", "+46812345678", "+49301234567", "+31201234567", "+442079460018", "+390612345678", "+541123456789"])
def test_a_glance_rejects_no_spelling_of_a_number(number: str) -> None:
    """Cells of other numbers are told by their last digits; a number's own must come through in whatever way it is written."""
    known = spellings(number, None)
    ways = [*known.exact, *(prefix + "pbx.example;user=phone" for prefix in known.prefixes), number[:-2] + " - " + number[-2:], f"  {number} ",
            f"sip:%2B{number[1:]}@x", number.replace("7", "٧"), f"{number[:3]} (0){number[3:]}", f"tel:{number};phone-context=+99", number[1:]]
    own = [way for way in ways if comparable(way, "phone_number", "DK") == number]
    assert len(own) > 20
    others = [number + "1", number[:-1] + "x", "", "anonymous", "sip:@", number[:-1]]
    cells = [(way, None, None, None, None) for way in (*own, *others)]
    assert taken(a_collection(), {Key(number), Key("+4599887766")}, cells, "phone_number") == list(range(len(own)))


def test_a_short_number_is_compared_in_full() -> None:
    cells = [(cell, None, None, None, None) for cell in ("201", "sip:201@pbx.example", "sip:%2B201@pbx.example", "1201", "2201")]
    assert taken(a_collection(), {Key("201"), Key("+4578770202")}, cells, "phone_number") == [0, 1, 2]


def test_a_row_that_an_earlier_statement_owns_and_did_not_bring_is_not_lost() -> None:
    """A source that tells ABC from abc does not bring ABC for the key abc, though the two are equal here."""
    collection = a_collection()
    cut = statements((Lookup(("number",), frozenset({Key("abc")})), Lookup(("tenant",), frozenset({Key("a")}))), 1)
    matcher = Matcher(collection, a_source(collection), COLUMNS, cut)
    rows: list[tuple[object, ...]] = [("abc", "a", ["x"], None, None), ("ABC", "a", ["x"], None, None), ("ABC", "a", ["x"], None, None)]
    assert matcher.take(rows[:1], 0) == rows[:1]
    assert matcher.take(rows, 1) == rows[1:]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.frozensets(st.integers(0, 40), max_size=30)), max_size=4), st.integers(1, 7))
def test_statements_hold_every_key_once(fields: list[tuple[str, frozenset[int]]], size: int) -> None:
    lookups = tuple(Lookup((name,), frozenset(Key(value) for value in values)) for name, values in fields)
    cut = statements(lookups, size)
    assert all(1 <= sum(len(lookup.keys) for lookup in statement) <= size for statement in cut)
    held = [(lookup.fields, key) for statement in cut for lookup in statement for key in lookup.keys]
    assert sorted(held, key=str) == sorted(((lookup.fields, key) for lookup in lookups for key in lookup.keys), key=str)
    assert statements(lookups, size) == cut


@pytest.mark.parametrize(("keys", "names"), [
    ({Key(1)}, ("number",)), ({Key(1, "a")}, ("number", "tenant")), ({Key(1, None, AFTER)}, ("number", "at", "valid_from", "valid_to")),
    ({Key(1, "a"), Key(2, None, AFTER)}, ("number", "tenant", "at", "valid_from", "valid_to")),
])
def test_only_columns_that_a_key_is_bound_to_are_needed(keys: set[Key], names: tuple[str, ...]) -> None:
    collection = a_collection("tenant", TimeColumn("at"), ("valid_from", "valid_to"))
    assert needed(collection, (Lookup(("number",), frozenset(keys)),)) == names
    assert needed(a_collection(), (Lookup(("number",), frozenset(keys)),)) == ("number",)


@pytest.mark.parametrize(("whole", "cell", "kept"), [
    (False, ["carol@nordlys.example", "bob@nordlys.example"], ["carol@nordlys.example"]),
    (False, ["CAROL@nordlys.example", None, {"a": 1}], ["CAROL@nordlys.example"]), (True, ["carol@nordlys.example", "bob@x.example"], None),
    (False, ["bob@nordlys.example"], None), (False, "carol@nordlys.example", None), (False, None, None), (False, [], None),
])
def test_the_other_elements_of_a_list_are_somebody_elses(whole: bool, cell: object, kept: object) -> None:
    collection = Collection(Address("crm", "lists"), (Field("members", return_all_elements=whole), Field("id")))
    elements = Elements.of(collection, (Lookup(("members",), frozenset({Key("carol@nordlys.example")}), "email"),), ("id", "members"), None)
    assert elements.narrowed([(1, cell), (2, ["carol@nordlys.example"])]) == [(1, cell if kept is None else kept), (2, ["carol@nordlys.example"])]


def test_a_value_travels_on_in_its_one_form() -> None:
    assert normaliser("phone_number", "DK")("78 77 02 02") == "+4578770202"
    assert normaliser("account", None)(7) == "7"
    assert normaliser(None, "DK")(Decimal("7.0")) == Decimal("7.0")
