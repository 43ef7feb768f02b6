"""What a person does with their own request: narrow, withdraw, keep from the company, add a number; each on its own request only."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, select

from dsr.domain.errors import Conflict, InvalidInput, NotFound
from dsr.domain.instruction import ReferralEnd
from dsr.domain.proof import Control, Method
from dsr.domain.routing import DataKind
from dsr.domain.words import Decision, Outcome, State
from dsr.kit import Kit
from dsr.models import Chunk, Enclosure, IdentityRow, Message, Part, Proof, Request, Task
from dsr.services import ledger, person, proofs, sessions, verify
from dsr.services.read import person as read
from tests.fakes import FrozenNow
from tests.services.asked_company import companys
from tests.services.carol import Asked, alice, ask, part_of, reviewed, token_in
from tests.services.customers import a_company, a_contact
from workers import upkeep


def token_of(kit: Kit, request_id: int) -> str:
    """Of the page behind reference and code."""
    with kit.database.transaction() as session:
        return sessions.begin(session, request_id, delivery_id=None, now=kit.now(), vault=kit.vault, lasting=timedelta(minutes=30))


def withdraw(kit: Kit, token: str) -> int:
    with kit.database.transaction() as session:
        return person.withdraw(session, token, now=kit.now(), vault=kit.vault, settings=kit.settings)


def page(kit: Kit, token: str) -> read.Page:
    with kit.database.reading() as session:
        return read.page(session, token, locale="en", now=kit.now(), vault=kit.vault)


def letters(kit: Kit) -> list[str]:
    with kit.database.reading() as session:
        return list(session.execute(select(Message.kind).order_by(Message.id)).scalars())


def count(kit: Kit, of: type) -> int:
    with kit.database.reading() as session:
        return session.execute(select(func.count()).select_from(of)).scalar_one()


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_a_withdrawn_request_is_closed_by_one_letter(kit: Kit, is_confirmed: bool) -> None:
    asked = ask(kit, is_confirmed=is_confirmed)
    token = token_of(kit, asked.request_id)
    assert withdraw(kit, token) == 1
    with kit.database.reading() as session:
        part = part_of(session, asked)
        assert (part.state, part.outcome) == (State.CLOSED, Outcome.WITHDRAWN)
    assert letters(kit).count("withdrawn") == 1
    with pytest.raises(Conflict):
        withdraw(kit, token)
    assert page(kit, token).is_withdrawn


def test_what_was_found_goes_with_it(kit: Kit) -> None:
    asked = reviewed(kit)
    with kit.database.transaction() as session:
        task = session.execute(select(Task).where(Task.part_id == asked.part_id)).scalars().first()
        assert task is not None
        path = f"part-{asked.part_id}/task-{task.id}/attempt-1/calls-0"
        session.add(Chunk(task_id=task.id, attempt=1, address="pbx.calls", seq=0, first_row=0, rows=3, digest="d" * 64, path=path))
        session.add(Enclosure(part_id=asked.part_id, task_id=task.id, attempt=1, number=1, source_key="pbx", address="pbx.calls", name=b"x",
                              media_type="text/plain", size=1, digest="d" * 64, path=f"{path}-file", decision=Decision.INCLUDED))
    (kit.store._path(path)).parent.mkdir(parents=True)
    (kit.store._path(path)).write_bytes(b"sealed")
    upkeep.withdrawn_rows(kit)
    assert count(kit, Chunk) == 1  # not withdrawn yet
    withdraw(kit, token_of(kit, asked.request_id))
    upkeep.withdrawn_rows(kit)
    assert (count(kit, Chunk), count(kit, Enclosure)) == (0, 0)
    assert not kit.store._path(path).exists()
    upkeep.withdrawn_rows(kit)


def test_a_company_that_was_asked_is_told_and_sees_no_more(kit: Kit) -> None:
    scene = companys(kit)
    scene.begin()
    token = token_of(kit, scene.request_id)
    assert [(one.company, one.ending) for one in page(kit, token).passed] == [("Nordlys A/S", None)]
    assert withdraw(kit, token) == 2
    assert len(scene.letters("company_withdrawn")) == 1
    assert letters(kit).count("withdrawn") == 1
    assert [one.ending for one in page(kit, token).passed] == [ReferralEnd.WITHDRAWN]
    assert scene.state() is State.CLOSED


def test_the_employers_part_ends_and_ours_goes_on(kit: Kit) -> None:
    scene = companys(kit)
    scene.begin()
    token = token_of(kit, scene.request_id)
    with kit.database.transaction() as session:
        person.keep_from_company(session, token, now=kit.now(), vault=kit.vault, settings=kit.settings)
    with kit.database.reading() as session:
        assert [(part.number, part.state, part.outcome) for part in session.get_one(Request, scene.request_id).parts] == [
            (1, State.TRIAGE, None), (2, State.CLOSED, Outcome.WITHDRAWN)]
        assert not session.get_one(Request, scene.request_id).pass_on
    assert len(scene.letters("company_withdrawn")) == 1
    with pytest.raises(Conflict), kit.database.transaction() as session:
        person.keep_from_company(session, token, now=kit.now(), vault=kit.vault, settings=kit.settings)


def test_a_company_that_the_person_did_not_name_is_shown_only_to_who_proved_what_no_employer_controls(kit: Kit) -> None:
    scene = companys(kit, conceals=True)
    scene.begin()
    token = token_of(kit, scene.request_id)
    with kit.database.transaction() as session:
        session.execute(delete(Proof).where(Proof.method != Method.EMAIL_LINK))
    assert page(kit, token).passed == ()
    by = alice(kit)
    with kit.database.transaction() as session:
        proofs.prove(session, scene.request_id, Method.OVERRIDE, Control.US, by=by, now=kit.now(), vault=kit.vault, reason="Known to us for years.")
    shown = page(kit, token).passed
    assert len(shown) == 1
    assert "Nordlys" not in shown[0].company


def narrow(kit: Kit, token: str, *kinds: DataKind) -> None:
    with kit.database.transaction() as session:
        person.narrow(session, token, kinds, now=kit.now(), vault=kit.vault)


def test_kinds_are_chosen_until_the_search_begins(kit: Kit) -> None:
    asked = ask(kit)
    token = token_of(kit, asked.request_id)
    assert page(kit, token).kinds == frozenset(DataKind)
    with pytest.raises(InvalidInput):
        narrow(kit, token)
    narrow(kit, token, DataKind.CONTENT, DataKind.CONTACT_PERSON)
    assert page(kit, token).kinds == {DataKind.CONTENT, DataKind.CONTACT_PERSON}
    narrow(kit, token, *DataKind)
    with kit.database.transaction() as session:
        assert session.get_one(Request, asked.request_id).narrowed_kinds is None


def test_what_was_searched_is_not_narrowed_in_silence(kit: Kit) -> None:
    asked = reviewed(kit)
    token = token_of(kit, asked.request_id)
    assert not page(kit, token).may_narrow
    with pytest.raises(Conflict):
        narrow(kit, token, DataKind.CONTENT)


def test_days_are_chosen_until_the_search_begins(kit: Kit) -> None:
    asked = ask(kit)
    token = token_of(kit, asked.request_id)
    first, last = date(2026, 6, 1), date(2026, 6, 30)
    with pytest.raises(InvalidInput):
        narrow_to(kit, token, last, first)
    narrow_to(kit, token, first, last)
    assert (page(kit, token).first, page(kit, token).last) == (first, last)
    narrow_to(kit, token, None, None)
    assert (page(kit, token).first, page(kit, token).last) == (None, None)
    searched = token_of(kit, reviewed(kit, key="form:two").request_id)
    with pytest.raises(Conflict):
        narrow_to(kit, searched, first, last)


def narrow_to(kit: Kit, token: str, first: date | None, last: date | None) -> None:
    with kit.database.transaction() as session:
        person.narrow_to_days(session, token, first, last, now=kit.now(), vault=kit.vault)


def test_a_number_is_a_claim_and_shown_by_its_end(kit: Kit) -> None:
    asked = ask(kit)
    token = token_of(kit, asked.request_id)
    with kit.database.transaction() as session:
        row = person.add_number(session, token, "+45 78 77 02 02", now=kit.now(), vault=kit.vault, settings=kit.settings)
        assert (row.proven_how, row.claimed_how) == (None, "form")
        assert ledger.companies(session, asked.request_id) == ()
    assert page(kit, token).numbers == ("…02",)
    with pytest.raises(InvalidInput), kit.database.transaction() as session:
        person.add_number(session, token, "my number", now=kit.now(), vault=kit.vault, settings=kit.settings)


def test_who_has_no_page_open_does_nothing(kit: Kit, now: FrozenNow) -> None:
    asked = ask(kit)
    token = token_of(kit, asked.request_id)
    now.forward(minutes=31)
    for tried in (token, "", "unknown"):
        with pytest.raises(NotFound):
            withdraw(kit, tried)
        with pytest.raises(NotFound):
            narrow(kit, tried, DataKind.CONTENT)
        with pytest.raises(NotFound):
            page(kit, tried)
    with kit.database.reading() as session:
        assert session.execute(select(Part.state)).scalar_one() is State.TRIAGE
        assert session.execute(select(func.count()).select_from(IdentityRow)).scalar_one() == 1


def test_one_request_leaves_another_alone(kit: Kit) -> None:
    mine, other = ask(kit), ask(kit, key="form:two", name="Somebody Else", email="else@havblik.example")
    withdraw(kit, token_of(kit, mine.request_id))
    with kit.database.reading() as session:
        assert part_of(session, Asked(other.receipt, other.request_id, other.part_id)).state is State.TRIAGE


def test_what_was_withdrawn_before_it_was_confirmed_is_passed_on_to_nobody(kit: Kit) -> None:
    with kit.database.transaction() as session:
        a_contact(session, a_company(session, "Havblik ApS", domain="havblik.example"))
    asked = ask(kit, is_confirmed=False)
    withdraw(kit, token_of(kit, asked.request_id))
    with kit.database.transaction() as session:
        verify.confirm(session, token_in(session, kit, asked.request_id, "confirm"), now=kit.now(), vault=kit.vault, settings=kit.settings)
    with kit.database.reading() as session:
        assert len(session.get_one(Request, asked.request_id).parts) == 1
