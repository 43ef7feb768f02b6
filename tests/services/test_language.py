"""In which language a person is answered: as they chose, until staff change it, and never once an answer is on its way."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from dsr.domain.actor import Actor, ActorKind
from dsr.domain.capability import ROLES, StaffRole
from dsr.domain.errors import InvalidInput, InvalidMove, NotAllowed, NotFound
from dsr.kit import Kit
from dsr.models import Event, Message, Request
from dsr.services import drafts, language, review
from dsr.text import ANSWERS
from tests.services.carol import Asked, alice, approved, ask
from tests.services.draft_scene import drafted


def change(kit: Kit, asked: Asked, locale: str, role: StaffRole = StaffRole.CLERK) -> tuple[str, list[dict[str, str]]]:
    """The language there is then, and what is on record of it."""
    by = alice(kit, role)
    with kit.database.transaction() as session:
        language.change(session, asked.receipt.reference, locale, by=by, now=kit.now())
    with kit.database.reading() as session:
        events = session.execute(select(Event.facts).where(Event.name == "language_changed")).scalars()
        return session.get_one(Request, asked.request_id).locale, [json.loads(facts) for facts in events]


@pytest.mark.parametrize("locale", ANSWERS)
def test_the_person_chooses(kit: Kit, locale: str) -> None:
    asked = ask(kit, locale=locale)
    with kit.database.reading() as session:
        assert session.get_one(Request, asked.request_id).locale == locale
        assert {letter.locale for letter in session.execute(select(Message)).scalars()} == {locale}


def test_a_language_without_words_is_refused_and_nothing_is_stored(kit: Kit) -> None:
    with pytest.raises(InvalidInput) as refused:
        ask(kit, locale="xx")
    assert refused.value.facts["field"] == "language"
    with kit.database.reading() as session:
        assert session.execute(select(Request)).first() is None


def test_staff_change_it_and_it_is_on_record(kit: Kit) -> None:
    assert change(kit, ask(kit), "sv") == ("sv", [{"before": "da", "language": "sv"}])


def test_letters_come_in_the_new_language(kit: Kit) -> None:
    asked, by = ask(kit), alice(kit)
    with kit.database.transaction() as session:
        language.change(session, asked.receipt.reference, "sv", by=by, now=kit.now())
        review.withdraw(session, asked.part_id, reason="on the telephone", by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)
        letters = session.execute(select(Message.kind, Message.locale).where(Message.kind.in_(["received", "withdrawn"]))).all()
    assert dict(tuple(letter) for letter in letters) == {"received": "da", "withdrawn": "sv"}


def test_the_same_language_is_no_change(kit: Kit) -> None:
    assert change(kit, ask(kit), "da") == ("da", [])


def test_who_may_not_sort_requests_may_not_change_it(kit: Kit) -> None:
    with pytest.raises(NotAllowed):
        change(kit, ask(kit), "sv", StaffRole.READER)


@pytest.mark.parametrize("locale", ["xx", "", "DA"])
def test_only_a_language_with_words(kit: Kit, locale: str) -> None:
    with pytest.raises(InvalidInput):
        change(kit, ask(kit), locale)


def test_an_answer_that_is_approved_keeps_its_language(kit: Kit) -> None:
    asked, _ = approved(kit)
    by = Actor(ActorKind.STAFF, 1, ROLES[StaffRole.MANAGER])
    with pytest.raises(InvalidMove), kit.database.transaction() as session:
        language.change(session, asked.receipt.reference, "sv", by=by, now=kit.now())


def test_a_draft_in_the_old_language_is_written_anew(kit: Kit) -> None:
    scene = drafted(kit)
    with kit.database.transaction() as session:
        before = drafts.newest(session, scene.part_id)
        assert before is not None
        reference = session.get_one(Request, scene.request_id).reference
        language.change(session, reference, "sv", by=scene.by, now=kit.now())
        after = drafts.newest(session, scene.part_id)
        assert after is not None
        session.refresh(before)
        assert (after.number, after.written_at, before.superseded_at is not None) == (before.number + 1, None, True)
        language.change(session, reference, "sv", by=scene.by, now=kit.now())
        assert drafts.newest(session, scene.part_id) == after


def test_a_request_that_is_not_there(kit: Kit) -> None:
    by = alice(kit)
    with pytest.raises(NotFound), kit.database.transaction() as session:
        language.change(session, "DSR-0000-0000-0", "sv", by=by, now=kit.now())
