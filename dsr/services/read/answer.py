"""The files of an answer that somebody has opened. Invariant: a session shows the files of its own link's answer, and none once a newer link
has taken its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.errors import NotFound
from dsr.models import Delivery, Document, Request
from dsr.services import deliver, sessions
from dsr.services.keys import key_of
from dsr.vault import Handle, KeyClass, Vault


@dataclass(frozen=True, slots=True)
class File:
    id: int
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Page:
    """`expires_at`: when the page closes, not the link."""

    reference: str
    expires_at: datetime
    files: tuple[File, ...]


def page(session: Session, token: str, *, now: datetime, vault: Vault) -> Page:
    """The answer that this session opened; its files by name. Raises NotFound."""
    opened = sessions.current(session, token, now=now, vault=vault, is_answer=True)
    delivery = session.execute(select(Delivery).where(Delivery.id == opened.delivery_id)).scalar_one()
    if not deliver.is_open(session, delivery, now=now):
        raise NotFound()
    reference = session.execute(select(Request.reference).where(Request.id == opened.request_id)).scalar_one()
    documents = session.execute(select(Document).where(Document.response_id == delivery.response_id)).scalars().all()
    package = key_of(session, opened.request_id, KeyClass.PACKAGE, vault=vault) if any(one.title for one in documents) else None
    files = [File(one.id, _name(one, package), one.media_type, one.size) for one in documents]
    # sorted here, not by the database: the pages count files, and each database sorts letters in its own way
    return Page(reference, opened.expires_at, tuple(sorted(files, key=lambda file: file.name)))


def _name(document: Document, package: Handle | None) -> str:
    if document.title is None or package is None:
        return document.name
    return package.open(document.title, deliver.title_context(document.path)).decode()
