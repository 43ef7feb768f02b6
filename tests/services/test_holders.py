"""Whose a row is when companies are known by keys, lines change hands and calls have several records: through a whole stage."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dsr.domain.conditions import Condition
from dsr.domain.dataset import Address, Collection, Dataset, Field, Reference, Source, Tenants, TimeColumn
from dsr.domain.graph import plan
from dsr.domain.keys import Identity
from dsr.domain.parties import Choice, Party, Side
from dsr.domain.window import Window
from dsr.services.keyring import Keyring, spots
from dsr.services.perform import Collected, StageOrder, collect_stage, open_chunk
from dsr.services.tenants import spread
from dsr.store import Store
from dsr.vault import ephemeral_key

KEY = ephemeral_key()
JULY = datetime(2025, 7, 1, tzinfo=UTC)
NOW = datetime(2026, 1, 15, tzinfo=UTC)
BEFORE, SINCE = Window(None, JULY), Window(JULY, None)
COMPANIES = [{"id": 1, "name": "nord.example"}, {"id": 2, "name": "syd.example"}, {"id": 3, "name": None}]


def refers(collection: str, field: str) -> tuple[Reference, ...]:
    return (Reference(Address("pbx", collection), field, "from"),)


def extensions(**more: object) -> Collection:
    fields = (Field("id", ("user",)), Field("number", ("user",), "extension", "extension"), Field("owner"))
    return replace(Collection(Address("pbx", "extensions"), fields, tenant="company"), **more)  # type: ignore[arg-type]


def calls(**more: object) -> Collection:
    fields = (Field("id", ("user",)), Field("ext_id", references=refers("extensions", "id")), Field("at"))
    return replace(Collection(Address("pbx", "calls"), fields, tenant="company", time=TimeColumn("at")), **more)  # type: ignore[arg-type]


COMPANY = Collection(Address("pbx", "companies"), (Field("id"), Field("name")))


def a_pbx(tables: dict[str, list[dict[str, object]]], *collections: Collection) -> Source:
    dataset = Dataset("pbx", (COMPANY, *collections), tenants=Tenants("companies", "id", "name"))
    return Source("pbx", "memory", {"tables": {"companies": COMPANIES, **tables}}, (dataset,), timezone="UTC", country="DK")


def collected(source: Source, store: Store, *identities: Identity) -> Collected:
    made = plan([source], frozenset(one.kind for one in identities), ("user",))
    (stage,) = made.stages
    order = StageOrder(stage.steps, spots(stage.steps), identities, ("user",), "part/1", NOW)
    return collect_stage(order, source, store=store, handle=KEY, upstream=Keyring(), beat=lambda _rows: None)


def ids(found: Collected, store: Store, collection: str) -> list[object]:
    """The first cells of what is sealed; as many as were counted."""
    address = Address("pbx", collection)
    cells = [row[0] for chunk in found.sealed if chunk.address == address for row in open_chunk(chunk, store, KEY).rows]
    assert len(cells) == found.found[address]
    return sorted(cells, key=str)


EXTENSIONS: list[dict[str, object]] = [
    {"id": 10, "number": "201", "owner": "carol", "company": 1}, {"id": 20, "number": "201", "owner": "other", "company": 2},
    {"id": 30, "number": "201", "owner": "nobody", "company": 3}, {"id": 40, "number": "201", "owner": "nobody", "company": None}]
CALLS: list[dict[str, object]] = [
    {"id": number, "ext_id": ext, "at": at, "company": company} for number, ext, at, company in (
        (1, 10, "2025-06-30 23:59:59", 1), (2, 10, "2025-07-01 00:00:00", 1), (3, 20, "2025-08-01 00:00:00", 2), (4, 10, "2025-08-01 00:00:00", 2))]


@pytest.mark.parametrize(("tenant", "found", "called"), [
    ("nord.example", [10], [1, 2]), ("syd.example", [20], [3]), ("1", [], []), ("NORD.example", [], []), ("west.example", [], []),
    (None, [10, 20, 30, 40], [1, 2, 3])])
def test_a_company_is_named_and_its_key_is_looked_up(store: Store, tenant: str | None, found: list[int], called: list[int]) -> None:
    source = a_pbx({"extensions": EXTENSIONS, "calls": CALLS}, extensions(), calls())
    made = collected(source, store, Identity("extension", "201", tenant))
    assert (ids(made, store, "extensions"), ids(made, store, "calls")) == (found, called)


def test_keys_leave_with_the_name_of_their_company(store: Store) -> None:
    source = a_pbx({"extensions": EXTENSIONS, "calls": CALLS}, extensions(), calls())
    made = collected(source, store, Identity("extension", "201"))
    assert {(key.value, key.tenant) for key in made.keys.at((Address("pbx", "extensions"), ("id",)))} == {
        (10, "nord.example"), (20, "syd.example"), (40, None)}


@pytest.mark.parametrize(("tenant", "found", "called"), [
    ("nord.example", [10], [1, 2]), ("syd.example", [], []), (None, [10], [1, 2])])
def test_a_system_of_one_company_holds_nothing_of_another(store: Store, tenant: str | None, found: list[int], called: list[int]) -> None:
    own = {"extensions": EXTENSIONS[:1], "calls": CALLS[:2]}
    source = replace(a_pbx(own, extensions(tenant=None), calls(tenant=None)), tenant="nord.example")
    made = collected(source, store, Identity("extension", "201", tenant))
    assert (ids(made, store, "extensions"), ids(made, store, "calls")) == (found, called)
    assert {key.tenant for _, keys in made.keys.own() for key in keys} == ({"nord.example"} if found else set())


def test_an_identity_without_a_company_stays_in_those_of_the_others() -> None:
    number, extension = Identity("phone_number", "+45"), Identity("extension", "201", "nord.example")
    assert spread([number, extension]) == (replace(number, tenant="nord.example"), extension)
    assert spread([number]) == (number,)


@pytest.mark.parametrize(("window", "rows", "called"), [(BEFORE, [], []), (SINCE, [10], [2]), (Window(), [10], [1, 2])])
def test_a_row_of_today_is_found_by_who_holds_it_today(store: Store, window: Window, rows: list[int], called: list[int]) -> None:
    source = a_pbx({"extensions": EXTENSIONS, "calls": CALLS}, extensions(holds="now"), calls())
    made = collected(source, store, Identity("extension", "201", "nord.example", window))
    assert (ids(made, store, "extensions"), ids(made, store, "calls")) == (rows, called)


@pytest.mark.parametrize(("window", "rows", "called"), [(BEFORE, [], [1]), (SINCE, [10], [2])])
def test_a_place_leads_all_its_holders_on_and_is_the_last_ones(store: Store, window: Window, rows: list[int], called: list[int]) -> None:
    source = a_pbx({"extensions": EXTENSIONS, "calls": CALLS}, extensions(holds="place"), calls())
    made = collected(source, store, Identity("extension", "201", "nord.example", window))
    assert (ids(made, store, "extensions"), ids(made, store, "calls")) == (rows, called)


LEGS = Collection(Address("pbx", "legs"), (
    Field("id", ("user",)), Field("number", identity="extension", kind="extension"), Field("at"),
    Field("origin", references=refers("legs", "id"), again=True), Field("bridge", references=refers("legs", "id"), again=True)),
    tenant="company", time=TimeColumn("at"))
COPIES = Collection(Address("pbx", "copies"), (Field("id", ("user",)), Field("leg", references=refers("legs", "id"))))


def a_leg(number: int, extension: str, *, origin: int | None = None, bridge: int | None = None, at: str = "2025-08-01",
          company: int = 1) -> dict[str, object]:
    return {"id": number, "number": extension, "at": at, "origin": origin, "bridge": bridge, "company": company}


def test_a_call_brings_its_other_records_once_and_a_colleagues_ring_stays(store: Store) -> None:
    legs = [a_leg(1, "600", bridge=2), a_leg(2, "201", origin=1), a_leg(3, "202", origin=1), a_leg(4, "", origin=2), a_leg(5, "", origin=4),
            a_leg(6, "201", origin=2), a_leg(7, "", origin=2, company=2), a_leg(8, "", origin=2, at="2025-06-01"), a_leg(9, "201"), a_leg(9, "201")]
    copies: list[dict[str, object]] = [{"id": f"c{leg['id']}", "leg": leg["id"]} for leg in legs[:8]]
    source = a_pbx({"legs": legs, "copies": copies}, LEGS, COPIES)
    made = collected(source, store, Identity("extension", "201", "nord.example", SINCE))
    assert ids(made, store, "legs") == [1, 2, 4, 6, 9, 9]
    assert ids(made, store, "copies") == ["c1", "c2", "c4", "c6"]


def test_a_reference_to_itself_without_the_mark_is_not_followed(store: Store) -> None:
    people = Collection(Address("pbx", "people"), (
        Field("id", ("user",)), Field("email", identity="email", kind="email"), Field("manager", references=refers("people", "id"))))
    rows: list[dict[str, object]] = [{"id": 1, "email": "carol@x", "manager": None}, {"id": 2, "email": "bob@x", "manager": 1}]
    assert ids(collected(a_pbx({"people": rows}, people), store, Identity("email", "carol@x")), store, "people") == [1]


def test_nothing_of_another_is_sealed(store: Store) -> None:
    logs = Collection(Address("pbx", "logs"), (
        Field("id", ("user",)), Field("email", ("user",), "email", "email"), Field("raw", ("user",), party=Choice(Party.MIXED)),
        Field("pass", ("user",), secret=True), Field("value", ("user",), secret_when=Condition("kind", ("pw",)))))
    rows: list[dict[str, object]] = [{"id": 1, "email": "carol@x", "raw": "bob", "pass": "p1", "value": "p2", "kind": "pw"},
                                     {"id": 2, "email": "carol@x", "raw": None, "pass": "p1", "value": "v", "kind": "ip"}]
    made = collected(a_pbx({"logs": rows}, logs), store, Identity("email", "carol@x"))
    (chunk,) = made.sealed
    batch = open_chunk(chunk, store, KEY)
    assert (batch.columns, batch.rows) == (("id", "email", "raw", "value"), [(1, "carol@x", None, None), (2, "carol@x", None, "v")])
    assert batch.masked == {2: [0], 3: [0]}
    masked = made.masked[Address("pbx", "logs")]
    assert (masked.rows, {name: dict(why) for name, why in masked.fields.items()}) == (1, {"raw": {"mixed": 1}, "value": {"secret": 1}})


def test_what_is_restricted_is_not_even_planned(store: Store) -> None:
    retained = replace(calls(), address=Address("pbx", "retained"), is_restricted=True,
                       fields=(Field("id", ("user",)), Field("number", ("user",), "extension", "extension")))
    source = a_pbx({"extensions": EXTENSIONS}, extensions(), retained)  # there is no such table: asking for it would fail
    made = collected(source, store, Identity("extension", "201", "nord.example"))
    assert made.found == {Address("pbx", "extensions"): 1}
    assert made.shortfalls == []
    assert plan([source], frozenset({"extension"}), ("user",)).gaps == ()


def test_whoever_called_is_not_looked_up(store: Store) -> None:
    """A reference from a column leads on with the person's own cells only, where the mapping says whose they are."""
    records = Collection(Address("pbx", "records"), (
        Field("id", ("user",)), Field("caller", (), "phone_number", "phone_number", side=Choice(Side.CALLER), about="number"),
        Field("callee", (), "phone_number", "phone_number", side=Choice(Side.CALLEE), about="number")))
    cards = Collection(Address("pbx", "cards"), (
        Field("id", ("user",)), Field("number", (), None, "phone_number", (*refers("records", "caller"), *refers("records", "callee")))))
    rows: list[dict[str, object]] = [{"id": 1, "caller": "78770201", "callee": "33661234"}, {"id": 2, "caller": "33661235", "callee": "78770201"}]
    tables: dict[str, list[dict[str, object]]] = {"records": rows, "cards": [
        {"id": "carol", "number": "+4578770201"}, {"id": "doctor", "number": "33661234"}, {"id": "shop", "number": "33661235"}]}
    made = collected(a_pbx(tables, records, cards), store, Identity("phone_number", "+4578770201"))
    assert (ids(made, store, "records"), ids(made, store, "cards")) == ([1, 2], ["carol"])
