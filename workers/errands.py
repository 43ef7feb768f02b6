"""Errands of proofs that ask sources: compare the name of an electronic identity with our records, look for a person's other channels and tell
them. Claim, act, settle."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import structlog
from sqlalchemy.orm import Session

from dsr.db import after_commit
from dsr.domain.channels import Channel
from dsr.domain.errors import SourceError
from dsr.domain.recognition import Verdict
from dsr.jobs import Queue
from dsr.kit import Kit
from dsr.services import notice_proof, recognition

_log = structlog.get_logger("errand")
_Errand = TypeVar("_Errand", recognition.Errand, notice_proof.Errand)
_Found = TypeVar("_Found")


def recognise_next(kit: Kit) -> bool:
    """Compare the next name that waits; False if there is none."""
    def settle(session: Session, errand: recognition.Errand, found: Verdict) -> str:
        recognition.settle(session, errand, found, now=kit.now(), vault=kit.vault)
        return found.value

    return _next(kit, "name", recognition.claim_next, recognition.look, settle)


def tell_next(kit: Kit) -> bool:
    """Tell the channels of the next person that waits; False if there is none."""
    def settle(session: Session, errand: notice_proof.Errand, found: tuple[Channel, ...]) -> int:
        after_commit(session, lambda: kit.dispatcher.ring(Queue.MAIL))
        return notice_proof.tell(session, errand, found, has_phone=kit.phone is not None, now=kit.now(), vault=kit.vault, settings=kit.settings)

    return _next(kit, "channels", notice_proof.claim_next, notice_proof.look, settle)


def _next(kit: Kit, what: str, claim: Callable[..., _Errand | None], look: Callable[..., _Found],
          settle: Callable[[Session, _Errand, _Found], object]) -> bool:
    """Where a source does not answer the errand waits some minutes."""
    with kit.database.transaction() as session:
        errand = claim(session, now=kit.now(), vault=kit.vault)
    if errand is None:
        return False
    try:
        found = look(errand, kit.sources.sources, store=kit.store, now=kit.now())
    except SourceError as error:
        _log.warning("not_looked", what=what, proof=errand.proof_id, why=error.code)
        return True
    with kit.database.transaction() as session:
        settled = settle(session, errand, found)
    _log.info("looked", what=what, proof=errand.proof_id, result=settled)
    return True
