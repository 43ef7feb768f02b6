"""Proofs as rows: who may give which, what one reaches, what taking it back undoes."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.actor import COMPANY, SUBJECT, SYSTEM, Actor, ActorKind
from dsr.domain.capability import StaffRole
from dsr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from dsr.domain.proof import Control, Doubt, Method, ProofState, Sensitivity, Shown
from dsr.domain.words import Right
from dsr.kit import Kit
from dsr.models import Event, IdentityRow, Proof, Request
from dsr.services import doubts, proofs
from dsr.services.keys import key_of
from dsr.vault import KeyClass
from tests.fakes import FrozenNow
from tests.services.carol import Asked, alice, ask
from tests.services.recognised import recognise

CONTACT, USAGE, CONTENT = Sensitivity.CONTACT, Sensitivity.USAGE, Sensitivity.CONTENT


def prove(kit: Kit, asked: Asked, method: Method, control: Control, by: Actor = SUBJECT, *, identity_id: int | None = None, reason: str = "",
          opened: Proof | None = None) -> int:
    with kit.database.transaction() as session:
        return proofs.prove(session, asked.request_id, method, control, by=by, now=kit.now(), vault=kit.vault, identity_id=identity_id,
                            reason=reason, opened=session.merge(opened) if opened else None).id


def reached(kit: Kit, asked: Asked, right: Right = Right.ACCESS) -> set[Sensitivity]:
    with kit.database.reading() as session:
        return set(proofs.reaches(session, asked.request_id, right))


def email_of(session: Session, asked: Asked) -> IdentityRow:
    return session.execute(select(IdentityRow).where(IdentityRow.request_id == asked.request_id, IdentityRow.kind == "email")).scalar_one()


def proof_rows(kit: Kit) -> list[tuple[Method, Control, ProofState, datetime | None]]:
    with kit.database.reading() as session:
        return [(one.method, one.control, one.state, one.ended_at) for one in session.execute(select(Proof).order_by(Proof.id)).scalars()]


def test_the_button_is_a_proof_that_the_employer_controls(kit: Kit) -> None:
    asked = ask(kit, is_proven=False)
    with kit.database.reading() as session:
        assert proofs.shown(session, asked.request_id) == (Shown(Method.EMAIL_LINK, Control.EMPLOYER, "email", kit.now()),)
        assert email_of(session, asked).proven_how == Method.EMAIL_LINK.value
    assert reached(kit, asked) == {CONTACT}


def compared(kit: Kit, asked: Asked) -> None:
    with kit.database.transaction() as session:
        recognise(session, asked.request_id)


def test_nothing_is_reached_before_the_button(kit: Kit) -> None:
    assert reached(kit, ask(kit, is_confirmed=False)) == set()


def test_electronic_identity_reaches_on_from_the_mailbox(kit: Kit) -> None:
    asked = ask(kit, is_proven=False)
    prove(kit, asked, Method.EID, Control.PERSON)
    assert reached(kit, asked) == {CONTACT}, "its name was not found on a record yet"
    compared(kit, asked)
    assert reached(kit, asked) == {CONTACT, USAGE, CONTENT}


def test_all_that_the_employer_controls_reaches_no_further_than_the_mailbox(kit: Kit) -> None:
    """Mailbox, SIM and the word on the company's page."""
    asked = ask(kit, is_proven=False)
    prove(kit, asked, Method.LINE_SMS, Control.EMPLOYER)
    prove(kit, asked, Method.EMPLOYER, Control.EMPLOYER, COMPANY)
    assert reached(kit, asked) == {CONTACT}


GIVERS = {"person": SUBJECT, "company": COMPANY, "program": SYSTEM}
FORBIDDEN = [
    ("person", Method.OVERRIDE, Control.US), ("person", Method.CALL_BACK, Control.PERSON), ("person", Method.OTHER, Control.PERSON),
    ("person", Method.EMPLOYER, Control.EMPLOYER), ("person", Method.NOTICE, Control.PERSON), ("company", Method.EID, Control.PERSON),
    ("company", Method.EMPLOYER, Control.PERSON), ("company", Method.LINE_SMS, Control.EMPLOYER), ("program", Method.OVERRIDE, Control.US),
    ("person", Method.EID, Control.EMPLOYER), ("person", Method.EMAIL_LINK, Control.US), ("program", Method.EMAIL_LINK, Control.PERSON)]


@pytest.mark.parametrize(("who", "method", "control"), FORBIDDEN)
def test_nobody_gives_a_proof_that_is_not_theirs_to_give(kit: Kit, who: str, method: Method, control: Control) -> None:
    asked = ask(kit, is_proven=False)
    with pytest.raises(NotAllowed):
        prove(kit, asked, method, control, GIVERS[who], reason="because")
    assert len(proof_rows(kit)) == 1


