"""Holds the lease of a claimed row while its act runs.

A thread renews, so that a source that thinks for minutes before its first row does not lose its task. It stops renewing when the
act has shown no sign of life for long: a hung act loses its lease like a dead one. Invariant: an act that lost its lease is told
at its next beat and stops.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType

import structlog
from sqlalchemy.exc import SQLAlchemyError

QUIET_S = 900.0  # longer than any time limit of a source

_log = structlog.get_logger("lease")


class LeaseLost(Exception):
    """Another attempt has taken the row; what this one does will not count."""


class Keeper:
    """`renew(seen)` is a one-row transaction that says whether the lease is still ours; `seen` counts the rows so far."""

    def __init__(self, renew: Callable[[int], bool], every_s: float) -> None:
        self._renew, self._every_s = renew, every_s
        self._stop = threading.Event()
        self._lost = threading.Event()
        self._seen = 0
        self._alive_at = self._written_at = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="lease", daemon=True)

    def __enter__(self) -> Keeper:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join()

    def beat(self, rows: int = 0) -> None:
        """The act is alive and `rows` further. Raises LeaseLost."""
        self._seen += rows
        self._alive_at = time.monotonic()
        if self._lost.is_set():
            raise LeaseLost()

    def _run(self) -> None:
        while not self._stop.wait(self._every_s):
            if time.monotonic() - self._alive_at > QUIET_S:
                _log.warning("act_is_silent")
                return
            try:
                if not self._renew(self._seen):
                    self._lost.set()
                    return
            except SQLAlchemyError as error:  # the database may be back before the lease ends; if not, settling fails and the row heals
                _log.warning("lease_not_renewed", why=type(error).__name__)
