"""The drill of a recall: whoever has the answer opens nothing more from that moment, hears it, and the clocks run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from dsr.domain.actor import Actor
from dsr.domain.capability import ROLES, Capability, StaffRole
from dsr.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from dsr.domain.incident import Duty
from dsr.domain.words import Outcome, Role, State
from dsr.kit import Kit
from dsr.models import Company, CompanyContact, Delivery, Document, Incident, Message, MessageState, Part, Referral, Response, SubjectSession
from dsr.services import audit, deliver, incidents, link_again, packages, post, recall, sessions
from dsr.services import drafts as drafting
from dsr.services.company_door import Visit
from dsr.services.read import answer as read
from tests.services.carol import Asked, alice, approved, reviewed, token_in
from tests.services.drafted import approve, seen, write
from tests.services.test_post import wanted_on_paper
from tests.services.test_representatives import UNION, decide, mandate, to_union
from tests.services.two_companies import handed_over
from workers.tasks import work_next

WHAT = "Rows of a colleague were in the answer."


@dataclass(frozen=True, slots=True)
class Out:
    """Carol's answer, opened by her, and a manager who can call it back."""

    kit: Kit
    asked: Asked
    by: Actor
    link: str
    page: str


@pytest.fixture
def out(kit: Kit) -> Out:
    asked, _ = approved(kit)
    with kit.database.transaction() as session:
        link = token_in(session, kit, asked.request_id, "answer_ready")
        page = deliver.open_with_code(session, link, asked.code, now=kit.now(), vault=kit.vault, settings=kit.settings)
    return Out(kit, asked, alice(kit, StaffRole.DPO), link, page)


def called_back(kit: Kit, part_id: int, by: Actor, **more: int) -> int:
    with kit.database.transaction() as session:
        return recall.recall(session, part_id, WHAT, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings, **more).id


def documents(kit: Kit) -> list[int]:
    with kit.database.reading() as session:
        return list(session.execute(select(Document.id).order_by(Document.id)).scalars())


def fetch(out: Out) -> None:
    with out.kit.database.transaction() as session:
        deliver.record_download(session, out.page, documents(out.kit)[0], now=out.kit.now(), vault=out.kit.vault)


def again(out: Out) -> None:
    """Another answer is approved."""
    approve(out.kit, out.asked.part_id, write(out.kit, out.asked.part_id), replace(out.by, capabilities=frozenset(Capability)))


def kinds(kit: Kit) -> list[str]:
    with kit.database.reading() as session:
        return list(session.execute(select(Message.kind).order_by(Message.id)).scalars())


def test_the_link_is_dead_at_once(kit: Kit) -> None:
    asked, _ = approved(kit)
    with kit.database.reading() as session:
        link = token_in(session, kit, asked.request_id, "answer_ready")
        assert deliver.peek(session, link, now=kit.now(), vault=kit.vault)
    called_back(kit, asked.part_id, alice(kit, StaffRole.DPO))
    with kit.database.transaction() as session:
        assert not deliver.peek(session, link, now=kit.now(), vault=kit.vault)
        with pytest.raises(NotFound):
            deliver.open_with_code(session, link, asked.code, now=kit.now(), vault=kit.vault, settings=kit.settings)


def test_a_page_that_is_open_shows_and_gives_nothing_more(out: Out) -> None:
    called_back(out.kit, out.asked.part_id, out.by)
    with pytest.raises(NotFound):
        fetch(out)
    with out.kit.database.reading() as session:
        with pytest.raises(NotFound):
            read.page(session, out.page, now=out.kit.now(), vault=out.kit.vault)
        assert session.execute(select(func.count()).select_from(SubjectSession).where(SubjectSession.delivery_id.is_not(None))).scalar_one() == 0


def test_the_mark_alone_closes_it_even_where_a_link_and_a_session_were_left(out: Out) -> None:
    """Two walls: what was called back is not given, whatever became of its links."""
    called_back(out.kit, out.asked.part_id, out.by)
    with out.kit.database.transaction() as session:
        row = session.execute(select(Delivery)).scalar_one()
        row.superseded_at = row.first_opened_at = None
        session.flush()
        assert not deliver.peek(session, out.link, now=out.kit.now(), vault=out.kit.vault)
        page = sessions.begin(session, out.asked.request_id, delivery_id=row.id, now=out.kit.now(), vault=out.kit.vault, lasting=timedelta(minutes=5))
        with pytest.raises(NotFound):
            deliver.record_download(session, page, documents(out.kit)[0], now=out.kit.now(), vault=out.kit.vault)


