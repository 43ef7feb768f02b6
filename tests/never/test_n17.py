"""N17: never stay silent because we are only the processor. AEPD TD/00044/2021 (AWS was ordered to answer), Trustpilot: every part that is a
company's is told of to the person and passed on, at once; and whoever is silent after that, the person hears before the time is over."""

from __future__ import annotations

import pytest

from dsr.domain.customer import CompanyState, Standing
from dsr.domain.words import State
from dsr.kit import Kit
from tests.services.archive import later
from tests.services.asked_company import Scene, companys, stands
from workers import upkeep

PERSON = ("referred", "company_decided", "company_missing")
COMPANY = ("company_asked", "company_forwarded", "company_instructed")


def heard(scene: Scene, *kinds: str) -> int:
    return len(scene.letters(*kinds))


@pytest.mark.parametrize("standing", [None, *Standing])
@pytest.mark.parametrize("state", list(CompanyState))
@pytest.mark.parametrize("has_contact", [True, False])
def test_the_person_hears_at_once_and_so_does_whoever_is_left_to_decide(
        kit: Kit, standing: Standing | None, state: CompanyState, has_contact: bool) -> None:
    scene = companys(kit, has_contact=has_contact, state=state)
    if standing is not None:
        stands(scene, standing)
    upkeep.pass_on(kit)
    assert heard(scene, *PERSON) == 1
    assert heard(scene, *COMPANY) == 1 or heard(scene, "company_missing") == 1 or not has_contact


def test_who_waits_for_a_silent_company_hears_that_we_wait_and_on_the_last_day_that_nothing_came(kit: Kit) -> None:
    scene = companys(kit)
    upkeep.pass_on(kit)
    days = []
    for day in range(1, 31):
        later(kit, days=1)
        before = heard(scene, "company_silent")
        upkeep.remind(kit)
        if heard(scene, "company_silent") > before:
            days.append(day)
    assert days == [11, 30]  # asked on 24 November; the answer is due on 24 December
    assert scene.state() is State.REFERRED
