"""Try each channel by which requests come, once a day, by the very way that a person's request takes; tell the data protection contact of one that is
silent (N02). A mail goes through the mail server into the mailbox, a form through the public address."""

from __future__ import annotations

import re

import httpx
import structlog

from config import Settings
from dsr.domain import heartbeat
from dsr.domain.errors import DsrError
from dsr.kit import Kit
from dsr.mail.base import Letter
from dsr.services import entities, heartbeats
from dsr.services.heartbeats import Silence, Try
from dsr.text import translator

TIMEOUT_S = 30.0
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_log = structlog.get_logger("heartbeat")


def beat(kit: Kit) -> None:
    """Send what is due, and tell of what did not arrive."""
    if not kit.settings.heartbeat:
        return
    every = heartbeat.channels(one.name for one in kit.settings.read_mailboxes() if one.reached_at)
    with kit.database.transaction() as session:
        tries = heartbeats.begin(session, every, now=kit.now(), vault=kit.vault)
    for one in tries:
        _send(kit, one)
    with kit.database.reading() as session:
        silent = heartbeats.silent(session, every, now=kit.now())
    for silence in silent:
        _log.error("channel_silent", channel=silence.channel, since=silence.since.isoformat())
        if not silence.is_told:
            _tell(kit, silence)


def _send(kit: Kit, one: Try) -> None:
    """Whatever goes wrong, the next turn tries again, and a day later it is told."""
    try:
        _fill_in(kit.settings, one.token) if one.channel == heartbeat.FORM else _mail(kit, one)
    except (DsrError, httpx.HTTPError) as error:
        _log.warning("heartbeat_not_sent", channel=one.channel, why=type(error).__name__)
        return
    with kit.database.transaction() as session:
        heartbeats.sent(session, one.id, now=kit.now())


def _mail(kit: Kit, one: Try) -> None:
    box = next(box for box in kit.settings.read_mailboxes() if heartbeat.mail(box.name) == one.channel)
    _post(kit, f"<{one.token}@{entities.mail_domain(kit.settings)}>", box.reached_at, "alarm.try", {})


def _tell(kit: Kit, silence: Silence) -> None:
    """By mail where it can; the log and the desk say it in any case."""
    facts = {"channel": silence.channel.rpartition(":")[2], "since": f"{silence.since.astimezone(entities.zone(kit.settings)):%Y-%m-%d %H:%M}"}
    try:
        _post(kit, f"<alarm-{silence.id}@{entities.mail_domain(kit.settings)}>", kit.settings.entity_dpo_contact,
              "alarm.form" if silence.channel == heartbeat.FORM else "alarm.mail", facts)
    except DsrError as error:
        _log.error("alarm_not_sent", channel=silence.channel, why=type(error).__name__)
        return
    with kit.database.transaction() as session:
        heartbeats.told(session, silence.id, now=kit.now())


def _post(kit: Kit, message_id: str, recipient: str, key: str, facts: dict[str, str]) -> None:
    say = translator(kit.settings.entity_language)
    text = say(f"{key}.text", **facts)
    kit.mailer.send(Letter(message_id=message_id, sender=kit.settings.mail_from, recipient=recipient, subject=say(f"{key}.subject"), text=f"{text}\n",
                           html=f"<p>{text}</p>", locale=say.locale, written_at=kit.now()))


def _fill_in(settings: Settings, token: str) -> None:
    """The form as a browser without scripts sends it. Raises httpx.HTTPError."""
    with httpx.Client(timeout=TIMEOUT_S, follow_redirects=False) as client:
        address = f"{settings.public_url.rstrip('/')}/"
        page = client.get(address)
        page.raise_for_status()
        found = _TOKEN.search(page.text)
        client.post(address, headers={"Referer": address}, data={
            "csrf_token": found[1] if found else "", "nonce": token, "right": "access", "name": "Heartbeat", "email": "heartbeat@example.com",
            "language": settings.entity_language})
