"""Mails that are kept get their place: claim, read, settle. A mail that stops who reads it is read again, and goes to staff in the end."""

from __future__ import annotations

import structlog
from sqlalchemy.exc import SQLAlchemyError

from dsr.domain.errors import DsrError
from dsr.jobs import Queue
from dsr.kit import Kit
from dsr.services import mail_in, mail_read, mail_rows, mail_store

_log = structlog.get_logger("inbox")


def place_next(kit: Kit) -> bool:
    """See to the next mail that nobody has read; False if there is none."""
    with kit.database.transaction() as session:
        order = mail_rows.claim_next(session, now=kit.now(), vault=kit.vault)
    if order is None:
        return False
    try:
        reading = mail_read.understand(kit.store.get(order.path, order.handle, mail_store.context(order.path)), kit.settings)
        with kit.database.transaction() as session:
            result = mail_in.settle(session, order, reading, now=kit.now(), vault=kit.vault, settings=kit.settings)
    except (DsrError, OSError, SQLAlchemyError) as error:
        _log.error("mail_not_placed", mail=order.id, attempt=order.attempt, why=type(error).__name__)
        return True
    if result == "request":
        kit.dispatcher.ring(Queue.MAIL)
    _log.info("mail_placed", mail=order.id, result=result)
    return True
