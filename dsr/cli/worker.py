"""`dsr worker`: the worker processes. They are `python -m workers`, which stands above this package; so this process becomes it."""

from __future__ import annotations

import os
import sys


def run(argv: list[str]) -> int:
    """Does not return: the status is that of the workers."""
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "workers", *argv])  # noqa: S606  # our own interpreter and module
