"""Sealing: what is personal lies encrypted at rest, under a data key of its request and class, which a master key wraps.

Invariant: a sealed value opens only with its own key and in its own place (the context is authenticated).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dsr.domain.errors import VaultError

_NONCE = 12
OVERHEAD = _NONCE + 16  # bytes by which a sealed value is longer: the nonce, and the tag that authenticates it


class KeyClass(StrEnum):
    """What a data key seals; each class has its own date of shredding."""

    EVIDENCE = "evidence"
    PACKAGE = "package"
    CORRESPONDENCE = "correspondence"
    CASE = "case"
    PROMISE = "promise"


@dataclass(frozen=True, slots=True)
class Handle:
    """A data key, ready to use. It is never written anywhere but wrapped."""

    secret: bytes = field(repr=False)

    def seal(self, plain: bytes, context: str) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        return nonce + AESGCM(self.secret).encrypt(nonce, plain, context.encode())

    def open(self, sealed: bytes, context: str) -> bytes:
        """Raises VaultError for another key, another place or changed bytes."""
        try:
            return AESGCM(self.secret).decrypt(sealed[:_NONCE], sealed[_NONCE:], context.encode())
        except (InvalidTag, ValueError):
            raise VaultError() from None

    def tokens(self, purpose: str) -> Callable[[str], int]:
        """What makes a keyed hash of 64 bits, never 0: equal for equal text under this key, of no use without it, and under another key another."""
        key = hmac.digest(self.secret, f"tokens:{purpose}".encode(), hashlib.sha256)
        return lambda text: int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8, key=key).digest(), "big") or 1


def ephemeral_key() -> Handle:
    """A key that lives as long as this process: for runs without a database."""
    return Handle(AESGCM.generate_key(256))


@dataclass(frozen=True, slots=True)
class Vault:
    """The master keys (the first named is used for new keys) and the key of the search tokens."""

    masters: Mapping[str, bytes] = field(repr=False)
    current: str
    search_key: bytes = field(repr=False)

    def wrap(self, handle: Handle, context: str) -> tuple[str, bytes]:
        """The id of the master key and the wrapped data key."""
        return self.current, Handle(self.masters[self.current]).seal(handle.secret, "data-key:" + context)

    def unwrap(self, master_id: str, wrapped: bytes, context: str) -> Handle:
        """Raises VaultError if the master key is not there or does not fit."""
        if master_id not in self.masters:
            raise VaultError(master_key=master_id)
        return Handle(Handle(self.masters[master_id]).open(wrapped, "data-key:" + context))

    def token(self, purpose: str, text: str) -> str:
        """A keyed hash: equal for equal text, of no use without the key. A plain hash of an eight-digit number falls in seconds."""
        return hmac.new(self.search_key, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()

    def fits(self, purpose: str, text: str, token: str) -> bool:
        """Whether the token is that of the text, in constant time."""
        return hmac.compare_digest(self.token(purpose, text), token)
