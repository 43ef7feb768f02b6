"""Customer companies for the desk: the list, and one company on one page.

Invariant: who may be asked now is said by the same rule that asks them; the number of statements does not grow with the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dsr.domain.customer import NEXT, CompanyState
from dsr.domain.errors import NotFound
from dsr.domain.words import State
from dsr.models import Agreement, Company, CompanyContact, CompanyDomain, Part, StandingInstruction
from dsr.services import companies
from dsr.services.company_register import Facts, facts_of

PAGE_ROWS = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One company in the list. `contacts` counts those who speak for it, `open` its parts of requests that are open."""

    id: int
    name: str
    key: str
    country: str
    state: CompanyState
    contacts: int
    agreements: int
    instructions: int
    open: int


@dataclass(frozen=True, slots=True)
class Listing:
    rows: tuple[Line, ...]
    counts: dict[CompanyState, int]
    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Page:
    """`asked` is who is asked now, None where nobody is left. Of what ended the newest are shown last."""

    row: Company
    facts: Facts
    reseller: Company | None
    domains: tuple[CompanyDomain, ...]
    contacts: tuple[CompanyContact, ...]
    asked: CompanyContact | None
    lapsed: frozenset[int]                       # contacts at a domain that anybody may own
    agreements: tuple[Agreement, ...]
    instructions: tuple[StandingInstruction, ...]
    next: tuple[CompanyState, ...]
    open: int

    @property
    def open_agreements(self) -> list[tuple[int, str]]:
        """Those that an instruction can stand on."""
        return [(one.id, f"{one.reference} ({one.version})") for one in self.agreements if one.ended_on is None]

    @property
    def open_contacts(self) -> list[tuple[int, str]]:
        return [(one.id, one.name) for one in self.contacts if one.ended_at is None]


def listing(session: Session, *, words: str = "", state: CompanyState | None = None, number: int = 1) -> Listing:
    """One page of the companies, by name; of those that hold the words and are in the state."""
    wanted = select(Company.id).order_by(Company.name, Company.id)
    if state is not None:
        wanted = wanted.where(Company.state == state)
    ids = list(session.execute(wanted).scalars())
    if words.strip():
        fit = {one.id for one in companies.named(session, words)}
        ids = [one for one in ids if one in fit]
    pages = max(1, -(-len(ids) // PAGE_ROWS))
    number = min(max(1, number), pages)
    shown = ids[(number - 1) * PAGE_ROWS:number * PAGE_ROWS]
    rows = {row.id: row for row in session.execute(select(Company).where(Company.id.in_(shown))).scalars()}
    contacts = _counted(session, shown, CompanyContact, CompanyContact.ended_at.is_(None))
    agreements = _counted(session, shown, Agreement, Agreement.ended_on.is_(None))
    instructions = _counted(session, shown, StandingInstruction, StandingInstruction.ended_at.is_(None))
    parts = _counted(session, shown, Part, Part.state != State.CLOSED)
    counts = {row[0]: row[1] for row in session.execute(select(Company.state, func.count()).group_by(Company.state))}
    lines = (Line(one, rows[one].name, rows[one].key, rows[one].country, rows[one].state, contacts.get(one, 0), agreements.get(one, 0),
                  instructions.get(one, 0), parts.get(one, 0)) for one in shown)
    return Listing(tuple(lines), {one: counts.get(one, 0) for one in CompanyState}, number, pages, len(ids))


def page(session: Session, company_id: int, *, today: date) -> Page:
    """Raises NotFound."""
    row = session.get(Company, company_id)
    if row is None:
        raise NotFound()
    contacts = tuple(sorted(row.contacts, key=lambda one: (one.ended_at is not None, one.id)))
    agreements = session.execute(select(Agreement).where(Agreement.company_id == company_id)).scalars()
    instructions = session.execute(select(StandingInstruction).where(StandingInstruction.company_id == company_id)).scalars()
    return Page(
        row=row, facts=facts_of(session, row), reseller=session.get(Company, row.reseller_id) if row.reseller_id else None,
        domains=tuple(row.domains), contacts=contacts, asked=companies.speaker(session, row, today=today),
        lapsed=frozenset(one.id for one in contacts if companies.has_lapsed(session, one.email.rpartition("@")[2], today=today)),
        agreements=tuple(sorted(agreements, key=lambda one: (one.ended_on is not None, -one.id))),
        instructions=tuple(sorted(instructions, key=lambda one: (one.ended_at is not None, -one.id))),
        next=tuple(one for one in CompanyState if one in NEXT[row.state]), open=_counted(session, [company_id], Part, Part.state != State.CLOSED)
        .get(company_id, 0))


def _counted(session: Session, ids: list[int], of: type[CompanyContact | Agreement | StandingInstruction | Part], where: object) -> dict[int, int]:
    """How many of a kind each company has."""
    rows = session.execute(select(of.company_id, func.count()).where(of.company_id.in_(ids), where).group_by(of.company_id))  # type: ignore[arg-type]
    return {company_id: count for company_id, count in rows if company_id is not None}
