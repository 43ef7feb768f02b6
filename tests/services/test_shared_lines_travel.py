"""A shared line travels as one: by its key, over places and stepping stones, through a second pass, and no further."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from dsr.domain.conditions import Condition
from dsr.domain.dataset import Address, Collection, Dataset, Field, Holders, Reference, Source, TimeColumn
from dsr.domain.keys import Identity, Key
from dsr.domain.parties import Choice, Party, Side
from dsr.domain.values import WireBatch
from dsr.domain.window import Window
from dsr.services.keyring import Keyring
from dsr.services.perform import open_chunk
from dsr.store import Store
from tests.services.shared_lines import KEY, haul, told

CAROL = Identity("login", "carol")
MARCH = datetime(2026, 3, 1, tzinfo=UTC)
Rows = list[dict[str, object]]


def refers(name: str, **more: Any) -> tuple[Reference, ...]:
    collection, field = name.split(".")
    return (Reference(Address("pbx", collection), field, "from"),)


def a_pbx(tables: dict[str, Rows], *collections: Collection) -> tuple[Source, ...]:
    return (Source("pbx", "memory", {"tables": tables}, (Dataset("pbx", collections),), timezone="UTC", country="DK"),)


def made(name: str, *fields: Field, **more: Any) -> Collection:
    return Collection(Address("pbx", name), fields, **more)


USERS = made("users", Field("id", ("user",)), Field("login", identity="login", kind="login"))
HOLD = made("hold", Field("line_id"), Field("user_id", references=refers("users.id")), valid=("since", "until"),
            holders=Holders("line_id", "user_id"))
LINE = (Field("id", ("user",), references=refers("hold.line_id")), Field("number", kind="phone_number"))
CALLS = made("calls", Field("id", ("user",)), Field("number", (), None, "phone_number", refers("lines.number")),
             Field("user_id", references=refers("users.id")), time=TimeColumn("at"))
TABLES: dict[str, Rows] = {
    "users": [{"id": 7, "login": "carol"}, {"id": 9, "login": "bob"}],
    "hold": [{"line_id": 1, "user_id": 7, "since": "2026-01-01", "until": None}, {"line_id": 1, "user_id": 9, "since": "2026-03-01", "until": None},
             {"line_id": 2, "user_id": 9, "since": None, "until": None}],
    "lines": [{"id": 1, "number": "78770202"}, {"id": 2, "number": "11223344"}],
    "calls": [{"id": number, "number": "78770202", "user_id": user, "at": at} for number, user, at in (
        (1, None, "2025-12-31"), (2, 9, "2026-02-28"), (3, 9, "2026-03-01"), (4, 7, "2026-03-01"))] + [
        {"id": 5, "number": "11223344", "user_id": 9, "at": "2026-02-01"}]}


@pytest.mark.parametrize(("line", "lines", "calls"), [
    ({"holds": "place"}, ([], 1), ([2, 4], 1)),                       # the line itself is nobody's alone now; its calls are counted
    ({"fields": (Field("id", references=refers("hold.line_id")), LINE[1])}, ([1], 0), ([2, 4], 1)),   # a stepping stone
    ({}, ([], 1), ([4], 0)),                                          # a row of personal data leads nowhere
])
def test_a_line_that_is_no_identifier_is_told_by_its_key(store: Store, line: dict[str, Any], lines: tuple[list[int], int],
                                                         calls: tuple[list[int], int]) -> None:
    collection = made("lines", *line.pop("fields", LINE), **line)
    given = haul(a_pbx(TABLES, USERS, HOLD, collection, CALLS), store, CAROL)
    stone = given.found[Address("pbx", "lines")]
    assert (stone, given.masked[Address("pbx", "lines")].shared) == (len(lines[0]) + lines[1], lines[1])
    rows = [row[0] for chunk in given.sealed if chunk.address == Address("pbx", "calls") for row in open_chunk(chunk, store, KEY).rows]
    assert (sorted(rows, key=str), given.masked[Address("pbx", "calls")].shared) == calls


def test_what_a_row_of_theirs_leads_to_is_theirs_whatever_else_found_the_row(store: Store) -> None:
    recordings = made("recordings", Field("id", ("user",)), Field("call_id", references=refers("calls.id")))
    tables: dict[str, Rows] = {**TABLES, "recordings": [{"id": number, "call_id": number} for number in range(1, 6)]}
    found = told(a_pbx(tables, USERS, HOLD, made("lines", *LINE, holds="place"), CALLS, recordings), store, CAROL)
    assert (found["calls"], found["recordings"]) == (([2, 4], 1), ([2, 4], 0))


def test_a_part_of_a_composite_key_is_a_line_too(store: Store) -> None:
    hold = made("hold", Field("domain"), Field("extension"), Field("user_id", references=refers("users.id")), holders=Holders("extension", "user_id"))
    legs = made("legs", Field("id", ("user",)), Field("domain", references=refers("hold.domain")),
                Field("extension", references=refers("hold.extension")), composite=(("domain", "extension"),))
    tables: dict[str, Rows] = {**TABLES, "hold": [
        {"domain": "nord", "extension": "201", "user_id": 7}, {"domain": "nord", "extension": "202", "user_id": 7},
        {"domain": "nord", "extension": "202", "user_id": 9}], "legs": [
        {"id": number, "domain": "nord", "extension": text} for number, text in ((1, "201"), (2, "202"), (3, "203"))]}
    assert told(a_pbx(tables, USERS, hold, legs), store, CAROL)["legs"] == ([1], 1)


def test_a_call_that_a_second_record_makes_theirs_is_not_counted_as_the_lines(store: Store) -> None:
    """Leg 2 is the line's by itself; leg 1 is Carol's and says that leg 2 is the same call."""
    hold = made("hold", Field("number", kind="phone_number"), Field("user_id", references=refers("users.id")), holders=Holders("number", "user_id"))
    legs = made("legs", Field("id", ("user",), references=refers("legs.bridge"), again=True),
                Field("number", (), None, "phone_number", refers("hold.number")), Field("user_id", references=refers("users.id")), Field("bridge"))
    tables: dict[str, Rows] = {
        **TABLES, "hold": [{"number": "78770202", "user_id": 7}, {"number": "78770202", "user_id": 9}],
        "legs": [{"id": 1, "number": None, "user_id": 7, "bridge": 2}, {"id": 2, "number": "78770202", "user_id": None, "bridge": None},
                 {"id": 3, "number": "78770202", "user_id": None, "bridge": 4}, {"id": 4, "number": None, "user_id": None, "bridge": None}]}
    assert told(a_pbx(tables, USERS, hold, legs), store, CAROL)["legs"] == ([1, 2], 1)


def test_the_number_of_a_shared_line_is_no_side_of_the_person(store: Store) -> None:
    """A colleague calls Carol from a number that both have: the name beside it is the colleague's."""
    hold = made("hold", Field("number", kind="phone_number"), Field("user_id", references=refers("users.id")), holders=Holders("number", "user_id"))
    legs = made("legs", Field("id", ("user",)), Field("caller", ("user",), None, "phone_number", refers("hold.number"), side=Choice(Side.CALLER),
                                                       about="number"),
                Field("caller_name", ("user",), side=Choice(Side.CALLER), about="name"),
                Field("callee_user", references=refers("users.id"), side=Choice(Side.CALLEE), about="account"))
    tables: dict[str, Rows] = {
        **TABLES, "hold": [{"number": "78770202", "user_id": 7}, {"number": "78770202", "user_id": 9}],
        "legs": [{"id": 1, "caller": "78770202", "caller_name": "Bob", "callee_user": 7}]}
    given = haul(a_pbx(tables, USERS, hold, legs), store, CAROL)
    (batch,) = [open_chunk(chunk, store, KEY) for chunk in given.sealed if chunk.address == Address("pbx", "legs")]
    assert isinstance(batch, WireBatch)
    assert batch.rows == [(1, "78770202", None)]
    assert dict(given.masked[Address("pbx", "legs")].fields["caller_name"]) == {Party.NAME.value: 1}


def test_a_mark_of_the_row_travels_with_its_number(store: Store) -> None:
    numbers = made("numbers", Field("user_id", references=refers("users.id")),
                   Field("number", kind="phone_number", shared=Condition("use", ("reception",))))
    calls = made("calls", Field("id", ("user",)), Field("number", (), None, "phone_number", refers("numbers.number")))
    tables: dict[str, Rows] = {
        **TABLES, "numbers": [{"user_id": 7, "number": "78770202", "use": "Reception"}, {"user_id": 7, "number": "11223344", "use": None}]}
    assert told(a_pbx(tables, USERS, numbers, calls), store, CAROL)["calls"] == ([5], 4)


def test_a_shared_key_is_sealed_as_one_and_older_seals_are_opened() -> None:
    spot = (Address("pbx", "hold"), ("line_id",))
    ring, opened = Keyring(), Keyring()
    ring.add(spot, [Key(1, None, Window(MARCH, None), is_shared=True), Key(1, None, Window(None, MARCH))])
    opened.load(ring.dump())
    assert opened.at(spot) == ring.at(spot)
    opened.load(b'[["pbx","hold",["line_id"],[[["int","2"],"nord",null,null]]]]')
    assert Key(2, "nord") in opened.at(spot)
