"""That nothing is held is said by two people who may both approve when it goes out."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from dsr.domain.capability import StaffRole
from dsr.domain.words import Outcome
from dsr.kit import Kit
from dsr.models import Delivery, Staff
from tests.services.draft_scene import colleague, drafted
from tests.services.drafted import approve, write


@pytest.mark.parametrize("changed", [{"role": StaffRole.CLERK}, {"is_active": False}])
def test_the_yes_of_somebody_who_may_approve_no_more_is_none(kit: Kit, changed: dict[str, object]) -> None:
    scene = drafted(kit)
    scene.order()
    looked, other = write(scene.kit, scene.part_id, outcome=Outcome.NOTHING_HELD), colleague(scene)
    approve(scene.kit, scene.part_id, looked, scene.by)
    with scene.kit.database.transaction() as session:
        session.execute(update(Staff).where(Staff.id == scene.by.id).values(**changed))
    again = approve(scene.kit, scene.part_id, looked, other)
    assert (again.agreed_by, again.approved_at) == (other.id, None)
    assert scene.count(Delivery) == 0
