"""Rows are sealed in order of time where they are few; files stay with their rows, and no row is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.domain.dataset import Address, Collection, Field, TimeColumn
from dsr.domain.enclosed import Kept
from dsr.domain.errors import NotFound
from dsr.domain.values import Dialled, Hidden, Kind, WireBatch, joined
from dsr.services import chronology
from dsr.services.chronology import put_in_order
from dsr.services.sealing import Place, open_chunk, seal
from dsr.services.stage import Collected
from dsr.store import Store
from dsr.vault import ephemeral_key

CALLS = Address("pbx", "calls")
COLLECTION = Collection(CALLS, (Field("at", ("user",)), Field("note", ("user",))), time=TimeColumn("at"))
KEY = ephemeral_key()


def sealed(store: Store, *batches: WireBatch) -> tuple[Collected, Place]:
    """What a stage gave: these rows, and a file of each."""
    place, result, first = Place(store, KEY, "part/1"), Collected(), 0
    for seq, batch in enumerate(batches):
        result.sealed.append(seal(batch, CALLS, seq, first, place))
        first += len(batch)
    result.found[CALLS] = first
    result.kept = [Kept("pbx", str(CALLS), row, f"of {note}", "audio/wav", 1, "", "") for row, note in enumerate(
        note for batch in batches for note in batch.cells[1])]
    return result, place


def batch(*rows: Sequence[Any], kind: Kind = Kind.TIME) -> WireBatch:
    return WireBatch.of_rows(("at", "note"), (kind, Kind.TEXT), [list(row) for row in rows])


def notes(result: Collected, store: Store) -> list[object]:
    return [note for one in sorted(result.sealed, key=lambda one: one.seq) for note in open_chunk(one, store, KEY).cells[1]]


def ordered(result: Collected, place: Place, collection: Collection = COLLECTION) -> Collected:
    put_in_order(result, {CALLS: collection}, place)
    return result


def test_rows_of_several_chunks_are_put_in_order_with_their_files(store: Store) -> None:
    result, place = sealed(store, batch(("2026-03-02T10:00:00+01:00", "c"), (None, "e"), ("2026-03-02T08:59:59+00:00", "b")),
                           batch(("2026-01-01T00:00:00+00:00", "a"), ("2026-03-02T10:00:00+01:00", "d")))
    paths = [one.path for one in result.sealed]
    ordered(result, place)
    assert notes(result, store) == ["a", "b", "c", "d", "e"]
    assert [(one.row, one.name) for one in result.kept] == [(row, f"of {note}") for row, note in enumerate("abcde")]
    assert [(one.seq, one.first_row, one.rows) for one in result.sealed] == [(2, 0, 5)]
    for path in paths:
        with pytest.raises(NotFound):
            store.get(path, KEY, "")


def test_what_is_in_order_is_left_as_it_is(store: Store) -> None:
    result, place = sealed(store, batch(("2026-01-01T00:00:00+00:00", "a"), ("2026-01-01T00:00:00+00:00", "b")), batch((None, "c")))
    before = list(result.sealed)
    assert ordered(result, place).sealed == before


@pytest.mark.parametrize("collection", [Collection(CALLS, COLLECTION.fields), Collection(CALLS, COLLECTION.fields, time=TimeColumn("gone"))],
                         ids=["no column of times", "not disclosed"])
def test_without_times_rows_stay_as_they_came(store: Store, collection: Collection) -> None:
    result, place = sealed(store, batch(("2026-02-01T00:00:00+00:00", "b"), ("2026-01-01T00:00:00+00:00", "a")))
    ordered(result, place, collection)
    assert notes(result, store) == ["b", "a"]


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.MIXED])
def test_what_is_no_time_orders_nothing(store: Store, kind: Kind) -> None:
    result, place = sealed(store, batch(("b", "b"), ("a", "a"), kind=kind))
    ordered(result, place)
    assert notes(result, store) == ["b", "a"]


@pytest.mark.parametrize(("name", "most"), [("MOST_ROWS", 2), ("MOST_CHUNKS", 1)])
def test_what_is_too_much_for_memory_stays_as_it_came(store: Store, name: str, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chronology, name, most)
    result, place = sealed(store, batch(("2026-02-01T00:00:00+00:00", "b"), ("2026-01-01T00:00:00+00:00", "a")), batch((None, "c")))
    ordered(result, place)
    assert notes(result, store) == ["b", "a", "c"]


def test_days_are_put_in_order_too(store: Store) -> None:
    result, place = sealed(store, batch(("2026-02-01", "b"), ("2026-01-31", "a"), kind=Kind.DATE))
    assert notes(ordered(result, place), store) == ["a", "b"]


def test_what_is_hidden_stays_with_its_row(store: Store) -> None:
    one = WireBatch(("at", "note"), (Kind.TIME, Kind.TEXT), (("2026-02-01T00:00:00+00:00", "2026-01-01T00:00:00+00:00"), (None, "+45 1x")),
                    {1: [0]}, (Hidden(1, "caller", [0, 1], [7, 8]),), (Dialled(1, [1], [8], [45]),))
    result, place = sealed(store, one)
    (chunk,) = ordered(result, place).sealed
    made = open_chunk(chunk, store, KEY)
    assert (made.masked, made.hidden, made.dialled) == ({1: [1]}, (Hidden(1, "caller", [0, 1], [8, 7]),), (Dialled(1, [0], [8], [45]),))


def test_marks_stay_with_their_row(store: Store) -> None:
    first, second = (replace(batch(*rows), removed={1: [0]}) for rows in (
        [("2026-02-01T00:00:00+00:00", "a"), ("2026-01-01T00:00:00+00:00", "b")], [("2026-03-01T00:00:00+00:00", "c")]))
    whole = joined([first, second])
    assert whole is not None
    assert whole.removed == {1: [0, 2]}
    assert whole.picked([1, 0, 2]).removed == {1: [1, 2]}


def test_batches_are_joined_only_where_their_columns_hold_the_same() -> None:
    first, second = batch(("2026-01-01", "a")), batch((None, "b"), kind=Kind.TEXT)
    whole = joined([first, second])
    assert whole is not None
    assert (whole.kinds, whole.cells) == ((Kind.TIME, Kind.TEXT), (("2026-01-01", None), ("a", "b")))
    assert joined([first, batch(("x", "b"), kind=Kind.TEXT)]) is None
    assert joined([first, WireBatch(("at",), (Kind.TIME,), (("2026-01-01",),))]) is None
    numbers = joined([WireBatch(("n",), (kind,), ((1,),)) for kind in (Kind.INTEGER, Kind.NUMBER)])
    assert numbers is not None
    assert numbers.kinds == (Kind.NUMBER,)
    masked = joined([WireBatch(("n",), (Kind.TEXT,), (("x", None),), {0: [1]}, (Hidden(0, "name", [1], [5]),)),
                     WireBatch(("n",), (Kind.TEXT,), ((None, "y"),), {0: [0]}, (), (Dialled(0, [1], [6], [45]),))])
    assert masked is not None
    assert (masked.masked, masked.hidden, masked.dialled) == ({0: [1, 2]}, (Hidden(0, "name", [1], [5]),), (Dialled(0, [3], [6], [45]),))


@given(st.lists(st.lists(st.none() | st.sampled_from(["2026-01-01T00:00:00+00:00", "2026-01-01T01:30:00+02:00", "2025-12-31T23:59:59Z", "never"]),
                         min_size=1, max_size=4), min_size=1, max_size=3))
def test_no_row_is_lost_and_none_stands_before_an_earlier_one(tmp_path_factory: pytest.TempPathFactory, parts: list[list[str | None]]) -> None:
    store = Store(tmp_path_factory.mktemp("s"))
    count = iter(range(100))
    result, place = sealed(store, *(batch(*((cell, str(next(count))) for cell in part)) for part in parts))
    ordered(result, place)
    cells = [(cell, note) for one in sorted(result.sealed, key=lambda one: one.seq)
             for cell, note in zip(*open_chunk(one, store, KEY).cells, strict=True)]
    moments = [chronology._moment(cell) for cell, _ in cells]
    assert moments == sorted(moments)
    assert sorted(int(str(note)) for _, note in cells) == list(range(sum(map(len, parts))))
    assert [one.name for one in sorted(result.kept, key=lambda one: one.row or 0)] == [f"of {note}" for _, note in cells]