def test_no_new_link_is_sent_to_it_by_anybody(out: Out) -> None:
    called_back(out.kit, out.asked.part_id, out.by)
    with out.kit.database.transaction() as session:
        with pytest.raises(NotAllowed, match="recalled"):
            deliver.resend(session, out.asked.part_id, by=replace(out.by, capabilities=frozenset(Capability)), now=out.kit.now(),
                           vault=out.kit.vault, settings=out.kit.settings)
        request = session.get_one(Part, out.asked.part_id).request
        assert not link_again.can(session, request)


@pytest.mark.parametrize("is_fetched", [False, True])
def test_the_part_is_to_be_reviewed_again_and_the_person_is_told(out: Out, is_fetched: bool) -> None:
    if is_fetched:
        fetch(out)
    called_back(out.kit, out.asked.part_id, out.by)
    with out.kit.database.reading() as session:
        part = session.get_one(Part, out.asked.part_id)
        assert (part.state, part.outcome) == (State.REVIEWING, None)
        names = [event.name for event in audit.trail(session, out.asked.request_id)]
        assert {"incident_opened", "answer_recalled", "recall"} <= set(names)
        draft = drafting.newest(session, part.id)
        assert draft is not None
        assert draft.number == 2
    assert kinds(out.kit)[-1] == "answer_recalled"


def test_the_answer_that_follows_replaces_it(out: Out) -> None:
    called_back(out.kit, out.asked.part_id, out.by)
    again(out)
    assert kinds(out.kit)[-1] == "answer_corrected"
    with out.kit.database.reading() as session:
        rows = session.execute(select(Response.number, Response.recalled_at.is_not(None)).order_by(Response.number)).all()
        assert [tuple(row) for row in rows] == [(1, True), (2, False)]
        assert session.get_one(Part, out.asked.part_id).state is State.DELIVERING


def test_a_letter_that_waits_to_announce_it_never_leaves(kit: Kit) -> None:
    asked, _ = approved(kit)
    called_back(kit, asked.part_id, alice(kit, StaffRole.DPO))
    with kit.database.reading() as session:
        row = session.execute(select(Message).where(Message.kind == "answer_ready")).scalar_one()
        assert (row.state, row.result_code) == (MessageState.FAILED, "recalled")
        assert session.execute(select(Message.state).where(Message.kind == "answer_recalled")).scalar_one() is MessageState.QUEUED


def test_the_clocks_run_from_that_moment(out: Out) -> None:
    number = called_back(out.kit, out.asked.part_id, out.by)
    with out.kit.database.reading() as session:
        row = session.get_one(Incident, number)
        assert (row.what, row.role, row.aware_at, row.opened_by) == (WHAT, Role.CONTROLLER, out.kit.now(), out.by.id)
        found = incidents.clocks_of(session, row, settings=out.kit.settings)
    assert {clock.duty: clock.ends_at - out.kit.now() for clock in found} == {
        Duty.TELECOM: timedelta(hours=24), Duty.AUTHORITY: timedelta(hours=72)}


def test_the_representative_opens_it_no_more_either_and_is_told(kit: Kit) -> None:
    asked, by = reviewed(kit), alice(kit)
    mandate(kit, asked, by)
    code = decide(kit, asked)
    approve(kit, asked.part_id, write(kit, asked.part_id), by)
    with kit.database.reading() as session:
        link = token_in(session, kit, asked.request_id, "answer_representative")
    called_back(kit, asked.part_id, by)
    with kit.database.transaction() as session, pytest.raises(NotFound):
        deliver.open_with_code(session, link, code or "", now=kit.now(), vault=kit.vault, settings=kit.settings)
    assert UNION.email
    assert to_union(kit, asked)[-1] == "answer_recalled_acting"


