"""Asking for proof: the letter, the clock, the reminders, and the end where nobody answers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from dsr.domain.actor import SYSTEM, Actor, ActorKind
from dsr.domain.capability import ROLES, StaffRole
from dsr.domain.errors import Conflict, NotAllowed
from dsr.domain.proof import Doubt, PauseKind
from dsr.domain.words import Outcome, State
from dsr.kit import Kit
from dsr.models import DoubtRow, Message, Part, Request
from dsr.services import doubts, pauses, proof_letters
from tests.fakes import FrozenNow
from tests.services.carol import Asked, alice, ask, called_back, part_of
from tests.services.standing import due, rows
from workers import waiting

CLERK = Actor(ActorKind.STAFF, None, ROLES[StaffRole.CLERK])
DUE = date(2026, 12, 24)


def doubted(kit: Kit, asked: Asked, ground: Doubt = Doubt.EMPLOYER_MAY_POSE) -> int:
    with kit.database.transaction() as session:
        return doubts.raise_doubt(session, asked.request_id, ground, by=SYSTEM, now=kit.now(), vault=kit.vault).id


def asked_for(kit: Kit, doubt_id: int) -> bool:
    with kit.database.transaction() as session:
        return proof_letters.ask(session, doubt_id, by=CLERK, now=kit.now(), vault=kit.vault, settings=kit.settings)


def letters(kit: Kit) -> list[str]:
    with kit.database.reading() as session:
        return list(session.execute(select(Message.kind).order_by(Message.id)).scalars())[2:]  # after the confirmation and its receipt


def proven(kit: Kit, asked: Asked) -> None:
    with kit.database.transaction() as session:
        called_back(session, kit, asked.request_id)


def test_asking_in_time_stops_the_clock_until_the_proof_comes(kit: Kit, now: FrozenNow) -> None:
    asked = ask(kit, is_proven=False)
    assert due(kit, asked) == DUE
    now.forward(days=2)
    assert asked_for(kit, doubted(kit, asked))
    assert letters(kit) == ["proof_asked"]
    assert due(kit, asked) == DUE                 # nothing has passed yet
    now.forward(days=10)
    proven(kit, asked)
    assert rows(kit) == [(PauseKind.IDENTITY, date(2026, 11, 26), date(2026, 12, 6))]
    assert due(kit, asked) == date(2027, 1, 4)    # ten days more end on a Sunday
    with kit.database.reading() as session:
        assert session.execute(select(DoubtRow.settled_at)).scalar_one() is not None


def test_staff_who_are_satisfied_start_it_again(kit: Kit, now: FrozenNow) -> None:
    asked = ask(kit, is_proven=False)
    first, second = doubted(kit, asked), doubted(kit, asked, Doubt.LOOKALIKE)
    assert asked_for(kit, first)
    asked_for(kit, second)
    now.forward(days=2)
    for doubt_id, ended in ((second, None), (first, date(2026, 11, 26))):
        with kit.database.transaction() as session:
            doubts.settle(session, doubt_id, reason="We know the voice.", by=CLERK, now=kit.now(), vault=kit.vault)
        assert rows(kit)[0][2] == ended


def test_while_it_stands_the_day_moves_along(kit: Kit, now: FrozenNow) -> None:
    asked = ask(kit, is_proven=False)
    assert asked_for(kit, doubted(kit, asked))
    seen = [due(kit, asked)]
    for _ in range(20):
        now.forward(days=1)
        waiting.waiting(kit)
        seen.append(due(kit, asked))
    assert seen == sorted(seen)
    assert seen[-1] == date(2027, 1, 13)
    assert letters(kit) == ["proof_asked", "proof_reminder", "proof_reminder"]   # one a week, however often it is looked


def test_an_extended_term_moves_too_and_never_back(kit: Kit, now: FrozenNow) -> None:
    asked = ask(kit, is_proven=False)
    asked_for(kit, doubted(kit, asked))
    with kit.database.transaction() as session:
        part = part_of(session, asked)
        part.extended_on = part.due_on = date(2027, 2, 24)
    now.forward(days=5)
    proven(kit, asked)
    with kit.database.transaction() as session:
        part = part_of(session, asked)
        assert (part.due_on, part.extended_on) == (date(2027, 3, 1), date(2027, 3, 1))
        part.extended_on = part.due_on = date(2027, 6, 1)
        pauses.recount(session, session.get_one(Request, asked.request_id), now=kit.now())
        assert part.due_on == date(2027, 6, 1)


def test_a_second_doubt_stops_it_no_more(kit: Kit, now: FrozenNow) -> None:
    asked = ask(kit, is_proven=False)
    assert asked_for(kit, doubted(kit, asked))
    proven(kit, asked)
    assert not asked_for(kit, doubted(kit, asked, Doubt.NAME_DIFFERS))
    assert letters(kit) == ["proof_asked", "proof_asked_late"]
    assert len(rows(kit)) == 1


def test_one_doubt_is_asked_about_once_and_by_who_may(kit: Kit) -> None:
    asked = ask(kit, is_proven=False)
    doubt_id, bob = doubted(kit, asked), alice(kit, StaffRole.READER)
    with pytest.raises(NotAllowed), kit.database.transaction() as session:
        proof_letters.ask(session, doubt_id, by=bob, now=kit.now(), vault=kit.vault, settings=kit.settings)
    asked_for(kit, doubt_id)
    with pytest.raises(Conflict), kit.database.transaction() as session:
        proof_letters.ask(session, doubt_id, by=CLERK, now=kit.now(), vault=kit.vault, settings=kit.settings)


def test_thirty_days_of_silence_close_with_the_ways_to_complain(kit: Kit, now: FrozenNow) -> None:
    asked = ask(kit, is_proven=False)
    asked_for(kit, doubted(kit, asked))
    now.forward(days=30)
    waiting.waiting(kit)
    with kit.database.reading() as session:
        assert part_of(session, asked).state is State.TRIAGE
    now.forward(days=1)
    waiting.waiting(kit)
    with kit.database.reading() as session:
        part = part_of(session, asked)
        assert (part.state, part.outcome) == (State.CLOSED, Outcome.UNVERIFIED)
        assert part.due_on >= kit.now().date()    # told within the time, which stood still
    assert letters(kit)[-1] == "unverified"
    waiting.waiting(kit)
    assert letters(kit).count("unverified") == 1


def test_whoever_gave_any_proof_is_not_closed(kit: Kit, now: FrozenNow) -> None:
    """Even if it settles nothing: that is for staff to say."""
    asked = ask(kit, is_proven=False)
    asked_for(kit, doubted(kit, asked, Doubt.LOOKALIKE))
    now.forward(days=3)
    proven(kit, asked)
    now.forward(days=60)
    waiting.waiting(kit)
    with kit.database.reading() as session:
        assert part_of(session, asked).state is State.TRIAGE
    assert letters(kit) == ["proof_asked"]


def test_an_address_that_nobody_confirms_closes_when_its_link_has_ended(kit: Kit, now: FrozenNow) -> None:
    asked = ask(kit, is_confirmed=False)
    now.forward(days=kit.settings.confirm_days - 1)
    waiting.waiting(kit)
    with kit.database.reading() as session:
        assert part_of(session, asked).state is State.VERIFYING
    now.forward(days=1)
    waiting.waiting(kit)
    with kit.database.reading() as session:
        assert session.execute(select(Part.outcome)).scalar_one() is Outcome.UNVERIFIED
        assert session.execute(select(Message.kind).order_by(Message.id.desc())).scalars().first() == "unverified"
    assert timedelta(days=kit.settings.confirm_days) <= timedelta(days=30)  # GDPR Art. 12(4): within the month
