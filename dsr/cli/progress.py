"""How far a long run is: a live line on a terminal, a plain line now and then elsewhere. Holds counts only."""

from __future__ import annotations

import sys
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.live import Live

LIVE_EVERY_S, PLAIN_EVERY_S = 0.2, 10.0


class Progress:
    """Counts rows collected and written, and shows them on standard error. `when`: auto or never."""

    def __init__(self, when: str) -> None:
        self._is_shown = when == "auto"
        self._live = _live() if self._is_shown and sys.stderr.isatty() else None
        self._every_s = LIVE_EVERY_S if self._live else PLAIN_EVERY_S
        self._collected = self._written = 0
        self._last = monotonic()

    def __enter__(self) -> Progress:
        if self._live:
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._draw()
        if self._live:
            self._live.stop()

    def collected(self, rows: int) -> None:
        self._collected += rows
        self._maybe()

    def written(self, rows: int) -> None:
        self._written += rows
        self._maybe()

    def _maybe(self) -> None:
        if self._is_shown and monotonic() - self._last > self._every_s:
            self._last = monotonic()
            self._draw()

    def _draw(self) -> None:
        said = f"{self._collected:,} rows collected, {self._written:,} written"
        if self._live:
            self._live.update(said, refresh=True)
        elif self._is_shown:
            print(said, file=sys.stderr, flush=True)


def _live() -> Live:
    from rich.console import Console  # only where somebody watches
    from rich.live import Live  # the same

    return Live("", console=Console(stderr=True, highlight=False), auto_refresh=False)
