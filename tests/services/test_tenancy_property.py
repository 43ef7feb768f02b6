"""Whatever companies, people, numbers and hand-overs there are, however many have a line at a time, and however numbers are written: everybody's
answer holds exactly their rows, in a database and in an archive alike."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dsr.domain.dataset import Address, Also, Collection, Dataset, Field, Holders, Reference, Source, Tenants, TimeColumn
from dsr.domain.graph import plan
from dsr.domain.keys import Identity
from dsr.domain.window import Window
from dsr.services.sealing import open_chunk
from dsr.services.search import search
from dsr.store import Store
from dsr.vault import ephemeral_key
from tests.connectors.shelves import Columns, ParquetShelf, Shelf, SqliteShelf
from tests.services.tenancy_oracle import (
    COPENHAGEN,
    Call,
    Holding,
    Mailbox,
    alone,
    calls_of,
    is_theirs,
    mailboxes_of,
    messages_of,
)

KEY = ephemeral_key()
EXAMPLES = 150 if settings().max_examples <= 100 else 5000  # for each of the two kinds of source
WALL = [datetime.fromisoformat(one) for one in ("2025-03-30 01:59:59", "2025-03-30 03:00:00", "2025-06-30 23:59:59", "2025-07-01 00:00:00",
                                                "2025-10-26 01:59:59", "2025-10-26 03:00:00", "2025-12-31 23:59:59", "2026-01-01 00:00:00")]
HAND_OVERS = [wall.replace(tzinfo=COPENHAGEN) for wall in WALL]
NOW = datetime(2025, 8, 1, tzinfo=COPENHAGEN)
EXTENSIONS, NUMBERS = ["201", "202", "2010"], ["78770201", "78770202", "46787702"]
WAYS = ["{}", "+45{}", "0045{}", "45{}", "+45 {}", "sip:+45{}@sbc.example", "sip:{}@sbc.example;user=phone"]
NAMES = {1: "nord.example", 2: "syd.example", 3: "nor.example"}
REGISTER: dict[str, Any] = {"tenant": "company", "valid": ("since", "until"), "holders": Holders("line", "person")}
Message = tuple[int, int, datetime]
Told = dict[str, tuple[list[int], int]]  # ids that are sealed, and rows that only a shared line found


@st.composite
def ledgers(draw: st.DrawFn) -> list[Holding]:
    """Every extension and number of a company goes from person to person, or rests between two; some lines go two such ways at once."""
    result = []
    places = [*itertools.product((1, 2), EXTENSIONS), *((draw(st.sampled_from((1, 2))), number) for number in NUMBERS)]
    for company, value in [one for one in places for _ in range(draw(st.sampled_from((1, 1, 2))))]:
        ends = sorted(draw(st.lists(st.sampled_from(HAND_OVERS), max_size=3, unique=True)))
        for start, end in itertools.pairwise([None, *ends, None]):
            person = draw(st.none() | st.integers(1, 3))
            if person is not None:
                result.append(Holding(person, company, "extension" if len(value) < 8 else "phone_number", value, start, end))
    return result


def an_end(draw: st.DrawFn) -> str:
    value = draw(st.sampled_from([*EXTENSIONS, *NUMBERS, "33661234", ""]))
    return draw(st.sampled_from(WAYS)).format(value) if len(value) == 8 else value


@st.composite
def systems(draw: st.DrawFn) -> tuple[list[Call], list[Mailbox], list[Message]]:
    calls = [Call(number, draw(st.integers(1, 3)), an_end(draw), an_end(draw),
                  draw(st.sampled_from(["", *(f"PJSIP/{one}-0a" for one in EXTENSIONS), "PJSIP/trunk-1", "SIP/201-1"])), draw(st.sampled_from(WALL)),
                  draw(st.none() | st.integers(0, 12))) for number in range(draw(st.integers(0, 12)))]
    boxes = [Mailbox(number, company, value) for number, (company, value) in enumerate(itertools.product((1, 2, 3), EXTENSIONS), 100)
             if draw(st.booleans())]
    messages = [(number, draw(st.integers(100, 108)), draw(st.sampled_from(WALL))) for number in range(draw(st.integers(0, 6)))]
    return calls, boxes, messages


def number(name: str) -> Field:
    return Field(name, identity="phone_number", kind="phone_number", also=(Also("extension", "extension"),),
                 references=(*refers("numbers", "line"), *refers("extensions", "line")))


def refers(collection: str, field: str) -> tuple[Reference, ...]:
    return (Reference(Address("pbx", collection), field, "from"),)


def held(kind: str) -> tuple[Field, ...]:
    return (Field("line", kind=kind), Field("person", references=refers("people", "id")), Field("company"), Field("since"), Field("until"))


def a_source(shelf: Shelf) -> Source:
    def made(name: str, fields: tuple[Field, ...], **more: Any) -> Collection:
        return Collection(Address("pbx", name), fields, location=shelf.location(name), **more)

    collections = (
        made("companies", (Field("id"), Field("name"))),
        made("people", (Field("id"), Field("login", identity="login", kind="login"))),
        made("extensions", held("extension"), **REGISTER),
        made("numbers", held("phone_number"), **REGISTER),
        made("calls", (Field("id", ("user",)), number("caller"), number("callee"), Field("at"),
                       Field("channel", identity="extension", kind="extension", written=("PJSIP/{digits}-*",),
                             references=refers("extensions", "line")),
                       Field("origin", references=refers("calls", "id"), again=True)), tenant="company", time=TimeColumn("at")),
        made("boxes", (Field("id", ("user",)), Field("extension", identity="extension", kind="extension", references=refers("extensions", "line"))),
             tenant="company", holds="place"),
        made("messages", (Field("id", ("user",)), Field("box", references=refers("boxes", "id"))), time=TimeColumn("at")))
    dataset = Dataset("pbx", collections, tenants=Tenants("companies", "id", "name"))
    return Source("pbx", shelf.connector, shelf.config(), (dataset,), timezone="Europe/Copenhagen", country="DK")


TABLES: dict[str, Columns] = {
    "companies": {"id": "whole", "name": "text"}, "people": {"id": "whole", "login": "text"},
    **{name: {"line": "text", "person": "whole", "company": "whole", "since": "stamp", "until": "stamp"} for name in ("extensions", "numbers")},
    "calls": {"id": "whole", "company": "whole", "caller": "text", "callee": "text", "channel": "text", "at": "stamp", "origin": "whole"},
    "boxes": {"id": "whole", "company": "whole", "extension": "text"},
    "messages": {"id": "whole", "box": "whole", "at": "stamp"}}


ROWS = ("calls", "boxes", "messages")


def wall(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(COPENHAGEN).replace(tzinfo=None)


def fill(shelf: Shelf, ledger: list[Holding], system: tuple[list[Call], list[Mailbox], list[Message]]) -> None:
    """Put it all where the source looks."""
    calls, boxes, messages = system
    shelf.put("calls", TABLES["calls"], [(one.id, one.company, one.caller, one.callee, one.channel, one.at, one.origin) for one in calls])
    shelf.put("boxes", TABLES["boxes"], [(one.id, one.company, one.extension) for one in boxes])
    shelf.put("messages", TABLES["messages"], messages)
    for kind, name in (("extension", "extensions"), ("phone_number", "numbers")):
        shelf.put(name, TABLES[name], [(one.value, one.person, one.company, wall(one.start), wall(one.end)) for one in ledger if one.kind == kind])


def opened(shelf: Shelf) -> Shelf:
    """With what never changes."""
    shelf.put("companies", TABLES["companies"], NAMES.items())
    shelf.put("people", TABLES["people"], [(person, f"p{person}") for person in (1, 2, 3)])
    return shelf


@pytest.fixture(scope="module", params=[SqliteShelf, ParquetShelf])
def shelf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return opened(request.param(tmp_path_factory.mktemp("tenancy")))


@pytest.fixture(scope="module")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(tmp_path_factory.mktemp("tenancy-store"))


def identities(person: int, ledger: list[Holding], *, are_numbers_bound: bool) -> tuple[Identity, ...]:
    """As they are given: a number may come without its company where the person's extensions name the same one."""
    return tuple(Identity(own.kind, "+45" + own.value if own.kind == "phone_number" else own.value,
                          NAMES[own.company] if are_numbers_bound or own.kind == "extension" else None, Window(own.start, own.end))
                 for own in ledger if own.person == person)


