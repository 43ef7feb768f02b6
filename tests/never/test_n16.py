"""N16: never answer for a customer without an instruction when we are its processor. Trustpilot DK 2020-7320-1827; BE 63/2024: what a company
decides about leaves us on its word only."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from dsr.domain.actor import COMPANY
from dsr.domain.errors import NotAllowed
from dsr.domain.instruction import Decision, Given
from dsr.domain.words import Role, State
from dsr.kit import Kit
from dsr.models import Delivery, Instruction, Part
from dsr.services import instructions
from dsr.services.instructions import Signed
from tests.services.customers import a_company, a_contact
from tests.services.draft_scene import Scene, drafted
from tests.services.drafted import approve, seen


def companys_draft(kit: Kit) -> tuple[Scene, int]:
    """A draft that is ready, of a part that is a company's, and who speaks for the company."""
    scene = drafted(kit)
    with scene.kit.database.transaction() as session:
        company = a_company(session)
        contact = a_contact(session, company)
        session.execute(update(Part).where(Part.id == scene.part_id).values(role=Role.PROCESSOR, company_id=company.id))
        return scene, contact.id


def said(scene: Scene, contact_id: int, decision: Decision) -> None:
    """The row alone: what an instruction does to a part that was collected before it has tests of its own."""
    with scene.kit.database.transaction() as session:
        part = session.get_one(Part, scene.part_id)
        session.add(Instruction(part_id=part.id, company_id=part.company_id, decision=decision, contact_id=contact_id, made_at=scene.kit.now()))


def delivered(scene: Scene) -> int:
    with scene.kit.database.reading() as session:
        return len(session.execute(select(Delivery)).scalars().all())


def test_no_answer_is_approved_that_its_company_has_not_allowed(kit: Kit) -> None:
    scene, _ = companys_draft(kit)
    with pytest.raises(NotAllowed) as refused:
        approve(scene.kit, scene.part_id, seen(scene.kit, scene.part_id), scene.by)
    assert refused.value.facts == {"reason": "no_instruction"}
    assert delivered(scene) == 0


@pytest.mark.parametrize("decision", [Decision.REFUSE, Decision.NOTHING_HELD])
def test_a_word_that_gives_nothing_releases_nothing(kit: Kit, decision: Decision) -> None:
    scene, contact_id = companys_draft(kit)
    said(scene, contact_id, decision)
    with pytest.raises(NotAllowed):
        approve(scene.kit, scene.part_id, seen(scene.kit, scene.part_id), scene.by)
    assert delivered(scene) == 0


def test_with_its_word_the_answer_leaves(kit: Kit) -> None:
    scene, contact_id = companys_draft(kit)
    said(scene, contact_id, Decision.ANSWER)
    assert approve(scene.kit, scene.part_id, seen(scene.kit, scene.part_id), scene.by).approved_at is not None
    assert delivered(scene) == 1


def test_a_word_taken_back_releases_nothing_that_was_written_by_it(kit: Kit) -> None:
    scene, contact_id = companys_draft(kit)
    said(scene, contact_id, Decision.ANSWER)
    looked = seen(scene.kit, scene.part_id)
    with scene.kit.database.transaction() as session:
        instructions.give(session, scene.part_id, {None: Given(Decision.REFUSE, "Section 22(1).")}, Signed(contact_id=contact_id), by=COMPANY,
                          now=scene.kit.now(), vault=scene.kit.vault, settings=scene.kit.settings)
        assert session.get_one(Part, scene.part_id).state is State.TRIAGE
    with pytest.raises(Exception, match="invalid_move"):
        approve(scene.kit, scene.part_id, looked, scene.by)
    assert delivered(scene) == 0
