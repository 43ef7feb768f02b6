"""Send what goes to a line: a message, or a call that asks for a key. The act of one parcel, without a session but for looking at its line.

Invariant: a code leaves only after our own records, and then the network, say that its line may have one; what cannot be asked is asked again.
"""

from __future__ import annotations

import structlog

from dsr.domain.line_checks import WAITING, LineFacts
from dsr.kit import Kit
from dsr.models import Transport
from dsr.phone.base import Phone, PhoneRefused, PhoneUnavailable, SpokenCall, TextMessage
from dsr.phone.compose import greeting, message
from dsr.services import entities, line_sending, outbox

_log = structlog.get_logger("post")


def send(kit: Kit, parcel: outbox.Parcel) -> outbox.Result:
    """Raises VaultError."""
    if kit.phone is None:
        return outbox.Refused("phone_off")
    try:
        held = _held(kit, kit.phone, parcel) if parcel.kind == line_sending.KIND else None
        if held is not None:
            return held
        kit.phone.send(_composed(kit, parcel))
    except PhoneUnavailable as error:
        return outbox.Later(error.code)
    except PhoneRefused as error:
        return outbox.Refused(error.code)
    except KeyError as error:
        _log.error("letter_cannot_be_written", message=parcel.id, kind=parcel.kind, why=type(error).__name__)
        return outbox.Refused("letter_not_written")
    return outbox.Sent()


def _held(kit: Kit, phone: Phone, parcel: outbox.Parcel) -> outbox.Result | None:
    """What keeps a code from leaving; None if nothing does. The network is asked only about a line that is theirs by our own records."""
    now = kit.now()
    with kit.database.reading() as session:
        order = line_sending.order(session, parcel.id, now=now, vault=kit.vault)
    if not order.is_live:
        return outbox.Withheld("line_over")
    why = line_sending.verdict(order, LineFacts(), now=now, settings=kit.settings)
    if why is None:
        why = line_sending.verdict(order, phone.look_up(order.number), now=now, settings=kit.settings)
    if why in WAITING:
        return outbox.Later(f"line_{why}")
    with kit.database.transaction() as session:
        if why is None:
            line_sending.release(session, order.proof_id, order.number, vault=kit.vault)
            return None
        line_sending.withhold(session, parcel.id, why, now=now, vault=kit.vault)
    return outbox.Withheld(f"line_{why}")


def _composed(kit: Kit, parcel: outbox.Parcel) -> TextMessage | SpokenCall:
    told = {**entities.in_letters(kit.settings), **parcel.facts}
    if parcel.transport is Transport.SMS:
        return TextMessage(parcel.message_id, parcel.recipient, message(parcel.kind, parcel.locale, told), parcel.locale)
    back = f"{kit.settings.public_url.rstrip('/')}/phone/pressed/{told['token']}"
    return SpokenCall(parcel.message_id, parcel.recipient, greeting(parcel.kind, parcel.locale, told), back, parcel.locale)
