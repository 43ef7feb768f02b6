"""Companies are entered and changed by verbs that leave a link in the chain, and no name in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from dsr.domain.actor import Actor
from dsr.domain.capability import StaffRole
from dsr.domain.customer import CompanyState, ContactRole, Standing
from dsr.domain.errors import Conflict, InvalidInput, InvalidMove, NotAllowed, NotFound
from dsr.domain.routing import DataKind
from dsr.domain.words import Right
from dsr.kit import Kit
from dsr.models import Company, CompanyContact, Event, StandingInstruction
from dsr.services import audit, companies
from dsr.services import company_register as register
from dsr.services import company_terms as terms
from dsr.services.company_register import Facts
from dsr.services.company_terms import Wish
from tests.factories import an_entity
from tests.services.carol import alice
from tests.services.customers import TODAY

NORDLYS = Facts("Nordlys A/S", "DK", "10203040", owner_email="owner@fjordtel.example")


@pytest.fixture
def manager(kit: Kit) -> Actor:
    return alice(kit)


@pytest.fixture
def clerk(kit: Kit) -> Actor:
    return alice(kit, StaffRole.CLERK)


@pytest.fixture
def nordlys(kit: Kit, clerk: Actor) -> int:
    return enter(kit, clerk)


def enter(kit: Kit, by: Actor, key: str = "nordlys.fjordtel.example", facts: Facts = NORDLYS) -> int:
    with kit.database.transaction() as session:
        return register.enter(session, key, facts, entity_id=an_entity(session).id, by=by, now=kit.now()).id


def events(kit: Kit) -> list[str]:
    with kit.database.reading() as session:
        return [row.name for row in session.execute(select(Event).where(Event.request_id.is_(None)).order_by(Event.seq)).scalars()]


def test_a_company_is_entered_once_and_changed(kit: Kit, clerk: Actor, nordlys: int) -> None:
    with pytest.raises(InvalidInput, match="there_already"):
        enter(kit, clerk)
    with kit.database.transaction() as session:
        assert register.describe(session, nordlys, replace(NORDLYS, name=" Nordlys  Gruppen A/S "), by=clerk, now=kit.now())
        assert not register.describe(session, nordlys, replace(NORDLYS, name="Nordlys Gruppen A/S"), by=clerk, now=kit.now())
    with kit.database.reading() as session:
        row = session.get_one(Company, nordlys)
        assert (row.name, row.state) == ("Nordlys Gruppen A/S", CompanyState.ACTIVE)
        assert register.facts_of(session, row) == replace(NORDLYS, name="Nordlys Gruppen A/S")
    assert events(kit) == ["company_entered", "company_changed"]


@pytest.mark.parametrize(("facts", "field"), [
    ({"name": " "}, "name"), ({"name": "x" * 301}, "name"), ({"country": "dk"}, "country"), ({"country": "Denmark"}, "country"),
    ({"answer_days": 0}, "answer_days"), ({"answer_days": 31}, "answer_days"), ({"owner_email": "owner"}, "email"),
    ({"reseller_key": "nobody"}, "reseller"), ({"reseller_key": "nordlys.fjordtel.example"}, "reseller"), ({"name": "CPR 211062-5629"}, "name")])
def test_what_cannot_be_is_refused(kit: Kit, clerk: Actor, nordlys: int, facts: dict[str, object], field: str) -> None:
    with kit.database.transaction() as session, pytest.raises(InvalidInput) as refused:
        register.describe(session, nordlys, replace(NORDLYS, **facts), by=clerk, now=kit.now())  # type: ignore[arg-type]
    assert refused.value.facts["field"] == field
    assert events(kit) == ["company_entered"]


def test_two_companies_do_not_sell_to_each_other(kit: Kit, clerk: Actor, nordlys: int) -> None:
    enter(kit, clerk, "resale", replace(NORDLYS, name="Resale", reseller_key="nordlys.fjordtel.example"))
    with kit.database.transaction() as session, pytest.raises(InvalidInput):
        register.describe(session, nordlys, replace(NORDLYS, reseller_key="resale"), by=clerk, now=kit.now())


def test_that_one_person_is_the_company_is_said_by_who_approves(kit: Kit, clerk: Actor, manager: Actor, nordlys: int) -> None:
    alone = replace(NORDLYS, is_sole_trader=True)
    with kit.database.transaction() as session, pytest.raises(NotAllowed):
        register.describe(session, nordlys, alone, by=clerk, now=kit.now())
    with pytest.raises(NotAllowed):
        enter(kit, clerk, "alone", alone)
    with kit.database.transaction() as session:
        assert register.describe(session, nordlys, alone, by=manager, now=kit.now())
        assert register.describe(session, nordlys, replace(alone, country="SE"), by=clerk, now=kit.now())  # which it stays, whoever changes the rest


@pytest.mark.parametrize(("name", "problem"), [("nordlys", "bad_domain"), ("gmail.com", "public_provider"), ("Nordlys.example", "there_already")])
def test_a_domain_is_a_companys_own(kit: Kit, clerk: Actor, nordlys: int, name: str, problem: str) -> None:
    with kit.database.transaction() as session:
        register.add_domain(session, nordlys, "nordlys.example", by=clerk, now=kit.now())
    with kit.database.transaction() as session, pytest.raises(InvalidInput, match=problem):
        register.add_domain(session, nordlys, name, by=clerk, now=kit.now())


def test_a_domain_lapses_and_is_taken_back(kit: Kit, clerk: Actor, nordlys: int) -> None:
    other = enter(kit, clerk, "other")
    with kit.database.transaction() as session:
        domain = register.add_domain(session, nordlys, "nordlys.example", by=clerk, now=kit.now()).id
        register.add_contact(session, nordlys, ContactRole.PRIVACY, name="Kirsten Dahl", email="Kirsten@Nordlys.example", by=clerk, now=kit.now())
        register.lapse(session, nordlys, domain, TODAY, by=clerk, now=kit.now())
        assert companies.speaker(session, session.get_one(Company, nordlys), today=TODAY) is None
        with pytest.raises(InvalidInput, match="domain_lapsed"):
            register.add_contact(session, nordlys, ContactRole.DEPUTY, name="Ole", email="ole@nordlys.example", by=clerk, now=kit.now())
        register.lapse(session, nordlys, domain, None, by=clerk, now=kit.now())
        register.lapse(session, nordlys, domain, None, by=clerk, now=kit.now())
        assert companies.speaker(session, session.get_one(Company, nordlys), today=TODAY) is not None
        with pytest.raises(NotFound):
            register.lapse(session, other, domain, TODAY, by=clerk, now=kit.now())
    assert events(kit).count("company_domain_lapsed") == 2


def test_a_contact_at_a_domain_that_only_looks_like_the_companys_is_not_taken(kit: Kit, clerk: Actor, nordlys: int) -> None:
    with kit.database.transaction() as session:
        register.add_domain(session, nordlys, "nordlys.example", by=clerk, now=kit.now())
        for email, problem in (("dpo@nord1ys.example", "only_looks_alike"), ("dpo@nordlys-dpo.example", "only_looks_alike"), ("dpo", "bad_email")):
            with pytest.raises(InvalidInput, match=problem):
                register.add_contact(session, nordlys, ContactRole.PRIVACY, name="The new DPO", email=email, by=clerk, now=kit.now())
        assert session.execute(select(CompanyContact)).all() == []
        register.add_contact(session, nordlys, ContactRole.PRIVACY, name="Lawyers", email="dpo@lawyers.example", by=clerk, now=kit.now())


def test_a_contact_ends_and_comes_back_unchecked(kit: Kit, clerk: Actor, nordlys: int) -> None:
    def add(email: str = "jes@lawyers.example") -> CompanyContact:
        return register.add_contact(session, nordlys, ContactRole.LIQUIDATOR, name="Jes", email=email, locale="en", by=clerk, now=kit.now())

    with kit.database.transaction() as session:
        contact = add().id
        register.check_liquidator(session, nordlys, contact, by=clerk, now=kit.now())
        with pytest.raises(Conflict):
            register.check_liquidator(session, nordlys, contact, by=clerk, now=kit.now())
        with pytest.raises(InvalidInput, match="there_already"):
            add("JES@lawyers.example")
        register.end_contact(session, nordlys, contact, by=clerk, now=kit.now())
        with pytest.raises(Conflict):
            register.end_contact(session, nordlys, contact, by=clerk, now=kit.now())
        again = add()
        assert (again.id, again.ended_at, again.checked_at, again.checked_by) == (contact, None, None, None)
        with pytest.raises(NotFound):
            register.end_contact(session, nordlys + 1, contact, by=clerk, now=kit.now())


def test_only_a_liquidator_is_checked(kit: Kit, clerk: Actor, nordlys: int) -> None:
    with kit.database.transaction() as session:
        contact = register.add_contact(session, nordlys, ContactRole.PRIVACY, name="Kirsten", email="k@nordlys.example", by=clerk, now=kit.now())
        with pytest.raises(Conflict):
            register.check_liquidator(session, nordlys, contact.id, by=clerk, now=kit.now())


def test_a_standing_instruction_rests_on_an_agreement_and_ends_with_it(kit: Kit, clerk: Actor, manager: Actor, nordlys: int) -> None:
    other = enter(kit, clerk, "other")
    with kit.database.transaction() as session:
        agreement = terms.add_agreement(session, nordlys, reference="DPA-7", version="4", clause="9.2", signed_on=TODAY, today=TODAY, by=clerk,
                                        now=kit.now())
        with pytest.raises(InvalidInput, match="there_already"):
            terms.add_agreement(session, nordlys, reference="DPA-7", version="4", clause="", signed_on=TODAY, today=TODAY, by=clerk, now=kit.now())
        wish = Wish(Right.ACCESS, DataKind.CONTENT, Standing.ANSWER, agreement.id)
        with pytest.raises(NotAllowed):
            terms.give(session, nordlys, wish, by=clerk, now=kit.now())
        for standing in (Standing.ANSWER, Standing.FORWARD):
            with pytest.raises(InvalidInput, match="needs_agreement"):
                terms.give(session, nordlys, replace(wish, standing=standing, agreement_id=None), by=manager, now=kit.now())
        with pytest.raises(NotFound):
            terms.give(session, other, wish, by=manager, now=kit.now())
        terms.give(session, nordlys, Wish(None, None, Standing.ASK), by=manager, now=kit.now())
        first = terms.give(session, nordlys, wish, by=manager, now=kit.now())
        second = terms.give(session, nordlys, replace(wish, standing=Standing.FORWARD), by=manager, now=kit.now())
        assert (first.ended_at is not None, second.ended_at) == (True, None)
        with pytest.raises(NotAllowed):
            terms.end_agreement(session, nordlys, agreement.id, TODAY, by=clerk, now=kit.now())
        assert terms.end_agreement(session, nordlys, agreement.id, TODAY, by=manager, now=kit.now()) == 1
        assert companies.standing(session, session.get_one(Company, nordlys), Right.ACCESS, DataKind.CONTENT)[0] is Standing.ASK
        with pytest.raises(Conflict):
            terms.end_agreement(session, nordlys, agreement.id, TODAY, by=manager, now=kit.now())
        with pytest.raises(InvalidInput, match="needs_agreement"):
            terms.give(session, nordlys, wish, by=manager, now=kit.now())
        assert session.execute(select(StandingInstruction).where(StandingInstruction.ended_at.is_(None))).scalar_one().standing is Standing.ASK


def test_a_standing_instruction_is_taken_back(kit: Kit, manager: Actor, clerk: Actor, nordlys: int) -> None:
    with kit.database.transaction() as session:
        row = terms.give(session, nordlys, Wish(None, None, Standing.ASK), by=manager, now=kit.now())
        with pytest.raises(NotAllowed):
            terms.take_back(session, nordlys, row.id, by=clerk, now=kit.now())
        terms.take_back(session, nordlys, row.id, by=manager, now=kit.now())
        with pytest.raises(Conflict):
            terms.take_back(session, nordlys, row.id, by=manager, now=kit.now())
        with pytest.raises(NotFound):
            terms.take_back(session, nordlys + 1, row.id, by=manager, now=kit.now())


def test_the_contract_moves_with_a_reason(kit: Kit, manager: Actor, clerk: Actor, nordlys: int) -> None:
    def move(by: Actor, state: CompanyState, reason: str = "Decree of 3 March.") -> Company:
        return terms.move(session, nordlys, state, on=TODAY, reason=reason, by=by, now=kit.now())

    with kit.database.transaction() as session:
        with pytest.raises(NotAllowed):
            move(clerk, CompanyState.LIQUIDATION)
        with pytest.raises(InvalidInput, match="required"):
            move(manager, CompanyState.LIQUIDATION, " ")
        row = move(manager, CompanyState.LIQUIDATION)
        assert (row.state, row.state_on, row.state_reason) == (CompanyState.LIQUIDATION, TODAY, "Decree of 3 March.")
        assert move(manager, CompanyState.DISSOLVED).state is CompanyState.DISSOLVED
        with pytest.raises(InvalidMove):
            move(manager, CompanyState.ACTIVE)


def test_the_chain_holds_and_names_nobody(kit: Kit, manager: Actor, nordlys: int) -> None:
    with kit.database.transaction() as session:
        register.add_domain(session, nordlys, "nordlys.example", by=manager, now=kit.now())
        register.add_contact(session, nordlys, ContactRole.PRIVACY, name="Kirsten Dahl", email="kirsten@nordlys.example", phone="+45 31 00 04 17",
                             by=manager, now=kit.now())
        agreement = terms.add_agreement(session, nordlys, reference="DPA-7", version="4", clause="9", signed_on=date(2024, 1, 1), today=TODAY,
                                        by=manager, now=kit.now())
        terms.give(session, nordlys, Wish(None, None, Standing.ANSWER, agreement.id), by=manager, now=kit.now())
        terms.move(session, nordlys, CompanyState.LEFT, on=TODAY, reason="Kirsten Dahl said so.", by=manager, now=kit.now())
    with kit.database.reading() as session:
        told = " ".join(row.facts for row in session.execute(select(Event)).scalars())
        assert audit.verify(session) == []
    assert not any(secret in told.lower() for secret in ("kirsten", "nordlys", "dpa-7", "3100", "said so"))
