"""A small world of plain rows: a register of people, a telephone system with two companies, and a shop. All of it is invented."""

from __future__ import annotations

from dataclasses import replace

from dsr.domain.dataset import Address, Collection, Dataset, Field, Reference, Source, TimeColumn
from dsr.domain.words import Role

Rows = dict[str, list[dict[str, object]]]


def refers(dataset: str, collection: str, field: str) -> tuple[Reference, ...]:
    """Values come from there."""
    return (Reference(Address(dataset, collection), field, "from"),)


def a_source(key: str, tables: Rows, *collections: Collection, role: Role = Role.CONTROLLER) -> Source:
    return Source(key, "memory", {"tables": tables}, (Dataset(key, collections),), {"en": key.title()}, role, "Europe/Copenhagen", "DK", "r1")


def register(tables: Rows | None = None) -> Source:
    return a_source("crm", tables if tables is not None else {
        "people": [{"id": 1, "email": "Carol@nordlys.example", "name": "Carol Holm", "rank": "A"},
                   {"id": 2, "email": "bob@nordlys.example", "name": "Bob Lund", "rank": "B"}],
        "lines": [{"person_id": 1, "number": "78 77 02 02", "since": "2025-01-01", "until": "2026-03-02 12:00:00"},
                  {"person_id": 2, "number": "78 77 02 02", "since": "2026-03-02 12:00:00", "until": None}],
    }, Collection(Address("crm", "people"), (
        Field("id", ("user.unique_id",), primary_key=True),
        Field("email", ("user.contact.email",), "email", "email", label={"en": "Email", "da": "E-mail"}),
        Field("name", ("user.name",), label={"en": "Name"}), Field("rank", ("system.operations",))), label={"en": "People", "da": "Personer"}),
       Collection(Address("crm", "lines"), (
           Field("person_id", ("system.operations",), references=refers("crm", "people", "id")),
           Field("number", ("system.operations",), kind="phone_number")),
           valid=("since", "until")))


def switch(tables: Rows | None = None, role: Role = Role.CONTROLLER) -> Source:
    made = a_source("pbx", tables if tables is not None else {
        "calls": [{"number": "4578770202", "at": at, "place": place} for at, place in (
            ("2026-03-02 11:59:59", "carol's"), ("2026-03-02 12:00:00", "bob's"), ("2024-12-31 23:59:59", "nobody's"))]},
        Collection(Address("pbx", "calls"), (
            Field("number", ("user.contact.phone_number",), kind="phone_number", references=refers("crm", "lines", "number")),
            Field("at", ("user.behavior",)), Field("place", ("user.location",), legend={"carol's": {"en": "at home"}})), time=TimeColumn("at")))
    return made if role is Role.CONTROLLER else with_role(made, role)


def with_role(source: Source, role: Role) -> Source:
    datasets = tuple(replace(dataset, collections=tuple(replace(one, role=role) for one in dataset.collections)) for dataset in source.datasets)
    return replace(source, role=role, datasets=datasets)
