"""What becomes of a letter once it has left: late, back, opened, fetched; and what that leads to."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from dsr.domain.actor import SYSTEM, Actor, ActorKind
from dsr.domain.capability import ROLES, StaffRole
from dsr.domain.errors import NotFound
from dsr.domain.fate import Fate
from dsr.domain.proof import Doubt
from dsr.domain.words import Outcome, State
from dsr.kit import Kit
from dsr.models import Document, Event, Message, MessageState, Part, PauseRow, Request, Transport
from dsr.services import deliver, doubts, outbox, proof_letters, review
from dsr.services.read import letters
from tests.services.carol import Asked, alice, approved, ask, token_in
from workers.post import send_next


def letter(kit: Kit, asked: Asked, kind: str) -> Message:
    """The newest of a kind."""
    with kit.database.reading() as session:
        found = select(Message).where(Message.request_id == asked.request_id, Message.kind == kind).order_by(Message.id.desc())
        row = session.execute(found).scalars().first()
        assert row is not None
        return row


def bounce(kit: Kit, message_id: int, *, status: str = "5.1.1", is_final: bool = True) -> Fate:
    with kit.database.transaction() as session:
        return outbox.bounced(session, message_id, status=status, is_final=is_final, now=kit.now())


def lines(kit: Kit, asked: Asked) -> tuple[letters.LetterLine, ...]:
    with kit.database.reading() as session:
        return letters.lines(session, session.get_one(Request, asked.request_id), vault=kit.vault)


def fates(kit: Kit, asked: Asked) -> dict[str, Fate]:
    return {line.kind: line.fate for line in lines(kit, asked)}


def to_do(kit: Kit, asked: Asked) -> list[str]:
    return [line.kind for line in lines(kit, asked) if line.to_do.ways]


def events(kit: Kit, asked: Asked, name: str) -> int:
    with kit.database.reading() as session:
        return len(session.execute(select(Event).where(Event.request_id == asked.request_id, Event.name == name)).all())


def send_all(kit: Kit) -> None:
    while send_next(kit):
        pass


def part(kit: Kit, asked: Asked) -> Part:
    with kit.database.reading() as session:
        return session.get_one(Part, asked.part_id)


def refused(kit: Kit) -> Asked:
    asked, by = ask(kit), alice(kit)
    with kit.database.transaction() as session:
        review.refuse(session, asked.part_id, ground="not_identified", reason="It does not fit.", by=by, now=kit.now(), vault=kit.vault,
                      settings=kit.settings)
    send_all(kit)
    return asked


def test_a_letter_that_comes_back_is_known_and_not_sent_again(kit: Kit) -> None:
    asked = ask(kit)
    send_all(kit)
    count = len(kit.mailer.letters)  # type: ignore[attr-defined]
    assert fates(kit, asked)["received"] is Fate.SENT
    assert bounce(kit, letter(kit, asked, "received").id) is Fate.BOUNCED
    assert (letter(kit, asked, "received").state, letter(kit, asked, "received").result_code) == (MessageState.BOUNCED, "5.1.1")
    send_all(kit)
    assert len(kit.mailer.letters) == count  # type: ignore[attr-defined]
    assert bounce(kit, letter(kit, asked, "received").id, status="5.2.2") is Fate.BOUNCED  # the same report again
    assert (letter(kit, asked, "received").result_code, events(kit, asked, "letter_bounced")) == ("5.1.1", 1)


def test_a_letter_that_is_late_may_still_arrive_or_come_back(kit: Kit) -> None:
    asked = ask(kit)
    send_all(kit)
    number = letter(kit, asked, "received").id
    assert bounce(kit, number, status="4.4.1", is_final=False) is Fate.DELAYED
    assert bounce(kit, number, status="4.4.1", is_final=False) is Fate.DELAYED
    assert (events(kit, asked, "letter_delayed"), letter(kit, asked, "received").state) == (1, MessageState.SENT)
    assert bounce(kit, number, status="4.4.7") is Fate.BOUNCED
    assert bounce(kit, number, is_final=False) is Fate.BOUNCED


def test_a_letter_that_came_back_before_its_sending_was_noted_stays_back(kit: Kit) -> None:
    """The sender was killed between the server's yes and the mark."""
    asked = ask(kit)
    assert bounce(kit, letter(kit, asked, "received").id) is Fate.BOUNCED
    send_all(kit)
    assert letter(kit, asked, "received").state is MessageState.BOUNCED


def test_only_a_mail_can_come_back(kit: Kit) -> None:
    asked = ask(kit)
    number = letter(kit, asked, "received").id
    with kit.database.transaction() as session:
        session.get_one(Message, number).transport = Transport.POST
    for unknown in (number, 10_000):
        with pytest.raises(NotFound):
            bounce(kit, unknown)


def test_an_answer_is_opened_with_its_code_and_fetched(kit: Kit) -> None:
    asked, response_id = approved(kit)
    send_all(kit)
    with kit.database.transaction() as session:
        token = token_in(session, kit, asked.request_id, "answer_ready")
        opened = deliver.open_with_code(session, token, asked.code, now=kit.now(), vault=kit.vault, settings=kit.settings)
    assert fates(kit, asked)["answer_ready"] is Fate.OPENED
    assert bounce(kit, letter(kit, asked, "answer_ready").id) is Fate.OPENED  # a copy that was sent on
    with kit.database.transaction() as session:
        document = session.execute(select(Document.id).where(Document.response_id == response_id)).scalars().first()
        assert document is not None
        deliver.record_download(session, opened, document, now=kit.now(), vault=kit.vault)
    assert fates(kit, asked)["answer_ready"] is Fate.FETCHED


def test_a_new_link_makes_up_for_the_letter_that_came_back(kit: Kit) -> None:
    asked, _ = approved(kit)
    send_all(kit)
    bounce(kit, letter(kit, asked, "answer_ready").id)
    clerk = Actor(ActorKind.STAFF, None, ROLES[StaffRole.CLERK])
    assert to_do(kit, asked) == ["answer_ready"]
    with kit.database.transaction() as session:
        deliver.resend(session, asked.part_id, by=clerk, now=kit.now(), vault=kit.vault, settings=kit.settings)
    assert to_do(kit, asked) == []


def test_a_refusal_that_comes_back_has_told_nothing(kit: Kit) -> None:
    asked = refused(kit)
    assert (part(kit, asked).state, part(kit, asked).outcome) == (State.CLOSED, Outcome.REFUSED)
    bounce(kit, letter(kit, asked, "refused").id)
    assert (part(kit, asked).state, part(kit, asked).outcome) == (State.DELIVERING, None)
    assert events(kit, asked, "untold") == 1


def test_a_clock_does_not_stand_for_a_question_that_never_arrived(kit: Kit) -> None:
    asked, by = ask(kit, is_proven=False), alice(kit)
    with kit.database.transaction() as session:
        doubt = doubts.raise_doubt(session, asked.request_id, Doubt.NAME_DIFFERS, by=SYSTEM, now=kit.now(), vault=kit.vault)
        assert proof_letters.ask(session, doubt.id, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)
    send_all(kit)
    bounce(kit, letter(kit, asked, "proof_asked").id)
    with kit.database.reading() as session:
        (pause,) = session.execute(select(PauseRow).where(PauseRow.request_id == asked.request_id)).scalars()
        assert pause.ended_on is not None
