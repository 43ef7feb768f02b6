"""What writing an answer costs: made-up call records of eight columns, all printed, by the very services that workers and `dsr access` use.

- pages: the page engine alone, without tags;
- files: from sealed chunks to PDF, HTML, CSV, JSON lines and JSON, counted first for the first page, without tags;
- tagged: the same with tags for screen readers;
- small: an answer of 20 records in a warm process, without and with tags.

CPU seconds (user and system) are of the work alone, without start-up and the making of rows; peak memory is of the whole process, which
measures nothing else. Each answer is checked before its figure is printed: every row in the PDF once and in order, the numbers called on its
pages, the lines of the other files.

    python bench/answer.py [--rows 1000000] [--tagged 100000] [--runs 3] [--out DIR]
"""

from __future__ import annotations

import argparse
import mmap
import random
import re
import statistics
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from importlib.util import find_spec
from itertools import islice, zip_longest
from multiprocessing import get_context
from pathlib import Path

import orjson

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dsr.cli.sink import FolderSink
from dsr.documents.pdf import Pdf
from dsr.domain.answer import Answer, Column, EntityFacts, Table
from dsr.domain.dataset import Address
from dsr.domain.searched import Searched
from dsr.domain.values import Kind, WireBatch
from dsr.domain.words import Right, Role
from dsr.services import answer as answers
from dsr.services.sealing import Place, seal
from dsr.store import Store
from dsr.vault import ephemeral_key

CALLS = Address("calls", "cdr")
COLUMNS = (Column("id", "Number", "user.unique_id"), Column("started_at", "Started", "user.behavior"), Column("caller", "From", "user.contact"),
           Column("called", "To", "user.behavior"), Column("duration", "Duration", "user.behavior", unit="seconds"),
           Column("bytes_up", "Sent", "user.behavior", unit="bytes"), Column("cost", "Cost", "user.financial"),
           Column("kind", "Kind", "user.behavior", legend={"out": "outgoing", "in": "incoming"}))
KINDS = (Kind.INTEGER, Kind.TIME, Kind.TEXT, Kind.TEXT, Kind.INTEGER, Kind.INTEGER, Kind.DECIMAL, Kind.TEXT)
NAMES = tuple(column.name for column in COLUMNS)
CALLER, CALLED = "+4578770202", NAMES.index("called")
BATCH, SMALL, WARM_RUNS = 2_000, 20, 15
GOALS = {("pages", 1_000_000): (6.0, None), ("files", 1_000_000): (12.0, 150.0), ("tagged", 100_000): (5.0, 180.0),  # CPU seconds, MB
         ("small", SMALL): (0.08, None), ("small, tagged", SMALL): (0.12, None)}
NEAR = "a C program with the same zlib needs 1.7 us a row, ReportLab's own tables 500 (each measured once, elsewhere)"
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
ENTRY = re.compile(rb"\(A-(\d+)\)Tj")
NUMBER = re.compile(rb"\(\+(45\d{8})\)Tj")


@dataclass(frozen=True, slots=True)
class Run:
    cpu_s: float
    peak_mb: float


def batches(count: int) -> Iterator[WireBatch]:
    """Rows in order of time, one every minute or so; half the numbers called are old acquaintances."""
    draw = random.Random(7)
    known = [f"+45{draw.randrange(20_000_000, 70_000_000)}" for _ in range(300)]
    at = datetime(2023, 1, 1, tzinfo=UTC)
    for first in range(0, count, BATCH):
        rows: list[list[object]] = []
        for number in range(first, min(count, first + BATCH)):
            at += timedelta(seconds=draw.randrange(20, 120))
            called = draw.choice(known) if number & 1 else f"+45{draw.randrange(20_000_000, 70_000_000)}"
            rows.append([number, at.isoformat(), CALLER, called, draw.randrange(0, 4_000), draw.randrange(0, 10_000_000),
                         f"{draw.random() * 20:.2f}", "out" if number % 3 else "in"])
        yield WireBatch.of_rows(NAMES, KINDS, rows)  # type: ignore[arg-type]  # all are wire values


def made_up(count: int, *, is_tagged: bool) -> Answer:
    entity = EntityFacts("Fjordtel A/S", "Havnegade 12, 8000 Aarhus C", "DK", "Europe/Copenhagen", "dpo@fjordtel.example", "Datatilsynet",
                         "www.datatilsynet.dk")
    table = Table("calls", "Call records", CALLS, "Calls", Role.CONTROLLER, COLUMNS, count, count, time="started_at")
    return Answer("DSR-7K2M-93QD-4", Right.ACCESS, "en", entity, datetime(2026, 11, 26, 9, tzinfo=UTC), "Søren Ærø O’Brien", date(2026, 11, 3),
                  date(2026, 12, 3), (Searched("phone_number", CALLER, ((None, None),)),), (table,), print_rows=None,
                  tag_rows=count if is_tagged else 0)


def pages(folder: Path, count: int) -> Run:
    """The page engine alone; what making the rows takes is not counted."""
    made_in = 0.0
    with (folder / "response.pdf").open("wb") as file:
        start = time.process_time()
        pdf = Pdf(made_up(count, is_tagged=False), file)
        pdf.begin(made_up(count, is_tagged=False).tables[0], "A", "data/calls.cdr.csv")
        rows = batches(count)
        while True:
            before = time.process_time()
            batch = next(rows, None)
            made_in += time.process_time() - before
            if batch is None:
                break
            pdf.add(batch)
        pdf.end(str(CALLS))
        pdf.finish([])
        return Run(time.process_time() - start - made_in, peak_mb())


