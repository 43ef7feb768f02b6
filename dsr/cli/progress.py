"""How far a long run is: a live line on a terminal, nothing where nobody watches. Holds counts only."""

from __future__ import annotations

import sys
import time
from types import TracebackType


class Progress:
    """Counts rows collected and written; writes to standard error at most five times a second."""

    def __init__(self, when: str) -> None:
        self._shown = when == "auto" and sys.stderr.isatty()
        self._collected = self._written = 0
        self._last = 0.0

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._shown:
            self._draw()
            sys.stderr.write("\n")

    def collected(self, rows: int) -> None:
        self._collected += rows
        self._maybe()

    def written(self, rows: int) -> None:
        self._written += rows
        self._maybe()

    def _maybe(self) -> None:
        if self._shown and time.monotonic() - self._last > 0.2:
            self._last = time.monotonic()
            self._draw()

    def _draw(self) -> None:
        sys.stderr.write(f"\r{self._collected:,} rows collected, {self._written:,} written")
        sys.stderr.flush()
