"""Companies out of a file: shown first, all or nothing, and the same file twice changes nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from dsr.domain.actor import Actor
from dsr.domain.capability import StaffRole
from dsr.domain.errors import InvalidInput, NotAllowed
from dsr.kit import Kit
from dsr.models import Agreement, Company, CompanyContact, CompanyDomain, Event
from dsr.services import company_import
from dsr.services.company_import import Became, Given, Report, read
from tests.factories import an_entity
from tests.services.carol import alice
from tests.services.customers import TODAY

FILE = """key;name;country;domain;contact_email;contact_name;agreement;version;signed_on;reseller
nordlys.fjordtel.example;Nordlys A/S;dk;Nordlys.example nordlys.dk;Kirsten@nordlys.example;Kirsten Dahl;DPA-7;4;2024-01-01;
havblik.fjordtel.example;"Havblik
ApS";DK;havblik.example;;;;;;nordlys.fjordtel.example

nordlys.fjordtel.example;;;;ole@nordlys.example;Ole;;;;
"""


@pytest.fixture
def clerk(kit: Kit) -> Actor:
    return alice(kit, StaffRole.CLERK)


def carry_in(kit: Kit, by: Actor, text: str = FILE) -> Report:
    with kit.database.transaction() as session:
        return company_import.carry_in(session, read(text.encode()), entity_id=an_entity(session).id, today=TODAY, by=by, now=kit.now())


def became(report: Report) -> list[tuple[int, Became]]:
    return [(line.number, line.became) for line in report.lines]


def test_a_file_is_carried_in_and_twice_is_once(kit: Kit, clerk: Actor) -> None:
    assert became(carry_in(kit, clerk)) == [(2, Became.ADDED), (3, Became.ADDED), (6, Became.CHANGED)]
    with kit.database.reading() as session:
        assert [(row.name, row.country) for row in session.execute(select(Company).order_by(Company.id)).scalars()] == [
            ("Nordlys A/S", "DK"), ("Havblik ApS", "DK")]
        assert set(session.execute(select(CompanyDomain.name)).scalars()) == {"nordlys.example", "nordlys.dk", "havblik.example"}
        assert set(session.execute(select(CompanyContact.email)).scalars()) == {"kirsten@nordlys.example", "ole@nordlys.example"}
        assert session.execute(select(Agreement.reference)).scalar_one() == "DPA-7"
        before = session.execute(select(func.count()).select_from(Event)).scalar_one()
    assert {line.became for line in carry_in(kit, clerk).lines} == {Became.SAME}
    with kit.database.reading() as session:
        assert session.execute(select(func.count()).select_from(Event)).scalar_one() == before


def test_what_is_empty_is_left_as_it_is(kit: Kit, clerk: Actor) -> None:
    carry_in(kit, clerk)
    assert became(carry_in(kit, clerk, "key,registration\nhavblik.fjordtel.example,50607080\n")) == [(2, Became.CHANGED)]
    with kit.database.reading() as session:
        row = session.execute(select(Company).where(Company.registration == "50607080")).scalar_one()
        assert (row.name, row.reseller_id) == ("Havblik ApS", 1)


@pytest.mark.parametrize(("line", "field", "problem"), [
    ("x,,DK,,,", "name", "required"), ("x,X,Denmark,,,", "country", "bad_country"), ("x,X,DK,gmail.com,,", "domain", "public_provider"),
    ("x,X,DK,a b,,", "domain", "bad_domain"), ("x,X,DK,,x@y,N", "email", "bad_email"),
    ("x,X,DK,,kim@nord1ys.example,Kim", "email", "only_looks_alike"),
    ("x,X,DK,,kim@x.example,", "contact_name", "required"), (",X,DK,,,", "key", "required")])
def test_a_line_that_is_refused_says_why_and_leaves_nothing(kit: Kit, clerk: Actor, line: str, field: str, problem: str) -> None:
    carry_in(kit, clerk)
    report = carry_in(kit, clerk, "key,name,country,domain,contact_email,contact_name\n" + line)
    assert report.is_refused
    refused = report.lines[0].error
    assert refused is not None
    assert (refused.facts["field"], refused.facts["problem"]) == (field, problem)
    with kit.database.reading() as session:
        assert session.execute(select(func.count()).select_from(Company)).scalar_one() == 2


def test_who_was_ended_by_hand_stays_ended(kit: Kit, clerk: Actor) -> None:
    carry_in(kit, clerk)
    with kit.database.transaction() as session:
        for contact in session.execute(select(CompanyContact)).scalars():
            contact.ended_at = kit.now()
        session.execute(select(Agreement)).scalar_one().ended_on = TODAY
    assert {line.became for line in carry_in(kit, clerk).lines} == {Became.SAME}


def test_who_may_not_enter_imports_nothing(kit: Kit) -> None:
    with pytest.raises(NotAllowed):
        carry_in(kit, alice(kit, StaffRole.READER))


@pytest.mark.parametrize(("content", "problem"), [
    (b"key,name\n\xe6,x", "not_utf8"), (b"", "no_key_column"), (b"name,country\nX,DK", "no_key_column"), (b"key,nmae\nx,X", "unknown_column")])
def test_a_file_that_cannot_be_read_is_refused_whole(content: bytes, problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):
        read(content)


def test_a_file_out_of_a_spreadsheet_is_read() -> None:
    assert read("\ufeffKEY;Name\r\nx;X;more\r\n".encode()) == [Given(2, {"key": "x", "name": "X"})]
    assert read(b"key\tname\nx") == [Given(2, {"key": "x"})]
