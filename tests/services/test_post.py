"""Letters on paper: printed, posted, noted; and an answer in print only for who wanted one, at an address that is theirs."""

from __future__ import annotations

import io
from dataclasses import replace

import pypdfium2  # type: ignore[import-untyped]
import pytest
from sqlalchemy import select

from dsr.domain.actor import Actor
from dsr.domain.capability import StaffRole
from dsr.domain.errors import NotAllowed, NotFound
from dsr.domain.proof import Method
from dsr.domain.words import Outcome, State
from dsr.kit import Kit
from dsr.models import Delivery, Event, MessageState, Part, Proof
from dsr.services import contact_points, deliver, oral, post, proofs, review
from dsr.services.read import post as read
from dsr.services.review import Seen
from tests.fakes import FrozenNow
from tests.services.carol import Asked, alice, reviewed
from tests.services.drafted import FILES, approve, write
from tests.services.paper_scene import HOME, LETTER, enter, letters, prove


def words_of(data: bytes) -> str:
    with pypdfium2.PdfDocument(io.BytesIO(data)) as pdf:
        return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pdf)


def printed(kit: Kit, message: int, by: Actor) -> str:
    with kit.database.transaction() as session:
        envelope = post.take(session, message, by=by, now=kit.now(), vault=kit.vault)
    return words_of(post.printed(envelope, settings=kit.settings))


def send(kit: Kit, message: int, by: Actor) -> None:
    with kit.database.transaction() as session:
        post.send(session, message, by=by, now=kit.now(), vault=kit.vault)


def events(kit: Kit, asked: Asked) -> list[str]:
    with kit.database.reading() as session:
        return list(session.execute(select(Event.name).where(Event.request_id == asked.request_id).order_by(Event.seq)).scalars())


def wanted_on_paper(kit: Kit, by: Actor, *, is_confirmed: bool = True) -> tuple[Asked, Seen]:
    """Asked by the form, drafted; then Carol says that she wants it printed."""
    asked = reviewed(kit)
    with kit.database.transaction() as session:
        post.choose(session, asked.receipt.reference, is_by_post=True, wish="She asked on the phone.", by=by, now=kit.now(), vault=kit.vault)
        contact_points.set_postal(session, asked.request_id, HOME, now=kit.now(), vault=kit.vault)
    if is_confirmed:
        prove(kit, asked, by)
    return asked, write(kit, asked.part_id)


def test_a_letter_is_printed_with_its_address_and_noted_when_it_is_in_the_post(kit: Kit) -> None:
    by = alice(kit)
    asked = enter(kit, by)
    (letter,) = letters(kit, asked)
    with kit.database.reading() as session:
        (line,) = read.waiting(session)
        assert (line.id, line.reference, line.has_address, line.has_answer) == (letter.id, asked.receipt.reference, True, False)
    said = printed(kit, letter.id, by)
    assert f"Carol Ærø {' '.join(HOME.split())}" in said
    assert asked.receipt.reference in said
    send(kit, letter.id, by)
    assert events(kit, asked)[-2:] == ["letter_printed", "letter_posted"]
    (letter,) = letters(kit, asked)
    assert (letter.state, letter.sent_at) == (MessageState.SENT, kit.now())
    with kit.database.reading() as session:
        assert read.waiting(session) == ()
    with pytest.raises(NotFound):
        send(kit, letter.id, by)


def test_a_letter_that_goes_by_mail_is_not_printed(kit: Kit) -> None:
    by = alice(kit)
    asked = enter(kit, by, replace(LETTER, email="carol@private.example"))
    with pytest.raises(NotFound):
        printed(kit, letters(kit, asked)[0].id, by)


def test_only_who_may_prints_and_posts(kit: Kit) -> None:
    asked = enter(kit, alice(kit))
    bob = alice(kit, StaffRole.READER)
    with pytest.raises(NotAllowed):
        printed(kit, letters(kit, asked)[0].id, bob)
    with pytest.raises(NotAllowed):
        send(kit, letters(kit, asked)[0].id, bob)


def test_a_refusal_on_paper_holds_the_reason_and_closes_when_it_is_posted(kit: Kit) -> None:
    by = alice(kit)
    asked = enter(kit, by)
    prove(kit, asked, by)
    with kit.database.transaction() as session:
        review.refuse(session, asked.part_id, ground="excessive", reason="Sytten gange siden maj.", by=by, now=kit.now(), vault=kit.vault,
                      settings=kit.settings)
    refusal = letters(kit, asked)[-1]
    assert "Sytten gange siden maj." in printed(kit, refusal.id, by)
    send(kit, refusal.id, by)
    with kit.database.reading() as session:
        part = session.get_one(Part, asked.part_id)
        assert (part.state, part.outcome) == (State.CLOSED, Outcome.REFUSED)


