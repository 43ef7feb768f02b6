"""Asking for a mandate: who is written to, what stands in it, and how long the clock stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from dsr.domain.actor import Actor
from dsr.domain.capability import StaffRole
from dsr.domain.errors import Conflict, NotAllowed, NotFound
from dsr.domain.proof import Doubt, PauseKind
from dsr.domain.words import Outcome, Right, State
from dsr.kit import Kit
from dsr.models import Event, Message, Representative
from dsr.services import lifecycle, representatives
from dsr.services.keys import key_of
from dsr.services.representatives import Read
from dsr.vault import KeyClass
from tests.fakes import FrozenNow
from tests.services.carol import Asked, alice, ask, part_of, token_in
from tests.services.standing import UNION, claimed, due, letters, mandate_asked, rows
from tests.services.test_proof_letters import asked_for, doubted, proven
from workers import waiting

DUE = date(2026, 12, 24)


@pytest.fixture
def by(kit: Kit) -> Actor:
    return alice(kit)


def read(kit: Kit, asked: Asked, number: int, by: Actor) -> None:
    """Staff have read the mandate that came."""
    with kit.database.transaction() as session:
        told = Read((Right.ACCESS,), may_receive=False, starts_on=kit.now().date())
        representatives.enter(session, asked.receipt.reference, UNION, told, representative_id=number, by=by, now=kit.now(), vault=kit.vault,
                              settings=kit.settings)


def decided(kit: Kit, asked: Asked, *, is_yes: bool) -> str | None:
    with kit.database.transaction() as session:
        token = token_in(session, kit, asked.request_id, "mandate_wanted")
        found = representatives.peek(session, token, now=kit.now(), vault=kit.vault)
        assert found is not None
        assert not found.is_read
        return representatives.decide(session, token, is_yes=is_yes, now=kit.now(), vault=kit.vault, settings=kit.settings)


def test_in_time_it_stands_until_the_mandate_is_read(kit: Kit, now: FrozenNow, by: Actor) -> None:
    asked = ask(kit)
    number = claimed(kit, asked)
    now.forward(days=2)
    assert mandate_asked(kit, asked, number, by)
    assert letters(kit) == ["mandate_asked", "mandate_wanted"]
    now.forward(days=10)
    waiting.waiting(kit)
    assert due(kit, asked) == date(2027, 1, 4)
    read(kit, asked, number, by)
    assert rows(kit) == [(PauseKind.IDENTITY, date(2026, 11, 26), date(2026, 12, 6))]
    assert due(kit, asked) == date(2027, 1, 4)


def test_late_it_runs_on_and_the_letters_say_nothing_of_it(kit: Kit, now: FrozenNow, by: Actor) -> None:
    asked = ask(kit)
    number = claimed(kit, asked)
    now.forward(days=8)
    assert not mandate_asked(kit, asked, number, by)
    assert letters(kit) == ["mandate_asked_late", "mandate_wanted_late"]
    now.forward(days=10)
    read(kit, asked, number, by)
    assert (rows(kit), due(kit, asked)) == ([], DUE)


def test_whoever_wrote_learns_nothing_and_the_person_is_not_told_a_typed_name(kit: Kit, by: Actor) -> None:
    asked = ask(kit)
    mandate_asked(kit, asked, claimed(kit, asked), by)
    with kit.database.reading() as session:
        handle = key_of(session, asked.request_id, KeyClass.CORRESPONDENCE, vault=kit.vault)
        told = {row.kind: (handle.open(row.recipient, f"message:{row.message_id}:recipient").decode(),
                           handle.open(row.context, f"message:{row.message_id}:context").decode())
                for row in session.execute(select(Message).where(Message.kind.startswith("mandate"))).scalars()}
    assert told["mandate_asked"][0] == UNION.email
    assert "Carol" not in told["mandate_asked"][1]
    assert "due_on" not in told["mandate_asked"][1]
    assert told["mandate_wanted"][0].casefold() == "carol@havblik.example"
    assert "Ulla" not in told["mandate_wanted"][1]


def test_an_address_that_nobody_has_confirmed_is_not_written_to(kit: Kit, by: Actor) -> None:
    asked = ask(kit, is_confirmed=False)
    assert mandate_asked(kit, asked, claimed(kit, asked), by)
    with kit.database.reading() as session:
        assert list(session.execute(select(Message.kind)).scalars()) == ["confirm", "mandate_asked"]


@pytest.mark.parametrize("is_yes", [True, False])
def test_what_the_person_says_ends_the_waiting_and_gives_nothing_yet(kit: Kit, now: FrozenNow, by: Actor, is_yes: bool) -> None:
    asked = ask(kit)
    mandate_asked(kit, asked, claimed(kit, asked), by)
    now.forward(days=3)
    assert decided(kit, asked, is_yes=is_yes) is None
    assert rows(kit) == [(PauseKind.IDENTITY, date(2026, 11, 24), date(2026, 11, 27))]
    with kit.database.reading() as session:
        row = session.execute(select(Representative)).scalar_one()
        assert (row.agreed_at is not None, row.revoked_at is not None) == (is_yes, not is_yes)
        assert (row.confirmed_at, row.code_hash, row.confirm_hash, row.checked_by) == (None, None, None, None)
        assert ("mandate_agreed" in session.execute(select(Event.name)).scalars().all()) is is_yes


def test_the_link_of_before_answers_nothing_once_the_mandate_is_read(kit: Kit, by: Actor) -> None:
    asked = ask(kit)
    number = claimed(kit, asked)
    mandate_asked(kit, asked, number, by)
    read(kit, asked, number, by)
    with pytest.raises(NotFound), kit.database.transaction() as session:
        representatives.decide(session, token_in(session, kit, asked.request_id, "mandate_wanted"), is_yes=True, code=asked.code, now=kit.now(),
                               vault=kit.vault, settings=kit.settings)


def test_staff_who_end_it_and_a_request_that_closes_wait_no_more(kit: Kit, now: FrozenNow, by: Actor) -> None:
    for key in ("form:one", "form:two"):
        asked = ask(kit, key=key)
        number = claimed(kit, asked)
        mandate_asked(kit, asked, number, by)
        now.forward(days=1)
        with kit.database.transaction() as session:
            if key == "form:one":
                representatives.revoke(session, asked.receipt.reference, number, by=by, now=kit.now())
            else:
                lifecycle.move(session, part_of(session, asked), "withdraw", by=by, now=kit.now(), outcome=Outcome.WITHDRAWN)
    assert [end - start if end else None for _, start, end in rows(kit)] == [timedelta(days=1)] * 2


def test_a_mandate_does_not_end_the_waiting_for_a_proof(kit: Kit, now: FrozenNow, by: Actor) -> None:
    asked = ask(kit, is_proven=False)
    number = claimed(kit, asked)
    assert asked_for(kit, doubted(kit, asked))
    assert not mandate_asked(kit, asked, number, by)
    now.forward(days=2)
    read(kit, asked, number, by)
    assert rows(kit)[0][2] is None
    proven(kit, asked)
    assert rows(kit)[0][2] == date(2026, 11, 26)


def test_a_doubt_that_was_asked_about_while_a_mandate_is_waited_for_closes_nothing(kit: Kit, now: FrozenNow, by: Actor) -> None:
    asked = ask(kit, is_proven=False)
    mandate_asked(kit, asked, claimed(kit, asked), by)
    assert not asked_for(kit, doubted(kit, asked, Doubt.LOOKALIKE))
    for _ in range(45):
        now.forward(days=1)
        waiting.waiting(kit)
    with kit.database.reading() as session:
        assert part_of(session, asked).state is State.TRIAGE
    assert "proof_reminder" not in letters(kit)


def test_each_week_whoever_wrote_is_asked_again_and_after_thirty_days_the_clock_runs(kit: Kit, now: FrozenNow, by: Actor) -> None:
    asked = ask(kit)
    mandate_asked(kit, asked, claimed(kit, asked), by)
    for _ in range(40):
        now.forward(days=1)
        waiting.waiting(kit)
    assert letters(kit) == ["mandate_asked", "mandate_wanted", *["mandate_asked"] * 4]
    assert rows(kit) == [(PauseKind.IDENTITY, date(2026, 11, 24), date(2026, 12, 24))]
    assert due(kit, asked) == date(2027, 1, 25)


def test_it_is_asked_once_and_by_who_may(kit: Kit, by: Actor) -> None:
    asked, reader = ask(kit), alice(kit, StaffRole.READER)
    number = claimed(kit, asked)
    with pytest.raises(NotAllowed):
        mandate_asked(kit, asked, number, reader)
    mandate_asked(kit, asked, number, by)
    with pytest.raises(Conflict):
        mandate_asked(kit, asked, number, by)
    other = claimed(kit, asked)
    read(kit, asked, other, by)
    with pytest.raises(Conflict):
        mandate_asked(kit, asked, other, by)
    with pytest.raises(NotFound):
        mandate_asked(kit, asked, 404, by)