def files(folder: Path, count: int, *, is_tagged: bool, runs: int = 1) -> Run:
    """From sealed chunks to all files; of several runs the first warms up and the median of the others counts."""
    costs = []
    with tempfile.TemporaryDirectory(prefix="dsr-answer-") as sealed:
        store, handle = Store(Path(sealed)), ephemeral_key()
        place = Place(store, handle, "bench")
        haul = answers.Haul({CALLS: count}, {}, tuple(seal(batch, CALLS, seq, seq * BATCH, place) for seq, batch in enumerate(batches(count))))
        for _ in range(runs):
            start = time.process_time()
            with FolderSink(folder) as sink:
                answer = answers.look(made_up(count, is_tagged=is_tagged), haul, store=store, handle=handle)
                answers.write(answer, haul, sink, store=store, handle=handle)
            costs.append(time.process_time() - start)
    return Run(statistics.median(costs[1:] or costs), peak_mb())


def peak_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024  # ru_maxrss would begin with the size of whoever started us


def check(folder: Path, count: int, *, is_tagged: bool, has_files: bool) -> None:
    """Whether what was measured is an answer; a figure of a wrong one says nothing."""
    entries, called, has_tags = 0, 0, False
    for content in contents(folder / "response.pdf"):
        for entry in map(int, ENTRY.findall(content)):
            if entry != entries + 1:
                raise SystemExit(f"the PDF is not right: entry {entry} follows entry {entries}")
            entries = entry
        called += sum(map(int, NUMBER.findall(content))) if entries else 0
        has_tags |= b"/MCID" in content
    made = [str(number) for batch in batches(count) for number in batch.cells[CALLED]]
    if entries != count or called != sum(int(number) + int(CALLER) for number in made) or has_tags != is_tagged:
        raise SystemExit(f"the PDF is not right: {entries} entries of {count}, tags: {has_tags}, or other numbers were called")
    if has_files:
        check_lines(folder / "data" / "calls.cdr.jsonl", made, 0)
        check_lines(folder / "data" / "calls.cdr.csv", made, 1)
        shown = orjson.loads((folder / "response.json").read_bytes())["collections"][0]["shown"]
        if shown != count:
            raise SystemExit(f"response.json is not right: {shown} rows of {count}")


def contents(path: Path) -> Iterator[bytes]:
    """What stands in the packed streams of a PDF."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for found in STREAM.finditer(data):
            try:
                yield zlib.decompressobj().decompress(found[1])
            except zlib.error:  # metadata is not packed
                continue


def check_lines(path: Path, made: Sequence[str], heads: int) -> None:
    """Whether each line is of its own row, and none is missing or too many."""
    with path.open("rb") as file:
        for row, (line, called) in enumerate(zip_longest(islice(file, heads, None), made)):
            if line is None or called is None or called.encode() not in line or str(row).encode() not in line:
                raise SystemExit(f"{path.name} is not right: line {row + heads + 1} is not of row {row}")


def alone(work: Callable[[], Run]) -> Run:
    """Done in a process of its own, for the sake of its peak."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(work).result()


def report(name: str, count: int, runs: Iterable[Run]) -> str:
    """A figure, beside the goal where there is one."""
    of = list(runs)
    cpu, peak = statistics.median(run.cpu_s for run in of), max(run.peak_mb for run in of)
    line = f"{name}: {count:,} rows, {cpu:.3f} CPU-s (median of {len(of)}), {cpu / count * 1e6:.1f} us/row, {peak:.0f} MB peak"
    if (name, count) not in GOALS:
        return line
    most_cpu, most_peak = GOALS[name, count]
    kept = "kept" if cpu <= most_cpu and (most_peak is None or peak <= most_peak) else "MISSED"
    return f"{line}\n  goal {kept}: at most {most_cpu:g} CPU-s" + (f" and {most_peak:g} MB" if most_peak else "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--tagged", type=int, default=100_000, help="rows of the answer with tags")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--out", metavar="DIR", help="keep the files here")
    options = parser.parse_args()
    if min(options.rows, options.tagged, options.runs) < 1:
        parser.error("rows and runs are at least 1")
    print(f"Python {sys.version.split()[0]}, {'with' if find_spec('isal') else 'without'} isal; {NEAR}", flush=True)
    warm = 1 + WARM_RUNS
    with tempfile.TemporaryDirectory(prefix="dsr-answer-") as temporary:
        for name, count, is_tagged, work in (
                ("pages", options.rows, False, pages), ("files", options.rows, False, partial(files, is_tagged=False)),
                ("tagged", options.tagged, True, partial(files, is_tagged=True)), ("small", SMALL, False, partial(files, is_tagged=False, runs=warm)),
                ("small, tagged", SMALL, True, partial(files, is_tagged=True, runs=warm))):
            folder = Path(options.out or temporary) / name.replace(", ", "-")
            folder.mkdir(parents=True, exist_ok=True)
            done = [alone(partial(work, folder, count)) for _ in range(options.runs)]
            check(folder, count, is_tagged=is_tagged, has_files=work is not pages)
            print(report(name, count, done), flush=True)


if __name__ == "__main__":
    main()
