"""Data that a company asked for itself: it gets its part, cut by its own policy, and the person nothing from us; nobody else opens it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from dsr.domain.errors import NotFound
from dsr.domain.instruction import Decision
from dsr.domain.words import Outcome, State
from dsr.kit import Kit
from dsr.models import Company, CompanyContact, Delivery, Document, Message, Referral
from dsr.services import deliver, packages
from dsr.services.company_door import Visit
from tests.services.two_companies import Scene, approved, handed_over


@pytest.fixture
def scene(kit: Kit) -> Scene:
    return handed_over(kit)


def fetch(scene: Scene, by: int) -> str:
    """The first file of Nordlys' part, wanted by the contact of a company."""
    with scene.kit.database.transaction() as session:
        contact = session.get_one(CompanyContact, scene.contacts[by])
        row = session.execute(select(Referral).where(Referral.part_id == scene.part(scene.nord).id)).scalar_one()
        document = session.execute(select(Document).order_by(Document.id)).scalars().first()
        assert document is not None
        visit = Visit(contact, session.get_one(Company, contact.company_id))
        return packages.fetch(session, visit, row.id, document.id, now=scene.kit.now(), vault=scene.kit.vault).path


def test_the_company_is_written_to_and_nothing_is_delivered_to_the_person(scene: Scene) -> None:
    with scene.kit.database.reading() as session:
        assert session.execute(select(Delivery)).scalars().all() == []
        kinds = list(session.execute(select(Message.kind).where(Message.part_id == scene.part(scene.nord).id).order_by(Message.id)).scalars())
    assert kinds.count("company_package") == 1
    assert not any(kind.startswith("answer") for kind in kinds)
    assert "company_decided" in kinds
    assert scene.part(scene.nord).state is State.DELIVERING


def test_a_link_that_staff_send_again_goes_to_the_company_too(scene: Scene) -> None:
    with scene.kit.database.transaction() as session:
        scene.kit.now.at = scene.kit.now().replace(hour=11)  # type: ignore[attr-defined]
        deliver.resend(session, scene.part(scene.nord).id, by=scene.by, now=scene.kit.now(), vault=scene.kit.vault, settings=scene.kit.settings)
        assert session.execute(select(Delivery)).scalars().all() == []
        assert len(session.execute(select(Message).where(Message.kind == "company_package")).scalars().all()) == 2


def test_whoever_speaks_for_the_company_fetches_it_and_the_part_closes(scene: Scene) -> None:
    assert fetch(scene, scene.nord).startswith(f"part-{scene.part(scene.nord).id}/")
    part = scene.part(scene.nord)
    assert (part.state, part.outcome) == (State.CLOSED, Outcome.REFERRED)


def test_another_company_fetches_nothing_of_it(scene: Scene) -> None:
    with pytest.raises(NotFound):
        fetch(scene, scene.hav)
    assert scene.part(scene.nord).state is State.DELIVERING


def test_where_we_answer_the_company_fetches_nothing(kit: Kit) -> None:
    made = approved(kit, Decision.ANSWER)
    with pytest.raises(NotFound):
        fetch(made, made.nord)
