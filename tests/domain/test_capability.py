"""Roles: who may look, who prepares, who decides."""

from __future__ import annotations

import pytest

from dsr.domain.actor import SUBJECT, SYSTEM, Actor, ActorKind
from dsr.domain.capability import ROLES, Capability, StaffRole
from dsr.domain.errors import NotAllowed

WHO_MAY = {
    Capability.READ: set(StaffRole),
    Capability.RECORDS: {StaffRole.CLERK, StaffRole.MANAGER, StaffRole.DPO},
    Capability.TRIAGE: {StaffRole.CLERK, StaffRole.MANAGER},
    Capability.REVIEW: {StaffRole.CLERK, StaffRole.MANAGER},
    Capability.APPROVE: {StaffRole.MANAGER},
    Capability.AUDIT: {StaffRole.DPO},
    Capability.INCIDENT: {StaffRole.MANAGER, StaffRole.DPO},
    Capability.ADMIN: {StaffRole.ADMIN},
}


@pytest.mark.parametrize("capability", list(Capability))
def test_each_capability_has_its_roles(capability: Capability) -> None:
    assert {role for role, capabilities in ROLES.items() if capability in capabilities} == WHO_MAY[capability]


def test_every_role_is_a_bundle() -> None:
    assert set(ROLES) == set(StaffRole)
    assert all(ROLES.values())


def test_who_keeps_the_accounts_sees_no_record_and_decides_nothing() -> None:
    assert not ROLES[StaffRole.ADMIN] & {Capability.RECORDS, Capability.TRIAGE, Capability.REVIEW, Capability.APPROVE}


def test_who_audits_decides_nothing() -> None:
    assert not ROLES[StaffRole.DPO] & {Capability.TRIAGE, Capability.REVIEW, Capability.APPROVE, Capability.ADMIN}


@pytest.mark.parametrize("role", list(StaffRole))
@pytest.mark.parametrize("capability", list(Capability))
def test_an_actor_may_what_the_role_holds(role: StaffRole, capability: Capability) -> None:
    actor = Actor(ActorKind.STAFF, 7, ROLES[role])
    if role in WHO_MAY[capability]:
        actor.must(capability)
    else:
        with pytest.raises(NotAllowed) as refused:
            actor.must(capability)
        assert refused.value.facts == {"capability": capability.value}


@pytest.mark.parametrize("actor", [SYSTEM, SUBJECT, Actor(ActorKind.STAFF, 7)])
def test_nobody_may_anything_by_default(actor: Actor) -> None:
    for capability in Capability:
        with pytest.raises(NotAllowed):
            actor.must(capability)
