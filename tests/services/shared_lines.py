"""A telephone system whose register says who has which number, and an archive of calls in another: on a shelf of any kind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dsr.domain.conditions import Condition
from dsr.domain.dataset import Address, Collection, Dataset, Field, Holders, Reference, Source, TimeColumn
from dsr.domain.graph import plan
from dsr.domain.keys import Identity
from dsr.domain.masked import Masked
from dsr.domain.window import Window
from dsr.services.answer import Haul
from dsr.services.sealing import open_chunk
from dsr.services.search import search
from dsr.store import Store
from dsr.vault import ephemeral_key
from tests.connectors.shelves import Columns, Row, Shelf

KEY = ephemeral_key()
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
NOW = datetime(2026, 8, 1, tzinfo=COPENHAGEN)
NUMBER = "+4578770202"
Told = dict[str, tuple[list[int], int]]  # ids that are sealed, and rows that are counted as a shared line's

TABLES: dict[str, Columns] = {
    "users": {"id": "whole", "email": "text"},
    "register": {"id": "whole", "number": "text", "user_id": "whole", "company": "text", "since": "stamp", "until": "stamp", "use": "text"},
    "contacts": {"id": "whole", "phone": "text", "user_id": "whole"},
    "calls": {"id": "whole", "company": "text", "number": "text", "agent": "whole", "at": "stamp"},
    "devices": {"id": "whole", "number": "text"}}
CAROL, BOB, DORIS = 7, 9, 11
USERS: list[Row] = [(CAROL, "carol@nord.example"), (BOB, "bob@nord.example"), (DORIS, "doris@nord.example")]


def day(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def held(number: int, person: int | None, since: str | None = None, until: str | None = None, *, company: str = "nord", line: str = "78770202",
         use: str = "") -> Row:
    return number, line, person, company, day(since), day(until), use


def call(number: int, at: str, *, agent: int | None = None, line: str = "78770202", company: str = "nord") -> Row:
    return number, company, line, agent, day(at)


def refers(name: str) -> tuple[Reference, ...]:
    dataset, collection, field = name.split(".")
    return (Reference(Address(dataset, collection), field, "from"),)


def phone(name: str, **more: Any) -> Field:
    return Field(name, identity="phone_number", kind="phone_number", **more)


def sources(shelf: Shelf, **register: Any) -> tuple[Source, ...]:
    """The telephone system and the archive; `register` says otherwise of the collection that knows who has what."""
    def made(name: str, *fields: Field, dataset: str = "pbx", **more: Any) -> Collection:
        return Collection(Address(dataset, name), fields, location=shelf.location(name), **more)

    known: dict[str, Any] = {"holders": Holders("number", "user_id"), "tenant": "company", "valid": ("since", "until"), **register}
    flag = known.pop("flag", None)
    pbx = (made("users", Field("id", ("user",)), Field("email", identity="email", kind="email")),
           made("register", Field("id", ("user",)), phone("number", shared=flag), Field("user_id", references=refers("pbx.users.id")), **known),
           made("devices", Field("id", ("user",)), Field("number", (), None, "phone_number", refers("pbx.register.number"))))
    cdr = (made("calls", Field("id", ("user",)), phone("number", references=refers("pbx.register.number")),
                Field("agent", references=refers("pbx.users.id")), dataset="cdr", tenant="company", time=TimeColumn("at")),)
    crm = (made("contacts", Field("id", ("user",)), phone("phone"), Field("user_id"), dataset="crm"),)
    return tuple(Source(key, shelf.connector, shelf.config(), (Dataset(key, own),), timezone="Europe/Copenhagen", country="DK")
                 for key, own in (("cdr", cdr), ("crm", crm), ("pbx", pbx)))


def put(shelf: Shelf, **tables: Iterable[Row]) -> None:
    for name, columns in TABLES.items():
        shelf.put(name, columns, tables.get(name, USERS if name == "users" else []))


def haul(made: tuple[Source, ...], store: Store, *identities: Identity, now: datetime = NOW) -> Haul:
    planned = plan(made, frozenset(one.kind for one in identities), ("user",))
    return search(planned, made, identities, ("user",), now=now, store=store, handle=KEY, beat=lambda _rows: None)


def told(made: tuple[Source, ...], store: Store, *identities: Identity) -> Told:
    """By collection of personal data, without those of which nothing was found. As many are found as are shown and counted together."""
    given = haul(made, store, *identities)
    assert given.missed == {}
    personal = {one.address for source in made for one in source.collections() if one.columns_in(("user",))}
    result: Told = {}
    for address, count in ((address, count) for address, count in given.found.items() if address in personal):
        ids = [int(str(row[0])) for chunk in given.sealed if chunk.address == address for row in open_chunk(chunk, store, KEY).rows]
        shared = given.masked.get(address, Masked()).shared
        assert count == len(ids) + shared
        if count:
            result[address.collection] = sorted(ids), shared
    return result


def email(person: str = "carol", tenant: str | None = None) -> Identity:
    return Identity("email", f"{person}@nord.example", tenant)


def number(tenant: str | None = None, since: str | None = None, until: str | None = None) -> Identity:
    ends = (None if text is None else datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN) for text in (since, until))
    return Identity("phone_number", NUMBER, tenant, Window(*ends))


def hunting() -> Condition:
    return Condition("use", ("hunt",))

