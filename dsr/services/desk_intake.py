"""Staff enter what came by telephone or letter. A plain request is enough: nothing has to be signed, and no email is needed (N10).

Invariant: it counts from the day it reached us, and is the same kind of request as one from the form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from config import Settings
from dsr.domain import arrival
from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.errors import InvalidInput
from dsr.domain.words import Channel
from dsr.mail.compose import first_name
from dsr.models import Transport
from dsr.services import contact_points, entities, intake, mandates, notify
from dsr.services.intake import Arrival, IntakeClaim, Receipt
from dsr.vault import Vault


@dataclass(frozen=True, slots=True)
class Arrived:
    """How it came. `address` is where paper goes; `by_post` that they want the answer there."""

    channel: Channel
    arrived_on: date
    address: str = ""
    by_post: bool = False


def enter(session: Session, claim: IntakeClaim, arrived: Arrived, *, intake_key: str, by: Actor, now: datetime, vault: Vault,
          settings: Settings) -> Receipt:
    """Store the request, start its clock, and acknowledge it: by mail with the link that confirms, else on paper.

    Raises NotAllowed, InvalidInput with the field; nothing is stored then.
    """
    by.must(Capability.TRIAGE)
    told, received_at = check(claim, arrived, now=now, settings=settings)
    if known := intake.known_as(session, intake_key):
        return known
    opened = intake.open_request(session, told, Arrival(arrived.channel, received_at, by_post=arrived.by_post), intake_key=intake_key, by=by,
                                 now=now, vault=vault, settings=settings)
    if isinstance(opened, Receipt):
        return opened
    if arrived.address.strip():
        contact_points.set_postal(session, opened.request.id, arrived.address, now=now, vault=vault)
        _acknowledge(session, opened, told, now=now, vault=vault, settings=settings)
    if told.acting is not None:
        mandates.claim(session, opened.request, told.acting, today=opened.request.received_on, now=now, vault=vault)
    if told.email:
        intake.ask_to_confirm(session, opened, told, now=now, vault=vault, settings=settings)
    return opened.receipt


def check(claim: IntakeClaim, arrived: Arrived, *, now: datetime, settings: Settings) -> tuple[IntakeClaim, datetime]:
    """The claim cleaned, and the moment from which it counts. Raises InvalidInput with the field."""
    if arrived.channel not in arrival.BY_HAND:
        raise InvalidInput(field="channel", problem="required")
    received_at = arrival.instant(arrived.arrived_on, now=now, zone=entities.zone(settings))
    told = intake.checked(claim, is_email_needed=False)
    _must_reach(told, arrived)
    return told, received_at


def _must_reach(told: IntakeClaim, arrived: Arrived) -> None:
    """Raises InvalidInput where we could answer nowhere."""
    address = arrived.address.strip()
    if arrived.by_post and not address:
        raise InvalidInput(field="address", problem="required")
    if not (told.email or address or told.numbers):
        raise InvalidInput(field="email", problem="unreachable")


def _acknowledge(session: Session, opened: intake.Opened, told: IntakeClaim, *, now: datetime, vault: Vault, settings: Settings) -> None:
    """A letter on paper that it has come, and what is next; whose email is given hears by mail."""
    if told.email:
        return
    facts = {"first_name": first_name(told.name), "received_on": opened.request.received_on.isoformat(),
             "due_on": opened.receipt.due_on.isoformat()}
    notify.write(session, opened.request, "acknowledged", occasion="acknowledged", context=facts, now=now, vault=vault,
                 domain=entities.mail_domain(settings), transport=Transport.POST)