def told(source: Source, own: tuple[Identity, ...], store: Store) -> Told:
    """What is found for a person, by collection; as much as is counted."""
    made = plan([source], frozenset(one.kind for one in own), ("user",))
    haul = search(made, [source], own, ("user",), now=NOW, store=store, handle=KEY, beat=lambda _rows: None)
    found: dict[str, list[int]] = {name: [] for name in ROWS}
    for chunk in haul.sealed:
        found[chunk.address.collection] += [int(str(row[0])) for row in open_chunk(chunk, store, KEY).rows]
    assert haul.missed == {}
    shared = {address.collection: counts.shared for address, counts in haul.masked.items()}
    result = {name: (sorted(ids), shared.get(name, 0)) for name, ids in found.items()}
    counted = {address.collection: count for address, count in haul.found.items() if address.collection in ROWS and count}
    assert counted == {name: len(ids) + others for name, (ids, others) in result.items() if ids or others}
    return result


def expected(person: int, ledger: list[Holding], system: tuple[list[Call], list[Mailbox], list[Message]]) -> Told:
    calls, boxes, messages = system
    quiet = alone(person, ledger)
    own = {"calls": calls_of(person, quiet, calls), "boxes": mailboxes_of(person, quiet, boxes, NOW),
           "messages": messages_of(person, quiet, boxes, messages)}
    all_: dict[str, list[int]] = {"calls": [call.id for call in calls if is_theirs(call, person, ledger)],
                                  "boxes": mailboxes_of(person, ledger, boxes, NOW), "messages": messages_of(person, ledger, boxes, messages)}
    return {name: (ids, len(set(all_[name]) - set(ids))) for name, ids in own.items()}


@given(ledger=ledgers(), system=systems(), person=st.integers(1, 3), way=st.sampled_from(("bound", "terse", "by who they are")))
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_everybody_is_told_their_own_and_nothing_else(shelf: Shelf, rooms: Store, ledger: list[Holding],
                                                      system: tuple[list[Call], list[Mailbox], list[Message]], person: int,
                                                      way: str) -> None:
    fill(shelf, ledger, system)
    own = [one for one in ledger if one.person == person]
    is_plain = len({one.company for one in own}) == 1 and any(one.kind == "extension" for one in own)
    known = (Identity("login", f"p{person}"),) if way == "by who they are" else identities(
        person, ledger, are_numbers_bound=not (is_plain and way == "terse"))
    assert told(a_source(shelf), known, rooms) == expected(person, ledger, system)
