"""The measurements run, on little, and check what they measured."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.answer import CALLED, batches, check, files

CALLED_FIRST = str(next(batches(1)).cells[CALLED][0])
ROOT = Path(__file__).parents[2]


def run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(ROOT / "bench" / script), *arguments], capture_output=True, text=True, timeout=120)


def test_the_cost_of_an_answer_is_measured_and_compared() -> None:
    done = run("access.py", "--rows", "1000", "70", "--table", "3000", "--runs", "1")
    assert done.returncode == 0, done.stderr
    assert re.findall(r"^(\S+) records: [\d.]+ CPU-s \(median of 1, .*\), \d+ MB peak$", done.stdout, re.MULTILINE) == ["1,000", "70"]
    assert "Fides 2.78.2" in done.stdout


def test_more_rows_than_the_table_has_are_refused() -> None:
    done = run("access.py", "--rows", "100", "--table", "50")
    assert done.returncode == 2
    assert "at most those of the table" in done.stderr


def test_the_cost_of_writing_is_measured_by_an_answer_that_was_checked() -> None:
    done = run("answer.py", "--rows", "3000", "--tagged", "200", "--runs", "1")
    assert done.returncode == 0, done.stderr
    figures = re.findall(r"^(.+): (\S+) rows, [\d.]+ CPU-s \(median of 1\), [\d.]+ us/row, \d+ MB peak$", done.stdout, re.MULTILINE)
    assert figures == [("pages", "3,000"), ("files", "3,000"), ("tagged", "200"), ("small", "20"), ("small, tagged", "20")]


def one_less(path: Path) -> None:
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def of_another(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(CALLED_FIRST.encode(), b"+4500000000", 1))


@pytest.mark.parametrize(("spoil", "rows", "tagged", "complaint"), [
    (lambda _folder: None, 41, False, "the PDF is not right: 40 entries of 41"),
    (lambda _folder: None, 39, False, "the PDF is not right: 40 entries of 39"),
    (lambda _folder: None, 40, True, "the PDF is not right: 40 entries of 40, tags: False"),
    (lambda folder: one_less(folder / "data" / "calls.cdr.jsonl"), 40, False, "calls.cdr.jsonl is not right: line 40 "),
    (lambda folder: one_less(folder / "data" / "calls.cdr.csv"), 40, False, "calls.cdr.csv is not right: line 41 "),
    (lambda folder: of_another(folder / "data" / "calls.cdr.jsonl"), 40, False, "calls.cdr.jsonl is not right: line 1 "),
])
def test_a_wrong_answer_gives_no_figure(tmp_path: Path, spoil: Callable[[Path], None], rows: int, tagged: bool, complaint: str) -> None:
    files(tmp_path, 40, is_tagged=False)
    check(tmp_path, 40, is_tagged=False, has_files=True)
    spoil(tmp_path)
    with pytest.raises(SystemExit, match=re.escape(complaint)):
        check(tmp_path, rows, is_tagged=tagged, has_files=True)


def test_a_dry_run_loads_neither_the_web_nor_our_own_database() -> None:
    heavy = ("flask", "sqlalchemy.orm", "structlog", "reportlab", "rich")
    script = f"import sys, dsr.cli.access; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_a_search_in_sqlite_loads_no_other_dialect_and_checks_no_address() -> None:
    heavy = ("sqlalchemy.dialects.postgresql", "email_validator")
    script = f"import sys, dsr.cli.access, dsr.connectors.sql; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_what_is_imported_for_a_command_is_never_looked_through_for_garbage() -> None:
    script = """import gc
from dsr.__main__ import main
before = sum(one["collections"] for one in gc.get_stats())
main(["deadline", "--jurisdiction", "DK", "--received", "2026-03-05"])
print(gc.isenabled(), gc.get_freeze_count() > 10_000, sum(one["collections"] for one in gc.get_stats()) - before)"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "True True 0"
