"""An answer that nobody fetches, day by day: reminded with a new link, then printed and posted, or closed by a letter."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from dsr.domain.actor import Actor, ActorKind
from dsr.domain.capability import ROLES, StaffRole
from dsr.domain.errors import NotAllowed, NotFound
from dsr.domain.fate import Fate
from dsr.domain.words import Outcome, State
from dsr.kit import Kit
from dsr.models import CompanyDomain, Delivery, Document, Message, Request, Response, Transport
from dsr.services import contact_points, deliver, doubts, link_again, outbox, post, status
from dsr.services.read import letters
from dsr.services.read import post as read
from tests.fakes import FrozenNow
from tests.services.carol import Asked, approved, part_of, token_in
from tests.services.customers import a_company
from tests.services.drafted import FILES
from tests.services.paper_scene import HOME
from workers.post import send_next
from workers.waiting import unfetched

MANAGER = Actor(ActorKind.STAFF, None, ROLES[StaffRole.MANAGER])


def later(kit: Kit, now: FrozenNow, days: int) -> None:
    """Day after day, with the ticker and the post."""
    for _ in range(days):
        now.forward(days=1)
        unfetched(kit)
        while send_next(kit):
            pass


def kinds(kit: Kit, asked: Asked) -> list[str]:
    """Letters about the answer, in order."""
    with kit.database.reading() as session:
        found = select(Message.kind).where(Message.request_id == asked.request_id, Message.kind.startswith("answer_")).order_by(Message.id)
        return list(session.execute(found).scalars())


def state(kit: Kit, asked: Asked) -> tuple[State, Outcome | None]:
    with kit.database.reading() as session:
        part = part_of(session, asked)
        return part.state, part.outcome


def opened(kit: Kit, asked: Asked, letter: str) -> str:
    with kit.database.transaction() as session:
        token = token_in(session, kit, asked.request_id, letter)
        return deliver.open_with_code(session, token, asked.code, now=kit.now(), vault=kit.vault, settings=kit.settings)


def fetch(kit: Kit, asked: Asked, letter: str) -> None:
    page = opened(kit, asked, letter)
    with kit.database.transaction() as session:
        document = session.execute(select(Document.id)).scalars().first()
        assert document is not None
        deliver.record_download(session, page, document, now=kit.now(), vault=kit.vault)


def at_home(kit: Kit, asked: Asked) -> None:
    """Her address on paper, which is proven."""
    with kit.database.transaction() as session:
        address = contact_points.set_postal(session, asked.request_id, HOME, now=kit.now(), vault=kit.vault)
        contact_points.confirm(session, address.id, now=kit.now())


def test_it_is_reminded_twice_and_closed_by_a_letter(kit: Kit, now: FrozenNow) -> None:
    asked, _ = approved(kit)
    later(kit, now, 29)
    assert kinds(kit, asked) == ["answer_ready", "answer_reminder", "answer_reminder"]
    assert state(kit, asked) == (State.DELIVERING, None)
    later(kit, now, 40)
    assert kinds(kit, asked) == ["answer_ready", "answer_reminder", "answer_reminder", "answer_unfetched"]
    assert state(kit, asked) == (State.CLOSED, Outcome.FULFILLED)


def test_a_reminder_brings_the_only_link_that_is_open(kit: Kit, now: FrozenNow) -> None:
    asked, _ = approved(kit)
    with kit.database.reading() as session:
        first = token_in(session, kit, asked.request_id, "answer_ready")
    later(kit, now, 10)
    with kit.database.reading() as session:
        assert not deliver.peek(session, first, now=kit.now(), vault=kit.vault)
        assert deliver.peek(session, token_in(session, kit, asked.request_id, "answer_reminder"), now=kit.now(), vault=kit.vault)
    fetch(kit, asked, "answer_reminder")
    assert state(kit, asked) == (State.CLOSED, Outcome.FULFILLED)
    later(kit, now, 40)
    assert kinds(kit, asked) == ["answer_ready", "answer_reminder"]


def test_who_looks_and_takes_nothing_is_reminded(kit: Kit, now: FrozenNow) -> None:
    asked, _ = approved(kit)
    opened(kit, asked, "answer_ready")
    later(kit, now, 10)
    assert kinds(kit, asked)[-1] == "answer_reminder"


def test_after_the_end_the_answer_is_still_had_by_a_new_link(kit: Kit, now: FrozenNow) -> None:
    asked, _ = approved(kit)
    later(kit, now, 30)
    assert state(kit, asked)[0] is State.CLOSED
    with kit.database.transaction() as session:
        page = status.open(session, asked.receipt.reference, asked.code, now=kit.now(), vault=kit.vault, settings=kit.settings)
        assert link_again.ask(session, page, now=kit.now(), vault=kit.vault, settings=kit.settings) == 1
    fetch(kit, asked, "answer_ready")


def test_days_count_from_the_link_that_the_person_asked_for(kit: Kit, now: FrozenNow) -> None:
    asked, _ = approved(kit)
    later(kit, now, 25)
    with kit.database.transaction() as session:
        page = status.open(session, asked.receipt.reference, asked.code, now=kit.now(), vault=kit.vault, settings=kit.settings)
        link_again.ask(session, page, now=kit.now(), vault=kit.vault, settings=kit.settings)
    later(kit, now, 29)
    assert kinds(kit, asked)[3:] == ["answer_ready", "answer_reminder", "answer_reminder"]
    assert state(kit, asked)[0] is State.DELIVERING
    later(kit, now, 1)
    assert state(kit, asked)[0] is State.CLOSED


def test_at_a_proven_address_it_is_printed_and_posted_by_staff(kit: Kit, now: FrozenNow) -> None:
    asked, _ = approved(kit)
    at_home(kit, asked)
    later(kit, now, 31)
    assert kinds(kit, asked)[-1] == "answer_enclosed"
    with kit.database.reading() as session:
        (line,) = read.waiting(session)
    assert (line.letter, line.has_address, line.has_answer) == ("answer_enclosed", True, True)
    with kit.database.transaction() as session:
        sealed, _ = post.answer(session, line.id, by=MANAGER, now=kit.now(), vault=kit.vault)
    assert b"".join(kit.store.read(sealed.path, sealed.handle, sealed.context)) == FILES["response.pdf"]
    with kit.database.transaction() as session:
        post.send(session, line.id, by=MANAGER, now=kit.now(), vault=kit.vault)
    assert state(kit, asked) == (State.CLOSED, Outcome.FULFILLED)
    later(kit, now, 40)
    assert kinds(kit, asked)[-1] == "answer_enclosed"


def test_what_is_fetched_meanwhile_is_not_posted(kit: Kit, now: FrozenNow) -> None:
    asked, _ = approved(kit)
    at_home(kit, asked)
    later(kit, now, 30)
    with kit.database.reading() as session:
        (line,) = read.waiting(session)
    fetch(kit, asked, "answer_reminder")
    with kit.database.transaction() as session, pytest.raises(NotFound):
        post.answer(session, line.id, by=MANAGER, now=kit.now(), vault=kit.vault)
    with kit.database.reading() as session:
        assert read.waiting(session) == ()
        assert letters.lines(session, session.get_one(Request, asked.request_id), vault=kit.vault)[-1].fate is Fate.NEEDLESS


def test_no_answer_is_posted_to_an_address_that_has_changed_since(kit: Kit, now: FrozenNow) -> None:
    asked, _ = approved(kit)
    at_home(kit, asked)
    later(kit, now, 30)
    with kit.database.transaction() as session:
        contact_points.set_postal(session, asked.request_id, "Nygade 2, 8000 Aarhus C", now=kit.now(), vault=kit.vault)
        (line,) = read.waiting(session)
    with kit.database.transaction() as session, pytest.raises(NotAllowed, match="address_unconfirmed"):
        post.send(session, line.id, by=MANAGER, now=kit.now(), vault=kit.vault)


def test_a_letter_that_came_back_is_for_staff_and_not_for_a_clock(kit: Kit, now: FrozenNow) -> None:
    asked, _ = approved(kit)
    while send_next(kit):
        pass
    with kit.database.transaction() as session:
        letter = session.execute(select(Message.id).where(Message.kind == "answer_ready")).scalar_one()
        outbox.bounced(session, letter, status="5.1.1", is_final=True, now=kit.now())
    later(kit, now, 40)
    assert kinds(kit, asked) == ["answer_ready"]
    assert state(kit, asked)[0] is State.DELIVERING


def test_the_last_letter_that_comes_back_opens_the_part_again(kit: Kit, now: FrozenNow) -> None:
    asked, _ = approved(kit)
    later(kit, now, 30)
    with kit.database.transaction() as session:
        letter = session.execute(select(Message.id).where(Message.kind == "answer_unfetched")).scalar_one()
        outbox.bounced(session, letter, status="5.1.1", is_final=True, now=kit.now())
    assert state(kit, asked) == (State.DELIVERING, None)


def test_where_no_link_may_go_any_more_staff_see_to_it(kit: Kit, now: FrozenNow) -> None:
    asked, _ = approved(kit)
    with kit.database.transaction() as session:
        a_company(session, "Havblik ApS", domain="havblik.example")
        session.execute(update(CompanyDomain).values(lapsed_on=kit.now().date()))
    later(kit, now, 10)
    with kit.database.reading() as session:
        (line,) = read.waiting(session)
        assert session.get_one(Message, line.id).transport is Transport.POST
    assert (line.letter, line.has_address) == ("answer_unfetched", False)
    assert state(kit, asked)[0] is State.DELIVERING


def test_who_is_doubted_gets_no_other_link(kit: Kit, now: FrozenNow) -> None:
    asked, _ = approved(kit)
    with kit.database.transaction() as session:
        doubts.raise_doubt(session, asked.request_id, doubts.Doubt.OTHER, by=MANAGER, now=kit.now(), vault=kit.vault, words="A colleague called.")
    later(kit, now, 40)
    assert kinds(kit, asked) == ["answer_ready"]


def test_an_answer_that_more_is_promised_of_is_reminded_and_not_closed(kit: Kit, now: FrozenNow) -> None:
    asked, response_id = approved(kit)
    with kit.database.transaction() as session:
        session.execute(update(Response).where(Response.id == response_id).values(more_by=kit.now().date().replace(year=2027)))
    later(kit, now, 45)
    assert set(kinds(kit, asked)[1:]) == {"answer_reminder"}
    assert state(kit, asked)[0] is State.DELIVERING


def test_a_reminder_closes_the_link_before_it_and_knows_its_letter(kit: Kit, now: FrozenNow) -> None:
    approved(kit)
    later(kit, now, 10)
    with kit.database.reading() as session:
        links = session.execute(select(Delivery).order_by(Delivery.id)).scalars().all()
        assert [one.superseded_at is None for one in links] == [False, True]
        assert links[-1].message_id is not None
