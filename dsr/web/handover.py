"""Carries the pick-up code from the POST to the one page that shows it: the receipt of a form, or the page behind the button of a mail.

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
_FIELD, _CONFIRMED = "receipt", "confirmed"


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
        session[_FIELD]["sealed"] = _sealed(shown.reference, shown.code, secret, now)


def take(*, secret: str, now: datetime, is_look_only: bool) -> Shown | None:
    """The receipt of this browser; the code leaves the cookie with it. A look only (HEAD) leaves it there and shows none."""
    kept = session.get(_FIELD)
    if not isinstance(kept, dict):
        return None
    code = _taken(_FIELD, kept, secret, now) if not is_look_only else None
    return Shown(str(kept["reference"]), date.fromisoformat(kept["due_on"]), str(kept["right"]), code, bool(kept.get("is_for_other")))


def give_code(reference: str, code: str, *, secret: str, now: datetime) -> None:
    """Put the code of whoever has pressed the button of a mail into the cookie of this browser."""
    session[_CONFIRMED] = {"reference": reference, "sealed": _sealed(reference, code, secret, now)}


def take_code(*, secret: str, now: datetime, is_look_only: bool) -> tuple[str, str | None] | None:
    """The reference that was confirmed in this browser, and its code, as `take` does."""
    kept = session.get(_CONFIRMED)
    if not isinstance(kept, dict):
        return None
    return str(kept["reference"]), _taken(_CONFIRMED, kept, secret, now) if not is_look_only else None


def _taken(field: str, kept: dict[str, Any], secret: str, now: datetime) -> str | None:
    """The code, which leaves the cookie."""
    if "sealed" not in kept:
        return None
    session[field] = {name: value for name, value in kept.items() if name != "sealed"}
    return _opened(kept, secret, now)


def _sealed(reference: str, code: str, secret: str, now: datetime) -> str:
    plain = orjson.dumps([code, (now + OPEN_FOR).timestamp()])
    return urlsafe_b64encode(_key(secret).seal(plain, _place(reference))).decode()


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
