"""The answer that another one replaces. Invariant: only an answer that went out is replaced; one that nobody was given is nothing to correct."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from dsr.models import Delivery, Response


def before(session: Session, response: Response) -> Response | None:
    """The last answer to the same part that went out before this one."""
    went_out = exists().where(Delivery.response_id == Response.id)
    earlier = select(Response).where(Response.part_id == response.part_id, Response.number < response.number, went_out)
    return session.execute(earlier.order_by(Response.number.desc()).limit(1)).scalar_one_or_none()
