"""Times in SQLite are text: a whole column of the usual form is read at once, and any other cell as by itself."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import Column
from sqlalchemy import types as sql

from dsr.connectors.sqlite_typed import reader

_GOOD = "2026-01-31 12:00:00"


@pytest.mark.parametrize(("cell", "read"), [
    ("2026-01-31T12:00:01", datetime(2026, 1, 31, 12, 0, 1)), ("2026-01-31 12:00:01.5", datetime(2026, 1, 31, 12, 0, 1, 500_000)),
    ("2026-13-31 12:00:00", "2026-13-31 12:00:00"), ("2026-01-31 25:00:00", "2026-01-31 25:00:00"), ("20260131T12:00:00.00", "20260131T12:00:00.00"),
    ("２０２６-01-31 12:00:00", "２０２６-01-31 12:00:00"), ("", ""), (None, None), (7, 7), (b"2026-01-31 12:00:00", b"2026-01-31 12:00:00")])
def test_an_unusual_cell_among_usual_ones_stays_what_it_is(cell: object, read: object) -> None:
    column = Column("started_at", sql.DateTime())
    assert reader([column])([(_GOOD,), (cell,)]) == [(datetime(2026, 1, 31, 12),), (read,)]
    assert reader([column])([(cell,)]) == [(read,)]


def test_cells_that_only_together_look_usual_are_not_cut_elsewhere() -> None:
    rows = [("2026-01-31 12:00:002",), ("026-01-31 12:00:00",)]
    assert reader([Column("started_at", sql.DateTime())])(rows) == rows
