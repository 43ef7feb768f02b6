"""What runs when, and the clock that runs it.

Every supervisor has one ticker process; a row per job says when it is due next. Invariant: of any number of tickers one runs a job
that is due, because it takes the row by compare-and-swap. No Valkey is needed to tick: a flushed or dead one stops nothing here.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from config import Settings
from dsr.domain.errors import DsrError
from dsr.kit import Kit
from dsr.models import Ticker
from dsr.services.tasks import hits
from workers import context, deadlines, heartbeat, mailbox, troubles, upkeep, waiting

_log = structlog.get_logger("schedule")


@dataclass(frozen=True, slots=True)
class Job:
    """Something short that finds what is due and sees to it."""

    name: str
    run: Callable[[Kit], object]
    every: timedelta


def jobs(settings: Settings) -> tuple[Job, ...]:
    return (
        Job("sweep", upkeep.sweep, timedelta(seconds=settings.sweep_s)),
        Job("mailboxes", mailbox.align, timedelta(seconds=settings.mailbox_s)),
        Job("heartbeat", heartbeat.beat, timedelta(minutes=15)),
        Job("hold", upkeep.hold, timedelta(seconds=settings.sweep_s)),
        Job("orphans", upkeep.orphans, timedelta(hours=1)),
        Job("spent", upkeep.spent, timedelta(hours=1)),
        Job("identify", upkeep.identify, timedelta(seconds=max(settings.sweep_s, 15))),
        Job("find_again", upkeep.find_again, timedelta(minutes=1)),
        Job("divide", upkeep.divide, timedelta(seconds=max(settings.sweep_s, 15))),
        Job("withdrawn", upkeep.withdrawn_rows, timedelta(minutes=5)),
        Job("pass_on", upkeep.pass_on, timedelta(seconds=max(settings.sweep_s, 15))),
        Job("plan", deadlines.plan, timedelta(hours=1)),
        Job("due", deadlines.remind, timedelta(hours=1)),
        Job("remind", upkeep.remind, timedelta(hours=1)),
        Job("waiting", waiting.waiting, timedelta(hours=1)),
        Job("unfetched", waiting.unfetched, timedelta(hours=1)),
        Job("expire", upkeep.expire, timedelta(minutes=5)),
        Job("codes", upkeep.codes, timedelta(minutes=5)),
        Job("troubles", troubles.remind, timedelta(minutes=5)),
        Job("hand_over", upkeep.hand_over, timedelta(hours=1)),
        Job("anchor", upkeep.anchor, timedelta(hours=6)),
    )


def tick(kit: Kit) -> list[str]:
    """Run what is due and not run by another; returns the names."""
    ran = []
    for job in jobs(kit.settings):
        if not _take(kit, job):
            continue
        try:
            job.run(kit)
        except (SQLAlchemyError, OSError, DsrError) as error:  # the next turn comes by itself
            _log.error("upkeep_failed", job=job.name, why=type(error).__name__)
        ran.append(job.name)
    return ran


def tick_forever() -> None:
    """The ticker process."""
    kit = context.kit()
    pause_s = min(1.0, kit.settings.sweep_s / 2)
    while True:
        try:
            tick(kit)
        except SQLAlchemyError as error:  # the database may be back next time
            _log.error("tick_failed", why=type(error).__name__)
        time.sleep(pause_s)


def _take(kit: Kit, job: Job) -> bool:
    now = kit.now()
    with kit.database.reading() as session:
        next_at = session.execute(select(Ticker.next_at).where(Ticker.name == job.name)).scalar_one_or_none()
    if next_at is not None and next_at > now:
        return False
    try:
        with kit.database.transaction() as session:
            if next_at is None:
                session.add(Ticker(name=job.name, next_at=now + job.every, ran_at=now))
                return True
            return hits(session, update(Ticker).where(Ticker.name == job.name, Ticker.next_at == next_at).values(next_at=now + job.every, ran_at=now))
    except IntegrityError:
        return False  # another ticker made the row first
