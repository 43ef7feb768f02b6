"""Keys that leave a row hold for no other tenant and no longer than the key that found it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.conditions import Condition
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from dsr.domain.graph import Edge, Seed, Step
from dsr.domain.keys import Identity, Key, Lookup
from dsr.domain.networks import CompanyNetwork
from dsr.domain.window import ALWAYS, Window
from dsr.services.keyring import Harvest, Keyring, Spot, lookups, spots

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MORNING, EVENING = datetime(2026, 3, 2, 6, tzinfo=UTC), datetime(2026, 3, 2, 18, tzinfo=UTC)
LINES, CALLS = Address("crm", "lines"), Address("cdr", "calls")
NUMBER: Spot = (LINES, ("number",))
COLUMNS = ("person", "number", "domain", "since", "until")


def lines(tenant: str | None = None, valid: tuple[str | None, str | None] | None = None) -> Collection:
    return Collection(LINES, (Field("person"), Field("number", kind="phone_number"), Field("domain")), tenant=tenant, valid=valid)


def harvested(collection: Collection, found_by: set[Key], *rows: tuple[object, ...], spot: Spot = NUMBER) -> set[Key]:
    source = Source("crm", "memory", {}, (Dataset("crm", (collection,)),), timezone="Europe/Copenhagen", country="DK")
    ring = Keyring()
    harvest = Harvest(collection, source, COLUMNS, (spot,), (Lookup(("person",), frozenset(found_by)),), NOON)
    harvest.take([(*row, *[None] * (len(COLUMNS) - len(row))) for row in rows], ring)
    return set(ring.at(spot))


@pytest.mark.parametrize(("cell", "values"), [
    ("78 77 02 02", {"+4578770202"}), (78770202, {"+4578770202"}), (78770202.0, {"+4578770202"}), (None, set()), ("", set()), ("-", set()),
    ("anonymous", set()), (["78770202", None, "0045 78770203", "n/a"], {"+4578770202", "+4578770203"}), ({"a": 1}, set())])
def test_values_leave_in_their_one_form_and_blanks_stay(cell: object, values: set[str]) -> None:
    assert {key.value for key in harvested(lines(), {Key(1)}, (1, cell))} == values


def test_parts_of_a_composite_key_leave_together_and_as_they_are() -> None:
    spot = (LINES, ("domain", "number"))
    rows = [(1, "78 77 02 02", "a"), (1, 0, "b"), (1, None, "c"), (1, "5", None), (1, "", "d"), (1, "5", " "), (1, ["5"], "e")]
    assert {key.value for key in harvested(lines(), {Key(1)}, *rows, spot=spot)} == {("a", "78 77 02 02"), ("b", 0)}


@pytest.mark.parametrize(("found_by", "cell", "tenants"), [
    (Key(1), "nordlys", {"nordlys"}), (Key(1, "nordlys"), "nordlys", {"nordlys"}), (Key(1, "havbris"), "nordlys", set()), (Key(1), None, {None}),
    (Key(1), 7, {"7"}), (Key(1, "nordlys"), None, set())])
def test_a_key_stays_with_its_tenant(found_by: Key, cell: object, tenants: set[str | None]) -> None:
    assert {key.tenant for key in harvested(lines(tenant="domain"), {found_by}, (1, "201", cell))} == tenants


def test_a_tenant_travels_over_collections_that_have_none() -> None:
    assert harvested(lines(), {Key(1, "nordlys"), Key(2)}, (1, "201"), (2, "202")) == {Key("201", "nordlys"), Key("202")}


@pytest.mark.parametrize(("window", "since", "until", "holds"), [
    (ALWAYS, None, None, ALWAYS), (ALWAYS, MORNING, NOON, Window(MORNING, NOON)), (ALWAYS, NOON, None, Window(NOON, None)),
    (ALWAYS, NOON, "9999-12-31 00:00:00", Window(NOON, None)), (ALWAYS, "0001-01-01", NOON, Window(None, NOON)),
    (ALWAYS, NOON, "infinity", Window(NOON, None)),
    (Window(NOON, None), None, None, Window(NOON, None)), (Window(NOON, None), MORNING, None, Window(NOON, None)),
    (Window(NOON, None), EVENING, None, Window(EVENING, None)), (Window(None, NOON), MORNING, EVENING, Window(MORNING, NOON)),
    (Window(NOON, None), None, NOON, None), (Window(None, NOON), NOON, None, None), (ALWAYS, NOON, NOON, None), (ALWAYS, EVENING, MORNING, None),
    (ALWAYS, "2026-03-02 13:00:00", None, Window(NOON, None)),
])
def test_a_number_holds_for_as_long_as_it_was_held(window: Window, since: object, until: object, holds: Window | None) -> None:
    found = harvested(lines(valid=("since", "until")), {Key(1, None, window)}, (1, "78770202", None, since, until))
    assert found == (set() if holds is None else {Key("+4578770202", None, holds)})


@pytest.mark.parametrize(("kind", "since", "until", "holds"), [
    ("ip", MORNING, None, Window(MORNING, NOON)), ("mac", MORNING, None, Window(MORNING, NOON)), ("imsi", MORNING, None, Window(MORNING, NOON)),
    ("ip", MORNING, EVENING, Window(MORNING, NOON)), ("ip", None, None, Window(None, NOON)), ("ip", MORNING, "9999-12-31", Window(MORNING, NOON)),
    ("ip", None, MORNING, Window(None, MORNING)), ("ip", NOON, None, None), ("ip", EVENING, None, None),
    ("phone_number", MORNING, None, Window(MORNING, None)), ("login", MORNING, None, Window(MORNING, None))])
def test_a_session_that_is_open_ends_now(kind: str, since: object, until: object, holds: Window | None) -> None:
    """Who has the address afterwards is somebody else; a number is the person's until it is taken away."""
    session = replace(lines(valid=("since", "until")), fields=(Field("person"), Field("number", kind=kind)))
    found = harvested(session, {Key(1)}, (1, "238010000000001", None, since, until))
    assert {key.window for key in found} == (set() if holds is None else {holds})