def test_only_the_privacy_manager_overrides_and_only_with_a_reason(kit: Kit) -> None:
    asked, clerk, manager = ask(kit, is_proven=False), alice(kit, StaffRole.CLERK), alice(kit)
    with pytest.raises(NotAllowed):
        prove(kit, asked, Method.OVERRIDE, Control.US, clerk, reason="I know her.")
    with pytest.raises(InvalidInput):
        prove(kit, asked, Method.OVERRIDE, Control.US, manager)
    with pytest.raises(InvalidInput):  # a national number is kept nowhere
        prove(kit, asked, Method.OVERRIDE, Control.US, manager, reason="CPR 070761-4285.")
    assert reached(kit, asked) == {CONTACT}
    proof_id = prove(kit, asked, Method.OVERRIDE, Control.US, manager, reason="She sits opposite of us.")
    assert reached(kit, asked) == {CONTACT, USAGE, CONTENT}
    with kit.database.reading() as session:
        row = session.get_one(Proof, proof_id)
        assert row.staff_id == manager.id
        assert row.reason is not None
        case = key_of(session, asked.request_id, KeyClass.CASE, vault=kit.vault)
        assert case.open(row.reason, f"proof:{asked.receipt.reference}:{row.id}:reason").decode() == "She sits opposite of us."
        told = session.execute(select(Event.facts).where(Event.name == "proven").order_by(Event.id.desc())).scalars().first()
        assert "opposite" not in str(told)


@pytest.mark.parametrize("method", [Method.CALL_BACK, Method.OTHER])
def test_what_staff_accept_has_their_words(kit: Kit, method: Method) -> None:
    asked, clerk = ask(kit, is_proven=False), alice(kit, StaffRole.CLERK)
    with pytest.raises(InvalidInput):
        prove(kit, asked, method, Control.PERSON, clerk)
    with pytest.raises(NotAllowed):
        prove(kit, asked, method, Control.PERSON, Actor(ActorKind.STAFF, clerk.id), reason="She knew the code.")
    prove(kit, asked, method, Control.PERSON, clerk, reason="She knew the code.")
    assert USAGE in reached(kit, asked)


def test_an_identity_of_another_request_is_not_proven(kit: Kit) -> None:
    one, other = ask(kit, key="form:1", is_proven=False), ask(kit, key="form:2", is_confirmed=False)
    with kit.database.reading() as session:
        theirs = email_of(session, other).id
    with pytest.raises(NotFound):
        prove(kit, one, Method.OTHER, Control.PERSON, alice(kit), identity_id=theirs, reason="x")


def test_electronic_identity_proves_no_identifier(kit: Kit) -> None:
    """A name is many people's: it must not make a typed address or number theirs."""
    asked = ask(kit, is_confirmed=False)
    with kit.database.reading() as session:
        email = email_of(session, asked).id
    with pytest.raises(NotAllowed):
        prove(kit, asked, Method.EID, Control.PERSON, identity_id=email)


def test_a_proof_that_is_taken_back_reaches_nothing_and_its_address_is_a_claim_again(kit: Kit, now: FrozenNow) -> None:
    asked, clerk = ask(kit, is_proven=False), alice(kit, StaffRole.CLERK)
    with kit.database.reading() as session:
        first = session.execute(select(Proof.id)).scalar_one()
    now.forward(hours=1)
    collected_at = kit.now()
    now.forward(hours=1)
    with kit.database.reading() as session:
        assert not proofs.has_ended_since(session, asked.request_id, collected_at)
    with pytest.raises(InvalidInput), kit.database.transaction() as session:
        proofs.revoke(session, first, reason=" ", by=clerk, now=kit.now(), vault=kit.vault)
    with kit.database.transaction() as session:
        proofs.revoke(session, first, reason="The mailbox is read by three people.", by=clerk, now=kit.now(), vault=kit.vault)
    assert proof_rows(kit) == [(Method.EMAIL_LINK, Control.EMPLOYER, ProofState.REVOKED, kit.now())]
    with kit.database.reading() as session:
        assert (email_of(session, asked).proven_how, email_of(session, asked).proven_at) == (None, None)
        assert proofs.has_ended_since(session, asked.request_id, collected_at)
        assert not proofs.has_ended_since(session, asked.request_id, kit.now())  # collected after it ended: not by it
    assert reached(kit, asked) == set()
    with pytest.raises(Conflict), kit.database.transaction() as session:
        proofs.revoke(session, first, reason="again", by=clerk, now=kit.now(), vault=kit.vault)


def test_an_address_that_something_else_proves_too_stays_proven(kit: Kit) -> None:
    asked, manager = ask(kit, is_proven=False), alice(kit)
    with kit.database.reading() as session:
        first, email = session.execute(select(Proof.id)).scalar_one(), email_of(session, asked).id
    prove(kit, asked, Method.OVERRIDE, Control.US, manager, identity_id=email, reason="Seen.")
    with kit.database.transaction() as session:
        proofs.revoke(session, first, reason="A shared mailbox.", by=manager, now=kit.now(), vault=kit.vault)
    with kit.database.reading() as session:
        assert email_of(session, asked).proven_how is not None


