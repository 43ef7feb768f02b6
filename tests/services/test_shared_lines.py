"""A line of several people: a row on it is a person's only if the row itself names them; the others are counted and not kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from dsr.domain.dataset import Address, Collection, Dataset, Field, Holders, Reference, Same, Source, Tenants
from dsr.domain.graph import plan
from dsr.domain.keys import Identity
from dsr.domain.window import Window
from dsr.domain.words import NotReached
from dsr.services.keyring import Keyring
from dsr.services.perform import Collected, Seeker, StageOrder, collect_stage, collect_together, open_chunk
from dsr.store import Store
from tests.connectors.shelves import MemoryShelf, ParquetShelf, PostgresShelf, Row, Shelf, SqliteShelf
from tests.servers.postgres import Postgres
from tests.services.shared_lines import BOB, CAROL, COPENHAGEN, DORIS, KEY, NOW, Told, call, email, haul, held, hunting, number, put, sources, told

CALLS: list[Row] = [call(1, "2025-12-31 23:59:59"), call(2, "2026-01-01"), call(3, "2026-02-28 23:59:59"), call(4, "2026-03-01"),
                    call(5, "2026-04-30 23:59:59"), call(6, "2026-05-01"), call(7, "2026-04-01", agent=CAROL), call(8, "2026-04-01", agent=BOB),
                    call(9, "2026-04-01", company="syd")]
JOINED = [held(1, CAROL, "2026-01-01"), held(2, BOB, "2026-03-01", "2026-05-01")]


@pytest.fixture(scope="module", params=["memory", "sqlite", "parquet", "postgres"])
def shelf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    folder: Path = tmp_path_factory.mktemp("lines")
    match request.param:
        case "memory":
            yield MemoryShelf()
        case "sqlite":
            yield SqliteShelf(folder)
        case "parquet":
            yield ParquetShelf(folder)
        case "postgres":
            server: Postgres = request.getfixturevalue("postgres")
            yield PostgresShelf(server, f"lines_{uuid4().hex}")


@pytest.mark.parametrize(("register", "identities", "expected"), [
    # the person's register row is found by who they are; the number is theirs alone but for the time in which another has it too
    (JOINED, [email()], {"users": ([7], 0), "register": ([1], 0), "calls": ([2, 3, 6, 7], 3)}),
    ([held(1, CAROL, "2026-01-01"), held(2, CAROL, "2026-03-01")], [email()], {"users": ([7], 0), "register": ([1, 2], 0),
                                                                             "calls": ([2, 3, 4, 5, 6, 7, 8], 0)}),
    ([held(1, CAROL, "2026-01-01"), held(2, BOB, "2026-03-01", company="syd")], [email()],                 # another company's number
     {"users": ([7], 0), "register": ([1], 0), "calls": ([2, 3, 4, 5, 6, 7, 8], 0)}),
    ([held(1, CAROL, "2026-01-01", "2026-03-01"), held(2, BOB, "2026-03-01")], [email()],                  # a hand-over is no sharing
     {"users": ([7], 0), "register": ([1], 0), "calls": ([2, 3, 7], 0)}),
    ([held(1, CAROL, "2026-01-01"), held(2, None, "2026-03-01")], [email()],                               # a row that names nobody
     {"users": ([7], 0), "register": ([1], 0), "calls": ([2, 3, 4, 5, 6, 7, 8], 0)}),
    ([held(1, CAROL), held(2, BOB)], [email()], {"users": ([7], 0), "register": ([1], 0), "calls": ([7], 7)}),
    # a number from outside is asked about alike; who had it alone at some time is taken for the person
    (JOINED, [number("nord")], {"register": ([1], 1), "calls": ([1, 2, 3, 6], 4)}),
    (JOINED, [number("nord"), email(tenant="nord")], {"users": ([7], 0), "register": ([1], 1), "calls": ([1, 2, 3, 6, 7], 3)}),
    ([held(1, CAROL), held(2, BOB)], [number("nord")], {"register": ([], 2), "calls": ([], 8)}),
    ([held(1, CAROL, None, "2026-03-01"), held(2, BOB, "2026-03-01")], [number("nord")], {"register": ([], 2), "calls": ([], 8)}),
    ([held(1, CAROL, None, "2026-03-01"), held(2, BOB, "2026-03-01")], [number("nord", None, "2026-03-01")],
     {"register": ([1], 0), "calls": ([1, 2, 3], 0)}),
    ([held(1, CAROL, "2026-01-01")], [number("nord", "2026-02-01", "2026-03-01")],                         # one alone: as it was
     {"register": ([1], 0), "calls": ([3], 0)}),
    ([], [number("nord")], {"calls": ([1, 2, 3, 4, 5, 6, 7, 8], 0)}),                                      # nobody is known to have it
    ([held(1, CAROL), held(2, BOB, company="syd")], [number()], {"register": ([], 2), "calls": ([], 9)}),  # without a company: two people
])
def test_what_another_holds_too_is_shared_and_the_rest_is_theirs(shelf: Shelf, store: Store, register: list[Row], identities: list[Identity],
                                                                 expected: Told) -> None:
    put(shelf, register=register, calls=CALLS)
    assert told(sources(shelf), store, *identities) == expected


@pytest.mark.parametrize(("register", "identities", "expected"), [
    ([held(1, CAROL, use="hunt")], [email()], {"users": ([7], 0), "register": ([1], 0), "calls": ([7], 7)}),      # the row is theirs, the line is not
    ([held(1, CAROL, use="desk")], [email()], {"users": ([7], 0), "register": ([1], 0), "calls": ([1, 2, 3, 4, 5, 6, 7, 8], 0)}),
    ([held(1, CAROL, use="desk"), held(2, None, "2026-03-01", use="hunt")], [email()],
     {"users": ([7], 0), "register": ([1], 0), "calls": ([1, 2, 3, 7], 4)}),
    ([held(1, None, use="hunt")], [number("nord")], {"register": ([], 1), "calls": ([], 8)})])
def test_a_row_may_say_that_its_number_is_everybodys(store: Store, register: list[Row], identities: list[Identity], expected: Told) -> None:
    shelf = MemoryShelf()
    put(shelf, register=register, calls=CALLS)
    assert told(sources(shelf, holders=None, flag=hunting()), store, *identities) == expected


@pytest.mark.parametrize(("register", "found"), [
    ([held(1, CAROL)], ([1, 2], 0)), ([held(1, CAROL), held(2, BOB)], ([], 2)), ([held(1, CAROL), held(2, BOB, "2026-03-01")], ([], 2))])
def test_a_row_without_a_time_may_be_of_the_time_that_is_shared(store: Store, register: list[Row], found: tuple[list[int], int]) -> None:
    shelf = MemoryShelf()
    put(shelf, register=register, devices=[(1, "78770202"), (2, "+45 78770202"), (3, "11223344")])
    assert told(sources(shelf), store, email())["devices"] == found


def test_what_a_shared_line_finds_leads_nowhere_and_others_are_nowhere(store: Store) -> None:
    """Found by the number of a reception, a colleague's card would lead to all that is theirs."""
    shelf = MemoryShelf()
    put(shelf, register=[held(1, CAROL), held(2, BOB), held(3, DORIS, line="11223344"), held(4, BOB, line="33445566")], calls=[
        call(1, "2026-04-01"), call(2, "2026-04-01", line="33445566"), call(3, "2026-04-01", agent=BOB)], contacts=[
        (1, "78 77 02 02", CAROL), (2, "78770202", BOB), (3, "11223344", CAROL)])
    made = sources(shelf)
    contacts = made[1].datasets[0].collections[0]
    fields = (*contacts.fields[:2], replace(contacts.fields[2], references=(Reference(Address("pbx", "users"), "id", "to"),)))
    crm = replace(made[1], datasets=(Dataset("crm", (replace(contacts, fields=fields),)),))
    assert told((made[0], crm, made[2]), store, number("nord")) == {"contacts": ([], 2), "register": ([], 2), "calls": ([], 2)}


