"""Where the shapes of a chart stand."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.web.charts import HEIGHT, WIDTH, Series, bars, lines, nice


@pytest.mark.parametrize(("most", "top"), [(0, 2), (1, 2), (3, 4), (5, 6), (9, 10), (11, 20), (45, 60), (81, 100), (101, 200)])
def test_a_scale_ends_with_a_round_number(most: int, top: int) -> None:
    assert nice(most) == top


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 500), st.integers(0, 5)), min_size=1, max_size=60))
def test_bars_stand_on_each_other_and_within_the_picture(rows: list[tuple[int, int, int]]) -> None:
    drawing = bars("x", "T", "W", [f"{place}" for place in range(len(rows))],
                   [Series(kind, kind, tuple(row[place] for row in rows)) for place, kind in enumerate(("a", "b", "c"))], str)
    assert len(drawing.boxes) == sum(bool(value) for row in rows for value in row)
    assert all(0 <= box.x <= box.x + box.width <= WIDTH and 0 <= box.y <= box.y + box.height <= HEIGHT + 0.1 for box in drawing.boxes)
    below = {box.x: drawing.base for box in drawing.boxes}
    for box in drawing.boxes:
        assert box.y + box.height == pytest.approx(below[box.x], abs=0.2)
        below[box.x] = box.y


def test_the_sum_stands_on_a_bar_and_labels_do_not_touch() -> None:
    drawing = bars("x", "T", "W", [f"week {place}" for place in range(53)], [Series("A", "a", (1,) * 53)], str)
    below = [note.x for note in drawing.notes if note.words.startswith("week")]
    assert 2 < len(below) < 53
    assert min(later - earlier for earlier, later in itertools.pairwise(below)) > len("week 10") * 7
    assert [note.words for note in drawing.notes if note.is_strong] == ["1"] * 53


def test_a_line_is_broken_where_there_is_no_figure() -> None:
    (curve,) = lines("x", "T", "W", ["a", "b", "c", "d"], [Series("M", "a", (3, None, 4, 4))], str).curves
    assert (curve.path.count("M"), curve.path.count("L"), len(curve.dots)) == (2, 1, 3)
    assert lines("x", "T", "W", [], [], str).curves == ()
