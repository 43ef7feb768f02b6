"""Other channels on file are told, wait, and may object."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from dsr.domain.actor import SUBJECT
from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from dsr.domain.errors import Conflict, NotFound
from dsr.domain.proof import Control, Doubt, Method, ProofState, Sensitivity
from dsr.domain.words import Right
from dsr.kit import Kit
from dsr.mapping import SourceBook
from dsr.models import Delivery, Message, MessageState, Proof
from dsr.services import notice_proof, outbox, proofs
from tests.fakes import FrozenNow
from tests.services.carol import Asked, ask, token_in
from workers import errands, waiting
from workers.errands import recognise_next

PEOPLE = Collection(Address("crm", "people"), (
    Field("email", ("user.contact.email",), "email", "email"), Field("name", ("user.name",)), Field("home", ("user.contact.email",)),
    Field("desk", ("user.contact.phone_number",))))
CONTACT, USAGE = Sensitivity.CONTACT, Sensitivity.USAGE


def house(kit: Kit, *rows: dict[str, object]) -> Kit:
    return replace(kit, sources=SourceBook((Source("crm", "memory", {"tables": {"people": list(rows)}}, (Dataset("crm", (PEOPLE,)),), country="DK",
                                                   revision="r1"),)))


HOME: dict[str, object] = {"name": "Carol Ærø", "email": "carol@havblik.example", "home": "Carol@gmail.com", "desk": "31 00 04 17"}
OTHER: dict[str, object] = {"name": "Bob Lund", "email": "bob@havblik.example", "home": "bob@gmail.com", "desk": None}


def told(kit: Kit) -> Asked:
    """Carol's mailbox at work is confirmed, and the worker has told the rest."""
    asked = ask(kit, is_proven=False)
    with kit.database.transaction() as session:
        assert notice_proof.begin(session, asked.request_id, by=SUBJECT, now=kit.now()) is not None
    assert errands.tell_next(kit)
    assert not errands.tell_next(kit)
    return asked


def notices(kit: Kit) -> list[tuple[Control, ProofState]]:
    with kit.database.reading() as session:
        rows = session.execute(select(Proof).where(Proof.method == Method.NOTICE).order_by(Proof.id)).scalars()
        return [(one.control, one.state) for one in rows]


def recipients(kit: Kit) -> list[str]:
    """Whom the letters go to, as the worker opens them."""
    found = []
    with kit.database.transaction() as session:
        while (parcel := outbox.claim_next(session, now=kit.now(), lease=timedelta(seconds=60), vault=kit.vault)) is not None:
            found += [parcel.recipient] if parcel.kind == "notice" else []
            outbox.settle(session, parcel, outbox.Sent(), now=kit.now())
    return found


def reached(kit: Kit, asked: Asked) -> set[Sensitivity]:
    with kit.database.reading() as session:
        return set(proofs.reaches(session, asked.request_id, Right.ACCESS))


def test_only_their_own_other_channels_are_told_and_never_the_one_that_asked(kit: Kit) -> None:
    kit = house(kit, HOME, OTHER)
    told(kit)
    assert recipients(kit) == ["carol@gmail.com"]  # no gateway for numbers here; nothing of Bob, nothing to work
    assert notices(kit) == [(Control.PERSON, ProofState.OPEN)]


def test_silence_counts_when_the_waiting_time_is_over_and_not_before(kit: Kit, now: FrozenNow) -> None:
    kit = house(kit, HOME)
    asked = told(kit)
    recipients(kit)
    now.forward(days=6)
    waiting.waiting(kit)
    assert reached(kit, asked) == {CONTACT}
    now.forward(days=1)
    waiting.waiting(kit)
    assert notices(kit) == [(Control.PERSON, ProofState.PROVEN)]
    assert reached(kit, asked) == {CONTACT}  # the record may be somebody else's
    assert recognise_next(kit)
    assert reached(kit, asked) == {CONTACT, USAGE}  # never content


def test_a_notice_that_never_left_proves_nothing(kit: Kit, now: FrozenNow) -> None:
    kit = house(kit, HOME)
    asked = told(kit)
    with kit.database.transaction() as session:
        session.execute(update(Message).values(state=MessageState.FAILED))
    now.forward(days=8)
    waiting.waiting(kit)
    assert notices(kit) == [(Control.PERSON, ProofState.EXPIRED)]
    assert reached(kit, asked) == {CONTACT}


def test_a_channel_of_the_employer_proves_nothing_against_it(kit: Kit, now: FrozenNow) -> None:
    kit = house(kit, {**HOME, "home": "carol.aeroe@havblik.example"})
    asked = told(kit)
    recipients(kit)
    now.forward(days=8)
    waiting.waiting(kit)
    assert notices(kit) == [(Control.EMPLOYER, ProofState.PROVEN)]
    assert reached(kit, asked) == {CONTACT}


def test_where_nothing_else_is_on_file_nobody_is_told(kit: Kit) -> None:
    kit = house(kit, {**HOME, "home": None, "desk": "614"})
    asked = told(kit)
    assert notices(kit) == [(Control.EMPLOYER, ProofState.FAILED)]
    with kit.database.transaction() as session:
        assert notice_proof.begin(session, asked.request_id, by=SUBJECT, now=kit.now()) is None  # once a request


@pytest.mark.parametrize("days", [0, 8])
def test_who_says_it_was_not_them_stops_everything_even_after_the_time(kit: Kit, now: FrozenNow, days: int) -> None:
    kit = house(kit, HOME)
    asked = told(kit)
    with kit.database.reading() as session:
        token = token_in(session, kit, asked.request_id, "notice")
    recipients(kit)
    now.forward(days=days)
    waiting.waiting(kit)
    with kit.database.reading() as session:
        assert notice_proof.peek(session, token, vault=kit.vault)
    with kit.database.transaction() as session:
        notice_proof.object_(session, token, now=kit.now(), vault=kit.vault)
    assert notices(kit) == [(Control.PERSON, ProofState.OBJECTED)]
    with kit.database.reading() as session:
        assert proofs.open_doubts(session, asked.request_id) == (Doubt.OBJECTION,)
        assert not notice_proof.peek(session, token, vault=kit.vault)
        assert session.execute(select(Delivery).where(Delivery.locked_at.is_(None))).all() == []
    assert reached(kit, asked) == set()
    with pytest.raises(NotFound), kit.database.transaction() as session:
        notice_proof.object_(session, token, now=kit.now(), vault=kit.vault)


def test_whether_it_may_begin_hangs_on_what_was_given_and_not_on_whether_our_records_know_it(kit: Kit) -> None:
    """An electronic identity counts once its name was found; that it does must not show in the button."""
    asked = ask(kit, is_proven=False)
    with kit.database.transaction() as session:
        session.execute(update(Proof).values(method=Method.EID, control=Control.PERSON, identity_id=None))
        assert proofs.shown(session, asked.request_id) == ()
        assert notice_proof.begin(session, asked.request_id, by=SUBJECT, now=kit.now()) is not None


def test_nobody_is_told_for_somebody_who_has_proven_nothing(kit: Kit) -> None:
    asked = ask(kit, is_confirmed=False)
    with pytest.raises(Conflict), kit.database.transaction() as session:
        notice_proof.begin(session, asked.request_id, by=SUBJECT, now=kit.now())