def test_a_register_that_does_not_answer_stops_what_it_would_have_been_asked_for(store: Store) -> None:
    """Without the register nobody can tell whose the number is: the archive is not searched by it, and the gap is named."""
    shelf = MemoryShelf()
    put(shelf, calls=CALLS)
    archive, _, pbx = sources(shelf)
    gone = replace(pbx, connector="sql", config={"url": "sqlite:////nowhere/at/all.sqlite"})
    given = haul((archive, gone), store, number("nord"))
    assert given.sealed == ()
    assert given.missed[Address("cdr", "calls")] in (NotReached.UNAVAILABLE, NotReached.MISCONFIGURED)


@pytest.mark.parametrize(("devices", "expected"), [
    ([], {"register": ([], 2), "calls": ([], 1)}), ([(BOB, str(CAROL))], {"register": ([1, 2], 0), "calls": ([1], 0)}),
    ([(BOB, None)], {"register": ([], 2), "calls": ([], 1)}), ([(DORIS, str(CAROL))], {"register": ([], 2), "calls": ([], 1)})])
def test_two_holders_may_be_one_person(store: Store, devices: list[Row], expected: Told) -> None:
    shelf = MemoryShelf()
    put(shelf, register=[held(1, CAROL), held(2, BOB)], calls=[call(1, "2026-04-01")], devices=devices)
    assert told(sources(shelf, holders=Holders("number", "user_id", same=Same("devices", "id", "number"))), store, number("nord")) == expected


