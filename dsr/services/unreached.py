"""Staff see to a letter that did not arrive: again, to another address that is proven, on paper, or told otherwise.

Invariant: the letter that is written then is another letter, with a Message-ID of its own; what did not arrive stays as it is, and is seen to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Settings
from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.errors import Conflict, InvalidInput, NotFound, VaultError
from dsr.domain.identity import normalise
from dsr.domain.unreached import Way, ways
from dsr.mail.letters import PLANS
from dsr.models import UNREACHED, Delivery, Message, Request, Transport
from dsr.services import audit, contact_points, deliver, endings, entities, load, notes, notify
from dsr.services.keys import key_of
from dsr.vault import KeyClass, Vault

_TO_AN_ADDRESS = frozenset({"notice", "address_new", "address_old"})  # not to the person, but to whoever reads that mailbox or number


@dataclass(frozen=True, slots=True)
class Ways:
    """What there is to do about a letter, and the other addresses of the person."""

    ways: tuple[Way, ...] = ()
    others: tuple[str, ...] = ()


def of(session: Session, message: Message, request: Request, *, vault: Vault) -> Ways:
    """None for what arrived or was seen to, or is no letter."""
    plan = PLANS.get(message.kind)
    if plan is None or message.state not in UNREACHED or message.attended_at is not None:
        return Ways()
    is_to_person = not plan.is_for_owner and message.kind not in _TO_AN_ADDRESS
    try:
        now_at = normalise("email", contact_points.email_of(session, request, vault), None)
        others = tuple(one for one in contact_points.confirmed(session, request, vault) if normalise("email", one, None) != now_at)
        has_postal = contact_points.postal(session, request.id, vault=vault) is not None
    except VaultError:  # shredded: nothing can be written any more
        return Ways((Way.TOLD,))
    found = ways(is_to_person=is_to_person, holds_link="{token}" in plan.link, others=len(others), has_postal=has_postal)
    return Ways(found, others if Way.OTHER in found else ())


def see_to(session: Session, reference: str, message_id: int, way: str, *, to: str = "", said: str = "", by: Actor, now: datetime, vault: Vault,
           settings: Settings) -> None:
    """Go that way. `to` is one of the other addresses; `said` is how they were told.

    Raises NotFound, NotAllowed, Conflict (it arrived, or was seen to), InvalidInput (a way or an address that there is not, nothing said).
    """
    by.must(Capability.TRIAGE)
    request = load.request(session, reference)
    wanted = select(Message).where(Message.id == message_id, Message.request_id == request.id)
    message = session.execute(wanted.with_for_update()).scalar_one_or_none()
    if message is None:
        raise NotFound()
    given = of(session, message, request, vault=vault)
    if not given.ways:
        raise Conflict()
    if way not in given.ways or (way == Way.OTHER and to not in given.others):
        raise InvalidInput(field="way", problem="required")
    if way == Way.TOLD:
        notes.add(session, reference, said, by=by, now=now, vault=vault, field="said")
    elif session.execute(select(Delivery.id).where(Delivery.message_id == message.id, Delivery.representative_id.is_(None))).first() is not None:
        deliver.resend(session, message.part_id or 0, by=by, now=now, vault=vault, settings=settings)  # a new link: the old one is closed
    else:
        _write(session, request, message, Way(way), to, now=now, vault=vault, settings=settings)
    message.attended_at = now
    session.flush()
    audit.record(session, request.id, "letter_seen_to", {"letter": message.kind, "message": message.id, "way": way}, by=by, now=now)
    if way == Way.TOLD:
        endings.letter_left(session, message.id, now=now)


def _write(session: Session, request: Request, message: Message, way: Way, to: str, *, now: datetime, vault: Vault, settings: Settings) -> None:
    """The same letter once more."""
    handle = key_of(session, request.id, KeyClass.CORRESPONDENCE, vault=vault)
    context = orjson.loads(handle.open(message.context, f"message:{message.message_id}:context"))
    is_theirs = not PLANS[message.kind].is_for_owner and message.kind not in _TO_AN_ADDRESS
    first = handle.open(message.recipient, f"message:{message.message_id}:recipient").decode()
    written = session.execute(select(func.count()).select_from(Message).where(Message.request_id == request.id)).scalar_one()
    notify.write(session, request, message.kind, occasion=f"again:{message.id}:{written}", context=context, now=now, vault=vault,
                 domain=entities.mail_domain(settings), part_id=message.part_id, locale=message.locale,
                 to=to or None if is_theirs else first, transport=Transport.POST if way is Way.POST else None)
