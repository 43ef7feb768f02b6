"""Which kind a collection is of, and what the table says of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dsr.domain.conditions import Condition
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source, TimeColumn
from dsr.domain.errors import InvalidInput
from dsr.domain.parties import Choice, Side
from dsr.domain.routing import DEFAULTS, DataKind, RouteAct, RoutedRole, Routing, Row, kind_of
from dsr.domain.terms import Content, Terms
from dsr.domain.words import Role

HERE = Address("pbx", "rows")
NAME, WORDS = Field("name", ("user.name",)), Field("text", ("user.content.private",))
CALLER, CALLEE = Field("a", kind="phone_number"), Field("b", kind="phone_number")
AT = TimeColumn("at")


def of(*fields: Field, role: Role = Role.CONTROLLER, **said: object) -> Collection:
    return replace(Collection(HERE, fields, role=role), **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(("collection", "kind"), [
    (of(NAME), DataKind.CONTACT_PERSON),
    (of(WORDS), DataKind.CONTACT_PERSON),  # a ticket, a note of ours
    (of(NAME, role=Role.PROCESSOR), DataKind.DIRECTORY_ENTRY),
    (of(NAME, WORDS, role=Role.PROCESSOR), DataKind.CONTENT),
    (of(NAME, role=Role.PROCESSOR, categories=("user.content",)), DataKind.DIRECTORY_ENTRY),  # its column has a category of its own
    (of(Field("body"), role=Role.PROCESSOR, categories=("user.content",)), DataKind.CONTENT),
    (of(NAME, terms=Terms(content=Content(path="{name}"))), DataKind.CONTENT),
    (of(CALLER, CALLEE, time=AT), DataKind.CALL_RECORDS),
    (of(CALLER, CALLEE, time=AT, role=Role.PROCESSOR), DataKind.PORTAL_CALLS),
    (of(CALLER, CALLEE), DataKind.CONTACT_PERSON),  # two numbers on a card
    (of(CALLER, time=AT), DataKind.CONTACT_PERSON),
    (of(Field("a", side=Choice(Side.CALLER, (Condition("way", ("out",)),), Side.CALLEE))), DataKind.CALL_RECORDS),
    (of(CALLER, CALLEE, time=AT, is_restricted=True), DataKind.RETAINED),
    (of(NAME, data_kind=DataKind.STATISTICS), DataKind.STATISTICS),
    (of(CALLER, CALLEE, time=AT, is_restricted=True, data_kind=DataKind.WEBSITE), DataKind.WEBSITE),
])
def test_what_the_mapping_says_else_what_it_tells(collection: Collection, kind: DataKind) -> None:
    assert kind_of(collection) is kind


def test_every_kind_has_a_row_that_ships_and_none_answers_for_a_company() -> None:
    assert DEFAULTS.keys() == set(DataKind)
    assert [kind for kind, row in DEFAULTS.items() if row.role.role is Role.PROCESSOR and row.act is RouteAct.ANSWER] == []
    assert {kind for kind, row in DEFAULTS.items() if row.holds} == {DataKind.CALL_RECORDS, DataKind.RETAINED}
    assert Routing().held == {DataKind.CALL_RECORDS, DataKind.RETAINED}


@pytest.mark.parametrize(("row", "holds"), [
    (Row(RoutedRole.CONTROLLER, RouteAct.ANSWER), False),
    (Row(RoutedRole.CONTROLLER, RouteAct.ANSWER, is_contested=True), True),
    (Row(RoutedRole.CONTROLLER, RouteAct.ANSWER, is_contested=True, version=1), True),
    (Row(RoutedRole.CONTROLLER, RouteAct.ANSWER, is_contested=True, version=1, is_signed=True), False),
    (Row(RoutedRole.PROCESSOR, RouteAct.FORWARD), False),
    (Row(RoutedRole.PROCESSOR, RouteAct.FORWARD, version=1), True),  # changed, and nobody signed
    (Row(RoutedRole.PROCESSOR, RouteAct.FORWARD, version=2, is_signed=True), False),
    (Row(RoutedRole.LEGAL_OBLIGATION, RouteAct.HOLD, version=1, is_signed=True), True),  # a signature under "hold" holds
])
def test_what_is_contested_or_changed_holds_until_it_is_signed(row: Row, holds: bool) -> None:
    assert row.holds is holds


@pytest.mark.parametrize(("role", "act"), [
    (RoutedRole.PROCESSOR, RouteAct.ANSWER), (RoutedRole.SUB_PROCESSOR, RouteAct.ANSWER), (RoutedRole.CONTROLLER, RouteAct.FORWARD),
    (RoutedRole.LEGAL_OBLIGATION, RouteAct.FORWARD)])
def test_a_row_that_answers_for_somebody_else_cannot_be_made(role: RoutedRole, act: RouteAct) -> None:
    with pytest.raises(InvalidInput):
        Row(role, act)


def test_the_table_has_the_last_word_on_the_role_of_a_collection_and_leaves_the_rest() -> None:
    ours, theirs = of(NAME, data_kind=DataKind.CONTENT), of(NAME, role=Role.PROCESSOR, data_kind=DataKind.CALL_RECORDS)
    source = Source("pbx", "memory", {}, (Dataset("pbx", (ours, theirs)),), role=Role.CONTROLLER)
    (routed,) = Routing().applied([source])
    assert [one.role for one in routed.collections()] == [Role.PROCESSOR, Role.CONTROLLER]
    assert replace(routed, datasets=source.datasets) == source


def test_applying_the_table_twice_is_applying_it_once() -> None:
    """The kind is told from the mapping's role; it stays what it was when that has changed."""
    changed = Routing({**DEFAULTS, DataKind.CONTACT_PERSON: Row(RoutedRole.PROCESSOR, RouteAct.FORWARD)})
    source = Source("crm", "memory", {}, (Dataset("crm", (of(NAME),)),))
    once = changed.applied([source])
    assert [one.role for one in once[0].collections()] == [Role.PROCESSOR]
    assert changed.applied(once) == once
    assert [kind_of(one) for one in once[0].collections()] == [DataKind.CONTACT_PERSON]
