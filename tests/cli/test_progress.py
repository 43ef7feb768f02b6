"""A live line where somebody watches, plain lines elsewhere, nothing where it is not wanted. Rich is loaded only to be watched."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from dsr.cli import progress
from dsr.cli.progress import Progress

PROGRAM = """
import sys
from dsr.cli.progress import Progress
with Progress({when!r}) as shown:
    shown.collected(1234)
    shown.written(1200)
print("rich" in sys.modules, end="")
"""
ROOT = Path(__file__).parents[2]


def watched(when: str) -> tuple[str, str]:
    """Standard output, and what a terminal on standard error was sent."""
    ours, theirs = pty.openpty()
    done = subprocess.run([sys.executable, "-c", PROGRAM.format(when=when)], stdout=subprocess.PIPE, stderr=theirs, text=True, cwd=ROOT, timeout=60,
                          env={"PATH": os.environ["PATH"], "TERM": "xterm"})
    os.close(theirs)
    said = b""
    try:
        while part := os.read(ours, 65536):
            said += part
    except OSError:  # the terminal's other end is closed
        pass
    os.close(ours)
    return done.stdout, said.decode()


def test_on_a_terminal_the_line_lives() -> None:
    loaded, said = watched("auto")
    assert loaded == "True"
    assert "1,234 rows collected, 1,200 written" in said
    assert "\x1b[" in said


def test_never_is_never() -> None:
    assert watched("never") == ("False", "")


def test_elsewhere_it_is_plain() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM.format(when="auto")], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert (done.stdout, done.stderr) == ("False", "1,234 rows collected, 1,200 written\n")


def test_a_long_run_says_now_and_then_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    said = io.StringIO()
    monkeypatch.setattr(sys, "stderr", said)
    clock = iter([0.0, 1.0, 11.0, 11.0, 12.0])
    monkeypatch.setattr(progress, "monotonic", lambda: next(clock))
    with Progress("auto") as shown:
        for _ in range(3):
            shown.collected(10)
    assert said.getvalue() == "20 rows collected, 0 written\n30 rows collected, 0 written\n"
