"""A person who has used up the link to their answer, or lost it, asks for another. Invariant: it goes where letters go, never to whoever asks on
the page; what is in doubt is not sent again, and a few a day are enough."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import SUBJECT
from dsr.domain.errors import NotAllowed, NotFound
from dsr.domain.words import State
from dsr.models import Delivery, Part, Request, Response
from dsr.services import deliver, proofs, sessions
from dsr.vault import Vault

MOST_A_DAY = 5
_A_DAY = timedelta(days=1)


def can(session: Session, request: Request) -> bool:
    """Whether there is an answer to link to again."""
    return bool(_answers(session, request))


def ask(session: Session, token: str, *, now: datetime, vault: Vault, settings: Settings) -> int:
    """A letter with a new link to each answer; the links of before are closed. Returns how many; one that was just sent and lies unopened is not
    sent twice.

    Raises NotFound (no open status page, no answer), NotAllowed (reason locked: too many today).
    """
    visit = sessions.current(session, token, now=now, vault=vault, is_answer=False)
    request = session.execute(select(Request).where(Request.id == visit.request_id).with_for_update()).scalar_one()
    answers = _answers(session, request)
    if not answers:
        raise NotFound()
    sent = 0
    for response in answers:
        links = select(func.count(), func.max(Delivery.created_at)).where(
            Delivery.response_id == response.id, Delivery.representative_id.is_(None), Delivery.created_at > now - _A_DAY)
        count, newest = session.execute(links).one()
        if count >= MOST_A_DAY:
            raise NotAllowed(reason="locked")
        if newest is None or now - newest > deliver.PRESSED_AGAIN or not _lies_unopened(session, response):
            deliver.released(session, response, now=now, vault=vault, settings=settings, by=SUBJECT)
            sent += 1
    return sent


def _answers(session: Session, request: Request) -> list[Response]:
    """Of each part that is answered by a link, the newest answer that went out; none of one in doubt, and none that was called back."""
    newest = select(func.max(Response.id)).join(Part).join(Delivery, Delivery.response_id == Response.id).where(
        Part.request_id == request.id, Part.state.in_((State.DELIVERING, State.CLOSED)), Response.approved_at.is_not(None)).group_by(Part.id)
    found = session.execute(select(Response, Part).join(Part).where(Response.id.in_(newest)).order_by(Part.number)).all()
    return [response for response, part in found
            if not request.by_post and response.recalled_at is None and proofs.still_reach(session, request.id, part.right, response.ordered_at)]


def _lies_unopened(session: Session, response: Response) -> bool:
    return bool(session.execute(select(func.count()).where(
        Delivery.response_id == response.id, Delivery.representative_id.is_(None), Delivery.superseded_at.is_(None),
        Delivery.first_opened_at.is_(None), Delivery.locked_at.is_(None))).scalar_one())
