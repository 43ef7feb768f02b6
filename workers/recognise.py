"""Compare the name of an electronic identity with the names on our records: claim, act, settle."""

from __future__ import annotations

import structlog

from dsr.domain.errors import SourceError
from dsr.kit import Kit
from dsr.services import recognition

_log = structlog.get_logger("recognise")


def recognise_next(kit: Kit) -> bool:
    """Compare the next one that waits; False if there is none. Where a source does not answer it waits some minutes."""
    with kit.database.transaction() as session:
        errand = recognition.claim_next(session, now=kit.now(), vault=kit.vault)
    if errand is None:
        return False
    try:
        found = recognition.look(errand, kit.sources.sources, store=kit.store, now=kit.now())
    except SourceError as error:
        _log.warning("not_compared", proof=errand.proof_id, why=error.code)
        return True
    with kit.database.transaction() as session:
        recognition.settle(session, errand, found, now=kit.now(), vault=kit.vault)
    _log.info("name_compared", proof=errand.proof_id, verdict=found.value)
    return True
