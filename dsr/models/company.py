"""Customer companies: domains, contacts, agreements, standing instructions.

Invariant: whoever speaks for a company was entered or imported as its contact; who speaks for one in liquidation was checked by staff.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dsr.db import Base, UtcDateTime
from dsr.domain.customer import CompanyState, ContactRole, Standing
from dsr.domain.routing import DataKind
from dsr.domain.words import Right
from dsr.models.types import Instant, Pk, to, word, words


class Company(Base):
    """A customer company of one of our entities. `key` is what sources call it (their tenant)."""

    __tablename__ = "company"
    __table_args__ = (words("state", CompanyState),)

    id: Mapped[Pk]
    entity_id: Mapped[int] = to("legal_entity.id")
    key: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(300))
    country: Mapped[str] = mapped_column(String(2))
    created_at: Mapped[Instant]
    registration: Mapped[str] = mapped_column(String(40), default="")        # number in the register of companies
    state: Mapped[CompanyState] = word(CompanyState, default=CompanyState.ACTIVE)
    state_on: Mapped[date | None]
    state_reason: Mapped[str] = mapped_column(String(1000), default="")      # why it changed last; names no person
    is_sole_trader: Mapped[bool] = mapped_column(Boolean, default=False)     # one person is the company: what it controls, they control
    reseller_id: Mapped[int | None] = to("company.id")                       # who sold our service to it, where that was not us
    owner_email: Mapped[str] = mapped_column(String(254), default="")        # our account owner: hears when nobody at the company answers
    answer_days: Mapped[int] = mapped_column(default=10)                     # what the agreement gives it to instruct us

    contacts: Mapped[list[CompanyContact]] = relationship(order_by="CompanyContact.id")
    domains: Mapped[list[CompanyDomain]] = relationship(order_by="CompanyDomain.name")


class CompanyDomain(Base):
    """A domain of mail that is the company's. After `lapsed_on` anybody may own it: nothing is sent there."""

    __tablename__ = "company_domain"
    __table_args__ = (UniqueConstraint("company_id", "name"),)

    id: Mapped[Pk]
    company_id: Mapped[int] = to("company.id")
    name: Mapped[str] = mapped_column(String(253), index=True)               # lower case, in ASCII (punycode)
    lapsed_on: Mapped[date | None]


class CompanyContact(Base):
    """Somebody who speaks for a company; a work contact, in the clear as staff are."""

    __tablename__ = "company_contact"
    __table_args__ = (words("role", ContactRole), UniqueConstraint("company_id", "role", "email"),
                      CheckConstraint("(checked_by IS NULL) = (checked_at IS NULL)", name="checked_by_somebody"))

    id: Mapped[Pk]
    company_id: Mapped[int] = to("company.id")
    role: Mapped[ContactRole] = word(ContactRole)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), index=True)
    phone: Mapped[str] = mapped_column(String(40), default="")
    locale: Mapped[str] = mapped_column(String(10))
    checked_by: Mapped[int | None] = to("staff.id")
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class Agreement(Base):
    """A data processing agreement (GDPR Art. 28(3)); `clause` is the one that says what we do with requests."""

    __tablename__ = "agreement"

    id: Mapped[Pk]
    company_id: Mapped[int] = to("company.id")
    reference: Mapped[str] = mapped_column(String(80))
    version: Mapped[str] = mapped_column(String(20))
    clause: Mapped[str] = mapped_column(String(40))
    signed_on: Mapped[date]
    ended_on: Mapped[date | None]


class StandingInstruction(Base):
    """What the company wants done once and for all, for a right and a kind of data; None is every one. Of those that are
    open the one that says it most narrowly counts (domain.customer.standing)."""

    __tablename__ = "standing_instruction"
    __table_args__ = (words("right", Right), words("data_kind", DataKind), words("standing", Standing))

    id: Mapped[Pk]
    company_id: Mapped[int] = to("company.id")
    right: Mapped[Right | None] = word(Right)
    data_kind: Mapped[DataKind | None] = word(DataKind)
    standing: Mapped[Standing] = word(Standing)
    agreement_id: Mapped[int | None] = to("agreement.id")
    contact_id: Mapped[int | None] = to("company_contact.id")                # who gave it
    staff_id: Mapped[int | None] = to("staff.id")                            # who entered it
    since: Mapped[Instant]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
