"""What comes by telephone or letter is a request like any other, from the day it came, without email, signature or account."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from dsr.domain.capability import StaffRole
from dsr.domain.errors import InvalidInput, NotAllowed
from dsr.domain.term import due_dates
from dsr.domain.words import Channel, State
from dsr.kit import Kit
from dsr.models import Event, MessageState, Request, Transport
from dsr.services import contact_points, outbox, sweep
from dsr.services.notify import write
from tests.services.carol import alice, ask
from tests.services.paper_scene import HOME, LETTER, enter, letters, today


def test_the_clock_runs_from_the_day_of_arrival_and_not_from_when_it_was_entered(kit: Kit) -> None:
    arrived = today(kit) - timedelta(days=5)
    asked = enter(kit, alice(kit), arrived_on=arrived)
    with kit.database.reading() as session:
        request = session.get_one(Request, asked.request_id)
        assert (request.received_on, request.parts[0].due_on) == (arrived, due_dates(arrived, "DK").due)
        assert (request.channel, request.by_post, request.parts[0].state) == (Channel.LETTER, True, State.VERIFYING)
        assert asked.receipt.due_on == request.parts[0].due_on


def test_it_never_arrives_in_the_future_and_nothing_is_stored_then(kit: Kit) -> None:
    with pytest.raises(InvalidInput, match="future"):
        enter(kit, alice(kit), arrived_on=today(kit) + timedelta(days=1))
    with kit.database.reading() as session:
        assert session.execute(select(func.count()).select_from(Request)).scalar_one() == 0


def test_who_gave_no_email_is_answered_by_a_letter_that_no_mail_server_is_given(kit: Kit) -> None:
    asked = enter(kit, alice(kit))
    (letter,) = letters(kit, asked)
    assert (letter.kind, letter.transport, letter.state) == ("acknowledged", Transport.POST, MessageState.QUEUED)
    with kit.database.transaction() as session:
        assert outbox.claim_next(session, now=kit.now() + timedelta(days=1), lease=timedelta(minutes=1), vault=kit.vault) is None
        assert sweep.due(session, now=kit.now() + timedelta(days=1)) == frozenset()
        assert sweep.forgotten(session, now=kit.now() + timedelta(days=9), after=timedelta(days=3)) == []


def test_with_an_email_the_link_goes_there_and_nothing_else_before_it_is_confirmed(kit: Kit) -> None:
    asked = enter(kit, alice(kit), replace(LETTER, email="carol@private.example"))
    (link,) = letters(kit, asked)
    assert (link.kind, link.transport) == ("confirm_mailed", Transport.MAIL)
    with kit.database.transaction() as session:
        later = write(session, session.get_one(Request, asked.request_id), "withdrawn", occasion="x", context={}, now=kit.now(), vault=kit.vault,
                      domain="fjordtel.example")
        assert later.transport is Transport.POST


def test_a_request_from_the_form_is_written_to_by_mail_as_ever(kit: Kit) -> None:
    asked = ask(kit)
    assert {letter.transport for letter in letters(kit, asked)} == {Transport.MAIL}


def test_an_address_is_sealed_and_another_one_takes_its_place_unconfirmed(kit: Kit) -> None:
    asked = enter(kit, alice(kit))
    with kit.database.transaction() as session:
        first = contact_points.postal(session, asked.request_id, vault=kit.vault)
        assert first is not None
        assert (first.text, first.is_confirmed) == (HOME, False)
        contact_points.confirm(session, first.id, now=kit.now())
        moved = contact_points.set_postal(session, asked.request_id, "Nygade 2\n8000 Aarhus C", now=kit.now(), vault=kit.vault)
        assert not moved.is_confirmed
        assert contact_points.postal(session, asked.request_id, vault=kit.vault) == moved


def test_what_nobody_could_be_answered_at_is_said(kit: Kit) -> None:
    by = alice(kit)
    with pytest.raises(InvalidInput, match="unreachable"):
        enter(kit, by, replace(LETTER, numbers=""), address="", by_post=False)
    with pytest.raises(InvalidInput, match="required"):
        enter(kit, by, address="", by_post=True)
    assert enter(kit, by, address="", by_post=False, channel=Channel.PHONE).receipt.is_new


def test_only_telephone_and_letter_and_only_who_may(kit: Kit) -> None:
    with pytest.raises(InvalidInput):
        enter(kit, alice(kit), channel=Channel.PORTAL)
    with pytest.raises(NotAllowed):
        enter(kit, alice(kit, StaffRole.READER))


def test_a_form_sent_twice_is_one_request_and_no_event_names_anybody(kit: Kit) -> None:
    by = alice(kit)
    first, second = enter(kit, by), enter(kit, by)
    assert (first.request_id, second.receipt.pickup_code) == (second.request_id, None)
    with kit.database.reading() as session:
        facts = " ".join(session.execute(select(Event.facts)).scalars())
        assert not any(word in facts for word in ("Carol", "Strandvej", "31000417"))
        received = session.execute(select(Event).where(Event.name == "received")).scalar_one()
        assert received.actor_id == by.id


def test_a_due_date_on_entry_may_have_passed(kit: Kit) -> None:
    asked = enter(kit, alice(kit), arrived_on=today(kit) - timedelta(days=90))
    assert isinstance(asked.receipt.due_on, date)
    assert asked.receipt.due_on < today(kit)
