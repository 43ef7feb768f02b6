"""What a person may change about their own request, and to whom what was passed and when.

Invariant: this page opens with reference and code, and neither proves who reads it; so addresses and numbers are shown by their ends only, and no
company is named that the person did not name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.instruction import ReferralEnd
from dsr.domain.proof import Sensitivity
from dsr.domain.routing import DataKind
from dsr.domain.sharing import may_choose
from dsr.domain.words import Outcome, Right, Role, State
from dsr.models import Company, Delivery, IdentityRow, Part, Referral, Request, Response
from dsr.services import called, contact_points, instructed, new_address, person, proofs, sessions, sharing
from dsr.services.briefing import identity_context
from dsr.services.keys import key_of
from dsr.vault import KeyClass, Vault


@dataclass(frozen=True, slots=True)
class Passed:
    """A part that a company was asked about; `ending` is how that ended, `email` the ends of the address that it is told. `is_onward`: nobody was
    asked, a reseller passed it on to its customer."""

    company: str
    email: str
    right: Right
    at: datetime
    is_onward: bool
    ending: ReferralEnd | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Share:
    """A company that is asked, and which address it is told. `addresses` may be chosen, each by its name in the form."""

    referral_id: int
    company: str
    addresses: tuple[tuple[str, str], ...]
    told: str                    # the name of the one it is told; empty for none
    email: str                   # its ends
    is_opened: bool
    may_choose: bool


@dataclass(frozen=True, slots=True)
class Employers:
    """How far the parts of companies have come that the person may see."""

    is_asked: bool               # one has not decided yet
    is_decided: bool             # one has, and it is not carried out yet
    is_over: bool                # what one decided is carried out, or on its way


@dataclass(frozen=True, slots=True)
class Handed:
    """An answer of ours, and when it was opened first."""

    right: Right
    at: datetime
    opened_at: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    reference: str
    may_withdraw: bool
    is_withdrawn: bool
    may_narrow: bool
    is_open: bool
    kinds: frozenset[DataKind]
    first: date | None           # the days asked about; None: open on that side
    last: date | None
    passes_on: bool
    email: str
    new_email: str               # that waits for the buttons behind two links; empty for none
    numbers: tuple[str, ...]
    passed: tuple[Passed, ...]
    employers: Employers
    shares: tuple[Share, ...]
    handed: tuple[Handed, ...]


def page(session: Session, token: str, *, locale: str, now: datetime, vault: Vault) -> Page:
    """Raises NotFound for a session that ended."""
    row = sessions.current(session, token, now=now, vault=vault, is_answer=False)
    request = session.execute(select(Request).where(Request.id == row.request_id)).scalar_one()
    states = [part.state for part in request.parts]
    kinds = frozenset(map(DataKind, request.narrowed_kinds.split())) if request.narrowed_kinds else frozenset(DataKind)
    email, waiting = contact_points.email_of(session, request, vault), new_address.waiting(session, request, vault)
    return Page(
        reference=request.reference, may_withdraw=any(state in person.WITHDRAWABLE for state in states),
        is_withdrawn=all(part.outcome is Outcome.WITHDRAWN for part in request.parts), may_narrow=person.may_narrow(request),
        is_open=any(state is not State.CLOSED for state in states), kinds=kinds, first=request.narrowed_from, last=request.narrowed_to,
        passes_on=request.pass_on, email=ends_of(email), new_email=ends_of(waiting), numbers=_numbers(session, request, vault),
        passed=_passed(session, request, locale, vault), employers=_employers(session, request),
        shares=tuple(_share(session, one, part, locale, now, vault) for one, part in person.asked_of(session, request)),
        handed=_handed(session, request))


def ends_of(value: str) -> str:
    """An address or a number so that its holder knows it again and nobody else learns it."""
    name, at, domain = value.rpartition("@")
    if at:
        return f"{name[:1]}…@{domain}"
    return f"…{value[-2:]}" if value else ""


def _numbers(session: Session, request: Request, vault: Vault) -> tuple[str, ...]:
    """Those that were typed in, whether somebody has said since that they are theirs or not."""
    case = key_of(session, request.id, KeyClass.CASE, vault=vault)
    typed = IdentityRow.request_id == request.id, IdentityRow.kind == "phone_number", IdentityRow.claimed_how == "form"
    rows = session.execute(select(IdentityRow).where(*typed).order_by(IdentityRow.id)).scalars()
    return tuple(dict.fromkeys(ends_of(case.open(row.value, identity_context(row)).decode()) for row in rows))


def _passed(session: Session, request: Request, locale: str, vault: Vault) -> tuple[Passed, ...]:
    """Who was asked. That there is an employer whom the person did not name, an employer who asks in their name must not learn: it stands here
    only once something was proven that no employer controls."""
    is_theirs = Sensitivity.USAGE in proofs.reaches(session, request.id, Right.ACCESS)
    rows = session.execute(select(Referral, Part, Company).join(Part, Part.id == Referral.part_id).join(Company, Company.id == Referral.company_id)
                           .where(Part.request_id == request.id, *([] if is_theirs else [Part.conceals.is_(False)])).order_by(Referral.id))
    return tuple(Passed(called.company(part, company, locale=locale), ends_of(sharing.told(session, row, part, vault=vault) or ""), part.right,
                        row.sent_at, row.hop > 1, row.ending, row.ended_at) for row, part, company in rows if called.is_shown(session, part))


def _employers(session: Session, request: Request) -> Employers:
    theirs = [part for part in request.parts if part.role is Role.PROCESSOR and called.is_shown(session, part)]
    going = {part.id: instructed.of(session, part.id).overall for part in theirs if part.state in person.WITHDRAWABLE}
    return Employers(
        is_asked=any(part.state is State.REFERRED and going[part.id] is None for part in theirs if part.id in going),
        is_decided=any(decision is not None for decision in going.values()),
        is_over=any(part.id not in going and part.outcome is not Outcome.WITHDRAWN for part in theirs))


def _share(session: Session, row: Referral, part: Part, locale: str, now: datetime, vault: Vault) -> Share:
    told, offers = sharing.told(session, row, part, vault=vault), sharing.offers(session, row, part, now=now, vault=vault)
    is_opened = sharing.may_have_read(session, row)
    return Share(
        referral_id=row.id, company=called.company(part, session.get_one(Company, row.company_id), locale=locale),
        addresses=tuple((one.name, ends_of(one.address)) for one in offers), told=next((one.name for one in offers if one.address == told), ""),
        email=ends_of(told or ""), is_opened=is_opened, may_choose=may_choose(is_told=told is not None, is_opened=is_opened))


def _handed(session: Session, request: Request) -> tuple[Handed, ...]:
    rows = session.execute(select(Delivery, Part.right).join(Response, Response.id == Delivery.response_id).join(Part, Part.id == Response.part_id)
                           .where(Part.request_id == request.id).order_by(Delivery.id))
    return tuple(Handed(right, row.created_at, row.first_opened_at) for row, right in rows)
