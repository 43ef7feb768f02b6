"""A second request of a proven person is told to staff, and to nobody else; it blocks nothing, and what was taken apart stays apart."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from dsr.domain.capability import StaffRole
from dsr.domain.errors import NotAllowed
from dsr.domain.words import State
from dsr.kit import Kit
from dsr.models import Event, IdentityRow, Part
from dsr.services import duplicates, status
from dsr.services.read import inbox
from dsr.services.read import status as page
from tests.services.carol import Asked, alice, ask


def also(kit: Kit, asked: Asked) -> list[str]:
    with kit.database.reading() as session:
        return [one.reference for one in duplicates.of(session, asked.request_id)]


def test_two_that_confirmed_one_address_are_told_of_each_other_and_each_goes_on(kit: Kit) -> None:
    first, second = ask(kit), ask(kit, key="form:two")
    assert (also(kit, first), also(kit, second)) == ([second.receipt.reference], [first.receipt.reference])
    with kit.database.reading() as session:
        assert [part.state for part in session.execute(select(Part)).scalars()] == [State.TRIAGE, State.TRIAGE]


def test_an_unproven_one_is_nobodys_double_and_notices_nothing(kit: Kit) -> None:
    """Who types Carol's address learns nothing of her request, and staff see no tie: they see one only where both are proven."""
    alone = ask(kit, key="form:alone", is_confirmed=False, email="eve@elsewhere.example")
    carol = ask(kit)
    eve = ask(kit, key="form:eve", is_confirmed=False)
    assert (also(kit, carol), also(kit, eve)) == ([], [])

    def seen(asked: Asked) -> object:
        with kit.database.transaction() as session:
            token = status.open(session, asked.receipt.reference, asked.code, now=kit.now(), vault=kit.vault, settings=kit.settings)
            shown = page.page(session, token, now=kit.now(), vault=kit.vault, locale="en")
            return shown.public_state, [(part.right, part.public_state, part.due_on) for part in shown.parts], [one.name for one in shown.timeline]
    assert seen(eve) == seen(alone)


def test_a_number_that_was_handed_over_ties_nobody(kit: Kit) -> None:
    first, second = ask(kit), ask(kit, key="form:two", email="bob@havblik.example")
    june = kit.now() - timedelta(days=30)
    with kit.database.transaction() as session:
        for asked, ends in ((first, True), (second, False)):
            session.add(IdentityRow(request_id=asked.request_id, kind="phone_number", value=b"x", token="t" * 64, claimed_how="form",
                                    proven_how="employer", proven_at=kit.now(), starts_at=None if ends else june, ends_at=june if ends else None))
    assert also(kit, first) == []
    with kit.database.transaction() as session:
        session.execute(select(IdentityRow).where(IdentityRow.ends_at.is_not(None))).scalar_one().ends_at = june + timedelta(days=1)
    assert also(kit, first) == [second.receipt.reference]


def test_what_staff_took_apart_stays_apart_whatever_is_proven_later(kit: Kit) -> None:
    first, second, by = ask(kit), ask(kit, key="form:two"), alice(kit)
    with kit.database.transaction() as session:
        duplicates.take_apart(session, second.receipt.reference, first.receipt.reference, by=by, now=kit.now())
    assert (also(kit, first), also(kit, second)) == ([], [])
    third = ask(kit, key="form:three")
    assert also(kit, third) == [first.receipt.reference, second.receipt.reference]
    assert also(kit, first) == [third.receipt.reference]
    with kit.database.transaction() as session:
        duplicates.put_together(session, first.receipt.reference, second.receipt.reference, by=by, now=kit.now())
    assert also(kit, first) == [second.receipt.reference, third.receipt.reference]
    with kit.database.reading() as session:
        names = list(session.execute(select(Event.name).where(Event.name.in_(("put_together", "taken_apart")))).scalars())
        assert sorted(names) == ["put_together"] * 2 + ["taken_apart"] * 2


def test_only_who_may_takes_apart(kit: Kit) -> None:
    first, second, bob = ask(kit), ask(kit, key="form:two"), alice(kit, StaffRole.READER)
    with kit.database.transaction() as session, pytest.raises(NotAllowed):
        duplicates.take_apart(session, first.receipt.reference, second.receipt.reference, by=bob, now=kit.now())


def test_the_queue_says_how_many_others_there_are(kit: Kit) -> None:
    ask(kit)
    ask(kit, key="form:two")
    ask(kit, key="form:eve", is_confirmed=False)
    with kit.database.reading() as session:
        pages = [inbox.queue(session, filter=view, today=kit.now().date(), vault=kit.vault) for view in ("open", "unconfirmed")]
    rows = [row for page in pages for row in page.rows]
    assert [(row.confirmed, row.also) for row in rows] == [(True, 1), (True, 1), (False, 0)]
