"""Views find the outside world here. Invariant: nothing below `dsr.web` looks it up; it is handed down as arguments."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import cast

from flask import current_app
from sqlalchemy.orm import Session

from dsr.db import after_commit
from dsr.jobs import Queue
from dsr.kit import Kit


def kit() -> Kit:
    """The kit of the application that serves this HTTP request."""
    return cast(Kit, current_app.extensions["kit"])


@contextmanager
def changing(*queues: Queue) -> Iterator[Session]:
    """A transaction for a verb; the queues that it may have given work are rung once it is durable."""
    with kit().database.transaction() as session:
        for queue in queues:
            after_commit(session, partial(kit().dispatcher.ring, queue))
        yield session
