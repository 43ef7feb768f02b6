"""The policy on other people's data: what is in force, who changed it when, and whether rows were collected by it.

Invariant: a change is a new version with its reason and an event; what was collected by an earlier one stays what it was and says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

import orjson
from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.errors import Conflict, InvalidInput, Outdated
from dsr.domain.parties import Party
from dsr.domain.policy import LAW_ELSEWHERE, OPEN_TO_CHOICE, Policies, Policy, Treatment, default
from dsr.domain.scope import Audience
from dsr.domain.words import Role
from dsr.models import LegalEntity, Part, PolicyVersion, Request
from dsr.services import audit, planning

LONGEST_REASON = 1_000


@dataclass(frozen=True, slots=True)
class Version:
    """A change that was made, for who looks back."""

    version: int
    staff_id: int
    made_at: datetime
    reason: str


def current(session: Session, country: str, role: Role) -> Policy:
    """The table that is in force."""
    row = session.execute(_of(country, role).limit(1)).scalar_one_or_none()
    return default(country, role) if row is None else _policy(row)


def in_force(session: Session, country: str) -> Policies:
    """The tables of a country that are in force."""
    return Policies(country, MappingProxyType({role: current(session, country, role) for role in Role}))


def of_request(session: Session, request_id: int) -> Policies:
    """Those of the entity that answers the request."""
    country = session.execute(select(LegalEntity.country).join(Request, Request.entity_id == LegalEntity.id).where(Request.id == request_id))
    return in_force(session, country.scalar_one())


def of_part(session: Session, part: Part, audience: Audience) -> Policies:
    """The same, as they count for whoever is given the part's answer: what goes to a company is treated by the company's table."""
    tables = of_request(session, part.request_id)
    if audience is Audience.PERSON:
        return tables
    return Policies(tables.country, MappingProxyType(dict.fromkeys(Role, tables.by_role[Role.PROCESSOR])))


def versions(session: Session, country: str, role: Role) -> list[Version]:
    """All changes, the newest first."""
    return [Version(row.version, row.staff_id, row.made_at, row.reason) for row in session.execute(_of(country, role)).scalars()]


def countries(session: Session, own: str) -> list[str]:
    """Those with a table that differs from the usual one, or could: our own, those whose law points elsewhere, those that were changed."""
    return sorted({own, *LAW_ELSEWHERE, *session.execute(select(PolicyVersion.country).distinct()).scalars()})


def change(session: Session, country: str, role: Role, treatments: Mapping[Party, Treatment], *, digits: int, since: int, reason: str, by: Actor,
           now: datetime) -> Policy:
    """Put a new table in force; parties that are not among the `treatments` stay as they are. `since` is the version that was looked at.

    Raises NotAllowed, InvalidInput, Conflict (somebody was first, or nothing would change).
    """
    by.must(Capability.APPROVE)
    why = " ".join(reason.split())
    if not why:
        raise InvalidInput(field="reason", problem="required")
    if len(why) > LONGEST_REASON:
        raise InvalidInput(field="reason", problem="too_long")
    before = current(session, country, role)
    made = Policy({**before.treatments, **{party: treatments[party] for party in OPEN_TO_CHOICE if party in treatments}}, digits, since + 1)
    if before.version != since or made.says_the_same(before):
        raise Conflict()
    told = orjson.dumps(made.dump()["treatments"], option=orjson.OPT_SORT_KEYS)
    try:
        with session.begin_nested():
            session.add(PolicyVersion(country=country, role=role, version=made.version, digits=digits, treatments=told.decode(), reason=why,
                                      staff_id=by.id, made_at=now))
    except IntegrityError:  # somebody else's change came a moment earlier
        raise Conflict() from None
    session.execute(select(LegalEntity.id).with_for_update())  # two who change at once would take the same place in the chain of events
    facts: dict[str, object] = {"country": country, "role": role.value, "version": made.version, "digest": hashlib.sha256(told).hexdigest()}
    audit.record(session, None, "policy_changed", facts, by=by, now=now)
    return made


def is_current(session: Session, part: Part) -> bool:
    """Whether what was collected for the part was treated as the policy is now. What is given in a part counts as ours to give."""
    if part.search_plan is None:
        return True
    by_then, now = planning.policies(part.search_plan), of_part(session, part, planning.whose(part.search_plan).audience)
    return by_then.by_role[Role.CONTROLLER].says_the_same(now.by_role[Role.CONTROLLER])


def check(session: Session, part: Part) -> None:
    """Before an answer is ordered. Raises Outdated if the policy has changed since its rows were collected: what is masked in them is gone, and
    what is shown may have to be masked now, so they are collected again."""
    if not is_current(session, part):
        raise Outdated(reason="policy")


def _of(country: str, role: Role) -> Select[PolicyVersion]:
    return select(PolicyVersion).where(PolicyVersion.country == country, PolicyVersion.role == role).order_by(PolicyVersion.version.desc())


def _policy(row: PolicyVersion) -> Policy:
    return Policy.load({"version": row.version, "digits": row.digits, "treatments": orjson.loads(row.treatments)})
