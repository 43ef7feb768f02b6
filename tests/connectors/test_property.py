"""Whatever rows there are and whatever is looked for: SQLite and Parquet find what a slow and plain reading finds, and each row once."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dsr.connectors import files, sql
from dsr.domain.dataset import TimeColumn
from dsr.domain.keys import Key, Lookup
from dsr.domain.window import Window
from tests.connectors.asking import ids
from tests.connectors.oracle import COPENHAGEN, Call, Wanted, owns
from tests.connectors.shelves import Columns, ParquetShelf, Shelf, SqliteShelf

COLUMNS: Columns = {"id": "whole", "number": "text", "email": "text", "tenant": "text", "at": "stamp", "code": "whole", "ref": "text"}
NUMBERS = ["78770202", "78770203", "20202020", "201", "2010"]
WAYS = ["{}", "+45{}", "0045{}", "45{}", "sip:+45{}@sbc.example", "sip:{}@sbc.example;user=phone", "tel:+45{}", "+45 {}"]
# the days on which the clocks move, and the hours at which they do
WALL = [datetime.fromisoformat(text) for text in ("2026-03-29 00:00:00", "2026-03-29 01:59:59.999999", "2026-03-29 03:00:00", "2026-10-25 00:00:00",
                                                  "2026-10-25 01:59:59.999999", "2026-10-25 03:00:00", "2026-10-26 00:00:00")]
MOMENTS = sorted({wall.replace(tzinfo=COPENHAGEN).astimezone(UTC) + timedelta(microseconds=step) for wall in WALL for step in (-1, 0, 1)})
EXAMPLES = 60 if settings().max_examples <= 100 else 5000  # for each of the two kinds of source


def spelled(number: str, way: str) -> str:
    return way.format(number) if len(number) == 8 else number if "sip" not in way else f"sip:{number}@pbx.example"


calls = st.lists(st.builds(
    Call, id=st.integers(0, 10**6), number=st.none() | st.builds(spelled, st.sampled_from(NUMBERS), st.sampled_from(WAYS)),
    email=st.none() | st.sampled_from(["Ada@x.example", "ada@X.EXAMPLE", "bo@x.example", "xada@x.example", "ada@x.example.org", ""]),
    tenant=st.none() | st.sampled_from(["nord", "syd", "nor"]), at=st.none() | st.sampled_from(WALL),
    code=st.none() | st.integers(-1, 3), ref=st.none() | st.sampled_from(["0", "00", "", "x"])), max_size=40)
ends = st.lists(st.sampled_from(MOMENTS), min_size=2, max_size=2, unique=True).map(sorted)
ASKED: list[tuple[str, object]] = [
    *(("number", "+45" + number if len(number) == 8 else number) for number in NUMBERS), ("email", "ada@x.example"), ("email", "bo@x.example"),
    ("code", 0), ("code", "1"), ("code, ref", (0, "0")), ("code, ref", (1, "")), ("code, ref", (2, "x"))]


@st.composite
def a_key(draw: st.DrawFn) -> Wanted:
    field, value = draw(st.sampled_from(ASKED))
    start, end = draw(ends)
    tenant = draw(st.none() | st.sampled_from(["nord", "syd"]))
    return Wanted(field, value, tenant, start if draw(st.booleans()) else None, end if draw(st.booleans()) else None)


@pytest.fixture(scope="module", params=[SqliteShelf, ParquetShelf])
def shelf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    made: Shelf = request.param(Path(tmp_path_factory.mktemp("property")))
    return made


def lookups(wanted: list[Wanted]) -> tuple[Lookup, ...]:
    by_field: defaultdict[str, set[Key]] = defaultdict(set)
    for one in wanted:
        by_field[one.field].add(Key(one.value, one.tenant, Window(one.start, one.end)))
    kinds = {"number": "phone_number", "email": "email"}
    return tuple(Lookup(tuple(field.split(", ")), frozenset(keys), kinds.get(field)) for field, keys in by_field.items())


@given(rows=calls, wanted=st.lists(a_key(), max_size=12), keys_a_statement=st.sampled_from([1, 2, 1000]))
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_what_is_found_is_what_is_owned(shelf: Shelf, rows: list[Call], wanted: list[Wanted], keys_a_statement: int) -> None:
    cells = [(row.id, row.number, row.email, row.tenant, row.at, row.code, row.ref) for row in rows]
    with pytest.MonkeyPatch.context() as patch:
        for module, name in ((sql, "KEYS_A_STATEMENT"), (sql, "SPELLED_A_STATEMENT"), (files, "KEYS_A_STATEMENT")):
            patch.setattr(module, name, keys_a_statement)
        found = ids(shelf, "calls", COLUMNS, cells, *lookups(wanted), time=TimeColumn("at"), tenant="tenant")
    assert found == sorted(row.id for row in rows if any(owns(one, row) for one in wanted))
