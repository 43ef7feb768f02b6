"""That a reseller passed a request on to its own customer, and on which day: it says so, and nobody else can.

Invariants: only the reseller that was asked, about what it may see; its customer is written nothing by us, sees nothing here and gets no link.
"""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import COMPANY
from dsr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from dsr.domain.instruction import ReferralEnd, passed_on_problem
from dsr.models import Company, Part, Referral
from dsr.services import audit, companies, company_desk, entities, referrals
from dsr.services.company_door import Visit


def may_tell(session: Session, row: Referral, part: Part) -> bool:
    """Whether the one that was asked stands between us and the company, and has not said yet that it passed the request on."""
    return _is_between(session, row, part) and _next(session, row) is None


def after(session: Session, row: Referral) -> Referral | None:
    """How the one that was asked passed the request on; None: it has not said so."""
    found = _next(session, row)
    return found if found is not None and found.hop > row.hop else None


def tell(session: Session, visit: Visit, referral_id: int, day: date, *, now: datetime, settings: Settings) -> Referral:
    """The reseller passed the request on that day.

    Raises NotFound (it is not asked, or not any more), NotAllowed (not_of_company), Conflict (it is said already), InvalidInput (passed_on).
    """
    row, _ = company_desk.own(session, visit, referral_id)
    row, part = referrals.loaded(session, row.id)
    if not referrals.is_visible(row, part):  # the person was faster
        raise NotFound()
    if not _is_between(session, row, part):
        raise NotAllowed(reason="not_of_company")
    if _next(session, row) is not None:
        raise Conflict()
    zone = entities.zone(settings)
    if (wrong := passed_on_problem(day, row.sent_at.astimezone(zone).date(), now.astimezone(zone).date())) is not None:
        raise InvalidInput(field="passed_on", problem=wrong)
    hop = Referral(part_id=part.id, company_id=part.company_id, contact_id=None, hop=row.hop + 1, sent_at=datetime.combine(day, time(), zone),
                   ending=ReferralEnd.PASSED_ON, ended_at=now)
    session.add(hop)
    session.flush()
    told: dict[str, object] = {"part": part.number, "referral": row.id, "hop": hop.hop, "day": day.isoformat()}
    audit.record(session, part.request_id, "company_passed_on", told, by=COMPANY, now=now)
    return hop


def _is_between(session: Session, row: Referral, part: Part) -> bool:
    """Whether the part is the company's that the one asked has sold our service to, as things stand now."""
    if part.company_id is None or part.company_id == row.company_id:
        return False
    return companies.asked_of(session, session.get_one(Company, part.company_id)).id == row.company_id


def _next(session: Session, row: Referral) -> Referral | None:
    """What became of the part after this: its next hop, or whoever was asked anew."""
    later = select(Referral).where(Referral.part_id == row.part_id, Referral.id > row.id).order_by(Referral.id).limit(1)
    return session.execute(later).scalar_one_or_none()
