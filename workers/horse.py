"""The RQ worker. Its horse dies with it.

RQ leaves the horse of a killed worker running (seen with 3.0.0), so that a second worker would repeat what the first one's
horse still does. Every outside effect is fenced by its row all the same; this only saves the work from being done twice.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from typing import Any

from rq import Worker
from rq.job import Job
from rq.queue import Queue
from rq.serializers import JSONSerializer

MAINTENANCE_S = 20   # how often abandoned jobs are looked for; RQ's own default is ten minutes
WORKER_TTL_S = 30
_PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int, with_signal: signal.Signals = signal.SIGKILL) -> None:
    """Ask the kernel to end this process when `parent` ends. Elsewhere than on Linux nothing can be asked for."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(with_signal), 0, 0, 0)
    if os.getppid() != parent:  # it ended before we asked
        os.kill(os.getpid(), with_signal)


class FencedWorker(Worker):
    """A worker that speaks JSON only and whose horse does not outlive it."""

    max_connection_wait_time = 5.0  # after Valkey comes back nobody should wait a minute

    def __init__(self, queues: list[str], connection: Any) -> None:
        super().__init__(queues, connection=connection, serializer=JSONSerializer, maintenance_interval=MAINTENANCE_S,
                         worker_ttl=WORKER_TTL_S, log_job_description=False)

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        die_with_parent(self.pid or os.getppid())
        super().main_work_horse(job, queue)
