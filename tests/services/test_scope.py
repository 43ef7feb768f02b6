"""A part gives what is its own: not another company's, not what is unproven, and not what nobody has signed."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from dsr.documents import machine, wording
from dsr.domain.answer import Answer
from dsr.domain.customer import CompanyState
from dsr.domain.data_kind import DataKind
from dsr.domain.errors import NotAllowed, Outdated
from dsr.domain.instruction import Decision
from dsr.domain.proof import ProofState
from dsr.domain.routing import RouteAct, RoutedRole
from dsr.domain.searched import Searched
from dsr.domain.tenancy import Holder, HowKnown
from dsr.domain.window import ALWAYS
from dsr.domain.words import NotReached, Role, Withheld
from dsr.kit import Kit
from dsr.models import Company, Part, Proof, Request, Response, RoutingVersion
from dsr.services import answer, briefing, deliver, drafts, ledger, planning, scope
from tests.fakes import FrozenNow
from tests.services.customers import a_company
from tests.services.two_companies import BOXES, CALLS, CARDS, HAV, NOTES, USERS, Scene, asked


@pytest.fixture
def scene(kit: Kit) -> Scene:
    """Carol works at both, and has proven all there is to prove."""
    made = asked(kit)
    made.prove()
    made.works_at(HAV, made.hav)
    return made


def assembled(scene: Scene, company: int | None) -> Answer:
    """The answer as it would be written."""
    with scene.kit.database.transaction() as session:
        draft = drafts.newest(session, scene.part(company).id)
        assert draft is not None
        brief = briefing.writing(session, draft, sources=scene.kit.sources.sources, settings=scene.kit.settings, now=scene.kit.now(),
                                 vault=scene.kit.vault)
    return answer.assemble(brief.occasion, brief.plan, brief.sources, brief.haul)


def said_of(one: Answer) -> str:
    return " ".join(str(line) for line in wording.letter(one))


def test_our_part_shows_what_we_decide_about_and_counts_the_rest(scene: Scene) -> None:
    haul = scene.collected(None)
    tables = {table.address: table for table in assembled(scene, None).tables}
    assert (tables[CARDS].role, tables[CARDS].shown) == (Role.CONTROLLER, 1)
    assert (tables[CALLS].role, tables[CALLS].shown) == (Role.CONTROLLER, 1)
    assert (tables[BOXES].role, tables[BOXES].shown) == (Role.PROCESSOR, 0)
    assert set(tables[BOXES].withheld) <= {Withheld.PROCESSOR, Withheld.SHARED_LINE}
    assert haul.missed == {}


def test_a_companys_part_shows_its_own_rows_and_no_others(scene: Scene) -> None:
    scene.decide(scene.nord, Decision.ANSWER)
    rows = scene.rows(scene.collected(scene.nord))
    assert {row for some in rows.values() for row in some} == {("carol@nordlys.example", "1"), ("1", "from the north")}
    scene.decide(scene.hav, Decision.ANSWER)
    rows = scene.rows(scene.collected(scene.hav))
    assert {row for some in rows.values() for row in some} == {("carol@nordlys.example", "1"), ("1", "from the sea"),
                                                               ("carol@nordlys.example", "of the sea")}


def test_a_companys_answer_tells_of_no_other_company_and_of_nothing_of_ours(scene: Scene) -> None:
    scene.decide(scene.nord, Decision.ANSWER)
    scene.collected(scene.nord)
    made = assembled(scene, scene.nord)
    assert {table.address for table in made.tables} == {USERS, BOXES}
    assert [gap.address for gap in made.gaps if gap.address.startswith(("crm", "switch"))] == []
    assert HAV not in repr(made)
    assert NOTES not in {table.address for table in made.tables if table.found}


def test_what_goes_to_the_company_holds_nobodys_words_and_names_no_identifier_of_another(scene: Scene) -> None:
    scene.decide(scene.nord, Decision.HAND_OVER)
    rows = scene.rows(scene.collected(scene.nord))
    assert rows[str(BOXES)] == [("1", None)]
    made = assembled(scene, scene.nord)
    assert all(one.value != "614" for one in made.identities)  # her extension at the other company


def test_with_the_mailbox_alone_only_what_stands_on_a_card_is_given_and_the_rest_is_named(kit: Kit) -> None:
    scene = asked(kit)
    haul = scene.collected(None)
    assert set(scene.rows(haul)) == {str(CARDS), str(USERS), str(NOTES)}
    with kit.database.reading() as session:
        plan = planning.load(session.get_one(Part, scene.part(None).id).search_plan or "")
    assert {gap.address: gap.why for gap in plan.gaps} == {BOXES: NotReached.UNPROVEN, CALLS: NotReached.HELD}


def test_a_step_that_may_not_be_given_leads_on_in_silence(kit: Kit) -> None:
    """What nobody signed is not collected even as a stepping stone, unless something depends on it; then nothing of it is kept."""
    scene = asked(kit)
    scene.prove()
    scene.decide(scene.nord, Decision.ANSWER)
    with kit.database.transaction() as session:
        part = session.get_one(Part, scene.part(scene.nord).id)
        own = scope.of(session, part)
    assert own.tenant == "nordlys.example"
    haul = scene.collected(scene.nord)
    with kit.database.reading() as session:
        plan = planning.load(session.get_one(Part, part.id).search_plan or "")
    assert CARDS not in {step.address for stage in plan.stages for step in stage.steps}
    assert not set(plan.quiet) & set(haul.found)


def test_a_kind_that_waits_for_a_signature_keeps_the_answer_back(kit: Kit) -> None:
    scene = asked(kit)
    scene.collected(None)
    with kit.database.transaction() as session:
        part = session.get_one(Part, scene.part(None).id)
        with pytest.raises(NotAllowed) as caught:
            scope.check(session, part, scope.sources_of(session, part, scene.kit.sources.sources))
    assert caught.value.facts["reason"] == "held"


def test_once_it_is_signed_the_part_is_collected_again(kit: Kit) -> None:
    scene = asked(kit)
    scene.collected(None)
    scene.prove()  # and signed
    with kit.database.transaction() as session:
        part = session.get_one(Part, scene.part(None).id)
        with pytest.raises(Outdated):
            scope.check(session, part, scope.sources_of(session, part, scene.kit.sources.sources))
    assert CALLS in scene.collected(None).found


def test_what_was_shown_on_a_proof_that_was_taken_back_does_not_leave(scene: Scene) -> None:
    scene.collected(None)
    with scene.kit.database.transaction() as session:
        part = session.get_one(Part, scene.part(None).id)
        own = scope.sources_of(session, part, scene.kit.sources.sources)
        scope.check(session, part, own)
        for proof in session.execute(select(Proof)).scalars():
            proof.state = ProofState.REVOKED
        session.flush()
        with pytest.raises(Outdated):
            scope.check(session, part, own)


def test_an_instruction_that_is_changed_keeps_back_what_was_collected_by_the_other(scene: Scene) -> None:
    scene.decide(scene.nord, Decision.ANSWER)
    scene.collected(scene.nord)
    scene.decide(scene.nord, Decision.HAND_OVER)
    with scene.kit.database.transaction() as session:
        part = session.get_one(Part, scene.part(scene.nord).id)
        with pytest.raises(Outdated):
            scope.check(session, part, scope.sources_of(session, part, scene.kit.sources.sources))


def test_a_row_of_the_table_decides_against_the_mapping(scene: Scene) -> None:
    """The mapping says we decide about contact details; the privacy manager says a company does."""
    with scene.kit.database.transaction() as session:
        request = session.get_one(Request, scene.request_id)
        session.add(RoutingVersion(entity_id=request.entity_id, data_kind=DataKind.CONTACT_PERSON, version=1, role=RoutedRole.PROCESSOR,
                                   act=RouteAct.FORWARD, is_signed=True, reason="x", staff_id=scene.by.id, made_at=scene.kit.now()))
    scene.collected(None)
    tables = {table.address: table for table in assembled(scene, None).tables}
    assert (tables[CARDS].role, tables[CARDS].shown) == (Role.PROCESSOR, 0)


def test_a_companys_answer_says_on_whose_behalf_it_is_and_ours_what_was_not_passed_on(scene: Scene) -> None:
    scene.decide(scene.nord, Decision.ANSWER)
    scene.collected(scene.nord)
    made = assembled(scene, scene.nord)
    assert made.on_behalf == "Nordlys A/S"
    assert "Nordlys A/S" in said_of(made)
    assert {one["role"] for one in json.loads(machine.response(made))["collections"]} == {"processor"}
    with scene.kit.database.transaction() as session:
        session.get_one(Request, scene.request_id).pass_on = False
    scene.collected(None)
    ours = assembled(scene, None)
    assert (ours.on_behalf, ours.not_passed_on, "spørg dér" in said_of(ours)) == ("", True, True)
    assert "Nordlys" not in said_of(ours)
    assert "intet sendt videre" in said_of(ours)


def test_our_answer_says_of_a_part_that_was_passed_on_that_nothing_need_be_done_and_names_only_who_was_named(scene: Scene) -> None:
    scene.collected(None)
    ours = assembled(scene, None)
    assert (ours.decided_by, ours.left_to_us) == (("Nordlys A/S", "den virksomhed, hvis telefonsystem det er"), ())
    said = said_of(ours)
    assert "på vegne af Nordlys A/S; den virksomhed, hvis telefonsystem det er, er ikke i dette svar" in said
    assert "spørg dér" not in said
    assert "Havblik" not in said
    with scene.kit.database.transaction() as session:
        for proof in session.execute(select(Proof)).scalars():
            proof.state = ProofState.REVOKED
    assert assembled(scene, None).decided_by == ("Nordlys A/S",), "nobody learns by what an employer could show where else she works"


@pytest.mark.parametrize(("is_named", "who"), [(True, "på vegne af Nordlys A/S"), (False, "på vegne af den virksomhed, hvis telefonsystem det er")])
def test_the_mail_of_a_companys_answer_says_that_it_is_what_we_keep_for_it(scene: Scene, is_named: bool, who: str) -> None:
    company = scene.nord if is_named else scene.hav
    scene.decide(company, Decision.ANSWER)
    scene.collected(company)
    with scene.kit.database.reading() as session:
        for own, said in ((company, who), (None, "de oplysninger, Fjordtel A/S har om dig")):
            part = session.get_one(Part, scene.part(own).id)
            _, facts = deliver._announced(session, Response(part_id=part.id, number=1), part, today=date(2026, 11, 26), settings=scene.kit.settings)
            assert said in facts["asked"]
            assert "Havblik" not in facts["asked"]


def test_where_nobody_is_left_to_ask_our_answer_says_that_our_staff_look_at_it(scene: Scene) -> None:
    with scene.kit.database.transaction() as session:
        session.get_one(Company, scene.nord).state = CompanyState.DISSOLVED
    scene.collected(None)
    ours = assembled(scene, None)
    assert ours.left_to_us == ("Nordlys A/S",)
    assert "navngivne medarbejdere hos os ser på det" in said_of(ours)


def test_a_draft_of_ours_is_written_again_once_a_company_has_a_part(kit: Kit) -> None:
    scene = asked(kit)
    scene.prove()
    scene.collected(None)
    with kit.database.transaction() as session:
        before, third = drafts.newest(session, scene.part(None).id), a_company(session, "Tredje A/S", domain="third.example", key="third").id
    scene.works_at("third", third)
    with kit.database.reading() as session:
        after = drafts.newest(session, scene.part(None).id)
    assert before is not None
    assert after is not None
    assert after.number == before.number + 1


def test_a_line_that_was_proven_after_the_search_is_not_told_as_searched(kit: Kit) -> None:
    scene = asked(kit)
    scene.prove()
    scene.collected(None)
    assert isinstance(kit.now, FrozenNow)
    kit.now.at += timedelta(minutes=5)
    scene.works_at(HAV, scene.hav)
    assert "614" not in {one.value for one in assembled(scene, None).identities}
    scene.collected(None)
    assert Searched("extension", "614", ((None, None),)) in assembled(scene, None).identities


def test_a_line_that_turns_out_to_be_anothers_keeps_back_what_was_found_by_it(scene: Scene) -> None:
    scene.collected(None)
    assert isinstance(scene.kit.now, FrozenNow)
    scene.kit.now.at += timedelta(minutes=5)
    with scene.kit.database.transaction() as session:
        ledger.state(session, scene.request_id, "extension", "614", tenant=HAV, company_id=scene.hav, holder=Holder.OTHER, window=ALWAYS,
                     how=HowKnown.STAFF, by=scene.by, now=scene.kit.now(), vault=scene.kit.vault, reason="The list of extensions says so.")
        part = session.get_one(Part, scene.part(None).id)
        with pytest.raises(Outdated):
            scope.check(session, part, scope.sources_of(session, part, scene.kit.sources.sources))
