"""A question stops the clock of access to a large quantity of data, of its own part, until it is answered; the letter says so only then."""

from __future__ import annotations

from datetime import date

import orjson
import pytest
from sqlalchemy import select

from dsr.domain.actor import SUBJECT, SYSTEM, Actor
from dsr.domain.capability import StaffRole
from dsr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from dsr.domain.proof import PauseKind
from dsr.domain.words import Outcome, Right, Role, State
from dsr.kit import Kit
from dsr.models import Event, LegalEntity, Message, Part, PauseRow, Request
from dsr.services import clarify, lifecycle, notices, pauses
from dsr.services.keys import key_of
from dsr.services.notices import Wish
from dsr.vault import KeyClass
from tests.fakes import FrozenNow
from tests.services.carol import alice, ask, part_of
from tests.services.standing import WHY, answered, due, letters, questioned, rows
from workers import waiting

DUE = date(2026, 12, 24)


@pytest.fixture
def by(kit: Kit) -> Actor:
    return alice(kit)


def test_it_stands_until_the_answer_comes(kit: Kit, now: FrozenNow, by: Actor) -> None:
    asked = ask(kit)
    now.forward(days=2)
    number = questioned(kit, asked, by)
    assert (letters(kit), due(kit, asked)) == (["clarification_paused"], DUE)
    now.forward(days=10)
    waiting.waiting(kit)
    assert due(kit, asked) == date(2027, 1, 4)
    answered(kit, asked, number)
    assert rows(kit) == [(PauseKind.CLARIFICATION, date(2026, 11, 26), date(2026, 12, 6))]
    assert due(kit, asked) == date(2027, 1, 4)
    now.forward(days=10)
    waiting.waiting(kit)
    assert due(kit, asked) == date(2027, 1, 4)


def test_the_letter_says_since_when_and_until_when(kit: Kit, by: Actor) -> None:
    asked = ask(kit)
    wish = Wish(said="Which years do you mean?", is_large=True, large=WHY)
    with kit.database.reading() as session:
        shown = notices.preview(session, asked.part_id, "clarify", wish, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)
    assert "tirsdag den 24. november 2026" in " ".join(shown.text.split())
    assert "torsdag den 24. december 2026" in " ".join(shown.text.split())
    assert "three million" not in shown.text
    questioned(kit, asked, by)
    with kit.database.reading() as session:
        row = session.execute(select(Message).where(Message.kind == "clarification_paused")).scalar_one()
        handle = key_of(session, asked.request_id, KeyClass.CORRESPONDENCE, vault=kit.vault)
        facts = orjson.loads(handle.open(row.context, f"message:{row.message_id}:context"))
        assert (facts["asked_on"], facts["stands_on"]) == ("2026-11-24", "2026-12-24")


def test_the_reason_is_kept_under_seal(kit: Kit, by: Actor) -> None:
    asked = ask(kit)
    questioned(kit, asked, by)
    with kit.database.reading() as session:
        row, request = session.execute(select(PauseRow)).scalar_one(), session.get_one(Request, asked.request_id)
        assert row.reason is not None
        assert b"three million" not in row.reason
        case = key_of(session, request.id, KeyClass.CASE, vault=kit.vault)
        assert case.open(row.reason, pauses.place(request, row.kind)).decode() == WHY
        assert "million" not in "".join(session.execute(select(Event.facts)).scalars())


def test_a_large_quantity_without_a_reason_is_refused(kit: Kit, by: Actor) -> None:
    asked = ask(kit)
    wish = Wish(said="Which years do you mean?", is_large=True, large=" ")
    with pytest.raises(InvalidInput) as refused, kit.database.reading() as session:
        notices.preview(session, asked.part_id, "clarify", wish, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)
    assert refused.value.facts == {"field": "large", "problem": "required"}


def test_without_much_data_it_runs_on(kit: Kit, now: FrozenNow, by: Actor) -> None:
    asked = ask(kit)
    number = questioned(kit, asked, by, is_large=False)
    now.forward(days=10)
    answered(kit, asked, number)
    assert (letters(kit), rows(kit), due(kit, asked)) == (["clarification"], [], DUE)


def test_whoever_has_proven_nothing_is_not_told_that_there_is_much(kit: Kit, by: Actor) -> None:
    asked = ask(kit, is_proven=False)
    questioned(kit, asked, by)
    assert (letters(kit), rows(kit)) == (["clarification"], [])


@pytest.mark.parametrize("right", [right for right in Right if right is not Right.ACCESS])
def test_only_access_waits(kit: Kit, by: Actor, right: Right) -> None:
    asked = ask(kit)
    with kit.database.transaction() as session:
        part_of(session, asked).right = right
    questioned(kit, asked, by)
    assert (letters(kit), rows(kit)) == (["clarification"], [])


def test_the_other_parts_of_the_request_go_on(kit: Kit, now: FrozenNow, by: Actor) -> None:
    asked = ask(kit)
    with kit.database.transaction() as session:
        session.add(Part(request_id=asked.request_id, number=2, right=Right.ERASURE, role=Role.CONTROLLER, state=State.TRIAGE, due_on=DUE,
                         nominal_on=DUE, plan_on=DUE))
    number = questioned(kit, asked, by)
    now.forward(days=10)
    waiting.waiting(kit)
    answered(kit, asked, number)
    with kit.database.reading() as session:
        assert session.execute(select(Part.due_on).order_by(Part.number)).scalars().all() == [date(2027, 1, 4), DUE]


