"""Letters on the way: who may write them, when, what they change, and that only what was seen is sent."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import orjson
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dsr.domain.actor import Actor
from dsr.domain.capability import ROLES, StaffRole
from dsr.domain.errors import Conflict, InvalidInput, InvalidMove, NotAllowed, NotFound
from dsr.domain.words import Outcome, Role, State
from dsr.kit import Kit
from dsr.models import Clarification, Event, LegalEntity, Message, MessageState, Note, Part, Request
from dsr.services import cases, clarify, notices, status
from dsr.services.keys import key_of
from dsr.services.lifecycle import move
from dsr.services.notices import Preview, Wish
from dsr.vault import KeyClass
from tests.fakes import FrozenNow
from tests.services.carol import Asked, alice, ask, part_of
from tests.services.customers import a_company
from workers import upkeep

EXTEND = Wish(reason="many_systems", said="Eleven archives since 2019,\r\neach searched by hand.")
ASK = Wish(said="Which years do you mean?")
REFER = Wish(company="Havblik ApS")
WISHES = {"extend": EXTEND, "clarify": ASK, "refer": REFER}


@pytest.fixture
def by(kit: Kit) -> Actor:
    return alice(kit, StaffRole.CLERK)


def theirs(kit: Kit, asked: Asked) -> None:
    """The part is a company's, and nobody there can be asked."""
    with kit.database.transaction() as session:
        part = session.get_one(Part, asked.part_id)
        if part.company_id is None:
            part.role, part.company_id = Role.PROCESSOR, a_company(session).id


def shown(kit: Kit, asked: Asked, name: str, wish: Wish, by: Actor) -> Preview:
    if name == "refer":
        theirs(kit, asked)
    with kit.database.reading() as session:
        return notices.preview(session, asked.part_id, name, wish, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)


def sent(kit: Kit, asked: Asked, name: str, wish: Wish, by: Actor, seen: str | None = None) -> Preview | None:
    seen = shown(kit, asked, name, wish, by).seen if seen is None else seen
    with kit.database.transaction() as session:
        return notices.send(session, asked.part_id, name, wish, seen=seen, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)


def letters_leave(kit: Kit) -> None:
    with kit.database.transaction() as session:
        session.execute(update(Message).values(state=MessageState.SENT))


def told(session: Session, kit: Kit, asked: Asked) -> tuple[str, dict[str, object]]:
    """Kind and facts of the newest letter."""
    row = session.execute(select(Message).where(Message.request_id == asked.request_id).order_by(Message.id.desc()).limit(1)).scalar_one()
    handle = key_of(session, asked.request_id, KeyClass.CORRESPONDENCE, vault=kit.vault)
    return row.kind, orjson.loads(handle.open(row.context, f"message:{row.message_id}:context"))


def test_a_longer_term_moves_the_day_once_and_goes_out_at_once(kit: Kit, by: Actor) -> None:
    asked = ask(kit)
    assert sent(kit, asked, "extend", EXTEND, by) is None
    with kit.database.reading() as session:
        part = part_of(session, asked)
        assert (part.state, part.due_on, part.extended_on) == (State.TRIAGE, date(2027, 2, 24), date(2027, 2, 24))
        kind, facts = told(session, kit, asked)
        assert kind == "extended"
        assert facts["was_due_on"] == "2026-12-24"
        assert facts["due_on"] == "2027-02-24"
        assert facts["details"] == "Eleven archives since 2019,\neach searched by hand."
        assert "mange systemer og arkiver" in str(facts["reason"])  # in the language of the person, not of staff
        event = session.execute(select(Event).where(Event.name == "extended")).scalar_one()
        assert json.loads(event.facts) == {"part": 1, "reason": "many_systems", "until": "2027-02-24"}
    with pytest.raises(NotAllowed) as refused:
        shown(kit, asked, "extend", EXTEND, by)
    assert refused.value.facts["reason"] == "extended_already"


def test_the_last_day_is_in_time_and_the_next_is_too_late(kit: Kit, by: Actor, now: FrozenNow) -> None:
    asked = ask(kit)
    now.forward(days=30)
    assert shown(kit, asked, "extend", EXTEND, by)
    now.forward(days=1)
    with pytest.raises(NotAllowed) as refused:
        shown(kit, asked, "extend", EXTEND, by)
    assert refused.value.facts["reason"] == "too_late"
    with pytest.raises(NotAllowed) as refused:
        shown(kit, asked, "clarify", ASK, by)
    assert refused.value.facts["reason"] == "overdue"
    assert shown(kit, asked, "refer", REFER, by)  # late or not, the person must learn who decides


def test_the_term_is_that_of_the_country_of_the_entity(kit: Kit, by: Actor) -> None:
    asked = ask(kit)
    with kit.database.transaction() as session:
        request = session.execute(select(Request)).scalar_one()
        request.received_on = date(2026, 10, 1)
        session.get_one(LegalEntity, request.entity_id).country = "BE"
    sent(kit, asked, "extend", EXTEND, by)
    with kit.database.reading() as session:
        assert part_of(session, asked).due_on == date(2027, 1, 4)


@pytest.mark.parametrize("reason", ["", "holidays", "staff", "many systems"])
def test_only_a_reason_of_the_list_extends(kit: Kit, by: Actor, reason: str) -> None:
    asked = ask(kit)
    with pytest.raises(InvalidInput) as refused:
        shown(kit, asked, "extend", replace(EXTEND, reason=reason), by)
    assert refused.value.facts["field"] == "why"


@pytest.mark.parametrize(("name", "wish", "field", "problem"), [
    ("extend", replace(EXTEND, said=" "), "said", "required"), ("clarify", Wish(), "said", "required"), ("refer", Wish(), "company", "required"),
    ("clarify", Wish(said="Is 31 00 04 17 yours?"), "said", "not_by_mail"),
    ("extend", replace(EXTEND, said="See https://x.example"), "said", "not_by_mail"),
    ("refer", Wish(company="Havblik, chef@havblik.example"), "company", "not_by_mail"), ("refer", Wish(company="A\nB"), "company", "line_break"),
    ("clarify", Wish(said="x" * 1001), "said", "too_long"), ("clarify", Wish(said="Your CPR 010190-1234?"), "said", "national_number")])
def test_what_may_not_go_by_mail_is_refused_beside_its_field(kit: Kit, by: Actor, name: str, wish: Wish, field: str, problem: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        shown(kit, ask(kit), name, wish, by)
    assert (refused.value.facts["field"], refused.value.facts["problem"]) == (field, problem)


@pytest.mark.parametrize("name", WISHES)
def test_only_what_was_seen_is_sent(kit: Kit, by: Actor, name: str) -> None:
    asked = ask(kit)
    first = shown(kit, asked, name, WISHES[name], by)
    other = replace(WISHES[name], said="Eleven and a half.", company="Nordlys A/S")
    for seen in ("", "0" * 64, first.seen):
        again = sent(kit, asked, name, other, by, seen)
        assert again is not None
        assert again.seen != first.seen
    with kit.database.reading() as session:
        part = part_of(session, asked)
        assert (part.state, part.extended_on) == (State.TRIAGE, None)
        assert session.execute(select(Message).where(Message.kind == notices.LETTERS[name])).all() == []
        assert session.execute(select(Clarification)).all() == []
    assert sent(kit, asked, name, WISHES[name], by, first.seen) is None


@pytest.mark.parametrize("name", WISHES)
def test_the_letter_is_in_the_persons_language_and_looking_changes_nothing(kit: Kit, by: Actor, name: str) -> None:
    asked = ask(kit)
    with kit.database.reading() as session:
        before = session.execute(select(Event.id)).all()
    letter = shown(kit, asked, name, WISHES[name], by)
    assert letter.locale == "da"
    assert asked.receipt.reference in letter.subject
    assert letter.text.startswith("Hej Carol\n")
    assert "Datatilsynet" in letter.text
    with kit.database.reading() as session:
        assert session.execute(select(Event.id)).all() == before
        assert session.execute(select(Note)).all() == []


@pytest.mark.parametrize("role", [StaffRole.READER, StaffRole.DPO, StaffRole.ADMIN])
@pytest.mark.parametrize("name", WISHES)
def test_who_only_looks_writes_no_letter(kit: Kit, by: Actor, name: str, role: StaffRole) -> None:
    with pytest.raises(NotAllowed):
        shown(kit, ask(kit), name, WISHES[name], replace(by, capabilities=ROLES[role]))


@pytest.mark.parametrize("name", WISHES)
def test_nobody_is_written_to_before_they_are_confirmed(kit: Kit, by: Actor, name: str) -> None:
    with pytest.raises(InvalidMove):
        shown(kit, ask(kit, is_confirmed=False), name, WISHES[name], by)


@pytest.mark.parametrize("name", ["refuse", "close", "explode", "confirm"])
def test_there_is_no_other_letter(kit: Kit, by: Actor, name: str) -> None:
    with pytest.raises(NotFound):
        shown(kit, ask(kit), name, Wish(), by)


def test_no_event_holds_what_staff_or_the_person_wrote(kit: Kit, by: Actor) -> None:
    asked = ask(kit)
    for name in WISHES:
        sent(kit, asked, name, WISHES[name], by)
    with kit.database.reading() as session:
        facts = "".join(session.execute(select(Event.facts)).scalars())
    for word in ("Eleven", "Which years", "Havblik"):
        assert word not in facts


def test_a_question_is_answered_once_on_the_opened_page(kit: Kit, by: Actor) -> None:
    asked, other = ask(kit), ask(kit, key="form:other", email="bob@havblik.example")
    sent(kit, asked, "clarify", ASK, by)
    with kit.database.reading() as session:
        row = session.execute(select(Clarification)).scalar_one()
        kind, facts = told(session, kit, asked)
        assert (kind, facts["question"], facts["due_on"]) == ("clarification", "Which years do you mean?", "2026-12-24")
    tokens = []
    for one in (asked, other):
        with kit.database.transaction() as session:
            tokens.append(status.open(session, one.receipt.reference, one.code, now=kit.now(), vault=kit.vault, settings=kit.settings))
    with pytest.raises(NotFound), kit.database.transaction() as session:  # of another request
        clarify.answer(session, tokens[1], row.id, "Mine!", now=kit.now(), vault=kit.vault)
    with pytest.raises(NotFound), kit.database.transaction() as session:
        clarify.answer(session, "forged", row.id, "Mine!", now=kit.now(), vault=kit.vault)
    with pytest.raises(InvalidInput), kit.database.transaction() as session:
        clarify.answer(session, tokens[0], row.id, " ", now=kit.now(), vault=kit.vault)
    with kit.database.transaction() as session:
        clarify.answer(session, tokens[0], row.id, "2019 to 2021.", now=kit.now(), vault=kit.vault)
    with pytest.raises(Conflict), kit.database.transaction() as session:
        clarify.answer(session, tokens[0], row.id, "No, 2022.", now=kit.now(), vault=kit.vault)
    with kit.database.reading() as session:
        request = session.get_one(Request, asked.request_id)
        case = key_of(session, request.id, KeyClass.CASE, vault=kit.vault)
        (kept,) = clarify.of(session, request, case=case)
        assert (kept.question, kept.answer, clarify.open_ones([kept])) == ("Which years do you mean?", "2019 to 2021.", ())
        assert clarify.of(session, request, case=None) == ()
        raw = session.execute(select(Clarification.question, Clarification.answer)).one()
        assert b"years" not in raw[0]
        assert b"2019" not in raw[1]
        assert part_of(session, asked).due_on == date(2026, 12, 24)  # the clock did not stop


def test_what_is_passed_on_waits_for_the_company_and_ends_with_the_term(kit: Kit, by: Actor, now: FrozenNow) -> None:
    asked = ask(kit)
    sent(kit, asked, "refer", REFER, by)
    with kit.database.reading() as session:
        assert part_of(session, asked).state is State.REFERRED
        kind, facts = told(session, kit, asked)
        assert (kind, facts["company"], facts["passed_on"], facts["due_on"]) == ("referred", "Havblik ApS", "2026-11-24", "2026-12-24")
        assert notices.unheard(session, today=date(2026, 12, 25)) == []  # the letter has not left: she would not know where to ask
    letters_leave(kit)
    with kit.database.reading() as session:
        assert notices.unheard(session, today=date(2026, 12, 24)) == []
        assert notices.unheard(session, today=date(2026, 12, 25)) == [asked.part_id]
    with kit.database.transaction() as session:
        notices.hand_over(session, asked.part_id, today=date(2026, 12, 24), now=kit.now())
        assert part_of(session, asked).state is State.REFERRED
    upkeep.hand_over(kit)
    now.forward(days=31)
    upkeep.hand_over(kit)
    upkeep.hand_over(kit)
    with kit.database.reading() as session:
        part = part_of(session, asked)
        assert (part.state, part.outcome) == (State.CLOSED, Outcome.REFERRED)


def test_our_own_part_is_passed_to_nobody(kit: Kit, by: Actor) -> None:
    asked = ask(kit)
    with kit.database.reading() as session:
        assert not notices.possible(part_of(session, asked), date(2026, 11, 24))["refer"]
    with pytest.raises(NotAllowed) as refused, kit.database.transaction() as session:
        notices.send(session, asked.part_id, "refer", REFER, seen="", by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)
    assert refused.value.facts["reason"] == "not_of_company"


def test_an_instruction_takes_it_back(kit: Kit, by: Actor) -> None:
    asked = ask(kit)
    sent(kit, asked, "refer", REFER, by)
    letters_leave(kit)
    with kit.database.transaction() as session:
        move(session, session.get_one(Part, asked.part_id), "instruct", by=by, now=kit.now())
    with kit.database.transaction() as session:
        notices.hand_over(session, asked.part_id, today=date(2027, 12, 25), now=kit.now())
        assert part_of(session, asked).state is State.TRIAGE


def test_the_company_that_the_person_named_is_offered(kit: Kit) -> None:
    asked = ask(kit)
    with kit.database.reading() as session:
        assert notices.typed_company(session, asked.part_id, vault=kit.vault) == "Havblik ApS"
    assert cases.LONGEST["said"] <= 1000
