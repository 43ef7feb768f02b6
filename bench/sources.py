"""What searching costs beside the least that any program could pay, each pair in one run:

- archive: one person among 20 million call records in Parquet, sorted by day, against a bare DuckDB query with the same condition;
- people: a hundred people with some fifty rows each, looked for in one scan of that archive, their rows told apart and sealed under a key
  of each, against one;
- store: 100,000 rows from Postgres to the sealed store, against reading them by psycopg's server-side cursor alone.

CPU seconds (user and system) of this process around the call, start-up left out; the ratio is the median over pairs. Everything lies
in a temporary folder that is removed; Postgres is the one of the tests.

    python bench/sources.py [--records 20000000] [--rows 100000] [--runs 5]
"""

from __future__ import annotations

import argparse
import gc
import resource
import statistics
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import psycopg

from dsr.connectors.base import Query
from dsr.connectors.files import FilesConnector
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source, TimeColumn
from dsr.domain.graph import Seed, Step
from dsr.domain.identity import spellings
from dsr.domain.keys import Identity, Key, Lookup
from dsr.services.keyring import Keyring
from dsr.services.perform import Collected, Seeker, StageOrder, collect_stage, collect_together
from dsr.store import Store
from dsr.vault import ephemeral_key

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.servers.postgres import Postgres  # the tests' own server, found beside this folder

MONTHS, PEOPLE, ROWS_EACH = 36, 100, 50
WRITTEN = ("e164", "zero_zero")
AT = datetime(2026, 11, 26, tzinfo=UTC)
GOALS = {"archive": 1.5, "people": 3.0, "store": 2.5}
CALLS = Collection(
    Address("archive", "calls"),
    (Field("a_number", ("user.contact",), "phone_number", "phone_number", written=WRITTEN),
     Field("b_number", ("user.contact",), "phone_number", "phone_number", written=WRITTEN),
     Field("started_at", ("user.behavior",)), Field("duration_s", ("user.behavior",)), Field("price", ("user.financial",))),
    time=TimeColumn("started_at"), location={"path": "*.parquet"})
COLUMNS = ("a_number", "b_number", "started_at", "duration_s", "price")


def number(person: int) -> str:
    return f"+45787{person:05d}"


def build_archive(folder: Path, records: int) -> None:
    """A file a month, sorted by day; a person's rows are spread over all of them."""
    each = records // MONTHS
    with duckdb.connect(config={"threads": "2"}) as db:
        for month in range(MONTHS):
            first = f"{2023 + month // 12}-{month % 12 + 1:02d}-01"
            db.execute(f"""copy (
                select case when hash(i * 7 + {month}) % {each} < {PEOPLE * ROWS_EACH // MONTHS}
                    then '+45787' || lpad(cast(hash(i * 13 + {month}) % {PEOPLE} as varchar), 5, '0')
                    else '+45' || cast(20000000 + hash(i * 3 + {month}) % 50000000 as varchar) end as a_number,
                  '0045' || cast(20000000 + hash(i * 5 + {month}) % 50000000 as varchar) as b_number,
                  timestamp '{first}' + to_seconds(i * 2592000 // {each}) as started_at, cast(hash(i) % 3600 as integer) as duration_s,
                  cast(hash(i * 11) % 900 / 100.0 as decimal(10, 2)) as price
                from range({each}) r(i) order by started_at) to '{folder / f"{month:02d}.parquet"}' (format parquet, compression zstd)""")


def the_archive(folder: Path) -> Source:
    return Source(key="archive", connector="files", config={"root": str(folder), "timeout_s": 600}, country="DK",
                  datasets=(Dataset("archive", (CALLS,)),))


def ours(folder: Path) -> int:
    """Rows of one person through the connector."""
    keys = frozenset({Key(number(0))})
    lookups = tuple(Lookup((name,), keys, "phone_number") for name in ("a_number", "b_number"))
    with closing(FilesConnector(the_archive(folder))) as connector:
        return sum(len(batch.rows) for batch in connector.collect(Query(CALLS, COLUMNS, lookups)))


def together(folder: Path, people: int) -> int:
    """Rows of these people in the sealed store."""
    step = Step(CALLS.address, tuple(Seed(name, "phone_number") for name in ("a_number", "b_number")))
    with tempfile.TemporaryDirectory() as store:
        seekers = [Seeker(StageOrder((step,), frozenset(), (Identity("phone_number", number(person)),), ("user",), f"p{person}", AT), ephemeral_key(),
                          Keyring(), lambda _rows: None) for person in range(people)]
        given = collect_together(seekers, the_archive(folder), store=Store(Path(store)))
    faults = [one for one in given if not isinstance(one, Collected) or one.shortfalls]
    if faults:
        raise SystemExit(f"not searched: {faults[0]}")
    return sum(one.found[CALLS.address] for one in given if isinstance(one, Collected))


