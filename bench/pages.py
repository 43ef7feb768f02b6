"""What writing an answer costs: N made-up call records of eight columns to PDF (all printed), CSV, JSON lines, HTML and JSON.

CPU seconds are of the writing alone (making the rows is taken off); peak memory is of the whole process, imports included.

    python bench/pages.py [--rows 1000000] [--out DIR]
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dsr.cli.sink import FolderSink
from dsr.documents.bundle import write_response
from dsr.domain.answer import Answer, Column, EntityFacts, Table
from dsr.domain.dataset import Address
from dsr.domain.values import Kind, WireBatch
from dsr.domain.words import Right, Role

COLUMNS = (Column("id", "Number", "user.unique_id"), Column("started_at", "Started", "user.behavior"), Column("caller", "From", "user.contact"),
           Column("called", "To", "user.behavior"), Column("duration", "Duration", "user.behavior", unit="seconds"),
           Column("bytes_up", "Sent", "user.behavior", unit="bytes"), Column("cost", "Cost", "user.financial"),
           Column("kind", "Kind", "user.behavior", legend={"out": "outgoing", "in": "incoming"}))
KINDS = (Kind.INTEGER, Kind.TIME, Kind.TEXT, Kind.TEXT, Kind.INTEGER, Kind.INTEGER, Kind.DECIMAL, Kind.TEXT)
NAMES = tuple(column.name for column in COLUMNS)
BATCH = 2_000


def batches(count: int) -> Iterator[WireBatch]:
    """Rows in order of time, one every minute or so; half the numbers called are old acquaintances."""
    draw = random.Random(7)
    known = [f"+45{draw.randrange(20_000_000, 99_999_999)}" for _ in range(300)]
    at = datetime(2023, 1, 1, tzinfo=UTC)
    for first in range(0, count, BATCH):
        rows: list[list[object]] = []
        for number in range(first, min(count, first + BATCH)):
            at += timedelta(seconds=draw.randrange(20, 120))
            called = draw.choice(known) if number & 1 else f"+45{draw.randrange(20_000_000, 99_999_999)}"
            rows.append([number, at.isoformat(), "+4578770202", called, draw.randrange(0, 4_000), draw.randrange(0, 10_000_000),
                         f"{draw.random() * 20:.2f}", "out" if number % 3 else "in"])
        yield WireBatch.of_rows(NAMES, KINDS, rows)  # type: ignore[arg-type]  # all are wire values


def made_up(count: int) -> Answer:
    entity = EntityFacts("Fjordtel A/S", "Havnegade 12, 8000 Aarhus C", "DK", "Europe/Copenhagen", "dpo@fjordtel.example", "Datatilsynet",
                         "www.datatilsynet.dk")
    table = Table("calls", "Call records", Address("calls", "cdr"), "Calls", Role.CONTROLLER, COLUMNS, count, count)
    return Answer("DSR-7K2M-93QD-4", Right.ACCESS, "en", entity, datetime(2026, 11, 26, 9, tzinfo=UTC), "Søren Ærø O’Brien", date(2026, 11, 3),
                  date(2026, 12, 3), (("phone_number", "+4578770202"),), (table,), print_rows=None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--out", metavar="DIR", help="keep the files here")
    options = parser.parse_args()
    start = time.process_time()
    made = sum(len(batch.rows) for batch in batches(options.rows))
    making = time.process_time() - start
    with tempfile.TemporaryDirectory(prefix="dsr-pages-") as folder:
        start = time.process_time()
        written = write_response(made_up(options.rows), lambda _table: batches(options.rows), FolderSink(Path(options.out or folder)))
        cpu = time.process_time() - start - making
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = int(status.split("VmHWM:")[1].split()[0]) / 1024  # ru_maxrss would begin with the size of whoever started us
    print(f"{made:,} rows: {cpu:.2f} CPU-s, {cpu / made * 1e6:.1f} us/row, {peak:.0f} MB peak")
    for file in written.files:
        print(f"  {file.name}  {file.size:,} B  {file.size / made:.1f} B/row")


if __name__ == "__main__":
    main()
