"""Two customer companies, as staff would have entered them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from dsr.domain.customer import ContactRole
from dsr.models import Company, CompanyContact, CompanyDomain
from tests.factories import NOW, an_entity

TODAY = date(2026, 11, 24)


def a_company(session: Session, name: str = "Nordlys A/S", *, domain: str = "nordlys.example", lapsed_on: date | None = None,
              **changed: Any) -> Company:
    """With its domain and nobody who speaks for it."""
    facts: dict[str, Any] = {"key": f"{domain.partition('.')[0]}.fjordtel.example", "country": "DK", "created_at": NOW, "registration": "10203040"}
    row = Company(entity_id=an_entity(session).id, name=name, **{**facts, **changed})
    session.add(row)
    session.flush()
    session.add(CompanyDomain(company_id=row.id, name=domain, lapsed_on=lapsed_on))
    session.flush()
    return row


def a_contact(session: Session, company: Company, email: str = "privacy@nordlys.example", *, role: ContactRole = ContactRole.PRIVACY,
              **changed: Any) -> CompanyContact:
    row = CompanyContact(company_id=company.id, role=role, name="Kirsten Dahl", email=email, locale="da", **changed)
    session.add(row)
    session.flush()
    return row