def test_an_address_without_a_session_is_as_it_was() -> None:
    assert harvested(replace(lines(), fields=(Field("number", kind="ip"),)), {Key(1)}, (1, "192.0.2.7")) == {Key("192.0.2.7")}


OFFICE = CompanyNetwork(("10.0.0.0/8",), Condition("domain", ("nat",)))


@pytest.mark.parametrize(("address", "use", "values"), [
    ("192.0.2.7", None, {"192.0.2.7"}), ("10.1.2.3", None, set()), ("192.0.2.7", "nat", set()), ("::ffff:10.1.2.3", None, set()),
    (["10.1.2.3", "192.0.2.7"], None, {"192.0.2.7"})])
def test_an_address_of_the_companys_network_leads_nowhere(address: object, use: str | None, values: set[str]) -> None:
    collection = replace(lines(), fields=(Field("person"), Field("number", kind="ip", company=OFFICE)))
    assert {key.value for key in harvested(collection, {Key(1)}, (1, address, use))} == values


def test_a_number_that_changed_hands_at_noon_is_each_ones_for_their_time() -> None:
    rows = [("carol", "78770202", None, None, NOON), ("bob", "78770202", None, NOON, None), ("carol", "78770203", None, EVENING, None)]
    collection = lines(valid=("since", "until"))
    carol, bob = harvested(collection, {Key("carol")}, rows[0], rows[2]), harvested(collection, {Key("bob")}, rows[1])
    assert carol == {Key("+4578770202", None, Window(None, NOON)), Key("+4578770203", None, Window(EVENING, None))}
    assert bob == {Key("+4578770202", None, Window(NOON, None))}


def test_a_row_found_twice_gives_what_each_key_allows() -> None:
    found = harvested(lines(valid=("since", "until")), {Key(1, "a", Window(None, NOON)), Key(1, "b")}, (1, "201", None, MORNING, EVENING))
    assert found == {Key("201", "a", Window(MORNING, NOON)), Key("201", "b", Window(MORNING, EVENING))}


moments = st.none() | st.sampled_from([MORNING, NOON, EVENING])
windows = st.tuples(moments, moments).filter(lambda ends: not (ends[0] and ends[1] and ends[0] >= ends[1])).map(lambda ends: Window(*ends))
keys = st.builds(Key, st.sampled_from([1, 2]), st.sampled_from([None, "a", "b"]), windows)


