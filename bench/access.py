"""What one access request costs: N call records of one person from an indexed SQLite table of three million rows,
to PDF (all rows printed), CSV, JSON lines and JSON. CPU seconds and peak memory are of the whole process.

    python bench/access.py [--rows 100000] [--table 3000000] [--runs 3] [--print all]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

FIDES = {1_000: (0.4, None), 10_000: (1.2, 350), 100_000: (10.8, 990), 1_000_000: (113.0, 5400)}  # CPU s, MB; JSON only, version 2.78.2
OWN = "+4578770202"
SOURCE = """\
source:
  key: calls
  label: {en: Call records, da: Opkald}
  connector: sql
  config: {url: "sqlite:///%s"}
  role: controller
  timezone: Europe/Copenhagen
  country: DK
  dataset:
    - fides_key: calls
      collections:
        - name: cdr
          dsr_meta: {label: {en: Calls, da: Opkald}, time: started_at}
          fields:
            - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true}, dsr_meta: {label: {en: Number, da: Nummer}}}
            - {name: started_at, data_categories: [user.behavior], dsr_meta: {label: {en: Started, da: Start}}}
            - {name: caller, data_categories: [user.contact.phone_number], fides_meta: {identity: phone_number}, dsr_meta: {label: {en: From, da: Fra}}}
            - {name: called, data_categories: [user.behavior], dsr_meta: {label: {en: To, da: Til}}}
            - {name: duration, data_categories: [user.behavior], dsr_meta: {label: {en: Duration, da: Varighed}, unit: seconds}}
            - {name: bytes_up, data_categories: [user.behavior], dsr_meta: {label: {en: Sent, da: Sendt}, unit: bytes}}
            - {name: cost, data_categories: [user.financial], dsr_meta: {label: {en: Cost, da: Pris}}}
            - {name: kind, data_categories: [user.behavior], dsr_meta: {label: {en: Kind, da: Slags}, legend: {out: {en: outgoing, da: udgående}, in: {en: incoming, da: indgående}}}}
"""


def rows(mine: int, table: int) -> Iterator[tuple[object, ...]]:
    """`mine` rows of the person spread evenly among `table` rows."""
    draw = random.Random(7)
    step = table // mine
    for number in range(table):
        stamp = 1_577_833_200 + number * 60
        day, second = divmod(stamp, 86_400)
        started = f"20{20 + (day // 365) % 6:02d}-{1 + day % 12:02d}-{1 + day % 28:02d} {second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
        caller = OWN if number % step == 0 and number // step < mine else f"+45{draw.randrange(20_000_000, 70_000_000)}"
        yield (number, started, caller, f"+45{draw.randrange(20_000_000, 99_999_999)}", draw.randrange(0, 4000),
               draw.randrange(0, 10_000_000), round(draw.random() * 20, 2), "out" if number & 1 else "in")


def build(folder: Path, mine: int, table: int) -> None:
    """The database and its source file."""
    path = folder / "calls.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("create table cdr (id integer primary key, started_at datetime not null, caller varchar(32) not null, called varchar(32),"
                   " duration integer, bytes_up integer, cost numeric(10,2), kind varchar(3))")
        db.executemany("insert into cdr values (?,?,?,?,?,?,?,?)", rows(mine, table))
        db.execute("create index cdr_caller on cdr (caller)")
        db.execute("analyze")
    (folder / "sources").mkdir()
    (folder / "sources" / "calls.yml").write_text(SOURCE % path, encoding="utf-8")


def measure(folder: Path, printed: str) -> tuple[float, float]:
    """CPU seconds and peak megabytes of one `dsr access`."""
    command = [str(Path(sys.executable).with_name("dsr")), "access", "--sources", str(folder / "sources"), "--identity",
               f"phone_number={OWN}", "--out", str(folder / "out"), "--print", printed, "--progress", "never"]
    process = subprocess.Popen(command, env={**os.environ, "DSR_MODE": "demo"}, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"dsr access ended with {os.waitstatus_to_exitcode(status)}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--table", type=int, default=3_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--print", default="all")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dsr-bench-") as name:
        folder = Path(name)
        build(folder, options.rows, options.table)
        results = [measure(folder, options.print) for _ in range(options.runs)]
        response = json.loads((folder / "out" / "response.json").read_text(encoding="utf-8"))
    shown = response["collections"][0]["shown"]
    if response["status"] != "complete" or shown != options.rows:
        raise SystemExit(f"the answer is not right: {response['status']}, {shown} rows")
    cpu, peak = statistics.median(r[0] for r in results), max(r[1] for r in results)
    print(f"{options.rows:,} of {options.table:,} rows, print {options.print}: {cpu:.2f} CPU-s (median of {options.runs}), {peak:.0f} MB peak")
    if options.rows in FIDES:
        fides_cpu, fides_peak = FIDES[options.rows]
        print(f"Fides 2.78.2, JSON only: {fides_cpu} CPU-s, {fides_peak or '?'} MB: {fides_cpu / cpu:.1f} times our CPU"
              + (f", {fides_peak / peak:.1f} times our memory" if fides_peak else ""))


if __name__ == "__main__":
    main()
