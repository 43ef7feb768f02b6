"""The confirmation of an address, and the status page: looks change nothing, presses and tries are counted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from dsr.domain.errors import NotAllowed, NotFound
from dsr.domain.words import State
from dsr.kit import Kit
from dsr.models import Event, IdentityRow, Message, Request
from dsr.services import sessions, status, verify
from tests.fakes import FrozenNow
from tests.services.carol import ask, part_of, token_in


def _events(kit: Kit) -> int:
    with kit.database.reading() as session:
        return session.execute(select(func.count()).select_from(Event)).scalar_one()


def test_the_button_proves_the_address_and_nothing_else(kit: Kit) -> None:
    asked = ask(kit)
    with kit.database.reading() as session:
        assert part_of(session, asked).state is State.TRIAGE
        identity = session.execute(select(IdentityRow)).scalar_one()
        assert (identity.proven_how, identity.proven_at) == (verify.EMAIL_LINK, kit.now())
        assert [row.kind for row in session.execute(select(Message).order_by(Message.id)).scalars()] == ["confirm", "received"]


def test_pressing_twice_is_once(kit: Kit) -> None:
    asked = ask(kit)
    before = _events(kit)
    with kit.database.transaction() as session:
        verify.confirm(session, token_in(session, kit, asked.request_id, "confirm"), now=kit.now(), vault=kit.vault, settings=kit.settings)
    assert _events(kit) == before


def test_a_link_that_never_was_or_is_too_old_confirms_nothing(kit: Kit, now: FrozenNow) -> None:
    asked = ask(kit, is_confirmed=False)
    with kit.database.reading() as session:
        token = token_in(session, kit, asked.request_id, "confirm")
        assert verify.peek(session, token, now=kit.now(), vault=kit.vault)
    now.forward(days=kit.settings.confirm_days)
    for tried in ("", "unknown", token):
        with kit.database.reading() as session:
            assert not verify.peek(session, tried, now=kit.now(), vault=kit.vault)
        with pytest.raises(NotFound), kit.database.transaction() as session:
            verify.confirm(session, tried, now=kit.now(), vault=kit.vault, settings=kit.settings)
    with kit.database.reading() as session:
        assert part_of(session, asked).state is State.VERIFYING
        assert session.execute(select(Request.confirmed_at)).scalar_one() is None


def _tried(kit: Kit, reference: str, code: str) -> str:
    """Opens the status page; what is refused is committed like a view does it."""
    refused: Exception | None = None
    with kit.database.transaction() as session:
        try:
            return status.open(session, reference, code, now=kit.now(), vault=kit.vault, settings=kit.settings)
        except (NotAllowed, NotFound) as error:
            refused = error
    raise refused


def test_reference_and_code_open_the_status_in_any_spelling(kit: Kit) -> None:
    asked = ask(kit)
    token = _tried(kit, f" {asked.receipt.reference.lower()} ", asked.code.lower().replace("-", " "))
    with kit.database.reading() as session:
        assert sessions.current(session, token, now=kit.now(), vault=kit.vault, is_answer=False).request_id == asked.request_id
        with pytest.raises(NotFound):  # it opens the status, not the answer
            sessions.current(session, token, now=kit.now(), vault=kit.vault, is_answer=True)


def test_a_code_of_another_request_opens_nothing(kit: Kit) -> None:
    one, other = ask(kit, key="form:1"), ask(kit, key="form:2")
    with pytest.raises(NotAllowed):
        _tried(kit, one.receipt.reference, other.code)


def test_codes_cannot_be_tried_without_end_and_the_lock_opens_by_itself(kit: Kit, now: FrozenNow) -> None:
    asked = ask(kit)
    for _ in range(kit.settings.max_wrong_codes):
        with pytest.raises(NotAllowed):
            _tried(kit, asked.receipt.reference, "AAAA-BBBB-CCCC")
    with pytest.raises(NotAllowed):
        _tried(kit, asked.receipt.reference, asked.code)
    now.at += status.LOCKED_FOR + timedelta(seconds=1)
    assert _tried(kit, asked.receipt.reference, asked.code)


def test_a_session_ends_with_its_time(kit: Kit, now: FrozenNow) -> None:
    asked = ask(kit)
    token = _tried(kit, asked.receipt.reference, asked.code)
    now.forward(minutes=kit.settings.session_minutes)
    with pytest.raises(NotFound), kit.database.reading() as session:
        sessions.current(session, token, now=kit.now(), vault=kit.vault, is_answer=False)
