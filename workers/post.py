"""Send letters, by mail or to a line: claim, act, settle. What the server has accepted is marked as sent whatever happens to the lease."""

from __future__ import annotations

import structlog
from jinja2 import TemplateError

from dsr.kit import Kit
from dsr.mail.base import Letter, MailRefused, MailUnavailable
from dsr.mail.compose import compose
from dsr.models import Transport
from dsr.services import endings, entities, line_sending, outbox
from workers import lines
from workers.context import lease
from workers.lease import Keeper

_log = structlog.get_logger("post")


def send_next(kit: Kit) -> bool:
    """Send the next letter that is due; False if there is none."""
    with kit.database.transaction() as session:
        parcel = outbox.claim_next(session, now=kit.now(), lease=lease(kit), vault=kit.vault, most_an_hour=kit.settings.mail_limit)
    if parcel is None:
        return False
    with Keeper([lambda _seen: _renew(kit, parcel)], kit.settings.job_lease_s / 3):
        result = _send(kit, parcel) if parcel.transport is Transport.MAIL else lines.send(kit, parcel)
    with kit.database.transaction() as session:
        is_mine = outbox.settle(session, parcel, result, now=kit.now(), most_days=kit.settings.mail_days)
        if is_mine and isinstance(result, outbox.Sent):
            endings.letter_left(session, parcel.id, now=kit.now())
            if parcel.kind == line_sending.KIND:
                line_sending.sent(session, parcel.id, vault=kit.vault)
    _log.info("letter", message=parcel.id, attempt=parcel.attempt, result=type(result).__name__, is_mine=is_mine)
    return True


def _send(kit: Kit, parcel: outbox.Parcel) -> outbox.Result:
    try:
        told = {**entities.in_letters(kit.settings), **parcel.facts}
        subject, text, html = compose(parcel.kind, parcel.locale, told, public_url=kit.settings.public_url)
        kit.mailer.send(Letter(
            message_id=parcel.message_id, sender=kit.settings.mail_from, recipient=parcel.recipient, subject=subject, text=text, html=html,
            locale=parcel.locale, written_at=parcel.written_at, reply_to=entities.mailbox(kit.settings), in_reply_to=parcel.in_reply_to))
    except MailUnavailable as error:
        return outbox.Later(error.code)
    except MailRefused as error:
        return outbox.Refused(error.code)
    except (TemplateError, KeyError) as error:
        _log.error("letter_cannot_be_written", message=parcel.id, kind=parcel.kind, why=type(error).__name__)
        return outbox.Refused("letter_not_written")
    return outbox.Sent()


def _renew(kit: Kit, parcel: outbox.Parcel) -> bool:
    with kit.database.transaction() as session:
        return outbox.renew(session, parcel, now=kit.now(), lease=lease(kit))
