"""The clock of one request, as tests of its pauses look at it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from dsr.domain.actor import Actor
from dsr.domain.proof import PauseKind
from dsr.kit import Kit
from dsr.models import Clarification, Message, PauseRow, Request
from dsr.services import clarify, mandates, notices, representatives, status
from dsr.services.mandates import Acting
from dsr.services.notices import Wish
from tests.services.carol import Asked, part_of

UNION = Acting("Ulla Vester", "ulla@forbundet.example", "Forbundet")
WHY = "Four numbers for nine years, some three million calls."


def due(kit: Kit, asked: Asked) -> date:
    with kit.database.reading() as session:
        return part_of(session, asked).due_on


def rows(kit: Kit) -> list[tuple[PauseKind, date, date | None]]:
    with kit.database.reading() as session:
        return [(one.kind, one.started_on, one.ended_on) for one in session.execute(select(PauseRow).order_by(PauseRow.id)).scalars()]


def letters(kit: Kit) -> list[str]:
    """Kinds of those after the confirmation and its receipt."""
    with kit.database.reading() as session:
        return list(session.execute(select(Message.kind).order_by(Message.id)).scalars())[2:]


def claimed(kit: Kit, asked: Asked) -> int:
    """Somebody says that they act for her."""
    with kit.database.transaction() as session:
        request = session.get_one(Request, asked.request_id)
        return mandates.claim(session, request, UNION, today=request.received_on, now=kit.now(), vault=kit.vault).id


def mandate_asked(kit: Kit, asked: Asked, representative_id: int, by: Actor) -> bool:
    with kit.database.transaction() as session:
        return representatives.ask(session, asked.receipt.reference, representative_id, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)


def questioned(kit: Kit, asked: Asked, by: Actor, *, is_large: bool = True, said: str = "Which years do you mean?") -> int:
    """Staff have seen the letter, and send it."""
    wish = Wish(said=said, is_large=is_large, large=WHY if is_large else "")
    with kit.database.transaction() as session:
        seen = notices.preview(session, asked.part_id, "clarify", wish, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings).seen
        assert notices.send(session, asked.part_id, "clarify", wish, seen=seen, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings) is None
        return session.execute(select(Clarification.id).order_by(Clarification.id.desc())).scalars().first() or 0


def answered(kit: Kit, asked: Asked, clarification_id: int) -> None:
    """She answers on her page."""
    with kit.database.transaction() as session:
        token = status.open(session, asked.receipt.reference, asked.code, now=kit.now(), vault=kit.vault, settings=kit.settings)
        clarify.answer(session, token, clarification_id, "2019 to 2021.", now=kit.now(), vault=kit.vault)
