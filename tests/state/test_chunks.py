"""Rows as bytes and back."""

from __future__ import annotations

import zlib
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dsr.chunks import decode, encode
from dsr.domain.values import Dialled, Hidden, Kind, Wire, WireBatch

CELLS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), inner, max_size=3),
    max_leaves=6)


@st.composite
def batches(draw: st.DrawFn) -> WireBatch:
    columns = draw(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=10), max_size=5, unique=True))
    kinds = [draw(st.sampled_from(Kind)) for _ in columns]
    rows = draw(st.lists(st.lists(CELLS, min_size=len(columns), max_size=len(columns)), max_size=6))
    batch = WireBatch.of_rows(tuple(columns), tuple(kinds), rows)
    if not (rows and columns):
        return batch
    row, token, place = st.integers(0, len(rows) - 1), st.integers(0, 2**64 - 1), st.integers(0, len(columns) - 1)
    noted = st.lists(st.tuples(row, token, st.integers(1, 10**15)), min_size=1, max_size=4)
    lists = noted.map(lambda some: [list(one) for one in zip(*some, strict=True)])
    why = st.sampled_from(["caller", "dialled"])
    masked = draw(st.dictionaries(place, st.lists(row, min_size=1, max_size=3), max_size=2))
    hidden = draw(st.lists(st.builds(lambda at, why, own: Hidden(at, why, *own[:2]), place, why, lists), max_size=2))
    dialled = draw(st.lists(st.builds(lambda at, own: Dialled(at, *own), place, lists), max_size=2))
    removed = draw(st.dictionaries(place, st.lists(row, min_size=1, max_size=3), max_size=2))
    return replace(batch, masked=masked, hidden=tuple(hidden), dialled=tuple(dialled), removed=removed)


@given(batches())
def test_what_was_encoded_comes_back(batch: WireBatch) -> None:
    found = decode(encode(batch))
    assert found == batch
    assert [[type(cell) for cell in row] for row in found.rows] == [[type(cell) for cell in row] for row in batch.rows]


def test_a_nul_a_long_cell_and_no_rows() -> None:
    shapes: list[list[list[Wire]]] = [[["a\0b"]], [["x" * 1_000_000]], []]
    for rows in shapes:
        batch = WireBatch.of_rows(("name",), (Kind.TEXT,), rows)
        assert decode(encode(batch)) == batch


def test_the_bytes_are_deflate_whoever_wrote_them() -> None:
    batch = WireBatch.of_rows(("n",), (Kind.INTEGER,), [[number] for number in range(1000)])
    plain = zlib.decompress(encode(batch))
    assert decode(zlib.compress(plain, 9)) == batch
    assert len(encode(batch)) < len(plain)
