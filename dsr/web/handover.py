"""Carries the pick-up code from the POST to the one page that shows it.

Where it lies in between: sealed (AES-GCM, under a key made from the secret key) in the public cookie. Not in plain, because that
cookie is only signed and browsers keep it on disk; not in the database, because the code exists there only as a keyed hash and a
table of open codes is what a thief would look for. The only browser that can bring it back is the one that is about to show it.
Invariant: what was taken once is gone from the cookie, and after ten minutes it opens nowhere, whoever kept a copy.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import orjson
from flask import session

from dsr.domain.errors import VaultError
from dsr.vault import Handle

OPEN_FOR = timedelta(minutes=10)
_FIELD = "receipt"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the receipt says. `code` is None once it was shown, or for a form that was sent twice."""

    reference: str
    due_on: date
    right: str
    code: str | None
    is_for_other: bool = False  # whoever asked acts for the person, and gets no code


def give(shown: Shown, *, secret: str, now: datetime) -> None:
    """Put it into the cookie of this browser."""
    session[_FIELD] = {"reference": shown.reference, "due_on": shown.due_on.isoformat(), "right": shown.right}
    if shown.is_for_other:
        session[_FIELD]["is_for_other"] = True
    if shown.code is not None:
        plain = orjson.dumps([shown.code, (now + OPEN_FOR).timestamp()])
        session[_FIELD]["sealed"] = urlsafe_b64encode(_key(secret).seal(plain, _place(shown.reference))).decode()


def take(*, secret: str, now: datetime, is_look_only: bool) -> Shown | None:
    """The receipt of this browser; the code leaves the cookie with it. A look only (HEAD) leaves it there and shows none."""
    kept = session.get(_FIELD)
    if not isinstance(kept, dict):
        return None
    code = None
    if not is_look_only and "sealed" in kept:
        code = _opened(kept, secret, now)
        session[_FIELD] = {name: value for name, value in kept.items() if name != "sealed"}
    return Shown(str(kept["reference"]), date.fromisoformat(kept["due_on"]), str(kept["right"]), code, bool(kept.get("is_for_other")))


def _opened(kept: dict[str, Any], secret: str, now: datetime) -> str | None:
    try:
        code, until = orjson.loads(_key(secret).open(urlsafe_b64decode(kept["sealed"]), _place(kept["reference"])))
    except (VaultError, ValueError):
        return None
    return str(code) if now.timestamp() < until else None


def _key(secret: str) -> Handle:
    return Handle(hashlib.sha256(b"dsr:handover\0" + secret.encode()).digest())


def _place(reference: str) -> str:
    return f"handover:{reference}"