def test_told_in_a_conversation_only_once_it_is_proven_who_asks(kit: Kit) -> None:
    by = alice(kit)
    asked = enter(kit, by)

    def tell() -> None:
        with kit.database.transaction() as session:
            oral.note(session, asked.receipt.reference, "Which systems hold her number.", by=by, now=kit.now(), vault=kit.vault)
    with pytest.raises(NotAllowed, match="unproven"):
        tell()
    prove(kit, asked, by)
    tell()
    assert events(kit, asked)[-1] == "answered_orally"
    with kit.database.reading() as session:
        assert session.get_one(Part, asked.part_id).state is State.TRIAGE, "what was asked for in writing is owed in writing"


def test_an_answer_that_is_wanted_on_paper_is_printed_posted_and_closes_its_part(kit: Kit) -> None:
    by = alice(kit)
    asked, seen = wanted_on_paper(kit, by)
    approve(kit, asked.part_id, seen, by)
    letter = letters(kit, asked)[-1]
    assert letter.kind == "answer_posted"
    with kit.database.reading() as session:
        assert all(one.superseded_at is not None for one in session.execute(select(Delivery)).scalars()), "no link to it is open"
        assert read.waiting(session)[-1].has_answer
    with kit.database.transaction() as session:
        sealed, size = post.answer(session, letter.id, by=by, now=kit.now(), vault=kit.vault)
    data = b"".join(kit.store.read(sealed.path, sealed.handle, sealed.context))
    assert (data, size) == (FILES["response.pdf"], len(data))
    assert HOME.split(",")[0] in printed(kit, letter.id, by)
    send(kit, letter.id, by)
    with kit.database.reading() as session:
        part = session.get_one(Part, asked.part_id)
        assert (part.state, part.outcome) == (State.CLOSED, Outcome.FULFILLED)
    assert [name for name in events(kit, asked) if name in ("answer_printed", "letter_posted")] == ["answer_printed", "letter_posted"]


def test_no_answer_goes_to_an_address_that_is_not_confirmed(kit: Kit) -> None:
    by = alice(kit)
    asked, seen = wanted_on_paper(kit, by, is_confirmed=False)
    with pytest.raises(NotAllowed, match="address_unconfirmed"):
        approve(kit, asked.part_id, seen, by)
    with kit.database.reading() as session:
        assert session.get_one(Part, asked.part_id).state is State.REVIEWING


def test_it_is_not_printed_nor_posted_any_more_once_the_address_has_changed(kit: Kit) -> None:
    by = alice(kit)
    asked, seen = wanted_on_paper(kit, by)
    approve(kit, asked.part_id, seen, by)
    letter = letters(kit, asked)[-1]
    with kit.database.transaction() as session:
        post.move(session, asked.receipt.reference, "Nygade 2, 8000 Aarhus C", by=by, now=kit.now(), vault=kit.vault)
    with kit.database.transaction() as session, pytest.raises(NotAllowed, match="address_unconfirmed"):
        post.answer(session, letter.id, by=by, now=kit.now(), vault=kit.vault)
    with pytest.raises(NotAllowed, match="address_unconfirmed"):
        send(kit, letter.id, by)


def test_who_took_paper_back_gets_a_link(kit: Kit) -> None:
    by = alice(kit)
    asked, seen = wanted_on_paper(kit, by)
    approve(kit, asked.part_id, seen, by)
    letter = letters(kit, asked)[-1]
    with kit.database.transaction() as session:
        post.choose(session, asked.receipt.reference, is_by_post=False, wish="By mail after all.", by=by, now=kit.now(), vault=kit.vault)
        deliver.resend(session, asked.part_id, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)
    assert letters(kit, asked)[-1].kind == "answer_ready"
    with kit.database.transaction() as session, pytest.raises(NotAllowed, match="not_by_post"):
        post.answer(session, letter.id, by=by, now=kit.now(), vault=kit.vault)


def test_an_answer_whose_proof_was_taken_back_is_not_printed(kit: Kit, now: FrozenNow) -> None:
    by = alice(kit)
    asked, seen = wanted_on_paper(kit, by)
    approve(kit, asked.part_id, seen, by)
    letter = letters(kit, asked)[-1]
    now.forward(minutes=5)
    with kit.database.transaction() as session:
        proof = session.execute(select(Proof.id).where(Proof.method == Method.CALL_BACK)).scalar_one()
        proofs.revoke(session, proof, reason="It was a colleague.", by=by, now=kit.now(), vault=kit.vault)
    with kit.database.transaction() as session, pytest.raises(NotAllowed, match="unproven"):
        post.answer(session, letter.id, by=by, now=kit.now(), vault=kit.vault)
    assert "answer_printed" not in events(kit, asked)
