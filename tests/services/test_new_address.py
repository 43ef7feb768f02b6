"""Letters go to another mailbox only once both mailboxes have agreed: who knows the code alone moves nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from dsr.domain.errors import Conflict, InvalidInput, NotFound
from dsr.domain.proof import Doubt
from dsr.kit import Kit
from dsr.models import ContactPoint, DoubtRow, Message, Request
from dsr.services import contact_points, new_address
from dsr.services.keys import key_of
from dsr.vault import KeyClass
from tests.fakes import FrozenNow
from tests.services.carol import Asked, ask, token_in
from tests.services.customers import a_company
from tests.services.test_person import token_of, withdraw

OLD, NEW = "Carol@havblik.example", "carol@freemail.example"


def propose(kit: Kit, request_id: int, email: str = NEW) -> tuple[str, str]:
    """The secrets in the two letters: that to the new mailbox, that to the old."""
    token = token_of(kit, request_id)
    with kit.database.transaction() as session:
        new_address.propose(session, token, email, now=kit.now(), vault=kit.vault, settings=kit.settings)
    with kit.database.reading() as session:
        return token_in(session, kit, request_id, "address_new"), token_in(session, kit, request_id, "address_old")


def press(kit: Kit, secret: str) -> bool:
    with kit.database.transaction() as session:
        return new_address.press(session, secret, now=kit.now(), vault=kit.vault, settings=kit.settings)


def where(kit: Kit, asked: Asked) -> str:
    with kit.database.reading() as session:
        return contact_points.email_of(session, session.get_one(Request, asked.request_id), kit.vault)


def recipients(kit: Kit, asked: Asked) -> dict[str, str]:
    with kit.database.reading() as session:
        key = key_of(session, asked.request_id, KeyClass.CORRESPONDENCE, vault=kit.vault)
        rows = session.execute(select(Message).where(Message.kind.startswith("address_"))).scalars()
        return {row.kind: key.open(row.recipient, f"message:{row.message_id}:recipient").decode() for row in rows}


def test_each_mailbox_is_written_to_and_neither_alone_moves_anything(kit: Kit) -> None:
    asked = ask(kit)
    new, old = propose(kit, asked.request_id)
    assert recipients(kit, asked) == {"address_new": NEW, "address_old": OLD}
    assert where(kit, asked) == OLD
    assert not press(kit, new)
    assert where(kit, asked) == OLD
    assert press(kit, old)
    assert where(kit, asked) == NEW


def test_the_other_way_round_is_the_same(kit: Kit) -> None:
    asked = ask(kit)
    new, old = propose(kit, asked.request_id)
    assert not press(kit, old)
    assert where(kit, asked) == OLD
    assert press(kit, new)
    assert where(kit, asked) == NEW


def test_a_link_is_dead_after_its_use(kit: Kit) -> None:
    asked = ask(kit)
    new, old = propose(kit, asked.request_id)
    press(kit, new)
    with pytest.raises(NotFound):
        press(kit, new)
    assert where(kit, asked) == OLD
    press(kit, old)
    for secret in (new, old, "", "unknown"):
        with pytest.raises(NotFound):
            press(kit, secret)
        with kit.database.reading() as session:
            assert new_address.peek(session, secret, now=kit.now(), vault=kit.vault) is None


@pytest.mark.parametrize("says_no", [0, 1])
def test_either_mailbox_may_say_no(kit: Kit, says_no: int) -> None:
    asked = ask(kit)
    secrets = propose(kit, asked.request_id)
    press(kit, secrets[1 - says_no])
    with kit.database.transaction() as session:
        new_address.refuse(session, secrets[says_no], now=kit.now(), vault=kit.vault)
    assert where(kit, asked) == OLD
    with pytest.raises(NotFound):
        press(kit, secrets[says_no])
    with kit.database.reading() as session:
        assert session.execute(select(ContactPoint.ended_at)).scalar_one() is not None


def test_a_link_ends_with_its_time_and_with_a_later_wish(kit: Kit, now: FrozenNow) -> None:
    asked = ask(kit)
    first = propose(kit, asked.request_id)
    second = propose(kit, asked.request_id, "other@freemail.example")
    for secret in first:
        with pytest.raises(NotFound):
            press(kit, secret)
    now.forward(days=kit.settings.link_days)
    for secret in second:
        with pytest.raises(NotFound):
            press(kit, secret)
    assert where(kit, asked) == OLD


def test_a_link_of_one_letter_does_not_count_for_the_other(kit: Kit) -> None:
    asked, other = ask(kit), ask(kit, key="form:two", email="dave@havblik.example")
    new, _ = propose(kit, asked.request_id)
    _, old = propose(kit, other.request_id, "dave@freemail.example")
    press(kit, new)
    press(kit, old)
    assert (where(kit, asked), where(kit, other)) == (OLD, "dave@havblik.example")


@pytest.mark.parametrize(("email", "problem"), [("carol", "bad_email"), (" CAROL@havblik.example ", "there_already")])
def test_what_is_no_other_address_is_refused(kit: Kit, email: str, problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):
        propose(kit, ask(kit).request_id, email)


def test_without_a_confirmed_address_or_an_open_part_nothing_is_proposed(kit: Kit) -> None:
    with pytest.raises(Conflict):
        propose(kit, ask(kit, is_confirmed=False).request_id)
    closed = ask(kit, key="form:two")
    withdraw(kit, token_of(kit, closed.request_id))
    with pytest.raises(Conflict):
        propose(kit, closed.request_id)


def test_a_new_address_that_only_looks_like_a_customers_is_flagged(kit: Kit) -> None:
    with kit.database.transaction() as session:
        a_company(session, "Havblik ApS", domain="havblik.example")
    for secret in propose(kit, ask(kit).request_id, "carol@havbl1k.example"):
        press(kit, secret)
    with kit.database.reading() as session:
        assert session.execute(select(DoubtRow.ground)).scalar_one() is Doubt.LOOKALIKE


def test_the_letter_to_the_new_mailbox_names_nobody(kit: Kit) -> None:
    asked = ask(kit)
    propose(kit, asked.request_id)
    with kit.database.reading() as session:
        key = key_of(session, asked.request_id, KeyClass.CORRESPONDENCE, vault=kit.vault)
        row = session.execute(select(Message).where(Message.kind == "address_new")).scalar_one()
        assert b"Carol" not in key.open(row.context, f"message:{row.message_id}:context")
    assert kit.settings.link_days >= timedelta(days=1).days