def test_a_second_question_stops_it_no_more_and_its_answer_starts_nothing(kit: Kit, now: FrozenNow, by: Actor) -> None:
    asked = ask(kit)
    first = questioned(kit, asked, by)
    now.forward(days=1)
    second = questioned(kit, asked, by, said="And which numbers?")
    assert letters(kit) == ["clarification_paused", "clarification"]
    answered(kit, asked, second)
    assert rows(kit)[0][2] is None
    answered(kit, asked, first)
    assert rows(kit)[0][2] == date(2026, 11, 25)


def test_taking_the_question_back_starts_it_again(kit: Kit, now: FrozenNow, by: Actor) -> None:
    asked, other = ask(kit), ask(kit, key="form:other", email="bob@havblik.example")
    number = questioned(kit, asked, by)
    now.forward(days=3)
    with pytest.raises(NotFound), kit.database.transaction() as session:
        clarify.take_back(session, other.receipt.reference, number, by=by, now=kit.now())
    with pytest.raises(NotAllowed), kit.database.transaction() as session:
        clarify.take_back(session, asked.receipt.reference, number, by=SUBJECT, now=kit.now())
    with kit.database.transaction() as session:
        clarify.take_back(session, asked.receipt.reference, number, by=by, now=kit.now())
    assert rows(kit)[0][2] == date(2026, 11, 27)
    with pytest.raises(Conflict):
        answered(kit, asked, number)
    with pytest.raises(Conflict), kit.database.transaction() as session:
        clarify.take_back(session, asked.receipt.reference, number, by=by, now=kit.now())


def test_nothing_is_waited_for_once_the_part_is_closed(kit: Kit, now: FrozenNow, by: Actor) -> None:
    asked = ask(kit)
    questioned(kit, asked, by)
    now.forward(days=3)
    with kit.database.transaction() as session:
        lifecycle.move(session, part_of(session, asked), "withdraw", by=by, now=kit.now(), outcome=Outcome.WITHDRAWN)
    assert rows(kit)[0][2] == date(2026, 11, 27)


def test_a_refusal_waits_for_nothing_either(kit: Kit, now: FrozenNow, by: Actor) -> None:
    asked = ask(kit)
    questioned(kit, asked, by)
    now.forward(days=3)
    with kit.database.transaction() as session:
        lifecycle.move(session, part_of(session, asked), "refuse", by=by, now=kit.now())
    assert rows(kit)[0][2] == date(2026, 11, 27)
    assert due(kit, asked) == date(2026, 12, 28)


def test_each_week_the_question_goes_out_again_and_after_thirty_days_the_clock_runs(kit: Kit, now: FrozenNow, by: Actor) -> None:
    asked = ask(kit)
    number = questioned(kit, asked, by)
    for _ in range(30):
        now.forward(days=1)
        waiting.waiting(kit)
    assert letters(kit) == ["clarification_paused"] * 5
    assert rows(kit)[0][2] is None
    assert due(kit, asked) == date(2027, 1, 25)          # thirty days more end on a Saturday
    now.forward(days=1)
    waiting.waiting(kit)
    assert rows(kit)[0][2] == date(2026, 12, 24)
    now.forward(days=9)
    waiting.waiting(kit)
    assert due(kit, asked) == date(2027, 1, 25)
    with kit.database.reading() as session:
        assert part_of(session, asked).state is State.TRIAGE, "nothing is closed by it"
    answered(kit, asked, number)                          # late, and still welcome
    assert len(letters(kit)) == 5


def test_in_the_united_kingdom_the_day_of_the_answer_does_not_count_either(kit: Kit, now: FrozenNow, by: Actor) -> None:
    asked = ask(kit)
    with kit.database.transaction() as session:
        session.get_one(LegalEntity, session.get_one(Request, asked.request_id).entity_id).country = "UK"
    number = questioned(kit, asked, by)
    now.forward(days=4)
    answered(kit, asked, number)
    assert due(kit, asked) == date(2026, 12, 29)          # five days, not four


def test_a_longer_term_counts_the_days_on_which_the_clock_stood(kit: Kit, now: FrozenNow, by: Actor) -> None:
    asked = ask(kit)
    number = questioned(kit, asked, by)
    now.forward(days=10)
    answered(kit, asked, number)
    wish = Wish(reason="many_systems", said="Eleven archives.")
    with kit.database.transaction() as session:
        seen = notices.preview(session, asked.part_id, "extend", wish, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings).seen
        notices.send(session, asked.part_id, "extend", wish, seen=seen, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)
    assert due(kit, asked) == date(2027, 3, 8)            # 24 February and ten days end on a Saturday


def test_the_pause_for_a_proof_lasts_when_a_question_is_answered(kit: Kit, now: FrozenNow, by: Actor) -> None:
    asked = ask(kit)
    with kit.database.transaction() as session:
        pauses.begin(session, session.get_one(Request, asked.request_id), PauseKind.IDENTITY, by=SYSTEM, now=kit.now(), settings=kit.settings)
    number = questioned(kit, asked, by)
    now.forward(days=2)
    answered(kit, asked, number)
    assert [(kind, end) for kind, _, end in rows(kit)] == [(PauseKind.IDENTITY, None), (PauseKind.CLARIFICATION, date(2026, 11, 26))]


def test_who_may_not_ask_stops_nothing(kit: Kit) -> None:
    asked, reader = ask(kit), alice(kit, StaffRole.READER)
    with pytest.raises(NotAllowed):
        questioned(kit, asked, reader)
    assert rows(kit) == []
