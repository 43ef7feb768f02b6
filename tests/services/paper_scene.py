"""A letter from Carol, who gave no email: entered by staff, her address on file, a code posted there and read out."""

from __future__ import annotations

from datetime import date

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.actor import Actor
from dsr.domain.postal import Known
from dsr.domain.words import Channel
from dsr.kit import Kit
from dsr.models import Message, Request
from dsr.services import desk_intake, posted
from dsr.services.desk_intake import Arrived
from dsr.services.intake import IntakeClaim
from dsr.services.keys import key_of
from dsr.vault import KeyClass
from tests.services.carol import Asked

HOME = "Strandvej 4, 2. tv\n8240 Risskov"
LETTER = IntakeClaim(right="access", name="Carol Ærø", email="", employer="Havblik ApS", numbers="+45 31 00 04 17", message="Send me what you hold.",
                     locale="da")


def today(kit: Kit) -> date:
    return kit.now().date()


def enter(kit: Kit, by: Actor, claim: IntakeClaim = LETTER, *, address: str = HOME, by_post: bool = True, channel: Channel = Channel.LETTER,
          arrived_on: date | None = None, key: str = "desk:one") -> Asked:
    """Entered as the desk does."""
    with kit.database.transaction() as session:
        receipt = desk_intake.enter(session, claim, Arrived(channel, arrived_on or today(kit), address, by_post), intake_key=key, by=by,
                                    now=kit.now(), vault=kit.vault, settings=kit.settings)
        request = session.execute(select(Request).where(Request.reference == receipt.reference)).scalar_one()
        return Asked(receipt, request.id, request.parts[0].id)


def post_code(kit: Kit, asked: Asked, by: Actor) -> str:
    """A code to her address, which stands in a system of ours; as she reads it in the letter."""
    with kit.database.transaction() as session:
        posted.write(session, asked.receipt.reference, Known.ON_FILE, where="CRM, address of 2024", by=by, now=kit.now(), vault=kit.vault,
                     settings=kit.settings)
        return str(facts_of(session, kit, asked.request_id, "posted_code")["code"])


def prove(kit: Kit, asked: Asked, by: Actor) -> None:
    """The code came back."""
    code = post_code(kit, asked, by)
    with kit.database.transaction() as session:
        posted.read_out(session, asked.receipt.reference, code, by=by, now=kit.now(), vault=kit.vault)


def letters(kit: Kit, asked: Asked) -> list[Message]:
    with kit.database.reading() as session:
        return list(session.execute(select(Message).where(Message.request_id == asked.request_id).order_by(Message.id)).scalars())


def facts_of(session: Session, kit: Kit, request_id: int, kind: str) -> dict[str, object]:
    """What the newest letter of a kind was written with."""
    row = session.execute(select(Message).where(Message.request_id == request_id, Message.kind == kind).order_by(Message.id.desc())).scalars().first()
    assert row is not None
    handle = key_of(session, request_id, KeyClass.CORRESPONDENCE, vault=kit.vault)
    found: dict[str, object] = orjson.loads(handle.open(row.context, f"message:{row.message_id}:context"))
    return found