@pytest.mark.parametrize(("here", "expected"), [(False, ([], 2)), (True, ([1, 2], 0))])
def test_a_list_of_what_people_say_decides_of_its_own_source_only(store: Store, here: bool, expected: tuple[list[int], int]) -> None:
    shelf = MemoryShelf()
    put(shelf, register=[held(1, CAROL), held(2, BOB)], calls=[call(1, "2026-04-01"), call(2, "2026-04-02")])
    found = told(sources(shelf, holders=Holders("number", "user_id", here)), store, number("nord"))
    assert (found["calls"], found["register"]) == (expected, ([], 2))


@pytest.mark.parametrize(("register", "windows"), [
    ([held(1, CAROL, "2026-01-01"), held(2, BOB, "2026-03-01")], [Window(None, datetime(2026, 3, 1, tzinfo=COPENHAGEN).astimezone(UTC))]),
    ([held(1, CAROL), held(2, BOB)], [])])
def test_a_person_is_not_asked_for_what_is_on_a_shared_line(store: Store, register: list[Row], windows: list[Window]) -> None:
    shelf = MemoryShelf()
    put(shelf, register=register)
    faxes = Collection(Address("attic", "faxes"), (Field("number", ("user",), "phone_number", "phone_number"),))
    attic = Source("attic", "manual", {}, (Dataset("attic", (faxes,)),))
    (stage,) = plan([attic], frozenset({"phone_number"}), ("user",)).stages
    order = StageOrder(stage.steps, frozenset(), (number("nord"),), ("user",), "x", NOW)
    made = collect_stage(order, attic, store=store, handle=KEY, upstream=Keyring(), beat=lambda _rows: None, sources=[sources(shelf)[2]])
    assert [key.window for lookups in made.asked.values() for lookup in lookups for key in lookup.keys] == windows
    assert [one.why for one in made.shortfalls] == ([] if windows else [NotReached.NOT_ASKED])


