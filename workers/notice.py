"""Look for a person's other channels and tell them: claim, act, settle."""

from __future__ import annotations

import structlog

from dsr.db import after_commit
from dsr.domain.errors import SourceError
from dsr.jobs import Queue
from dsr.kit import Kit
from dsr.services import notice_proof

_log = structlog.get_logger("notice")


def tell_next(kit: Kit) -> bool:
    """Tell the channels of the next person that waits; False if there is none. Where a source does not answer it waits some minutes."""
    with kit.database.transaction() as session:
        errand = notice_proof.claim_next(session, now=kit.now(), vault=kit.vault)
    if errand is None:
        return False
    try:
        found = notice_proof.look(errand, kit.sources.sources, store=kit.store, now=kit.now())
    except SourceError as error:
        _log.warning("not_told", proof=errand.proof_id, why=error.code)
        return True
    with kit.database.transaction() as session:
        after_commit(session, lambda: kit.dispatcher.ring(Queue.MAIL))
        told = notice_proof.tell(session, errand, found, has_phone=kit.phone is not None, now=kit.now(), vault=kit.vault, settings=kit.settings)
    _log.info("told", proof=errand.proof_id, channels=told)
    return True
