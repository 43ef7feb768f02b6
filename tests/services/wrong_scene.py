"""Carol's answer went out, was fetched and called back: the incident that follows, and what is done about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.actor import Actor
from dsr.domain.capability import StaffRole
from dsr.domain.incident import Duty, MarkAct, Risk
from dsr.kit import Kit
from dsr.models import Incident, Message, Response
from dsr.services import case_file, complaints, deliver, incidents, recall
from dsr.services.complaints import Facts as Asked
from dsr.services.incident_letters import Words
from dsr.services.incidents import Facts, Mark
from tests.services import carol
from tests.services.carol import alice, approved, token_in
from workers import troubles

WHAT = "Rows of a colleague were in the answer."
WHOLE = Facts(WHAT, categories="One employee: calls of a month.", people=1, records=12, consequences="Somebody knows whom they called.",
              measures="The answer is closed.", risk=Risk.LIKELY)
TOLD = Words("", "", "en", "Rows of yours were in another answer.", "Somebody knows whom you called.", "We closed it.")


@dataclass(frozen=True, slots=True)
class Scene:
    """Carol's answer was fetched and then called back."""

    kit: Kit
    asked: carol.Asked
    by: Actor
    number: int

    @property
    def reference(self) -> str:
        return self.asked.receipt.reference


@pytest.fixture
def scene(kit: Kit) -> Scene:
    asked, _ = approved(kit)
    with kit.database.transaction() as session:
        page = deliver.open_with_code(session, token_in(session, kit, asked.request_id, "answer_ready"), asked.code, now=kit.now(), vault=kit.vault,
                                      settings=kit.settings)
    with kit.database.transaction() as session:
        document = session.execute(select(Response)).scalars().one().documents[0]
        deliver.record_download(session, page, document.id, now=kit.now(), vault=kit.vault)
    by = alice(kit, StaffRole.DPO)
    with kit.database.transaction() as session:
        number = recall.recall(session, asked.part_id, WHAT, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings).id
    return Scene(kit, asked, by, number)


def change(scene: Scene, facts: Facts) -> None:
    with scene.kit.database.transaction() as session:
        incidents.change(session, scene.number, facts, by=scene.by, now=scene.kit.now())


def mark(scene: Scene, duty: Duty, act: MarkAct = MarkAct.TOLD, **more: str) -> None:
    with scene.kit.database.transaction() as session:
        incidents.mark(session, scene.number, Mark(duty, act, scene.kit.now(), **more), by=scene.by, now=scene.kit.now())


def close(scene: Scene) -> None:
    with scene.kit.database.transaction() as session:
        incidents.close(session, scene.number, by=scene.by, now=scene.kit.now(), settings=scene.kit.settings)


def running(scene: Scene) -> set[Duty]:
    with scene.kit.database.reading() as session:
        found = incidents.clocks_of(session, session.get_one(Incident, scene.number), settings=scene.kit.settings)
    return {clock.duty for clock in found if clock.settled_at is None}


def reminders(scene: Scene) -> list[str]:
    troubles.remind(scene.kit)
    with scene.kit.database.reading() as session:
        return list(session.execute(select(Message.occasion).where(Message.kind.like("%_reminder")).order_by(Message.id)).scalars())


def enter(scene: Scene, answer_by: date | None = date(2026, 12, 10), **more: str) -> int:
    facts = Asked(**{"authority": "DK", "name": "", "number": "2026-431-0017", **more}, received_on=date(2026, 11, 24), answer_by=answer_by)
    with scene.kit.database.transaction() as session:
        return complaints.enter(session, scene.reference, facts, by=scene.by, now=scene.kit.now(), settings=scene.kit.settings).id


def packed_by(session: Session, scene: Scene, number: int) -> case_file.Packed:
    """The authority's file, not kept yet."""
    return case_file.pack(session, scene.reference, number, by=scene.by, now=scene.kit.now(), vault=scene.kit.vault, settings=scene.kit.settings,
                          word=lambda table, code: f"<{table} {code}>")
