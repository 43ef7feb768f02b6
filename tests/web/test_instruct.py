"""A company's word by telephone or letter, entered at the desk: an instruction like one of its own page, with who said it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from dsr.domain.capability import StaffRole
from dsr.domain.instruction import Decision, ReferralEnd
from dsr.domain.routing import DataKind
from dsr.domain.words import State
from dsr.kit import Kit
from dsr.models import CompanyContact, Instruction, Request
from tests.services.asked_company import Scene, companys
from tests.web.browser import Browser, words
from tests.web.company_browser import decided
from tests.web.conftest import sign_in

WHY, SOURCE = "The company looks into it: section 22(1) of the act.", "Ms Holm, head of personnel, by telephone today."


def at(scene: Scene, name: str = "instruction") -> str:
    with scene.kit.database.reading() as session:
        reference = session.get_one(Request, scene.request_id).reference
    return f"/desk/requests/{reference}" + (f"/parts/2/{name}" if name else "")


@pytest.fixture
def scene(kit: Kit) -> Scene:
    made = companys(kit)
    made.begin()
    return made


def test_a_word_by_telephone_is_an_instruction_that_names_who_entered_it(scene: Scene, alice: Browser) -> None:
    assert at(scene) in alice.get(at(scene, "")).get_data(as_text=True)
    assert alice.get(at(scene)).status_code == 200
    assert alice.post(at(scene), **{"decision": "answer", "decision-content": "refuse", "reason": WHY, "source": SOURCE}).status_code == 303
    assert decided(scene) == {None: Decision.ANSWER, DataKind.CONTENT: Decision.REFUSE}
    assert scene.state() is State.TRIAGE
    assert len(scene.letters("company_decided")) == 1
    with scene.kit.database.reading() as session:
        rows = session.execute(select(Instruction)).scalars().all()
        assert all(row.staff_id is not None and row.reason is not None and WHY.encode() not in row.reason for row in rows)
        assert scene.referral(session).ending is ReferralEnd.INSTRUCTED
    page = words(alice.follow())
    assert "we answer the person for the company" in page
    assert "the company refuses" in page
    assert "entered by alice@fjordtel.example" in page
    assert "Asked Nordlys A/S" in page
    assert SOURCE in page


@pytest.mark.parametrize(("given", "said"), [
    ({"reason": WHY, "source": SOURCE}, "Choose one."), ({"decision": "answer", "reason": "", "source": SOURCE}, "Please fill this in."),
    ({"decision": "answer", "reason": WHY, "source": ""}, "Please fill this in."),
    ({"decision": "answer", "decision-content": "hand_over", "reason": WHY, "source": SOURCE}, "the two do not go together"),
    ({"decision": "refuse", "reason": "CPR 010190-1234", "source": SOURCE}, "national number"),
])
def test_what_does_not_go_is_said_and_nothing_is_kept(scene: Scene, alice: Browser, given: dict[str, str], said: str) -> None:
    alice.get(at(scene))
    page = alice.post(at(scene), **given)
    assert page.status_code == 422
    assert said in words(page)
    assert given["reason"] in page.get_data(as_text=True)
    assert decided(scene) == {}
    assert SOURCE not in words(alice.get(at(scene, "")))


def test_no_company_is_instructed_for_by_the_plain_move(scene: Scene, alice: Browser) -> None:
    assert f'{at(scene, "instruct")}"' not in alice.get(at(scene, "")).get_data(as_text=True)
    alice.post(at(scene, "instruct"), reason="They said yes.")
    assert scene.state() is State.REFERRED
    assert decided(scene) == {}


def test_where_nobody_is_left_only_who_may_approve_decides(app: Flask, kit: Kit, alice: Browser) -> None:
    scene = companys(kit, has_contact=False)
    scene.begin()
    carl = sign_in(app, kit, "carl@fjordtel.example", StaffRole.CLERK)
    given = {"decision": "answer", "reason": "The company is dissolved.", "source": "Decided by the privacy manager."}
    assert "nobody there is left to ask" in words(carl.get(at(scene, "")))
    carl.get(at(scene))
    assert carl.post(at(scene), **given).status_code == 303
    assert "Nobody at the company is left to ask" in words(carl.follow())
    assert decided(scene) == {}
    assert "Decide for Nordlys A/S" in words(alice.get(at(scene)))
    assert alice.post(at(scene), **given).status_code == 303
    assert decided(scene) == {None: Decision.ANSWER}


@pytest.mark.parametrize(("decision", "ground"), [("refuse", "company_refused"), ("nothing_held", "company_nothing")])
def test_the_refusal_begins_with_the_companys_ground_and_its_words(scene: Scene, alice: Browser, decision: str, ground: str) -> None:
    alice.get(at(scene))
    alice.post(at(scene), decision=decision, reason=WHY, source=SOURCE)
    page = alice.get(at(scene, "refuse")).get_data(as_text=True)
    assert f'value="{ground}" selected' in page
    assert (WHY in page) is (decision == "refuse")
    assert SOURCE not in page


def test_who_only_reads_sees_who_was_asked_and_enters_nothing(scene: Scene, bob: Browser) -> None:
    page = words(bob.get(at(scene, "")))
    with scene.kit.database.reading() as session:
        assert session.get_one(CompanyContact, scene.contact_id).email in page
    assert "Enter what the company decides" not in page
    assert bob.get(at(scene)).status_code == 403
    assert bob.post(at(scene), decision="answer", reason=WHY, source=SOURCE).status_code == 403
    assert bob.get(at(scene, "refuse")).status_code == 403


def test_our_own_part_has_no_company_to_be_instructed_by(scene: Scene, alice: Browser) -> None:
    assert alice.get(at(scene).replace("/parts/2/", "/parts/1/")).status_code == 404
