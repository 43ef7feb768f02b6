"""The answer that another one replaces. Invariant: only an answer that went out is replaced; one that nobody was given is nothing to correct."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from dsr.domain import changed
from dsr.domain.answer import Answer
from dsr.domain.earlier import Earlier, Then
from dsr.models import Delivery, Response


def before(session: Session, response: Response) -> Response | None:
    """The last answer to the same part that went out before this one. What a company fetched had no link; it is replaced once it was called back."""
    went_out = or_(exists().where(Delivery.response_id == Response.id), Response.recalled_at.is_not(None))
    earlier = select(Response).where(Response.part_id == response.part_id, Response.number < response.number, went_out)
    return session.execute(earlier.order_by(Response.number.desc()).limit(1)).scalar_one_or_none()


def earlier(session: Session, response: Response, zone: ZoneInfo) -> Earlier | None:
    """What the letter says of the answer that this one replaces; None if there is none."""
    row = before(session, response)
    if row is None:
        return None
    kept = orjson.loads(row.counts) if row.counts else None
    counts = {address: Then(*values) for address, values in kept["collections"].items()} if kept else None
    return Earlier(answered_on(row, zone), counts, kept["files"] if kept else 0)


def answered_on(response: Response, zone: ZoneInfo) -> date:
    """The day that an answer went out on."""
    return (response.approved_at or response.ordered_at).astimezone(zone).date()


def counts(answer: Answer) -> str:
    """What is kept of an answer, as JSON: numbers by the address of a collection."""
    by_address = {address: astuple(then) for address, then in changed.counts(answer).items()}
    return orjson.dumps({"collections": by_address, "files": len(answer.enclosed)}).decode()


def follows(response: Response, today: date) -> bool:
    """Whether more was promised with this answer, and the day for it has not passed."""
    return response.more_by is not None and today <= response.more_by
