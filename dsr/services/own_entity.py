"""The row of our own legal entity. The first one comes from the settings; each request belongs to one."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from config import Settings
from dsr.models import LegalEntity
from dsr.text import ANSWERS

OWN = "own"  # key of the entity that the settings describe


def own(session: Session, settings: Settings) -> LegalEntity:
    """The row of the entity in the settings; made when it is first wanted, and brought up to what the settings say now."""
    told = {
        "name": settings.entity_name, "address": settings.entity_address, "country": settings.entity_country, "timezone": settings.entity_timezone,
        "dpo_contact": settings.entity_dpo_contact, "authority_name": settings.entity_authority_name,
        "authority_site": settings.entity_authority_site, "languages": ",".join(ANSWERS), "mailbox": settings.mail_from}
    wanted = select(LegalEntity).where(LegalEntity.key == OWN)
    row = session.execute(wanted).scalar_one_or_none()
    if row is None:
        try:
            with session.begin_nested():
                row = LegalEntity(key=OWN, **told)
                session.add(row)
            return row
        except IntegrityError:  # somebody else's first request came a moment earlier
            row = session.execute(wanted).scalar_one()
    for name, value in told.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
    session.flush()
    return row


def known(session: Session) -> int | None:
    """The id of that row, if it has been wanted before; for who only looks."""
    return session.execute(select(LegalEntity.id).where(LegalEntity.key == OWN)).scalar_one_or_none()
