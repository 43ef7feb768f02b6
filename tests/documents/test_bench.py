"""The measurements run, on little, and check what they measured."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

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


def test_the_cost_of_writing_is_measured() -> None:
    done = run("pages.py", "--rows", "3000")
    assert done.returncode == 0, done.stderr
    assert re.match(r"3,000 rows: [\d.]+ CPU-s, ", done.stdout)


def test_a_dry_run_loads_neither_the_web_nor_our_own_database() -> None:
    heavy = ("flask", "sqlalchemy.orm", "structlog", "reportlab", "rich")
    script = f"import sys, dsr.cli.access; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip() == "[]"
