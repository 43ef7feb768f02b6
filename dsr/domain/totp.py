"""Codes that a device makes from a shared secret and the time (RFC 6238). Invariant: a code is good once, and none that is older is good after it."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp

PERIOD_S = 30
AROUND = (0, -1, 1)      # steps beside the present one: clocks differ, and typing takes time
SECRET_BYTES = 20        # as long as the hash (RFC 4226, 4)


def fitting_step(secret: str, code: str, *, now: datetime, after: int | None) -> int | None:
    """The time step whose code this is; None for a wrong one, and for one that is not newer than the step used last (`after`)."""
    typed = "".join(sign for sign in code if sign.isascii() and sign.isdigit())
    present, maker = int(now.timestamp()) // PERIOD_S, pyotp.TOTP(secret, interval=PERIOD_S)
    found = [step for step in (present + beside for beside in AROUND)
             if hmac.compare_digest(maker.generate_otp(step), typed) and (after is None or step > after)]
    return found[0] if found else None


def address(secret: str, *, account: str, issuer: str) -> str:
    """What the QR code holds, for the app that makes the codes."""
    return pyotp.TOTP(secret, interval=PERIOD_S).provisioning_uri(name=account, issuer_name=issuer)
