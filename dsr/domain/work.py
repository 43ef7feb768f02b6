"""The life of a task: what it can be, when it is tried again. Invariant: `running` holds exactly while a lease is set."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class TaskKind(StrEnum):
    COLLECT = "collect"              # one stage of a search plan
    WRITE_ANSWER = "write_answer"    # the files of one response


class TaskState(StrEnum):
    WAITING = "waiting"    # for an earlier stage
    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    SKIPPED = "skipped"    # staff went on without it; the gap is said
    FAILED = "failed"      # waits for staff
    ASKED = "asked"        # a person was asked


SETTLED = frozenset({TaskState.DONE, TaskState.SKIPPED})
MOST_ATTEMPTS = 6
_FIRST_S, _LONGEST_S = 5, 900


def backoff(attempts: int) -> timedelta:
    """How long to wait after the given number of attempts: 5 s, then twice as long each time, at most 15 minutes."""
    return timedelta(seconds=min(_LONGEST_S, _FIRST_S * 2 ** max(0, attempts - 1)))


def is_spent(attempts: int) -> bool:
    """Whether a task that has been tried this often is handed to staff."""
    return attempts >= MOST_ATTEMPTS
