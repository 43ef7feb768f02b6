"""A person whom the privacy manager knows, at a house where who decides about what is signed: for scenes that are about something else."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.capability import StaffRole
from dsr.domain.proof import Control, Method, ProofState
from dsr.domain.routing import DataKind, RouteAct, RoutedRole
from dsr.models import Proof, Request, RoutingVersion, Staff

OURS = (DataKind.CALL_RECORDS,)  # which is contested


def make(session: Session, reference: str, *, now: datetime) -> None:
    """Rows as they would be, without the events: what is told of them is not what the scene is about."""
    request = session.execute(select(Request).where(Request.reference == reference)).scalar_one()
    session.add(Proof(request_id=request.id, method=Method.OVERRIDE, control=Control.US, state=ProofState.PROVEN, asked_at=now, proven_at=now))
    sign(session, request.entity_id, now=now)


def sign(session: Session, entity_id: int, *, now: datetime) -> None:
    """We decide about call records, and that is signed."""
    if session.execute(select(RoutingVersion.id)).first() is not None:
        return
    signer = Staff(email="signer@fjordtel.example", role=StaffRole.MANAGER, password="", is_active=False, created_at=now)
    session.add(signer)
    session.flush()
    session.add_all(RoutingVersion(entity_id=entity_id, data_kind=kind, version=1, role=RoutedRole.CONTROLLER, act=RouteAct.ANSWER, is_signed=True,
                                   reason="So it is here.", staff_id=signer.id, made_at=now) for kind in OURS)
