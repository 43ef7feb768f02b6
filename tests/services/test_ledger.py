"""The ledger of a request: what is stated, taken back and proven of its lines, and what stays sealed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.actor import SUBJECT, SYSTEM, Actor
from dsr.domain.errors import Conflict, InvalidInput, NotAllowed
from dsr.domain.tenancy import Holder, HowKnown
from dsr.domain.window import ALWAYS, Window
from dsr.kit import Kit
from dsr.models import Event, IdentityRow, Request, Tenancy
from dsr.services import ledger
from tests.services.carol import Asked, alice, ask

NUMBER = "+4531000417"
NORD, SYD = "nord.example", "syd.example"
Spans = list[tuple[str | None, Window]]


def month(number: int) -> datetime:
    return datetime(2026, number, 1, tzinfo=UTC)


def span(start: int | None, end: int | None = None) -> Window:
    return Window(None if start is None else month(start), None if end is None else month(end))


def say(session: Session, kit: Kit, asked: Asked, window: Window = ALWAYS, *, holder: Holder = Holder.SUBJECT, how: HowKnown = HowKnown.SOURCE,
        kind: str = "phone_number", value: str = "31 00 04 17", tenant: str | None = None, by: Actor = SYSTEM, reason: str = "",
        source_key: str | None = None) -> Tenancy:
    return ledger.state(session, asked.request_id, kind, value, tenant=tenant, company_id=None, holder=holder, window=window, how=how, by=by,
                        now=kit.now(), vault=kit.vault, source_key=source_key, reason=reason)


def opened(session: Session, kit: Kit, asked: Asked, value: str = NUMBER, kind: str = "phone_number") -> Spans:
    """What the gate lets through of a line."""
    request = session.execute(select(Request).where(Request.id == asked.request_id)).scalar_one()
    pieces = ledger.gate(session, request, vault=kit.vault, now=kit.now()).pieces(kind, value, None, ALWAYS)
    return [(one.tenant, one.window) for one in pieces if not one.is_shared]


def identities(session: Session, asked: Asked) -> list[tuple[str | None, str | None, Window]]:
    rows = session.execute(select(IdentityRow).where(IdentityRow.request_id == asked.request_id, IdentityRow.kind != "email")
                           .order_by(IdentityRow.id)).scalars()
    return [(row.proven_how, row.tenant, Window(row.starts_at, row.ends_at)) for row in rows]


def test_what_a_source_states_is_proven_in_its_company_and_for_its_time(kit: Kit) -> None:
    asked = ask(kit)
    with kit.database.transaction() as session:
        say(session, kit, asked, span(3, 6), tenant=NORD)
        assert opened(session, kit, asked) == [(NORD, span(3, 6))]
        assert opened(session, kit, asked, "+4531000418") == []
        assert identities(session, asked) == [("source", NORD, span(3, 6))]
        assert ledger.companies(session, asked.request_id) == ((NORD, None),)


def test_nothing_is_stated_twice(kit: Kit) -> None:
    asked = ask(kit)
    with kit.database.transaction() as session:
        assert say(session, kit, asked, span(3)).id == say(session, kit, asked, span(3), value="+45 31000417").id
        assert len(identities(session, asked)) == 1


def test_somebody_else_shuts_the_line_and_it_opens_when_that_is_taken_back(kit: Kit) -> None:
    asked, by = ask(kit), alice(kit)
    with kit.database.transaction() as session:
        other = say(session, kit, asked, span(6), holder=Holder.OTHER, tenant=SYD)
        say(session, kit, asked, span(3), tenant=NORD)
        assert opened(session, kit, asked) == [(NORD, span(3, 6))]
        assert identities(session, asked) == [("source", NORD, span(3, 6))]
        ledger.revoke(session, other.id, by=by, now=kit.now())
        assert identities(session, asked) == [("source", NORD, span(3))]
        with pytest.raises(Conflict):
            ledger.revoke(session, other.id, by=by, now=kit.now())


def test_a_disputed_line_keeps_its_identity_as_a_claim(kit: Kit) -> None:
    asked, by = ask(kit), alice(kit)
    with kit.database.transaction() as session:
        shared = say(session, kit, asked, holder=Holder.SHARED)
        say(session, kit, asked, span(3), how=HowKnown.EMPLOYER)
        assert (opened(session, kit, asked), identities(session, asked)) == ([], [(None, None, ALWAYS)])
        ledger.revoke(session, shared.id, by=by, now=kit.now())
        assert identities(session, asked) == [("employer", None, span(3))]


def test_a_code_proves_its_own_day_whatever_it_is_said_to_prove(kit: Kit) -> None:
    asked = ask(kit)
    with kit.database.transaction() as session:
        say(session, kit, asked, how=HowKnown.CODE, by=SUBJECT)
        midnight = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)  # in Copenhagen
        assert identities(session, asked) == [("code", None, Window(midnight, midnight + timedelta(days=1)))]
        ((_, today),) = opened(session, kit, asked)
        assert (today.start, today.contains(kit.now())) == (midnight, True)


def test_staff_give_a_reason_that_is_sealed_and_need_the_capability(kit: Kit) -> None:
    asked, by = ask(kit), alice(kit)
    with kit.database.transaction() as session:
        with pytest.raises(InvalidInput, match="reason"):
            say(session, kit, asked, span(3), how=HowKnown.STAFF, by=by)
        row = say(session, kit, asked, span(3), how=HowKnown.STAFF, by=by, reason="Seen on the contract.")
        with pytest.raises(NotAllowed):
            say(session, kit, asked, span(4), how=HowKnown.STAFF, by=Actor(by.kind, by.id), reason="No.")
        with pytest.raises(NotAllowed):
            ledger.revoke(session, row.id, by=Actor(by.kind, by.id), now=kit.now())
        assert row.reason is not None
        assert b"contract" not in row.reason
        assert NUMBER.encode() not in row.value
        facts = " ".join(session.execute(select(Event.facts).where(Event.request_id == asked.request_id)).scalars())
        assert NUMBER not in facts
        assert "contract" not in facts


@pytest.mark.parametrize(("kind", "value", "field"), [("email", "a@b.example", "kind"), ("extension", " ", "value"), ("account", "1" * 201, "value")])
def test_only_lines_are_stated(kit: Kit, kind: str, value: str, field: str) -> None:
    asked = ask(kit)
    with kit.database.transaction() as session, pytest.raises(InvalidInput) as refused:
        say(session, kit, asked, kind=kind, value=value)
    assert refused.value.facts["field"] == field


def test_a_number_that_was_only_typed_opens_nothing_until_somebody_else_says_so(kit: Kit) -> None:
    asked = ask(kit)
    with kit.database.transaction() as session:
        first = ledger.claim(session, asked.request_id, "phone_number", "31 00 04 17", by=SUBJECT, now=kit.now(), vault=kit.vault)
        assert ledger.claim(session, asked.request_id, "phone_number", "+4531000417", by=SUBJECT, now=kit.now(), vault=kit.vault).id == first.id
        assert (opened(session, kit, asked), identities(session, asked)) == ([], [(None, None, ALWAYS)])
        say(session, kit, asked, span(3, 6), tenant=NORD)
        assert identities(session, asked) == [("source", NORD, span(3, 6))]


def test_a_person_at_two_companies_is_known_at_both_and_not_where_somebody_else_had_the_line(kit: Kit) -> None:
    asked = ask(kit)
    with kit.database.transaction() as session:
        say(session, kit, asked, span(1, 4), kind="extension", value="614", tenant=NORD)
        say(session, kit, asked, span(4), kind="extension", value="614", tenant=SYD)
        say(session, kit, asked, kind="extension", value="700", tenant="vest.example")
        say(session, kit, asked, kind="extension", value="700", tenant="vest.example", holder=Holder.OTHER)
        assert ledger.companies(session, asked.request_id) == ((NORD, None), (SYD, None))
        assert opened(session, kit, asked, "614", "extension")[0] == (NORD, span(1, 4))
