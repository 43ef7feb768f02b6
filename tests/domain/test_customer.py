"""Who speaks for a company in which state, and which of its instructions counts."""

from __future__ import annotations

import pytest

from dsr.domain.customer import MAY_SPEAK, NEXT, CompanyState, ContactRole, Speaker, Standing, Told, speakers, standing
from dsr.domain.routing import DataKind
from dsr.domain.words import Right

DEPUTY = Speaker(1, ContactRole.DEPUTY, "nordlys.example")
PRIVACY = Speaker(2, ContactRole.PRIVACY, "nordlys.example")
SECOND = Speaker(3, ContactRole.PRIVACY, "nordlys.example")
SUPPLIER = Speaker(4, ContactRole.SUPPLIER, "resale.example")
CLAIMED = Speaker(5, ContactRole.LIQUIDATOR, "lawyers.example")
LIQUIDATOR = Speaker(6, ContactRole.LIQUIDATOR, "lawyers.example", is_checked=True)
ALL = (DEPUTY, PRIVACY, SECOND, SUPPLIER, CLAIMED, LIQUIDATOR)


@pytest.mark.parametrize(("state", "contacts", "lapsed", "asked"), [
    (CompanyState.ACTIVE, ALL, (), (2, 3, 4, 1)), (CompanyState.ACTIVE, (DEPUTY,), (), (1,)), (CompanyState.ACTIVE, (), (), ()),
    (CompanyState.ACTIVE, ALL, ("nordlys.example",), (4,)), (CompanyState.ACTIVE, (LIQUIDATOR,), (), ()),
    (CompanyState.LEFT, ALL, (), (2, 3, 4, 1)), (CompanyState.LEFT, (PRIVACY,), ("nordlys.example",), ()),
    (CompanyState.LIQUIDATION, ALL, (), (6,)), (CompanyState.LIQUIDATION, (PRIVACY, CLAIMED), (), ()),
    (CompanyState.LIQUIDATION, (LIQUIDATOR,), ("lawyers.example",), ()),
    (CompanyState.DISSOLVED, ALL, (), ())])
def test_who_is_asked(state: CompanyState, contacts: tuple[Speaker, ...], lapsed: tuple[str, ...], asked: tuple[int, ...]) -> None:
    assert tuple(one.id for one in speakers(state, contacts, lapsed)) == asked


GENERAL = Told(1, None, None, Standing.FORWARD)
ACCESS = Told(2, Right.ACCESS, None, Standing.ANSWER)
CONTENT = Told(3, None, DataKind.CONTENT, Standing.ASK)
BOTH = Told(4, Right.ACCESS, DataKind.CONTENT, Standing.ANSWER)
LATER = Told(9, None, None, Standing.ASK)


@pytest.mark.parametrize(("told", "right", "kind", "counts"), [
    ((), Right.ACCESS, None, None), ((GENERAL,), Right.ERASURE, DataKind.CONTENT, GENERAL), ((GENERAL, ACCESS), Right.ACCESS, None, ACCESS),
    ((GENERAL, ACCESS), Right.ERASURE, None, GENERAL), ((GENERAL, ACCESS, CONTENT), Right.ACCESS, DataKind.CONTENT, CONTENT),
    ((GENERAL, ACCESS, CONTENT), Right.ACCESS, DataKind.STATISTICS, ACCESS), ((BOTH, CONTENT), Right.ACCESS, DataKind.CONTENT, BOTH),
    ((BOTH, CONTENT), Right.ERASURE, DataKind.CONTENT, CONTENT), ((CONTENT,), Right.ACCESS, None, None), ((BOTH,), Right.ACCESS, None, None),
    ((LATER, GENERAL), Right.ACCESS, None, LATER)])
def test_which_instruction_counts(told: tuple[Told, ...], right: Right, kind: DataKind | None, counts: Told | None) -> None:
    assert standing(CompanyState.ACTIVE, told, right, kind) == counts


@pytest.mark.parametrize("state", [CompanyState.LEFT, CompanyState.LIQUIDATION, CompanyState.DISSOLVED])
def test_what_a_company_said_as_a_customer_does_not_outlive_that(state: CompanyState) -> None:
    assert standing(state, (GENERAL, ACCESS), Right.ACCESS, None) is None


def test_every_state_says_who_speaks_and_what_may_follow() -> None:
    assert MAY_SPEAK.keys() == NEXT.keys() == set(CompanyState)
    assert all(state not in after for state, after in NEXT.items())
