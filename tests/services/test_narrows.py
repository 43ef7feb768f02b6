"""A table that says by a key what its values are: only those of the right meaning are the person's, whatever else holds the same text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from dsr.domain.conditions import Condition
from dsr.domain.dataset import Address, Collection, Dataset, Field, Reference, Source
from dsr.domain.graph import plan
from dsr.services.planning import dump, load
from dsr.store import Store
from tests.connectors.shelves import MemoryShelf, ParquetShelf, PostgresShelf, Row, Shelf, SqliteShelf
from tests.servers.postgres import Postgres
from tests.services.shared_lines import NOW, Told, number, phone, told

PHONE, MOBILE, BOSS = 3, 4, 9
NAMES: list[Row] = [(PHONE, "phone"), (MOBILE, "mobile"), (BOSS, "manager_phone")]
ENTRIES: list[Row] = [(100,), (101,), (102,), (103,)]
VALUES: list[Row] = [(1, 100, PHONE, "78770202"), (2, 101, BOSS, "+45 78770202"), (3, 102, PHONE, "78770203"), (4, 103, MOBILE, "4578770202")]


@pytest.fixture(scope="module", params=["memory", "sqlite", "parquet", "postgres"])
def shelf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    folder: Path = tmp_path_factory.mktemp("narrows")
    match request.param:
        case "memory":
            yield MemoryShelf()
        case "sqlite":
            yield SqliteShelf(folder)
        case "parquet":
            yield ParquetShelf(folder)
        case "postgres":
            server: Postgres = request.getfixturevalue("postgres")
            yield PostgresShelf(server, f"narrows_{uuid4().hex}")


def a_desk(shelf: Shelf, *meanings: str) -> tuple[Source, ...]:
    """A help desk whose forms are tables of fields and values."""
    def made(name: str, table: str, *fields: Field, where: tuple[Condition, ...] = ()) -> Collection:
        return Collection(Address("desk", name), fields, table=table, location=shelf.location(table), where=where)

    def refers(name: str) -> tuple[Reference, ...]:
        collection, _, field = name.partition(".")
        return (Reference(Address("desk", collection), field, "from"),)

    collections = (
        made("candidates", "answers", phone("value"), Field("field_id")),
        made("meanings", "questions", Field("id", references=refers("candidates.field_id")), where=(Condition("name", meanings),)),
        made("answers", "answers", Field("id", ("user",)), phone("value"), Field("entry_id"),
             Field("field_id", references=refers("meanings.id"), narrows=True)),
        made("entries", "entries", Field("id", ("user",), references=refers("answers.entry_id"))))
    return (Source("desk", shelf.connector, shelf.config(), (Dataset("desk", collections),), timezone="UTC", country="DK"),)


@pytest.mark.parametrize(("meanings", "expected"), [
    (("phone",), {"answers": ([1], 0), "entries": ([100], 0)}),
    (("phone", "mobile"), {"answers": ([1, 4], 0), "entries": ([100, 103], 0)}),
    (("fax",), {}),   # nothing says that any value is one: none is
])
def test_only_values_of_the_right_meaning_count(shelf: Shelf, store: Store, meanings: tuple[str, ...], expected: Told) -> None:
    shelf.put("answers", {"id": "whole", "entry_id": "whole", "field_id": "whole", "value": "text"}, VALUES)
    shelf.put("questions", {"id": "whole", "name": "text"}, NAMES)
    shelf.put("entries", {"id": "whole"}, ENTRIES)
    assert told(a_desk(shelf, *meanings), store, number()) == expected


def test_a_plan_that_was_kept_narrows_alike() -> None:
    made = plan(a_desk(MemoryShelf(), "phone"), frozenset({"phone_number"}), ("user",))
    assert any(step.narrows for stage in made.stages for step in stage.steps)
    assert load(dump(made, NOW)) == made
