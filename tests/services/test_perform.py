"""One stage of a search: what leaves the source is counted, sealed whole, and read by nobody without its key and place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dsr.domain.dataset import Address, Collection, Field, Source
from dsr.domain.errors import SourceUnavailable, VaultError
from dsr.domain.graph import Plan, plan
from dsr.domain.keys import Identity, Key
from dsr.domain.values import Kind
from dsr.domain.words import NotReached
from dsr.services.keyring import Keyring, spots
from dsr.services.perform import CHUNK_ROWS, Collected, StageOrder, collect_stage, open_chunk
from dsr.store import Store
from dsr.vault import Handle, ephemeral_key
from tests.services.shop import a_source, refers, register, switch

CAROL = (Identity("email", "carol@nordlys.example"),)
PEOPLE, LINES = Address("crm", "people"), Address("crm", "lines")
KEY = ephemeral_key()
NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)


def planned(*sources: Source) -> Plan:
    return plan(sources, frozenset({"email"}), ("user",))


def collect(source: Source, store: Store, *, key: Handle = KEY, beats: list[int] | None = None, categories: tuple[str, ...] = ("user",),
            identities: tuple[Identity, ...] = CAROL, whole: Plan | None = None) -> Collected:
    """The first stage of a plan over this source."""
    made = whole or planned(source)
    order = StageOrder(made.stages[0].steps, spots(step for stage in made.stages for step in stage.steps), identities, categories, "part/1", NOW)
    return collect_stage(order, source, store=store, handle=key, upstream=Keyring(), beat=(beats if beats is not None else []).append)


def rows(found: Collected, store: Store, address: Address) -> list[list[object]]:
    return [list(row) for chunk in found.sealed if chunk.address == address for row in open_chunk(chunk, store, KEY).rows]


def test_what_is_disclosed_is_sealed_and_what_only_serves_the_search_is_not(store: Store) -> None:
    found = collect(register(), store, whole=planned(register(), switch()))
    (chunk,) = found.sealed
    batch = open_chunk(chunk, store, KEY)
    assert (batch.columns, batch.rows) == (("id", "email", "name"), [(1, "Carol@nordlys.example", "Carol Holm")])
    assert batch.kinds == (Kind.INTEGER, Kind.TEXT, Kind.TEXT)
    assert (chunk.address, chunk.seq, chunk.first_row, chunk.rows) == (PEOPLE, 0, 0, 1)
    assert found.found == {PEOPLE: 1, LINES: 1}
    assert found.shortfalls == []


def test_a_stepping_stone_is_counted_and_leads_on(store: Store) -> None:
    found = collect(register(), store, whole=planned(register(), switch()))
    assert [chunk.address for chunk in found.sealed] == [PEOPLE]
    (key,) = found.keys.at((LINES, ("number",)))
    assert (key.value, key.window.end is not None) == ("+4578770202", True)


@pytest.mark.parametrize(("categories", "columns"), [
    (("user.name",), ("name",)), (("user.contact", "user.name"), ("email", "name")), (("user.contact.email",), ("email",)), (("user.cont",), None)])
def test_categories_say_which_columns_leave(store: Store, categories: tuple[str, ...], columns: tuple[str, ...] | None) -> None:
    found = collect(register(), store, categories=categories)
    assert found.found[PEOPLE] == 1
    assert [open_chunk(chunk, store, KEY).columns for chunk in found.sealed] == ([columns] if columns else [])


def test_nothing_of_a_person_lies_open_in_the_store(store: Store, tmp_path: Path) -> None:
    collect(register(), store)
    written = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    assert written
    assert not any(b"carol" in data.lower() or b"people" in data for data in written)


def test_a_chunk_opens_with_its_own_key_in_its_own_place(store: Store) -> None:
    (chunk,) = collect(register(), store).sealed
    for wrong, key in ((chunk, ephemeral_key()), (replace(chunk, address=LINES), KEY)):
        with pytest.raises(VaultError):
            open_chunk(wrong, store, key)


@pytest.mark.parametrize("count", [0, 1, CHUNK_ROWS - 1, CHUNK_ROWS, CHUNK_ROWS + 1, 2 * CHUNK_ROWS + 7])
def test_many_rows_make_several_chunks_that_follow_each_other(store: Store, count: int) -> None:
    tables = {"log": [{"email": "carol@nordlys.example", "n": number} for number in range(count)]}
    source = a_source("app", tables, Collection(Address("app", "log"), (Field("n", ("user.behavior",)), Field("email", (), "email", "email"))))
    beats: list[int] = []
    found = collect(source, store, beats=beats)
    assert found.found == {Address("app", "log"): count}
    assert sum(beats) == sum(chunk.rows for chunk in found.sealed) == count
    ends = [0]
    for number, chunk in enumerate(found.sealed):
        assert (chunk.seq, chunk.first_row) == (number, ends[-1])
        ends.append(chunk.first_row + chunk.rows)
    assert rows(found, store, Address("app", "log")) == [[number] for number in range(count)]
    assert len({chunk.path for chunk in found.sealed}) == len(found.sealed)


def test_an_unknown_person_has_nothing_and_everything_was_searched(store: Store) -> None:
    found = collect(register(), store, identities=(Identity("email", "nobody@nordlys.example"),))
    assert (found.found, found.sealed, found.shortfalls) == ({PEOPLE: 0, LINES: 0}, [], [])


def test_without_a_key_the_source_is_not_touched(store: Store) -> None:
    gone = replace(register(), connector="sql", config={"url": "sqlite:////nowhere/at/all.sqlite"})
    assert collect(gone, store, identities=()).found == {PEOPLE: 0, LINES: 0}
    assert [fall.why for fall in collect(gone, store).shortfalls] == [NotReached.MISCONFIGURED]


def test_a_collection_that_does_not_fit_is_a_gap_and_the_others_go_on(store: Store) -> None:
    tables = {"lines": [{"person_id": 1, "number": "1", "since": None, "until": None}]}
    found = collect(register(tables), store)
    (fall,) = found.shortfalls
    assert (fall.address, fall.why, fall.detail) == (PEOPLE, NotReached.MISCONFIGURED, "no table 'people'")
    assert found.found == {LINES: 0}


def test_what_was_read_before_a_collection_failed_does_not_count(store: Store) -> None:
    torn = [{"email": "carol@nordlys.example", "n": number} for number in range(CHUNK_ROWS)]
    fields = (Field("n", ("user",)), Field("gone", ("user",)), Field("email", (), "email"))
    source = a_source("app", {"log": torn}, Collection(Address("app", "log"), fields))
    found = collect(source, store)
    assert (found.sealed, found.found, [fall.detail for fall in found.shortfalls]) == ([], {}, ["no column 'gone'"])


def test_a_collection_that_left_the_mapping_is_a_gap(store: Store) -> None:
    source = register()
    made = planned(source)
    smaller = replace(source, datasets=(replace(source.datasets[0], collections=source.datasets[0].collections[:1]),))
    (fall,) = collect(smaller, store, whole=made).shortfalls
    assert (fall.address, fall.why) == (LINES, NotReached.MISCONFIGURED)


def test_a_source_that_is_down_is_told_so_that_the_stage_is_tried_again(store: Store) -> None:
    down = replace(register(), connector="sql", config={"url": "postgresql://127.0.0.1:1/crm", "timeout_s": 2})
    with pytest.raises(SourceUnavailable):
        collect(down, store)


def test_the_other_members_of_a_list_stay_behind(store: Store) -> None:
    members = {"list": [{"members": ["Carol@nordlys.example", "bob@nordlys.example"], "owner": 7}]}
    fields = (Field("members", ("user.contact.email",), "email", "email", is_array=True), Field("owner", ("user",)))
    source = a_source("app", members, Collection(Address("app", "list"), fields),
                      Collection(Address("app", "people"), (Field("email", ("user",), references=refers("app", "list", "members")),)))
    found = collect(replace(source, config={"tables": {**members, "people": [{"email": "bob@nordlys.example"}]}}), store)
    assert rows(found, store, Address("app", "list")) == [[["Carol@nordlys.example"], 7]]
    assert found.found[Address("app", "people")] == 0


def test_keys_of_earlier_stages_are_used_and_not_repeated(store: Store) -> None:
    made = planned(register(), switch())
    assert [stage.source_key for stage in made.stages] == ["crm", "pbx"]
    upstream = Keyring()
    upstream.load(collect(register(), store, whole=made).keys.dump())
    order = StageOrder(made.stages[1].steps, spots(step for stage in made.stages for step in stage.steps), CAROL, ("user",), "part/2", NOW)
    found = collect_stage(order, switch(), store=store, handle=KEY, upstream=upstream, beat=lambda _rows: None)
    assert [row[2] for row in rows(found, store, Address("pbx", "calls"))] == ["carol's"]
    assert found.keys.at((LINES, ("number",))) == upstream.at((LINES, ("number",)))
    alone = Keyring()
    alone.load(found.keys.dump())
    assert alone.at((LINES, ("number",))) == frozenset[Key]()