def bare(folder: Path) -> int:
    """The same condition by DuckDB alone, with as many threads."""
    texts = list(spellings(number(0), "DK", WRITTEN).exact)
    marks = ", ".join("?" * len(texts))
    with duckdb.connect(config={"threads": "1"}) as db:
        asked = f"select {', '.join(COLUMNS)} from read_parquet('{folder}/*.parquet') where a_number in ({marks}) or b_number in ({marks})"
        return len(db.execute(asked, [*texts, *texts]).fetchall())


def build_table(dsn: str, rows: int) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("create table cdr (id bigint primary key, person text, other text, started_at timestamptz, duration int, bytes bigint, "
                           "price numeric(10,2), kind text)")
        connection.execute("insert into cdr select i, 'carol@nordlys.example', '+45' || 20000000 + i % 5000, timestamptz '2024-01-01' + i * interval "
                           "'1 minute', i % 3600, i * 17, (i % 900) / 100.0, case when i % 3 = 0 then 'in' else 'out' end "
                           f"from generate_series(1, {rows}) g(i)")
        connection.execute("create index on cdr (person)")


TABLE = Collection(Address("pbx", "cdr"), tuple(
    Field(name, ("user.behavior",), identity="email" if name == "person" else None, kind="email" if name == "person" else None)
    for name in ("id", "person", "other", "started_at", "duration", "bytes", "price", "kind")))


def to_store(url: str, folder: str) -> int:
    source = Source(key="pbx", connector="sql", config={"url": url}, datasets=(Dataset("pbx", (TABLE,)),))
    step = Step(TABLE.address, (Seed("person", "email"),))
    order = StageOrder((step,), frozenset(), (Identity("email", "carol@nordlys.example"),), ("user",), "run", AT)
    place = Path(tempfile.mkdtemp(dir=folder))  # removed with the rest: clearing up is no part of it
    done = collect_stage(order, source, store=Store(place), handle=ephemeral_key(), upstream=Keyring(), beat=lambda _rows: None)
    return done.found[TABLE.address]


def cursor_alone(dsn: str) -> int:
    with psycopg.connect(dsn) as connection, connection.cursor(name="all") as cursor:
        cursor.itersize = 2000
        cursor.execute("select * from cdr where person = %s", ("carol@nordlys.example",))
        return sum(1 for _ in cursor)


def cpu_s(call: Callable[[], int], expected: int | None) -> float:
    """CPU seconds of a call whose count must be right."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    count = call()
    after = resource.getrusage(resource.RUSAGE_SELF)
    if count == 0 or expected not in (None, count):
        raise SystemExit(f"{count} rows instead of {expected}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def pair(name: str, what: str, first: Callable[[], int], second: Callable[[], int], runs: int, *, is_same: bool = True) -> None:
    """Both in turn; the line with the ratio and its goal."""
    expected = second() if is_same else None
    first()
    measured = [(cpu_s(first, expected), cpu_s(second, expected)) for _ in range(runs)]
    ratio = statistics.median(one / other for one, other in measured)
    spread = sorted(one / other for one, other in measured)
    print(f"{name}: {statistics.median(one for one, _ in measured):.2f} against {statistics.median(other for _, other in measured):.2f} CPU-s, "
          f"{ratio:.2f} times ({spread[0]:.2f} to {spread[-1]:.2f}), {what}; goal {'kept' if ratio <= GOALS[name] else 'MISSED'}: {GOALS[name]:g}",
          flush=True)


def main() -> None:
    gc.set_threshold(100_000, 50, 50)  # as in the workers and in every command (dsr/__main__.py)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=20_000_000, help="of the archive, at most 50,000,000")
    parser.add_argument("--rows", type=int, default=100_000, help="of one person in Postgres, at most 5,000,000")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    if not 100_000 <= options.records <= 50_000_000 or not 1 <= options.rows <= 5_000_000 or options.runs < 1:
        parser.error("records, rows or runs are out of bounds")
    with tempfile.TemporaryDirectory(prefix="dsr-bench-") as name:
        folder = Path(name)
        build_archive(folder, options.records)
        pair("archive", f"one person among {options.records:,} records", lambda: ours(folder), lambda: bare(folder), options.runs)
        pair("people", f"{PEOPLE} people against one", lambda: together(folder, PEOPLE), lambda: together(folder, 1), options.runs,
             is_same=False)
    server, store = Postgres(), tempfile.TemporaryDirectory(prefix="dsr-bench-")
    try:
        url = server.create_database("bench")
        build_table(server.dsn("bench"), options.rows)
        pair("store", f"{options.rows:,} rows sealed", lambda: to_store(url, store.name), lambda: cursor_alone(server.dsn("bench")), options.runs)
    finally:
        server.stop()
        store.cleanup()
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
