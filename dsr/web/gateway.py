"""The door of the telephone gateway: the key was pressed, and it asks what to say. For a machine; it has no cookie and no form.

Invariant: without our secret, and the token of one call that waits for its key, the answer is an empty 404, whatever was sent.
"""

# mypy: allow-untyped-decorators
# (Flask-WTF carries no types)

from __future__ import annotations

import hmac

from flask import Blueprint, Response, jsonify, request

from dsr.domain.errors import NotFound
from dsr.services import line_sending
from dsr.web.access import public
from dsr.web.ports import kit
from dsr.web.security import csrf

bp = Blueprint("gateway", __name__)
KEY = "1"


@bp.post("/phone/pressed/<token>")
@csrf.exempt
@public
def pressed(token: str) -> Response:
    given = request.get_json(silent=True)
    if not _is_gateway() or not isinstance(given, dict) or given.get("key") != KEY:
        return Response(status=404)
    try:
        with kit().database.transaction() as db:
            locale, say = line_sending.pressed(db, token, now=kit().now(), vault=kit().vault)
    except NotFound:
        return Response(status=404)
    return jsonify(locale=locale, say=say)


def _is_gateway() -> bool:
    secret = kit().settings.phone_callback_secret.get_secret_value()
    shown = request.headers.get("Authorization", "")
    return bool(secret) and hmac.compare_digest(shown.encode(), f"Bearer {secret}".encode())
