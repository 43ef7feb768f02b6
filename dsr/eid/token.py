"""Whether an ID token is what it must be (OpenID Connect Core 3.1.3.7), and the name that it gives.

Invariant: the algorithm is ours to choose, never the token's: no `none`, and no shared secret that a public key could be taken for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError

from dsr.domain.names import Name
from dsr.eid.base import EidRefused
from dsr.eid.metadata import Published

ALGORITHMS = ("RS256", "PS256", "ES256")
LEEWAY_S = 60         # between two clocks
OLDEST_S = 600        # a token is made for an attempt that is going on


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say; without levels any is enough."""

    issuer: str
    client_id: str
    nonce: str
    levels: Collection[str]


def claims(token: object, expected: Expected, published: Published, *, now: datetime) -> Mapping[str, Any]:
    """The claims of a token that holds. Raises EidRefused with the first thing that is wrong, EidUnreachable."""
    found = _signed(token, published, now=now)
    rules = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()), leeway=LEEWAY_S, iss={"essential": True, "value": expected.issuer},
        aud={"essential": True, "value": expected.client_id}, exp={"essential": True}, iat={"essential": True}, sub={"essential": True})
    try:
        rules.validate(found)
    except JoseError as error:
        raise EidRefused(f"claim_{getattr(error, 'claim', None) or 'expired'}") from None
    audience = found["aud"]
    if (isinstance(audience, list) and len(audience) > 1 and "azp" not in found) or found.get("azp", expected.client_id) != expected.client_id:
        raise EidRefused("claim_azp")
    if now.timestamp() - found["iat"] > OLDEST_S:
        raise EidRefused("claim_iat")
    if not compare_digest(str(found.get("nonce", "")).encode(), expected.nonce.encode()):
        raise EidRefused("claim_nonce")
    if expected.levels and found.get("acr") not in expected.levels:
        raise EidRefused("claim_acr")
    if not found["sub"]:
        raise EidRefused("claim_sub")
    return found


def name_of(found: Mapping[str, Any]) -> Name | None:
    """Given and family name where both are there, else the name as one. Nothing else is looked at."""
    given, family, whole = (str(found.get(claim) or "").strip() for claim in ("given_name", "family_name", "name"))
    return Name(given, family) if given and family else Name.whole(whole) if whole else None


def _signed(token: object, published: Published, *, now: datetime) -> dict[str, Any]:
    if not isinstance(token, str):
        raise EidRefused("no_token")
    try:
        key_id = jws.extract_compact(token.encode()).headers().get("kid")
        keys = published.keys(key_id if isinstance(key_id, str) else None, now)
        return dict(jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims)
    except (JoseError, ValueError, TypeError):
        raise EidRefused("signature") from None
