"""Names of the queues and what rings them. Invariant: the row is the work order, the queue is only the doorbell."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol


class Queue(StrEnum):
    """In the order of who waits."""

    NOW = "now"        # somebody at the screen
    MAIL = "mail"      # letters that go out
    INBOX = "inbox"    # mails that came in
    WORK = "work"
    UPKEEP = "upkeep"


class Dispatcher(Protocol):
    """Rings a queue. A ring that fails is counted and swallowed: the sweeper rings again."""

    def ring(self, queue: Queue) -> None: ...


class RecordingDispatcher:
    """Remembers what was rung; for tests, and where no queue is configured."""

    def __init__(self) -> None:
        self.rung: list[Queue] = []

    def ring(self, queue: Queue) -> None:
        self.rung.append(queue)
