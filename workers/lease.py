"""Holds the leases of claimed rows while their act runs.

A thread renews, so that a source that thinks for minutes before its first row does not lose its tasks. It stops renewing when the
act has shown no sign of life for long: a hung act loses its leases like a dead one. Invariant: an act that lost a lease is told
at that row's next beat, and goes on for the rows whose leases it still has.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from types import TracebackType

import structlog
from sqlalchemy.exc import SQLAlchemyError

QUIET_S = 900.0  # longer than any time limit of a source

_log = structlog.get_logger("lease")
Renew = Callable[[int], bool]  # a one-row transaction that says whether the lease is still ours; it is given the rows so far


class LeaseLost(Exception):
    """Another attempt has taken the row; what this one does will not count."""


class Hold:
    """One lease."""

    def __init__(self, renew: Renew) -> None:
        self._renew = renew
        self._lost = threading.Event()
        self._seen = 0
        self.alive_at = time.monotonic()

    def beat(self, rows: int = 0) -> None:
        """The act is alive and `rows` further. Raises LeaseLost."""
        self._seen += rows
        self.alive_at = time.monotonic()
        if self._lost.is_set():
            raise LeaseLost()

    @property
    def is_lost(self) -> bool:
        return self._lost.is_set()

    def renew(self) -> None:
        try:
            if not self._renew(self._seen):
                self._lost.set()
        except SQLAlchemyError as error:  # the database may be back before the lease ends; if not, settling fails and the row heals
            _log.warning("lease_not_renewed", why=type(error).__name__)


class Keeper:
    """Renews all leases of one act, as a context that gives a hold for each."""

    def __init__(self, renew: Iterable[Renew], every_s: float) -> None:
        self._holds = tuple(Hold(one) for one in renew)
        self._every_s = every_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lease", daemon=True)

    def __enter__(self) -> tuple[Hold, ...]:
        self._thread.start()
        return self._holds

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._every_s):
            if time.monotonic() - max(hold.alive_at for hold in self._holds) > QUIET_S:
                _log.warning("act_is_silent")
                return
            held = [hold for hold in self._holds if not hold.is_lost]
            for hold in held:
                hold.renew()
            if not held:
                return
