"""Whose an address is, who speaks for a company, what it said; nobody is guessed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from dsr.db import Database
from dsr.domain.customer import CompanyState, ContactRole, Standing
from dsr.domain.proof import Control
from dsr.domain.routing import DataKind
from dsr.domain.words import Right
from dsr.models import Company, StandingInstruction
from dsr.services import companies
from tests.factories import NOW, a_staff, an_entity
from tests.services.customers import TODAY, a_company, a_contact

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def test_a_domain_and_what_is_below_it_are_the_companys(each_database: Database) -> None:
    with each_database.transaction() as session:
        nordlys = a_company(session)
        assert companies.by_domain(session, "nordlys.example") is nordlys
        assert companies.by_domain(session, "mail.nordlys.example") is nordlys
        assert companies.by_domain(session, "xnordlys.example") is None
        assert companies.by_domain(session, "example") is None
        assert companies.by_key(session, "nordlys.fjordtel.example") is nordlys


def test_a_domain_of_two_companies_is_neithers(each_database: Database) -> None:
    with each_database.transaction() as session:
        a_company(session)
        a_company(session, "Nordlys Drift ApS", key="drift")
        assert companies.by_domain(session, "nordlys.example") is None


@pytest.mark.parametrize(("lapsed_on", "is_held"), [(YESTERDAY, False), (TODAY, False), (TOMORROW, True), (None, True)])
def test_a_lapsed_domain_is_nobodys(database: Database, lapsed_on: date | None, is_held: bool) -> None:
    with database.transaction() as session:
        nordlys = a_company(session, lapsed_on=lapsed_on)
        contact = a_contact(session, nordlys)
        assert (companies.by_domain(session, "nordlys.example", today=TODAY) is nordlys) is is_held
        assert (companies.speaker(session, nordlys, today=TODAY) is contact) is is_held
        assert companies.has_lapsed(session, "mail.nordlys.example", today=TODAY) is not is_held


def test_a_domain_that_another_customer_took_over_is_theirs(database: Database) -> None:
    with database.transaction() as session:
        gone = a_company(session, lapsed_on=YESTERDAY)
        taken = a_company(session, "Nordlys Drift ApS", key="drift")
        contact = a_contact(session, taken, "a@nordlys.example")
        assert companies.by_domain(session, "nordlys.example", today=TODAY) is taken
        assert companies.speaker(session, taken, today=TODAY) is contact
        assert not companies.has_lapsed(session, "nordlys.example", today=TODAY)
        assert companies.speaker(session, gone, today=TODAY) is None


def test_who_has_left_is_not_asked_and_a_liquidator_only_when_checked(database: Database) -> None:
    with database.transaction() as session:
        nordlys = a_company(session, state=CompanyState.LIQUIDATION)
        a_contact(session, nordlys)
        lawyer = a_contact(session, nordlys, "jes@lawyers.example", role=ContactRole.LIQUIDATOR)
        assert companies.speaker(session, nordlys, today=TODAY) is None
        lawyer.checked_by, lawyer.checked_at = a_staff(session).id, NOW
        session.flush()
        assert companies.speaker(session, nordlys, today=TODAY) is lawyer
        lawyer.ended_at = NOW
        session.flush()
        assert companies.speaker(session, nordlys, today=TODAY) is None


def test_without_a_word_of_the_company_it_is_asked(database: Database) -> None:
    with database.transaction() as session:
        nordlys = a_company(session)
        assert companies.standing(session, nordlys, Right.ACCESS, DataKind.CONTENT) == (Standing.ASK, None)
        given = StandingInstruction(company_id=nordlys.id, right=Right.ACCESS, data_kind=None, standing=Standing.ANSWER, since=NOW)
        session.add(given)
        session.flush()
        assert companies.standing(session, nordlys, Right.ACCESS, DataKind.CONTENT) == (Standing.ANSWER, given)
        assert companies.standing(session, nordlys, Right.ERASURE, None) == (Standing.ASK, None)
        given.ended_at = NOW
        session.flush()
        assert companies.standing(session, nordlys, Right.ACCESS, None) == (Standing.ASK, None)


@pytest.mark.parametrize(("address", "control"), [
    ("soren@nordlys.example", Control.EMPLOYER), ("soren@mail.nordlys.example", Control.EMPLOYER), ("soren@freemail.example", Control.PERSON),
    ("Soren@GMAIL.com", Control.PERSON), ("soren@somewhere.example", Control.EMPLOYER), ("me@smith.example", Control.PERSON),
    ("boss@freemail.example", Control.EMPLOYER), ("smith@freemail.example", Control.PERSON), ("soren@gmail.com.somewhere.example", Control.EMPLOYER),
    ("nonsense", Control.EMPLOYER), ("old@gone.example", Control.EMPLOYER)])
def test_a_mailbox_is_an_employers_unless_it_is_known_to_be_nobodys_else(database: Database, address: str, control: Control) -> None:
    with database.transaction() as session:
        nordlys = a_company(session)
        a_contact(session, nordlys, "boss@freemail.example")
        smith = a_company(session, "Smith", domain="smith.example", is_sole_trader=True)
        a_contact(session, smith, "smith@freemail.example")
        a_company(session, "Gone", domain="gone.example", is_sole_trader=True, lapsed_on=YESTERDAY)
        assert companies.controls(session, address) is control


def test_a_domain_that_only_looks_like_a_customers_is_seen(database: Database) -> None:
    with database.transaction() as session:
        nordlys = a_company(session)
        havblik = a_company(session, "Havblik ApS", domain="havblik.example")
        a_company(session, "Nordlyst", domain="nordlyst.example")
        assert companies.lookalike(session, "nord1ys.example") is nordlys
        assert companies.lookalike(session, "havblik-support.example") is havblik
        assert companies.lookalike(session, "nordlyst.example") is None       # another customer's own
        assert companies.lookalike(session, "mail.nordlys.example") is None
        assert companies.lookalike(session, "freemail.example") is None
        assert companies.lookalike(session, "") is None


def test_staff_find_a_company_by_what_a_person_typed(database: Database) -> None:
    with database.transaction() as session:
        nordlys, kjaer = a_company(session), a_company(session, "Kjær & Søn", domain="kjaer.example", registration="DK-50 60 70 80")
        assert companies.named(session, "  nordlys ") == (nordlys,)
        assert companies.named(session, "kjær") == (kjaer,)
        assert companies.named(session, "50607080") == (kjaer,)
        assert companies.named(session, "no") == ()
        assert companies.named(session, "somebody else") == ()


def test_a_company_is_entered_once(each_database: Database) -> None:
    for _ in range(2):
        with each_database.transaction() as session:
            companies.ensure(session, "nordlys.fjordtel.example", name="Nordlys A/S", country="DK", entity_id=an_entity(session).id, now=NOW)
    with each_database.reading() as session:
        assert session.execute(select(func.count()).select_from(Company)).scalar_one() == 1
