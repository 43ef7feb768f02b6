"""n worker processes and one ticker, kept alive. It preloads once and forks; it opens no connection of its own.

Invariant: whatever dies is started again, and nothing outlives the supervisor: the kernel tells the children when it is gone.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from sqlalchemy.orm import configure_mappers

from dsr import migrations
from dsr.jobs import Queue
from workers import context
from workers.dispatch import connect
from workers.horse import FencedWorker, die_with_parent
from workers.schedule import tick_forever

GRACE_S = 20       # for what is running when a stop is asked for; what is not done then is taken up again by its lease
_TOO_SOON_S = 2.0  # a child that lived shorter waits as long before it is started again

_log = structlog.get_logger("supervisor")


@dataclass(slots=True)
class _Children:
    running: dict[int, tuple[Callable[[], None], float]] = field(default_factory=dict)
    is_stopping: bool = False


def run(queues: list[str], processes: int) -> int:
    """Serve the queues until told to stop. Raises Misconfigured."""
    _preload()
    migrations.must_be_ready(context.kit().settings.database_url.get_secret_value())
    children = _Children()
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, lambda _number, _frame: _stop(children))
    signal.signal(signal.SIGALRM, lambda _number, _frame: _send(children, signal.SIGKILL))
    roles: list[Callable[[], None]] = [*([lambda: work(queues)] * processes), tick_forever]
    for role in roles:
        _start(children, role)
    _log.info("started", processes=processes, queues=queues)
    while children.running:
        pid, status = os.wait()
        ended = children.running.pop(pid, None)
        if ended is None or children.is_stopping:
            continue
        _log.warning("child_ended", child=pid, status=os.waitstatus_to_exitcode(status))
        role, since = ended
        if time.monotonic() - since < _TOO_SOON_S:
            time.sleep(_TOO_SOON_S)
        if not children.is_stopping:
            _start(children, role)
    return 0


def work(queues: list[str]) -> None:
    """One RQ worker until told to stop."""
    url = context.kit().settings.redis_url.get_secret_value()
    FencedWorker(queues, connect(url)).work(logging_level="WARNING")


def all_queues() -> list[str]:
    """In the order of who waits."""
    return [queue.value for queue in Queue]


def _preload() -> None:
    """Everything a horse needs is imported and configured before the first fork."""
    import workers.drain  # noqa: F401  # its imports are what is preloaded; drain itself imports the heavy ones

    context.kit()
    configure_mappers()
    gc.set_threshold(100_000, 50, 50)  # rows are many small containers without cycles: walking them all the time is a fifth of an answer's cost
    gc.freeze()                        # what is here already is for ever, and stays shared with the horses


def _start(children: _Children, role: Callable[[], None]) -> None:
    supervisor = os.getpid()
    pid = os.fork()
    if pid:
        children.running[pid] = (role, time.monotonic())
        return
    status = 1
    try:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        die_with_parent(supervisor, signal.SIGTERM)
        role()
        status = 0
    except KeyboardInterrupt:
        status = 0
    except BaseException as error:  # a child never returns into its parent's loop
        _log.error("child_failed", why=type(error).__name__)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _stop(children: _Children) -> None:
    if not children.is_stopping:
        children.is_stopping = True
        signal.alarm(GRACE_S)
        _send(children, signal.SIGTERM)


def _send(children: _Children, number: signal.Signals) -> None:
    for pid in list(children.running):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue
