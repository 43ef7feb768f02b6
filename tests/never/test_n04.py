"""N04: never pass the due date without an answer or a reasoned extension notice sent in time (IMY DI-2021-10488 Klarna: short of staff at Christmas;
Belgium 107/2024, 100,000 EUR, cut to 5,000; Datatilsynet 2019-31-1713 TDC)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from dsr.domain.actor import Actor
from dsr.domain.errors import DsrError, Incomplete, InvalidInput, NotAllowed
from dsr.domain.words import ExtensionReason
from dsr.kit import Kit
from dsr.models import Message, MessageState
from dsr.services import notices
from dsr.services.notices import Wish
from dsr.text import ANSWERS, catalogue
from tests.fakes import FrozenNow
from tests.services.carol import Asked, alice, ask, part_of

LONGER = Wish(reason="many_systems", said="Eleven archives since 2019.")
DUE, LATER = date(2026, 12, 24), date(2027, 2, 24)


@pytest.fixture
def by(kit: Kit) -> Actor:
    return alice(kit)


def extend(kit: Kit, asked: Asked, by: Actor, wish: Wish = LONGER) -> None:
    with kit.database.transaction() as session:
        seen = notices.preview(session, asked.part_id, "extend", wish, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings).seen
        notices.send(session, asked.part_id, "extend", wish, seen=seen, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)


def stands(kit: Kit, asked: Asked) -> tuple[date, list[Message]]:
    """The day that the answer is due, and letters that name another one."""
    with kit.database.reading() as session:
        told = select(Message).where(Message.part_id == asked.part_id, Message.kind == "extended")
        return part_of(session, asked).due_on, list(session.execute(told).scalars())


@pytest.mark.parametrize("days", [30, 31, 32, 60, 400])
def test_no_term_is_extended_once_it_is_over(kit: Kit, now: FrozenNow, by: Actor, days: int) -> None:
    asked = ask(kit)
    now.forward(days=days)
    if days == 30:  # the last day is in time
        extend(kit, asked, by)
        return
    with pytest.raises(NotAllowed) as refused:
        extend(kit, asked, by)
    assert refused.value.facts["reason"] == "too_late"
    assert stands(kit, asked) == (DUE, [])
    with kit.database.reading() as session:
        assert not notices.possible(part_of(session, asked), kit.now().date())["extend"]  # no button either


def test_its_day_ends_at_midnight_where_the_entity_is(kit: Kit, now: FrozenNow, by: Actor) -> None:
    asked = ask(kit)
    now.at = now.at.replace(month=12, day=24, hour=23, minute=30)  # half past midnight in Copenhagen
    with pytest.raises(NotAllowed):
        extend(kit, asked, by)
    now.at = now.at.replace(hour=22, minute=30)
    extend(kit, asked, by)
    assert stands(kit, asked)[0] == LATER


@pytest.mark.parametrize("reason", ["", " ", "staff", "holidays", "christmas", "lack_of_staff", "Many systems"])
def test_a_reason_of_the_list_is_needed_and_being_short_of_staff_is_none(kit: Kit, by: Actor, reason: str) -> None:
    asked = ask(kit)
    with pytest.raises(InvalidInput):
        extend(kit, asked, by, replace(LONGER, reason=reason))
    assert stands(kit, asked) == (DUE, [])


def test_the_list_speaks_of_complexity_and_number_only() -> None:
    """GDPR Art. 12(3). Not of us: of nobody's illness, leave or workload, in no language."""
    assert {one.value for one in ExtensionReason} == {"many_systems", "many_records", "other_people", "many_requests"}
    ours = ("staff", "holiday", "christmas", "ferie", "medarbejder", "semester", "personal", "lomat", "vakantie", "personeel", "congé", "personnel",
            "urlaub", "weihnacht", "urlop", "pracowni")
    for locale in ANSWERS:
        said = [text.casefold() for key, text in catalogue(locale).items() if key.startswith("words.extensionreason.")]
        assert len(said) == len(ExtensionReason)
        assert [(one, word) for one in said for word in ours if word in one] == []


def test_the_reason_is_told_in_words_of_its_own(kit: Kit, by: Actor) -> None:
    asked = ask(kit)
    with pytest.raises(InvalidInput):
        extend(kit, asked, by, replace(LONGER, said=" "))
    assert stands(kit, asked) == (DUE, [])


def test_the_new_day_and_its_letter_are_one(kit: Kit, by: Actor) -> None:
    asked = ask(kit)
    extend(kit, asked, by)
    due_on, letters = stands(kit, asked)
    assert due_on == LATER
    assert [(one.kind, one.state, one.due_at) for one in letters] == [("extended", MessageState.QUEUED, kit.now())]  # at once


def test_where_the_letter_cannot_be_written_the_day_stays(kit: Kit, by: Actor) -> None:
    """No authority is known to complain to, which the letter owes."""
    asked, mute = ask(kit), replace(kit, settings=kit.settings.model_copy(update={"entity_authority_name": ""}))
    with pytest.raises(Incomplete):
        extend(mute, asked, by)
    assert stands(kit, asked) == (DUE, [])


def test_it_is_extended_once(kit: Kit, now: FrozenNow, by: Actor) -> None:
    asked = ask(kit)
    extend(kit, asked, by)
    for days in (0, 40, 60):
        now.forward(days=days)
        with pytest.raises(DsrError):
            extend(kit, asked, by)
    assert len(stands(kit, asked)[1]) == 1
    assert stands(kit, asked)[0] == LATER