def test_what_lies_to_be_printed_is_printed_and_posted_no_more(kit: Kit) -> None:
    by = alice(kit)
    asked, looked = wanted_on_paper(kit, by)
    approve(kit, asked.part_id, looked, by)
    with kit.database.reading() as session:
        letter = session.execute(select(Message.id).where(Message.kind == "answer_posted")).scalar_one()
    called_back(kit, asked.part_id, by)
    with kit.database.transaction() as session:
        for verb in (post.answer, post.send):
            with pytest.raises(NotFound):
                verb(session, letter, by=by, now=kit.now(), vault=kit.vault)
    assert kinds(kit)[-1] == "answer_recalled"


@pytest.mark.parametrize("is_fetched", [False, True])
def test_a_companys_package_is_closed_and_the_company_is_told_without_a_word_of_the_person(kit: Kit, is_fetched: bool) -> None:
    scene = handed_over(kit)
    part, contact = scene.part(scene.nord), scene.contacts[scene.nord]

    def given() -> None:
        with scene.kit.database.transaction() as session:
            row = session.execute(select(Referral).where(Referral.part_id == part.id)).scalar_one()
            visit = Visit(session.get_one(CompanyContact, contact), session.get_one(Company, scene.nord))
            packages.fetch(session, visit, row.id, documents(kit)[0], now=kit.now(), vault=kit.vault)

    if is_fetched:
        given()
    number = called_back(scene.kit, part.id, scene.by)
    with pytest.raises(NotFound):
        given()
    after = scene.part(scene.nord)
    assert (after.state, after.outcome) == (State.TRIAGE if is_fetched else State.REVIEWING, None)
    with kit.database.reading() as session:
        row = session.get_one(Incident, number)
        assert (row.role, row.company_id) == (Role.PROCESSOR, scene.nord)
        found = {clock.duty: clock.settled_at for clock in incidents.clocks_of(session, row, settings=kit.settings)}
        assert found == {Duty.TELECOM: None, Duty.COMPANY: kit.now()}
    assert "company_incident" in kinds(kit)
    assert "answer_recalled" not in kinds(kit), "the person was given nothing of it"


def test_the_company_gets_its_corrected_package(kit: Kit) -> None:
    scene = handed_over(kit)
    part = scene.part(scene.nord)
    called_back(scene.kit, part.id, scene.by)
    while work_next(scene.kit):
        pass
    approve(scene.kit, part.id, seen(scene.kit, part.id), scene.by)
    assert kinds(kit)[-1] == "company_package"
    with kit.database.reading() as session:
        assert packages.of_part(session, session.get_one(Part, part.id))


@pytest.mark.parametrize("role", [StaffRole.READER, StaffRole.CLERK, StaffRole.ADMIN])
def test_others_do_not_call_back(out: Out, role: StaffRole) -> None:
    with pytest.raises(NotAllowed):
        called_back(out.kit, out.asked.part_id, replace(out.by, capabilities=ROLES[role]))


def test_where_nothing_is_out_there_is_nothing_to_call_back(kit: Kit) -> None:
    asked, by = reviewed(kit), alice(kit)
    with pytest.raises(Conflict):
        called_back(kit, asked.part_id, by)


@pytest.mark.parametrize(("what", "problem"), [("", "required"), ("x" * 2001, "too_long"), ("To bob@havblik.example", "register"),
                                               ("The line +45 31 00 04 17", "register")])
def test_what_happened_is_said_and_names_nobody(out: Out, what: str, problem: str) -> None:
    with pytest.raises(InvalidInput) as refused, out.kit.database.transaction() as session:
        recall.recall(session, out.asked.part_id, what, by=out.by, now=out.kit.now(), vault=out.kit.vault, settings=out.kit.settings)
    assert refused.value.facts["problem"] == problem
    fetch(out)
    with out.kit.database.reading() as session:
        assert session.get_one(Part, out.asked.part_id).outcome is Outcome.FULFILLED, "nothing was changed"


def test_a_second_answer_may_belong_to_the_same_incident(out: Out) -> None:
    number = called_back(out.kit, out.asked.part_id, out.by)
    again(out)
    assert called_back(out.kit, out.asked.part_id, out.by, incident_id=number) == number
    with out.kit.database.reading() as session:
        assert session.execute(select(func.count()).select_from(Incident)).scalar_one() == 1