rows = st.tuples(st.sampled_from([1, 2, 3]), st.just("201"), st.sampled_from(["a", "b", None]), moments, moments)


@given(st.frozensets(keys, min_size=1, max_size=4), rows)
def test_no_key_is_wider_than_what_found_its_row(found_by: frozenset[Key], row: tuple[object, ...]) -> None:
    for key in harvested(lines(tenant="domain", valid=("since", "until")), set(found_by), row):
        assert any(own.value == row[0] and own.tenant in (None, key.tenant) and own.window.intersect(key.window) == key.window for own in found_by)
        assert row[2] in (None, key.tenant)
        assert key.window.intersect(Window(row[3], row[4])) == key.window  # type: ignore[arg-type]


def test_what_is_looked_up_comes_from_identities_and_from_upstream() -> None:
    ring = Keyring()
    ring.add(NUMBER, [Key("+4578770202"), Key("201", "nordlys")])
    ring.add((LINES, ("domain", "number")), [Key(("a", 1))])
    edge = Edge(LINES, "number", CALLS, "caller", "phone_number")
    group = (Edge(LINES, "domain", CALLS, "domain"), Edge(LINES, "number", CALLS, "extension"))
    silent = Edge(LINES, "person", CALLS, "person")
    step = Step(CALLS, (Seed("caller", "phone_number"), Seed("mail", "email")), (edge, silent), (group,))
    people = [Identity("phone_number", "+4578770209", None, Window(NOON, None)), Identity("imsi", "238")]
    assert set(lookups(step, people, ring)) == {
        Lookup(("caller",), frozenset({Key("+4578770202"), Key("201", "nordlys"), Key("+4578770209", None, Window(NOON, None))}), "phone_number"),
        Lookup(("domain", "extension"), frozenset({Key(("a", 1))}))}
    assert spots([step]) == {NUMBER, (LINES, ("person",)), (LINES, ("domain", "number"))}
    assert lookups(Step(CALLS, (Seed("mail", "email"),)), people, ring) == ()


VALUES = st.one_of(
    st.text(), st.integers(), st.booleans(), st.floats(allow_nan=False), st.decimals(allow_nan=False), st.uuids(), st.binary(), st.dates(),
    st.datetimes(), st.datetimes(timezones=st.just(UTC)))


@given(st.dictionaries(st.sampled_from([NUMBER, (CALLS, ("a", "b"))]), st.frozensets(
    st.builds(Key, VALUES | st.tuples(VALUES, VALUES), st.none() | st.text(), windows), max_size=5)))
def test_what_is_sealed_is_what_is_opened(held: dict[Spot, frozenset[Key]]) -> None:
    ring, opened = Keyring(), Keyring()
    for spot, found in held.items():
        ring.add(spot, found)
    opened.load(ring.dump())
    for spot, found in held.items():
        assert opened.at(spot) == found
        assert {(type(key.value), key) for key in opened.at(spot)} == {(type(key.value), key) for key in found}


def test_a_ring_reads_earlier_rings_and_leaves_them_alone() -> None:
    earlier = Keyring()
    earlier.add(NUMBER, [Key("1")])
    ring = Keyring(earlier, Keyring())
    ring.add(NUMBER, [Key("2")])
    assert ring.at(NUMBER) == {Key("1"), Key("2")}
    assert earlier.at(NUMBER) == {Key("1")}
    opened = Keyring()
    opened.load(ring.dump())
    assert opened.at(NUMBER) == {Key("2")}


@pytest.mark.parametrize("value", [1, "1", True, 1.0, Decimal("1.0"), UUID(int=1), b"1", date(2026, 1, 1), datetime(2026, 1, 1), (1, "1")])
def test_a_value_keeps_its_type_when_sealed(value: object) -> None:
    ring, opened = Keyring(), Keyring()
    ring.add(NUMBER, [Key(value)])
    opened.load(ring.dump())
    (key,) = opened.at(NUMBER)
    assert (type(key.value), key.value) == (type(value), value)