def test_a_row_that_was_asked_for_is_answered_once(kit: Kit) -> None:
    """A code's row becomes the proof; it leaves no hash behind, and does not become one twice."""
    asked = ask(kit, is_proven=False)
    with kit.database.transaction() as session:
        row = Proof(request_id=asked.request_id, method=Method.LINE_SMS, control=Control.EMPLOYER, state=ProofState.OPEN, asked_at=kit.now(),
                    code_hash="c" * 64, channel_token="t" * 64)
        session.add(row)
        session.flush()
        session.expunge(row)
    prove(kit, asked, Method.LINE_SMS, Control.PERSON, opened=row)
    with kit.database.reading() as session:
        kept = session.get_one(Proof, row.id)
        assert (kept.state, kept.control, kept.code_hash, kept.channel_token) == (ProofState.PROVEN, Control.PERSON, None, "t" * 64)
    with pytest.raises(Conflict):
        prove(kit, asked, Method.LINE_SMS, Control.PERSON, opened=kept)


@pytest.mark.parametrize("ground", Doubt)
def test_a_doubt_holds_what_was_proven_until_it_is_settled(kit: Kit, ground: Doubt) -> None:
    asked, clerk = ask(kit, is_proven=False), alice(kit, StaffRole.CLERK)
    prove(kit, asked, Method.EID, Control.PERSON)
    compared(kit, asked)
    with kit.database.transaction() as session:
        doubt_id = doubts.raise_doubt(session, asked.request_id, ground, by=clerk, now=kit.now(), vault=kit.vault, words="It looks odd.").id
        assert doubts.raise_doubt(session, asked.request_id, ground, by=clerk, now=kit.now(), vault=kit.vault, words="Again.").id == doubt_id
    assert CONTENT not in reached(kit, asked)
    assert USAGE not in reached(kit, asked)
    with kit.database.transaction() as session:
        row = doubts.settle(session, doubt_id, reason="Called and cleared.", by=clerk, now=kit.now(), vault=kit.vault)
        assert doubts.words(session, row, session.get_one(Request, asked.request_id), vault=kit.vault) == "It looks odd.\nCalled and cleared."
    assert reached(kit, asked) == {CONTACT, USAGE, CONTENT}
    with pytest.raises(Conflict), kit.database.transaction() as session:
        doubts.settle(session, doubt_id, reason="Twice.", by=clerk, now=kit.now(), vault=kit.vault)


def test_a_doubt_that_the_employer_poses_ends_with_something_it_does_not_control(kit: Kit) -> None:
    asked = ask(kit, is_proven=False)
    with kit.database.transaction() as session:
        doubts.raise_doubt(session, asked.request_id, Doubt.EMPLOYER_MAY_POSE, by=SYSTEM, now=kit.now(), vault=kit.vault)
        doubts.raise_doubt(session, asked.request_id, Doubt.LOOKALIKE, by=SYSTEM, now=kit.now(), vault=kit.vault)
    prove(kit, asked, Method.LINE_SMS, Control.EMPLOYER)
    with kit.database.reading() as session:
        assert proofs.open_doubts(session, asked.request_id) == (Doubt.EMPLOYER_MAY_POSE, Doubt.LOOKALIKE)
    prove(kit, asked, Method.EID, Control.PERSON)
    with kit.database.reading() as session:
        assert len(proofs.open_doubts(session, asked.request_id)) == 2, "a name alone is anybody's"
    prove(kit, asked, Method.LINE_SMS, Control.PERSON)
    with kit.database.reading() as session:
        assert proofs.open_doubts(session, asked.request_id) == (Doubt.LOOKALIKE,)  # which staff look at


def test_staff_say_why_they_doubt(kit: Kit) -> None:
    asked, clerk = ask(kit, is_proven=False), alice(kit, StaffRole.CLERK)
    with pytest.raises(InvalidInput), kit.database.transaction() as session:
        doubts.raise_doubt(session, asked.request_id, Doubt.OTHER, by=clerk, now=kit.now(), vault=kit.vault)
    bob = alice(kit, StaffRole.READER)
    with pytest.raises(NotAllowed), kit.database.transaction() as session:
        doubts.raise_doubt(session, asked.request_id, Doubt.OTHER, by=bob, now=kit.now(), vault=kit.vault, words="x")


@pytest.mark.parametrize(("address", "control"), [("carol@gmail.com", Control.PERSON), ("carol@havblik.example", Control.EMPLOYER)])
def test_a_mailbox_is_its_keepers_and_counts_as_the_employers_until_it_is_found_on_file(kit: Kit, address: str, control: Control) -> None:
    asked = ask(kit, email=address, is_proven=False)
    with kit.database.reading() as session:
        assert [one.control for one in proofs.given(session, asked.request_id)] == [control]
        assert [one.control for one in proofs.shown(session, asked.request_id)] == [Control.EMPLOYER]
