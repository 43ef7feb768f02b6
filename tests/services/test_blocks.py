"""Rows in blocks: none lost, none twice, and the columns of a block are those of its rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.services.blocks import CHUNK_ROWS, CHUNK_SIZE, Blocks, Column, Row, by_column

CELLS = st.none() | st.integers() | st.text(max_size=3) | st.binary(max_size=3)
ROWS = st.lists(st.tuples(CELLS, CELLS), max_size=5)


def blocked(batches: list[list[Row]]) -> list[list[Row]]:
    made = Blocks()
    return [*(block for rows in batches for block in made.add(rows)), *made.rest()]


@given(st.lists(ROWS, max_size=6))
def test_the_columns_of_a_block_are_those_of_its_rows(batches: list[list[Row]]) -> None:
    blocks = blocked(batches)
    assert [row for block in blocks for row in block] == [row for rows in batches for row in rows]
    for block in blocks:
        assert by_column(block) == by_column(list(block)) == [Column(cells, frozenset(map(type, cells))) for cells in zip(*block, strict=True)]


def test_light_rows_fill_a_block_and_heavy_ones_do_not_wait() -> None:
    light, heavy = ("x", 1), ("x" * (CHUNK_SIZE // 2), 1)
    assert [len(block) for block in blocked([[light] * 1500] * 7)] == [4500, 4500, 1500]
    assert [len(block) for block in blocked([[light] * 3, [heavy] * 5, [light] * 3])] == [5, 2, 4]
    assert CHUNK_ROWS == 4000


def test_rows_of_different_width_are_no_table() -> None:
    with pytest.raises(ValueError, match="differ"):
        by_column([(1, 2), (1,)])