def test_two_holders_in_one_scan_are_told_what_each_is_told_alone(store: Store) -> None:
    """What both have is withheld from both, and what each had alone is theirs."""
    shelf = MemoryShelf()
    put(shelf, register=JOINED, calls=CALLS)
    archive, _, pbx = sources(shelf)
    (stage,) = plan([archive], frozenset({"phone_number"}), ("user",)).stages
    seekers = [Seeker(StageOrder(stage.steps, frozenset(), (number("nord", *window),), ("user",), place, NOW), KEY, Keyring(), lambda _rows: None)
               for place, window in (("carol", ("2026-01-01", "2026-06-01")), ("bob", ("2026-03-01", "2026-05-01")))]
    together = collect_together(seekers, archive, store=store, sources=[pbx])
    by_themselves = [one for each in seekers for one in collect_together([each], archive, store=store, sources=[pbx])]
    for given, alone in zip(together, by_themselves, strict=True):
        assert isinstance(given, Collected)
        assert isinstance(alone, Collected)
        assert (given.found, given.masked) == (alone.found, alone.masked)
        assert [open_chunk(one, store, KEY).rows for one in given.sealed] == [open_chunk(one, store, KEY).rows for one in alone.sealed]
    calls = Address("cdr", "calls")
    assert [(one.found[calls], one.masked[calls].shared) for one in together if isinstance(one, Collected)] == [(7, 4), (4, 4)]


@pytest.mark.parametrize("why", ["is_restricted", "skip_processing"])
def test_what_may_not_be_searched_is_not_asked_either(store: Store, why: str) -> None:
    shelf = MemoryShelf()
    put(shelf, calls=CALLS)
    archive, _, pbx = sources(shelf)
    (register,) = (one for one in pbx.collections() if one.address.collection == "register")
    closed = replace(register, **{why: True}, table="there is no such table")  # type: ignore[arg-type]  # either is a mark
    assert told((archive, replace(pbx, datasets=(Dataset("pbx", (closed,)),))), store, number("nord"))["calls"] == ([1, 2, 3, 4, 5, 6, 7, 8], 0)


def test_who_has_it_today_says_nothing_of_the_past(store: Store) -> None:
    shelf = MemoryShelf()
    put(shelf, register=[held(1, CAROL), held(2, BOB)], calls=CALLS)
    today = sources(shelf, holds="now", valid=None)
    assert told(today, store, number("nord"))["calls"] == ([], 8)
    assert told(today, store, number("nord", None, "2026-05-01"))["calls"] == ([1, 2, 3, 4, 5, 7, 8], 0)


def test_companies_are_compared_by_their_names(store: Store) -> None:
    """Two systems call a company differently; the register's directory tells the key."""
    shelf = MemoryShelf()
    put(shelf, register=[held(1, CAROL, company="k1"), held(2, BOB, "2026-03-01", company="k1"), held(3, DORIS, company="k2")], calls=CALLS)
    shelf.put("companies", {"key": "text", "name": "text"}, [("k1", "nord"), ("k2", "syd")])
    archive, _, pbx = sources(shelf)
    companies = Collection(Address("pbx", "companies"), (Field("key"), Field("name")))
    directory = Tenants("companies", "key", "name")
    named = replace(pbx, datasets=(replace(pbx.datasets[0], collections=(*pbx.collections(), companies), tenants=directory),))
    assert told((archive, named), store, number("nord"))["calls"] == ([1, 2, 3], 5)
    assert told((archive, named), store, email())["calls"] == ([1, 2, 3, 7], 4)
    assert told((archive, named), store, number("syd"))["calls"] == ([9], 0)


@pytest.mark.parametrize("company", [None, "nord"])
def test_a_register_that_is_one_companys_as_a_whole_knows_the_person_too(store: Store, company: str | None) -> None:
    """No row of it names a company, and neither do the identities; the archive is not joined to it."""
    shelf = MemoryShelf()
    put(shelf, register=[held(1, CAROL, None, "2026-03-01"), held(2, BOB, "2026-03-01")], calls=CALLS)
    archive, _, pbx = sources(shelf, tenant=None)
    (calls,) = archive.collections()
    alone = replace(calls, fields=tuple(replace(field, references=()) if field.name == "number" else field for field in calls.fields))
    made = (replace(archive, datasets=(Dataset("cdr", (alone,)),)), replace(pbx, tenant=company))
    assert told(made, store, email(), number())["calls"] == ([1, 2, 3, 7], 5)
    assert told(made, store, email(tenant="nord"), number("nord"))["calls"] == ([1, 2, 3, 7], 4)
