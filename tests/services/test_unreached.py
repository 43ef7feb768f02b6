"""Staff see to a letter that did not arrive."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from dsr.domain.capability import StaffRole
from dsr.domain.errors import Conflict, InvalidInput, NotAllowed
from dsr.domain.unreached import Way
from dsr.domain.words import Outcome, Right, State
from dsr.kit import Kit
from dsr.mail.base import Letter, MailRefused
from dsr.models import Delivery, Message, MessageState, Part, Request, Transport
from dsr.services import contact_points, proof_letters, unreached
from dsr.services.read import inbox
from tests.factories import a_part
from tests.fakes import FrozenNow
from tests.services.carol import Asked, approved, ask
from tests.services.paper_scene import HOME
from tests.services.read_rows import staff
from tests.services.test_fates import bounce, events, letter, part, refused, send_all
from workers import waiting
from workers.post import send_next


def see_to(kit: Kit, asked: Asked, kind: str, way: str, *, role: StaffRole = StaffRole.CLERK, **more: str) -> None:
    with kit.database.transaction() as session:
        by = staff(session, role)
        unreached.see_to(session, asked.receipt.reference, letter(kit, asked, kind).id, way, by=by, now=kit.now(), vault=kit.vault,
                         settings=kit.settings, **more)


def ways(kit: Kit, asked: Asked, kind: str) -> tuple[Way, ...]:
    with kit.database.reading() as session:
        return unreached.of(session, letter(kit, asked, kind), session.get_one(Request, asked.request_id), vault=kit.vault).ways


def came_back(kit: Kit, kind: str = "received") -> Asked:
    asked = ask(kit)
    send_all(kit)
    bounce(kit, letter(kit, asked, kind).id)
    return asked


def test_it_is_sent_again_as_another_letter(kit: Kit) -> None:
    asked = came_back(kit)
    first = letter(kit, asked, "received")
    see_to(kit, asked, "received", "again")
    send_all(kit)
    again = letter(kit, asked, "received")
    assert again.id > first.id
    assert again.message_id != first.message_id
    assert again.state is MessageState.SENT
    assert kit.mailer.letters[-1].recipient == "Carol@havblik.example"  # type: ignore[attr-defined]
    assert kit.mailer.letters[-1].text == kit.mailer.letters[-2].text  # type: ignore[attr-defined]
    assert events(kit, asked, "letter_seen_to") == 1


def test_it_is_seen_to_once(kit: Kit) -> None:
    asked = came_back(kit)
    number = letter(kit, asked, "received").id
    see_to(kit, asked, "received", "again")
    with pytest.raises(Conflict), kit.database.transaction() as session:
        unreached.see_to(session, asked.receipt.reference, number, "again", by=staff(session), now=kit.now(), vault=kit.vault, settings=kit.settings)


def test_it_is_posted_to_the_address_on_paper(kit: Kit) -> None:
    asked = came_back(kit)
    assert ways(kit, asked, "received") == (Way.AGAIN, Way.TOLD)
    with kit.database.transaction() as session:
        contact_points.set_postal(session, asked.request_id, HOME, now=kit.now(), vault=kit.vault)
    assert ways(kit, asked, "received") == (Way.AGAIN, Way.POST, Way.TOLD)
    see_to(kit, asked, "received", "post")
    assert letter(kit, asked, "received").transport is Transport.POST
    assert not send_next(kit)


def test_no_letter_goes_to_an_address_that_is_not_proven_to_be_theirs(kit: Kit) -> None:
    asked = came_back(kit)
    with pytest.raises(InvalidInput):
        see_to(kit, asked, "received", "other", to="dave@elsewhere.example")


def test_a_link_to_an_answer_is_a_new_link_to_the_address_of_theirs(kit: Kit) -> None:
    asked, _ = approved(kit)
    send_all(kit)
    bounce(kit, letter(kit, asked, "answer_ready").id)
    with kit.database.transaction() as session:
        contact_points.set_postal(session, asked.request_id, HOME, now=kit.now(), vault=kit.vault)
    assert ways(kit, asked, "answer_ready") == (Way.AGAIN, Way.TOLD)
    see_to(kit, asked, "answer_ready", "again")
    with kit.database.reading() as session:
        links = session.execute(select(Delivery).order_by(Delivery.id)).scalars().all()
        assert [one.superseded_at is None for one in links] == [False, True]


def test_whoever_was_told_otherwise_needs_no_letter_and_how_is_noted(kit: Kit) -> None:
    asked = refused(kit)
    bounce(kit, letter(kit, asked, "refused").id)
    with pytest.raises(InvalidInput):
        see_to(kit, asked, "refused", "told")
    see_to(kit, asked, "refused", "told", said="Read to her on the phone.")
    assert (part(kit, asked).state, part(kit, asked).outcome) == (State.CLOSED, Outcome.REFUSED)
    with kit.database.reading() as session:
        kinds = session.execute(select(Message.kind).where(Message.request_id == asked.request_id)).scalars().all()
        assert kinds.count("refused") == 1


def test_only_who_may_sees_to_it(kit: Kit) -> None:
    asked = came_back(kit)
    with pytest.raises(NotAllowed):
        see_to(kit, asked, "received", "again", role=StaffRole.READER)


class Refusing:
    """A server that takes nothing."""

    def send(self, letter: Letter) -> None:
        raise MailRefused(detail="550")


def lapsed(kit: Kit, now: FrozenNow) -> Asked:
    """Nobody has confirmed the address, and the letter that closes it has left."""
    asked = ask(kit, is_confirmed=False)
    send_all(kit)
    now.forward(days=kit.settings.confirm_days)
    waiting.waiting(kit)
    assert part(kit, asked).outcome is Outcome.UNVERIFIED
    return asked


def in_queue(kit: Kit) -> list[str | None]:
    with kit.database.reading() as session:
        return [row.blocking for row in inbox.queue(session, filter="waiting_us", today=kit.now().date(), vault=kit.vault).rows]


def test_a_part_closed_without_proof_is_open_until_its_letter_is_seen_to(kit: Kit, now: FrozenNow) -> None:
    asked = lapsed(kit, now)
    send_all(kit)
    assert in_queue(kit) == []
    bounce(kit, letter(kit, asked, "unverified").id)
    assert part(kit, asked).state is State.DELIVERING
    assert in_queue(kit) == ["letter_failed"]
    assert events(kit, asked, "untold") == 1
    see_to(kit, asked, "unverified", "told", said="She rang, and was told.")
    assert (part(kit, asked).state, part(kit, asked).outcome) == (State.CLOSED, Outcome.UNVERIFIED)
    assert in_queue(kit) == []


def test_it_is_open_as_well_where_no_server_takes_the_letter_and_closes_when_another_has_left(kit: Kit, now: FrozenNow) -> None:
    asked = lapsed(kit, now)
    send_all(replace(kit, mailer=Refusing()))
    assert letter(kit, asked, "unverified").state is MessageState.FAILED
    assert part(kit, asked).state is State.DELIVERING
    assert in_queue(kit) == ["letter_failed"]
    see_to(kit, asked, "unverified", "again")
    assert part(kit, asked).state is State.DELIVERING, "it has not left yet"
    send_all(kit)
    assert (part(kit, asked).state, part(kit, asked).outcome) == (State.CLOSED, Outcome.UNVERIFIED)
    bounce(kit, letter(kit, asked, "unverified").id)
    assert part(kit, asked).state is State.DELIVERING, "and that one came back as well"


def test_what_was_told_without_proof_stays_closed_when_another_part_is_not_told(kit: Kit, now: FrozenNow) -> None:
    """The letter of the second time says nothing of what the first closed."""
    asked = lapsed(kit, now)
    send_all(kit)
    with kit.database.transaction() as session:
        request = session.get_one(Request, asked.request_id)
        second = a_part(session, request, number=2, right=Right.ERASURE).id
    now.forward(days=1)
    with kit.database.transaction() as session:
        request = session.get_one(Request, asked.request_id)
        proof_letters.lapse(session, request, request.received_on, now=kit.now(), vault=kit.vault, settings=kit.settings)
    send_all(kit)
    bounce(kit, letter(kit, asked, "unverified").id)
    with kit.database.reading() as session:
        assert session.get_one(Part, second).state is State.DELIVERING
    assert part(kit, asked).state is State.CLOSED
