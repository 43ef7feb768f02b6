"""Data keys of a request: made when first needed, unwrapped for use."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.errors import VaultError
from dsr.models import DataKey
from dsr.vault import Handle, KeyClass, Vault, ephemeral_key


def key_for(session: Session, request_id: int, key_class: KeyClass, *, vault: Vault, now: datetime) -> Handle:
    """The request's key of this class, made if it has none. Raises VaultError once it is shredded."""
    row = session.execute(select(DataKey).where(DataKey.request_id == request_id, DataKey.key_class == key_class)).scalar_one_or_none()
    context = f"{request_id}:{key_class.value}"
    if row is None:
        handle = ephemeral_key()
        master_id, wrapped = vault.wrap(handle, context)
        session.add(DataKey(request_id=request_id, key_class=key_class, master_id=master_id, wrapped=wrapped, created_at=now))
        session.flush()
        return handle
    return _opened(row, vault, context)


def key_of(session: Session, request_id: int, key_class: KeyClass, *, vault: Vault) -> Handle:
    """The request's key of this class, for reading. Raises VaultError if there is none or it is shredded."""
    row = session.execute(select(DataKey).where(DataKey.request_id == request_id, DataKey.key_class == key_class)).scalar_one_or_none()
    if row is None:
        raise VaultError(reason="no_key")
    return _opened(row, vault, f"{request_id}:{key_class.value}")


def keys_of(session: Session, request_ids: Collection[int], key_class: KeyClass, *, vault: Vault) -> dict[int, Handle]:
    """The keys of many requests with one query, for a list. Those that are missing, shredded or do not open are left out."""
    rows = session.execute(select(DataKey).where(DataKey.request_id.in_(request_ids), DataKey.key_class == key_class)).scalars()
    found = {}
    for row in rows:
        with suppress(VaultError):  # one damaged key must not hide all the others
            found[row.request_id] = _opened(row, vault, f"{row.request_id}:{key_class.value}")
    return found


def _opened(row: DataKey, vault: Vault, context: str) -> Handle:
    if row.wrapped is None:
        raise VaultError(reason="shredded")
    return vault.unwrap(row.master_id, row.wrapped, context)
