"""Jobs of the ticker about the days on which answers are due. Each finds and dispatches, one request per transaction."""

from __future__ import annotations

import structlog

from dsr.domain.errors import DsrError
from dsr.jobs import Queue
from dsr.kit import Kit
from dsr.services import load, plans, reminders

_log = structlog.get_logger("deadlines")


def plan(kit: Kit) -> None:
    """Plan anew what is not planned as it would be now."""
    with kit.database.reading() as session:
        found = plans.stale(session)
    for part_id in found:
        with kit.database.transaction() as session:
            plans.renew(session, load.part(session, part_id))


def remind(kit: Kit) -> None:
    """Remind those of us who see to what is planned or due, and tell the person of an answer that does not come in time."""
    with kit.database.reading() as session:
        near, silent = reminders.near(session, now=kit.now()), reminders.silent(session, now=kit.now())
    written = 0
    for part_id in near:
        with kit.database.transaction() as session:
            written += reminders.remind(session, part_id, now=kit.now(), vault=kit.vault, settings=kit.settings)
    for part_id in silent:
        try:
            with kit.database.transaction() as session:
                written += reminders.tell_late(session, part_id, now=kit.now(), vault=kit.vault, settings=kit.settings)
        except DsrError as error:  # one letter that cannot be written holds up none of the others
            _log.error("not_told_late", part=part_id, why=type(error).__name__)
    if written:
        kit.dispatcher.ring(Queue.MAIL)
