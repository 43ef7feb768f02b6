"""The outside world as one frozen object, made at the entry point and handed down in parts.

Invariant: below the entry points nobody asks for the time, the environment or a connection; they are given.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from config import Settings
from dsr.db import Database, open_database
from dsr.domain.errors import Misconfigured
from dsr.domain.term import JURISDICTIONS
from dsr.eid import Party, RelyingParty
from dsr.eid.staff import Directory, StaffParty
from dsr.jobs import Dispatcher
from dsr.mail.base import Mailer
from dsr.mail.smtp import SmtpMailer
from dsr.mapping import SourceBook, load_folder
from dsr.phone.base import Phone
from dsr.phone.gateway import GatewayPhone
from dsr.store import Store
from dsr.vault import Vault


@dataclass(frozen=True, slots=True)
class Kit:
    settings: Settings
    now: Callable[[], datetime]
    database: Database
    dispatcher: Dispatcher
    mailer: Mailer
    store: Store
    vault: Vault
    sources: SourceBook
    eid: Party | None = None  # None: no provider of electronic identities is configured
    phone: Phone | None = None  # None: no codes are sent to lines
    sso: Directory | None = None  # None: staff sign in by password only


def utc_now() -> datetime:
    """The one place where the clock is read."""
    return datetime.now(UTC)


def make_vault(settings: Settings) -> Vault:
    """The vault of these settings. A run without keys (a trial on the command line) gets keys that are nobody's."""
    master = settings.master_key.get_secret_value()
    search = settings.search_key.get_secret_value()
    return Vault({settings.master_key_id: _key(master)}, settings.master_key_id, _key(search))


def _key(text: str) -> bytes:
    return base64.b64decode(text) if text else hashlib.sha256(b"no key was set: only for trials without data").digest()


def make_party(settings: Settings) -> Party | None:
    """The provider of electronic identities that is configured."""
    if not settings.eid_issuer:
        return None
    return RelyingParty(
        issuer=settings.eid_issuer, client_id=settings.eid_client_id, client_secret=settings.eid_client_secret.get_secret_value(),
        label=settings.eid_label, scopes=settings.eid_scopes, levels=tuple(settings.eid_acr.split()))


def make_sso(settings: Settings) -> Directory | None:
    """Where staff sign in, if that is configured."""
    given = settings.read_sso()
    return None if given is None else StaffParty(
        issuer=given.issuer, client_id=given.client_id, client_secret=given.client_secret.get_secret_value(), label=given.label, scopes=given.scopes,
        claim=given.claim)


def make_kit(settings: Settings, environ: Mapping[str, str], dispatcher: Dispatcher, *, mailer: Mailer | None = None) -> Kit:
    """Everything an entry point needs. Raises Misconfigured if the source files or the country are not right."""
    if settings.entity_country not in JURISDICTIONS:
        known = ', '.join(JURISDICTIONS)
        raise Misconfigured(f"DSR_ENTITY_COUNTRY: the legal dates of '{settings.entity_country}' are not known; known are {known}.")
    return Kit(
        settings=settings, now=utc_now, database=open_database(settings.database_url.get_secret_value()), dispatcher=dispatcher,
        mailer=mailer or SmtpMailer.from_settings(settings), store=Store(settings.store_dir), vault=make_vault(settings),
        sources=load_folder(settings.sources_dir, environ) if settings.sources_dir.is_dir() else SourceBook(),
        eid=make_party(settings), phone=GatewayPhone.from_settings(settings), sso=make_sso(settings))
