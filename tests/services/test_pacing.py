"""Somebody types another's address again and again: that mailbox gets a few letters an hour, and in the end all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select, update

from dsr.domain.pacing import HOUR
from dsr.kit import Kit
from dsr.mail.base import Letter
from dsr.mail.letters import PACED, PLANS
from dsr.models import Message, MessageState
from dsr.services import outbox
from tests.fakes import FrozenNow
from tests.services.carol import ask
from workers.context import lease
from workers.post import send_next


@pytest.fixture
def few(kit: Kit) -> Kit:
    return replace(kit, settings=kit.settings.model_copy(update={"mail_limit": 3}))


def flood(kit: Kit, *, of: int, email: str = "victim@havblik.example") -> None:
    for number in range(of):
        ask(kit, key=f"form:{email}:{number}", is_confirmed=False, name=f"Stranger {number}", email=email.replace("@", f"+{number}@", number % 2))


def send_all(kit: Kit) -> list[Letter]:
    """What leaves now."""
    before = len(kit.mailer.letters)  # type: ignore[attr-defined]
    while send_next(kit):
        pass
    return list(kit.mailer.letters[before:])  # type: ignore[attr-defined]


def due(kit: Kit) -> list[datetime]:
    with kit.database.reading() as session:
        waiting = select(Message.due_at).where(Message.state == MessageState.QUEUED).order_by(Message.id)
        return list(session.execute(waiting).scalars())


def test_a_flood_in_one_name_sends_a_few_letters_an_hour_and_drops_none(few: Kit, now: FrozenNow) -> None:
    flood(few, of=8)
    sent = [len(send_all(few))]
    assert set(due(few)) == {few.now() + HOUR}
    for _ in range(3):
        now.forward(minutes=30)
        sent.append(len(send_all(few)))
        now.forward(minutes=31)
        sent.append(len(send_all(few)))
    assert sent == [3, 0, 3, 0, 2, 0, 0]
    assert len({letter.message_id for letter in few.mailer.letters}) == 8  # type: ignore[attr-defined]


def test_those_behind_a_flood_do_not_wait(few: Kit) -> None:
    flood(few, of=45)
    asked = ask(few, key="form:carol", is_confirmed=False)
    assert [letter.recipient for letter in send_all(few)].count("Carol@havblik.example") == 1
    with few.database.reading() as session:
        left = select(Message.state).where(Message.request_id == asked.request_id)
        assert session.execute(left).scalar_one() is MessageState.SENT


def test_what_only_staff_or_a_proven_person_can_have_sent_does_not_wait(few: Kit) -> None:
    flood(few, of=4)
    with few.database.transaction() as session:
        session.execute(update(Message).values(kind="received"))
        claimed = [outbox.claim_next(session, now=few.now(), lease=lease(few), vault=few.vault, most_an_hour=3) for _ in range(4)]
    assert None not in claimed


def test_two_senders_together_send_no_more(few: Kit) -> None:
    """The second waits while the first is at it: what is not settled yet is not counted as sent."""
    flood(few, of=3)
    with few.database.transaction() as session:
        first = outbox.claim_next(session, now=few.now(), lease=lease(few), vault=few.vault, most_an_hour=3)
        assert first is not None
        assert outbox.claim_next(session, now=few.now(), lease=lease(few), vault=few.vault, most_an_hour=3) is None


def test_every_letter_to_an_address_that_was_only_typed_is_among_them() -> None:
    assert PLANS.keys() >= PACED
    assert {name for name, plan in PLANS.items() if plan.link.startswith("/confirm")} <= PACED
