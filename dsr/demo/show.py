"""What the demo says while it runs: a live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any


@dataclass(slots=True)
class Show:
    """Steps with the seconds since the start; they are kept for the trail."""

    since: float = field(default_factory=time.monotonic)
    steps: list[dict[str, object]] = field(default_factory=list)
    _live: Any = None
    _console: Any = None

    def __enter__(self) -> Show:
        if sys.stdout.isatty():
            from rich.console import Console  # only where somebody watches

            self._console = Console(highlight=False)
            self._live = self._console.status("starting")
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.quiet()

    def step(self, what: str) -> None:
        """Something is done."""
        seconds = round(time.monotonic() - self.since, 2)
        self.steps.append({"after_s": seconds, "what": what})
        if self._console is not None:
            self._console.print(f"[dim]{seconds:6.1f} s[/dim]  {_plain(what)}")
        else:
            print(f"{seconds:6.1f} s  {what}", flush=True)

    def doing(self, what: str) -> None:
        """Something has begun; only a terminal shows it."""
        if self._live is not None:
            self._live.update(_plain(what))

    def say(self, text: str) -> None:
        if self._console is not None:
            self._console.print(_plain(text))
        else:
            print(text, flush=True)

    def quiet(self) -> None:
        """No live line any more."""
        if self._live is not None:
            self._live.stop()
            self._live = None


def _plain(text: str) -> str:
    """Square brackets are rich's markup; here they are text."""
    return text.replace("[", "\\[")
