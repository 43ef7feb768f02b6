"""Those of us who see to a part are reminded, and no due day ends without a letter to the person."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson
import pytest
from sqlalchemy import select, update

from dsr.domain.actor import SUBJECT
from dsr.domain.words import Outcome, State
from dsr.kit import Kit
from dsr.mail.compose import compose
from dsr.models import Event, Message, Part, Response, Staff
from dsr.services import entities, lifecycle, load, reminders
from dsr.services.keys import key_of
from dsr.text import ANSWERS, translator
from dsr.vault import KeyClass
from tests.fakes import FrozenNow
from tests.services.carol import CLAIM, alice, ask, part_of
from tests.services.standing import questioned
from tests.services.test_deadlines import extended
from tests.services.test_keeping import bob, kept, off
from workers import deadlines, waiting

TEAM = "dpo@fjordtel.example"


def letters(kit: Kit) -> list[tuple[str, str]]:
    """Kind and recipient of what the clock wrote, in order."""
    with kit.database.reading() as session:
        found = []
        for row in session.execute(select(Message).where(Message.kind.in_(("work_due", "work_overdue", "late"))).order_by(Message.id)).scalars():
            handle = key_of(session, row.request_id, KeyClass.CORRESPONDENCE, vault=kit.vault)
            found.append((row.kind, handle.open(row.recipient, f"message:{row.message_id}:recipient").decode()))
        return found


def on(kit: Kit, now: FrozenNow, day: str, hour: int = 9) -> list[tuple[str, str]]:
    """What is written on that day, however often the job runs."""
    now.at = datetime.fromisoformat(f"{day}T{hour:02}:00").replace(tzinfo=UTC)
    before = len(letters(kit))
    for _ in range(2):
        deadlines.remind(kit)
    return letters(kit)[before:]


def test_the_team_is_reminded_then_the_privacy_manager_then_the_contact(kit: Kit, now: FrozenNow) -> None:
    ask(kit)
    manager = ("work_due", "manager@fjordtel.example")
    alice(kit)
    assert on(kit, now, "2026-12-13") == []
    assert on(kit, now, "2026-12-14") == [("work_due", TEAM)]
    assert on(kit, now, "2026-12-16") == []
    assert on(kit, now, "2026-12-17") == [("work_due", TEAM)]
    assert on(kit, now, "2026-12-22") == [("work_due", TEAM), manager]
    assert on(kit, now, "2026-12-24") == [("work_due", TEAM), manager]
    assert on(kit, now, "2026-12-25") == [("work_overdue", TEAM), ("work_overdue", manager[1]), ("late", "Carol@havblik.example")]
    assert on(kit, now, "2026-12-26") == []
    assert on(kit, now, "2027-01-01") == [("work_overdue", TEAM), ("work_overdue", manager[1])]


def test_who_looks_after_it_is_reminded_and_while_they_are_away_who_stands_in(kit: Kit, now: FrozenNow) -> None:
    asked, by, clerk = ask(kit), alice(kit), bob(kit)
    kept(kit, asked, clerk.id, by)
    assert on(kit, now, "2026-12-14") == [("work_due", "bob.clerk@fjordtel.example")]
    off(kit, clerk.id, "2026-12-15", "2026-12-31", by.id, by=clerk)
    assert on(kit, now, "2026-12-15") == [("work_due", "manager@fjordtel.example")]  # planned for the day before: told at once
    assert on(kit, now, "2026-12-22") == [("work_due", "manager@fjordtel.example")]  # once, though they are the manager, too


def test_nobody_who_has_left_is_written_to(kit: Kit, now: FrozenNow) -> None:
    asked, by, clerk = ask(kit), alice(kit), bob(kit)
    kept(kit, asked, clerk.id, by)
    with kit.database.transaction() as session:
        session.execute(update(Staff).values(is_active=False))
    assert on(kit, now, "2026-12-22") == [("work_due", TEAM)]


@pytest.mark.parametrize("state", ["verifying", "closed", "referred", "paused", "delivering"])
def test_nobody_is_reminded_of_what_waits_for_somebody_else(kit: Kit, now: FrozenNow, state: str) -> None:
    asked = ask(kit, is_confirmed=state != "verifying")
    if state == "closed":
        with kit.database.transaction() as session:
            lifecycle.move(session, part_of(session, asked), "withdraw", by=SUBJECT, now=kit.now(), outcome=Outcome.WITHDRAWN)
    elif state == "paused":
        questioned(kit, asked, alice(kit))
        now.forward(days=28)
        waiting.waiting(kit)
    elif state in ("referred", "delivering"):
        with kit.database.transaction() as session:
            session.execute(update(Part).values(state=State(state)))
    assert on(kit, now, "2026-12-23", 20) == []


def test_the_day_ends_with_a_letter_to_the_person(kit: Kit, now: FrozenNow) -> None:
    """Klarna said nothing until the answer was there."""
    asked = ask(kit)
    assert "late" not in [kind for kind, _ in on(kit, now, "2026-12-24", 12)]  # one in the afternoon in Copenhagen
    assert on(kit, now, "2026-12-24", 13)[-1] == ("late", "Carol@havblik.example")
    assert "late" not in [kind for kind, _ in on(kit, now, "2026-12-30")]
    with kit.database.reading() as session:
        row = session.execute(select(Message).where(Message.kind == "late")).scalar_one()
        facts = orjson.loads(key_of(session, asked.request_id, KeyClass.CORRESPONDENCE, vault=kit.vault).open(
            row.context, f"message:{row.message_id}:context"))
        assert facts["due_on"] == "2026-12-24"
        assert facts["stands"] == "Vi er ikke begyndt at søge endnu."
        assert session.execute(select(Event.facts).where(Event.name == "told_late")).scalar_one() == '{"due":"2026-12-24","part":1}'


def test_after_an_extension_it_is_the_new_day_that_counts(kit: Kit, now: FrozenNow) -> None:
    asked = ask(kit)
    now.forward(days=20)
    extended(kit, asked)
    assert "late" not in [kind for kind, _ in on(kit, now, "2026-12-28", 20)]
    assert ("late", "Carol@havblik.example") in on(kit, now, "2027-02-24", 20)


def test_where_the_rest_of_an_answer_is_owed_the_person_hears_on_its_day(kit: Kit, now: FrozenNow) -> None:
    asked = ask(kit)
    with kit.database.transaction() as session:
        session.execute(update(Part).values(state=State.DELIVERING))
        session.add(Response(part_id=asked.part_id, number=1, ordered_at=kit.now(), written_at=kit.now(), approved_at=kit.now(),
                             more_by=part_of(session, asked).due_on))
    assert ("late", "Carol@havblik.example") in on(kit, now, "2026-12-24", 20)


@pytest.mark.parametrize("locale", ANSWERS)
@pytest.mark.parametrize("state", ["triage", "collecting", "reviewing", "executing", "delivering"])
def test_it_says_where_it_stands_what_was_promised_and_how_to_complain(kit: Kit, locale: str, state: str) -> None:
    say = translator(locale)
    facts = {**entities.in_letters(kit.settings), "reference": "DSR-1", "first_name": "Carol", "due_on": "2026-12-24",
             "stands": say(f"stands.{state}.text"), "asked": say("asked.ours", entity="Fjordtel A/S")}
    _, text, _ = compose("late", locale, facts, public_url=kit.settings.public_url)
    plain = " ".join(text.split())
    for expected in (" ".join(facts["stands"].split()), "2026", "Datatilsynet", TEAM):
        assert expected in plain


def test_what_staff_are_sent_holds_nothing_of_the_person(kit: Kit, now: FrozenNow) -> None:
    asked = ask(kit)
    on(kit, now, "2026-12-22")
    on(kit, now, "2026-12-25")
    with kit.database.reading() as session:
        rows = session.execute(select(Message).where(Message.kind.in_(("work_due", "work_overdue")))).scalars().all()
        assert len(rows) == 2
        handle = key_of(session, asked.request_id, KeyClass.CORRESPONDENCE, vault=kit.vault)
        for row in rows:
            facts = orjson.loads(handle.open(row.context, f"message:{row.message_id}:context"))
            told = {**entities.in_letters(kit.settings), "reference": asked.receipt.reference, **facts}
            sent = " ".join(compose(row.kind, row.locale, told, public_url=kit.settings.public_url))
            assert asked.receipt.reference in sent
            assert not [one for one in ("Carol", "Ærø", CLAIM.email.lower(), "Havblik", "31 00 04 17") if one in sent]


def test_a_letter_to_staff_hides_no_letter_to_the_person_that_failed(kit: Kit, now: FrozenNow) -> None:
    """What is sent about the part would stand for it."""
    ask(kit)
    on(kit, now, "2026-12-22")
    with kit.database.reading() as session:
        assert set(session.execute(select(Message.part_id).where(Message.kind == "work_due")).scalars()) == {None}


def test_an_unconfirmed_request_ends_on_its_day_at_the_latest_and_the_person_hears(kit: Kit, now: FrozenNow) -> None:
    """A month from the end of January is shorter than the thirty days of the link: that letter came after the day."""
    now.at = datetime(2028, 1, 31, 21, tzinfo=UTC)
    asked = ask(kit, is_confirmed=False)
    with kit.database.reading() as session:
        assert part_of(session, asked).due_on.isoformat() == "2028-02-29"
    now.at = datetime(2028, 2, 29, 11, 30, tzinfo=UTC)
    waiting.waiting(kit)
    with kit.database.reading() as session:
        assert part_of(session, asked).outcome is Outcome.UNVERIFIED
        assert "unverified" in session.execute(select(Message.kind)).scalars().all()


def test_it_is_told_by_the_job_and_not_by_a_stale_look(kit: Kit, now: FrozenNow) -> None:
    """Answered between the look and the letter."""
    asked = ask(kit)
    now.at = datetime(2026, 12, 24, 20, tzinfo=UTC)
    with kit.database.transaction() as session:
        lifecycle.move(session, load.part(session, asked.part_id), "withdraw", by=SUBJECT, now=kit.now(), outcome=Outcome.WITHDRAWN)
    with kit.database.transaction() as session:
        assert not reminders.tell_late(session, asked.part_id, now=kit.now(), vault=kit.vault, settings=kit.settings)
        assert reminders.remind(session, asked.part_id, now=kit.now(), vault=kit.vault, settings=kit.settings) == 0
