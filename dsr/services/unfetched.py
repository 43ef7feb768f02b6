"""Answers that went out and that nobody fetched: a reminder with a new link, then print and post, or a letter that says how to get it still.

Invariants: one link is open at a time; what cannot go by mail any more waits among the letters to be posted, where staff see it; a part closes with
the letter that says so, never without one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain import unfetched as rules
from dsr.domain.errors import NotAllowed
from dsr.domain.unfetched import Link, Step
from dsr.domain.words import State
from dsr.models import Delivery, Message, MessageState, Part, Response, Transport
from dsr.services import contact_points, deliver, entities, load, notify, on_paper, proofs, replaced
from dsr.services.endings import UNFETCHED
from dsr.vault import Vault


def waiting(session: Session) -> list[int]:
    """Parts whose answer went out by a link and was not fetched by it."""
    is_open = exists().where(Response.part_id == Part.id, Delivery.response_id == Response.id, Delivery.superseded_at.is_(None),
                             Delivery.representative_id.is_(None), Delivery.fetched_at.is_(None))
    return list(session.execute(select(Part.id).where(Part.state == State.DELIVERING, is_open).order_by(Part.id)).scalars())


def go_on(session: Session, part_id: int, *, now: datetime, vault: Vault, settings: Settings) -> Step:
    """Do what is due about the answer of a part. Raises VaultError."""
    part = load.part(session, part_id)
    response = session.execute(select(Response).where(Response.part_id == part.id, Response.approved_at.is_not(None)).order_by(
        Response.number.desc())).scalars().first()
    if part.state is not State.DELIVERING or response is None or response.recalled_at is not None or part.request.by_post:
        return Step.WAIT
    today = now.astimezone(entities.zone(settings)).date()
    link = _link(session, part, response, today, vault=vault, settings=settings)
    if link is None:
        return Step.WAIT
    days = {"remind_days": settings.fetch_remind_days, "close_days": settings.fetch_close_days}
    step = rules.next_step(link, today, **days)
    told = {**notify.greeting(session, part.request, vault=vault), "ready_on": link.begun_on.isoformat()}
    match step:
        case Step.REMIND:
            told["closes_on"] = rules.ends_on(link, today, **days).isoformat()
            try:
                deliver.released(session, response, now=now, vault=vault, settings=settings, reminder=told)
            except NotAllowed:  # no link may go to their mailbox any more: staff see to it
                _on_paper(session, part, response, told, is_printed=link.has_address, now=now, vault=vault, settings=settings)
        case Step.POST:
            _on_paper(session, part, response, told, is_printed=True, now=now, vault=vault, settings=settings)
        case Step.END:
            _write(session, part, UNFETCHED, told, None, now=now, vault=vault, settings=settings)
        case Step.WAIT:
            pass
    return step


def _link(session: Session, part: Part, response: Response, today: date, *, vault: Vault, settings: Settings) -> Link | None:
    """How the answer was handed over so far; None where no link was sent."""
    rows = session.execute(select(Delivery, Message).outerjoin(Message, Message.id == Delivery.message_id).where(
        Delivery.response_id == response.id, Delivery.representative_id.is_(None)).order_by(Delivery.id)).all()
    if not rows:
        return None
    asked = [number for number, (_, letter) in enumerate(rows) if letter is None or letter.kind != deliver.REMINDER]
    begun, last, zone = rows[asked[-1]][0] if asked else rows[0][0], rows[-1], entities.zone(settings)
    ended = exists().where(Message.part_id == part.id, Message.kind.in_((UNFETCHED, on_paper.ENCLOSED)), Message.created_at >= begun.created_at)
    address = contact_points.postal(session, part.request_id, vault=vault)
    return Link(
        begun.created_at.astimezone(zone).date(), last.Delivery.created_at.astimezone(zone).date(), len(rows) - 1 - (asked[-1] if asked else 0),
        is_fetched=any(row.Delivery.fetched_at is not None for row in rows),
        is_back=last.Message is not None and last.Message.state is not MessageState.SENT and last.Message.attended_at is None,
        is_doubted=bool(proofs.open_doubts(session, part.request_id)) or not proofs.still_reach(
            session, part.request_id, part.right, response.ordered_at),
        is_ended=bool(session.execute(select(ended)).scalar()), is_more_owed=replaced.follows(response, today),
        has_address=address is not None and address.is_confirmed)


def _on_paper(session: Session, part: Part, response: Response, told: dict[str, str], *, is_printed: bool, now: datetime, vault: Vault,
              settings: Settings) -> None:
    """To be posted: the answer itself where their address is proven, else how to get it."""
    letter, facts = (on_paper.ENCLOSED, {**told, "response": response.id}) if is_printed else (UNFETCHED, told)
    _write(session, part, letter, facts, Transport.POST, now=now, vault=vault, settings=settings)


def _write(session: Session, part: Part, letter: str, told: Mapping[str, object], way: Transport | None, *, now: datetime,
           vault: Vault, settings: Settings) -> None:
    notify.rendered(part.request, letter, told, settings=settings)
    notify.write(session, part.request, letter, occasion=f"{letter}:{part.number}:{int(now.timestamp())}", context=told, now=now, vault=vault,
                 domain=entities.mail_domain(settings), part_id=part.id, transport=way)
