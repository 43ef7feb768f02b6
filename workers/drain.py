"""The doorbell's answer: take due rows one after the other until none is due or the time is up.

Invariant: the job's argument names a queue; which row, for whom and how often, only the rows know.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from dsr.jobs import Queue
from dsr.kit import Kit
from workers import context, errands, inbox, mailbox, post, schedule, tasks

LONG_ENOUGH_S = 30.0  # then others are let in; the bell is rung again for what is left

_NEXT: dict[Queue, Callable[[Kit], bool]] = {
    Queue.NOW: tasks.work_next,
    Queue.MAIL: post.send_next,
    Queue.INBOX: lambda kit: mailbox.read_next(kit) or inbox.place_next(kit),
    Queue.WORK: lambda kit: errands.recognise_next(kit) or errands.tell_next(kit) or tasks.work_next(kit),
    Queue.UPKEEP: lambda kit: bool(schedule.tick(kit)),
}


def drain(name: str) -> int:
    """Answer one ring of the queue `name`; returns how many rows were taken."""
    kit, queue = context.kit(), Queue(name)
    until, taken = time.monotonic() + LONG_ENOUGH_S, 0
    while _NEXT[queue](kit):
        taken += 1
        if time.monotonic() > until:
            kit.dispatcher.ring(queue)
            break
    return taken
