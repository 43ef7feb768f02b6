"""What one access request costs: the call records of one person from an indexed SQLite table of three million rows with typed
columns, by `dsr access --print all` to PDF, HTML, CSV, JSON lines and JSON.

CPU seconds (user and system) and peak memory are of the whole process, its start included; the median and the highest of
several runs. The answer is checked before a figure is printed. Everything lies in a temporary folder that is removed.

    python bench/access.py [--rows 100000 1000000] [--table 3000000] [--runs 3] [--print all]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

PATIENCE_S = 900   # of one run; what takes longer is broken
MOST_ROWS = 10_000_000
GOALS = {100_000: (2.0, 120.0), 1_000_000: (15.0, 150.0)}  # rows -> CPU seconds, MB; all of them printed
UNPRINTED = {100_000: (1.4, 120.0), 1_000_000: (9.0, 150.0)}
FIDES = {1_000: (0.4, None), 10_000: (1.2, 350.0), 100_000: (10.8, 990.0), 1_000_000: (113.0, 5400.0)}  # measured, version 2.78.2, JSON only
TABLE = ("create table cdr (id integer primary key, started_at datetime not null, caller varchar(32) not null, called varchar(32),"
         " duration integer, bytes_up integer, cost numeric(10,2), kind varchar(3))")
HEAD = """\
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
"""
FIELDS = (  # name, category, fides_meta, dsr_meta
    ("id", "user.unique_id", "primary_key: true", "label: {en: Number, da: Nummer}"),
    ("started_at", "user.behavior", "", "label: {en: Started, da: Start}"),
    ("caller", "user.contact.phone_number", "identity: phone_number", "label: {en: From, da: Fra}"),
    ("called", "user.behavior", "", "label: {en: To, da: Til}"),
    ("duration", "user.behavior", "", "label: {en: Duration, da: Varighed}, unit: seconds"),
    ("bytes_up", "user.behavior", "", "label: {en: Sent, da: Sendt}, unit: bytes"),
    ("cost", "user.financial", "", "label: {en: Cost, da: Pris}"),
    ("kind", "user.behavior", "", "label: {en: Kind, da: Slags}, legend: {out: {en: outgoing, da: udgående}, in: {en: incoming, da: indgående}}"),
)


@dataclass(frozen=True)
class Run:
    cpu_s: float
    peak_mb: float


def number_of(place: int) -> str:
    """The telephone number of the person with the n-th share of the table."""
    return f"+457877{place:04d}"


def records(shares: Sequence[int], table: int) -> Iterator[tuple[object, ...]]:
    """`table` rows, a minute or so apart; each person's share is spread evenly among them."""
    draw = random.Random(7)
    known = [f"+45{draw.randrange(20_000_000, 99_999_999)}" for _ in range(300)]
    at = datetime(2021, 1, 1)
    mine = [0] * len(shares)
    for row in range(table):
        at += timedelta(seconds=draw.randrange(20, 100))
        caller = f"+45{draw.randrange(20_000_000, 70_000_000)}"
        for place, share in enumerate(shares):
            if mine[place] < min(share, share * (row + 1 + len(shares)) // table):  # a little early, so that all have theirs in the end
                caller = number_of(place)
                mine[place] += 1
                break
        called = draw.choice(known) if draw.random() < 0.5 else f"+45{draw.randrange(20_000_000, 99_999_999)}"
        yield (row, str(at), caller, called, draw.randrange(0, 4_000), draw.randrange(0, 10_000_000), round(draw.random() * 20, 2),
               "out" if draw.random() < 0.6 else "in")


def build(folder: Path, shares: Sequence[int], table: int) -> list[int]:
    """The database and its source file; returns how many rows each person has."""
    path = folder / "calls.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("pragma journal_mode = off")
        db.execute(TABLE)
        db.executemany("insert into cdr values (?,?,?,?,?,?,?,?)", records(shares, table))
        db.execute("create index cdr_caller on cdr (caller)")
        db.execute("analyze")
        counts = [db.execute("select count(*) from cdr where caller = ?", (number_of(place),)).fetchone()[0] for place in range(len(shares))]
    db.close()
    fields = "".join(f"            - {{name: {name}, data_categories: [{category}], fides_meta: {{{fides}}}, dsr_meta: {{{ours}}}}}\n"
                     for name, category, fides, ours in FIELDS)
    (folder / "sources").mkdir()
    (folder / "sources" / "calls.yml").write_text(HEAD % path + fields, encoding="utf-8")
    return counts


def measure(folder: Path, number: str, printed: str) -> Run:
    """One `dsr access`, in a process of its own."""
    command = [str(Path(sys.executable).with_name("dsr")), "access", "--sources", str(folder / "sources"), "--identity",
               f"phone_number={number}", "--out", str(folder / "out"), "--print", printed, "--progress", "never"]
    shutil.rmtree(folder / "out", ignore_errors=True)
    process = subprocess.Popen(command, env={**os.environ, "DSR_MODE": "demo"}, stdout=subprocess.DEVNULL)
    until = time.monotonic() + PATIENCE_S
    while not (waited := os.wait4(process.pid, os.WNOHANG))[0]:
        if time.monotonic() > until:
            process.kill()
        time.sleep(0.05)
    _, status, used = waited
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"dsr access ended with {process.returncode}")
    return Run(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def check(folder: Path, rows: int) -> None:
    """Whether the answer is whole: counts, times with their offset, and the files there."""
    out = folder / "out"
    response = json.loads((out / "response.json").read_text(encoding="utf-8"))
    with (out / "data" / "calls.cdr.jsonl").open("rb") as file:
        first = json.loads(next(file))
        lines = 1 + sum(1 for _ in file)
    shown = response["collections"][0]["shown"]
    is_timed = datetime.fromisoformat(first["started_at"]).tzinfo is not None
    if response["status"] != "complete" or {shown, lines} != {rows} or not is_timed or not (out / "response.pdf").stat().st_size:
        raise SystemExit(f"the answer is not right: {response['status']}, {shown} shown, {lines} lines of {rows}, times with offset: {is_timed}")


def report(rows: int, runs: Sequence[Run], printed: str) -> str:
    """The figures, beside the goal and beside Fides where there are some."""
    cpu, peak = statistics.median(run.cpu_s for run in runs), max(run.peak_mb for run in runs)
    spread = f"{min(run.cpu_s for run in runs):.2f} to {max(run.cpu_s for run in runs):.2f}"
    lines = [f"{rows:,} records: {cpu:.2f} CPU-s (median of {len(runs)}, {spread}), {peak:.0f} MB peak"]
    goals = GOALS if printed == "all" else UNPRINTED
    if rows in goals:
        most_cpu, most_peak = goals[rows]
        kept = "kept" if cpu <= most_cpu and peak <= most_peak else "MISSED"
        lines.append(f"  goal {kept}: at most {most_cpu:g} CPU-s and {most_peak:g} MB")
    if rows in FIDES:
        their_cpu, their_peak = FIDES[rows]
        memory = f" and {their_peak:,.0f} MB ({their_peak / peak:.1f} times as much)" if their_peak else ""
        lines.append(f"  Fides 2.78.2 writes JSON only, with {their_cpu:g} CPU-s ({their_cpu / cpu:.1f} times as much){memory}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000], help="records of one person, each measured by itself")
    parser.add_argument("--table", type=int, default=3_000_000, help="records of everybody")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--print", default="all", help="records printed in the PDF: all, or a number")
    options = parser.parse_args()
    if not 0 < sum(options.rows) <= options.table <= MOST_ROWS or min(options.rows) < 1 or options.runs < 1:
        parser.error(f"rows together are at most those of the table, and that at most {MOST_ROWS:,}")
    with tempfile.TemporaryDirectory(prefix="dsr-bench-") as name:
        folder = Path(name)
        print(f"{options.table:,} records, PDF with {options.print} printed; Python {sys.version.split()[0]}, "
              f"{'with' if find_spec('isal') else 'without'} isal, {os.cpu_count()} processors", flush=True)
        for place, rows in enumerate(build(folder, options.rows, options.table)):
            runs = [measure(folder, number_of(place), options.print) for _ in range(options.runs)]
            check(folder, rows)
            print(report(rows, runs, options.print), flush=True)


if __name__ == "__main__":
    main()
