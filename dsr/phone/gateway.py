"""Messages and calls through somebody's HTTP gateway, as a file of templates says.

Invariant: no error repeats what the gateway said, which often quotes the number; what the gateway does not tell of a line is not taken for good.
"""

from __future__ import annotations

import base64
import ssl
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from config import Settings
from dsr.domain.errors import Misconfigured
from dsr.domain.line_checks import LineFacts
from dsr.phone import templates
from dsr.phone.base import PhoneRefused, PhoneUnavailable, SpokenCall, TextMessage
from dsr.phone.templates import Gateway, Template

_LARGEST = 64 * 1024
_OURS = frozenset({401, 403, 408, 425, 429})  # our sign-in, or too much at once: nothing is wrong with what was sent


@dataclass(frozen=True, slots=True)
class GatewayPhone:
    """One connection per message: they are few, and a connection kept open belongs to nobody after a fork."""

    gateway: Gateway
    secret: str = field(default="", repr=False)

    @classmethod
    def from_settings(cls, settings: Settings) -> GatewayPhone | None:
        """None where no gateway is configured. Raises Misconfigured."""
        if not settings.phone_file:
            return None
        made = cls(templates.load(Path(settings.phone_file)), settings.phone_secret.get_secret_value())
        if made.gateway.auth != "none" and not made.secret:
            raise Misconfigured("DSR_PHONE_FILE names a gateway that wants a secret; set DSR_PHONE_SECRET, or auth: none in the file.")
        if made.can_call and len(settings.phone_callback_secret.get_secret_value()) < 16:
            raise Misconfigured("DSR_PHONE_FILE has calls; set DSR_PHONE_CALLBACK_SECRET to at least 16 characters that the gateway sends back.")
        return made

    @property
    def can_call(self) -> bool:
        return self.gateway.call is not None

    def send(self, what: TextMessage | SpokenCall) -> None:
        """Raises PhoneUnavailable or PhoneRefused."""
        same = {"to": what.to, "locale": what.locale, "message_id": what.message_id}
        if isinstance(what, TextMessage):
            template: Template | None = self.gateway.message
            given = {**same, "text": what.text}
        else:
            template, given = self.gateway.call, {**same, "greeting": what.greeting, "callback_url": what.callback_url}
        if template is None:
            raise PhoneRefused(detail="the gateway makes no calls")
        status, _ = self._ask(template, given, {"Idempotency-Key": what.message_id})
        if 400 <= status < 500 and status not in _OURS:
            raise PhoneRefused(detail=f"refused with {status}")
        if not 200 <= status < 300:
            raise PhoneUnavailable(detail=f"answered with {status}")

    def look_up(self, number: str) -> LineFacts:
        """Raises PhoneUnavailable."""
        if self.gateway.lookup is None:
            return LineFacts()
        status, body = self._ask(self.gateway.lookup, {"to": number}, {})
        if status != 200:
            raise PhoneUnavailable(detail=f"the look-up answered with {status}")
        try:
            read = httpx.Response(200, content=body).json()
        except ValueError:
            raise PhoneUnavailable(detail="the look-up answered with something that is no JSON") from None
        told = {name: _at(read, path, name) for name, path in self.gateway.facts.items() if path is not None}
        return LineFacts(
            ported_at=_moment(told.get("ported_at")), swapped_at=_moment(told.get("swapped_at")), reassigned_at=_moment(told.get("reassigned_at")),
            is_forwarded=_truth(told.get("forwarded")), is_shared=_truth(told.get("shared")))

    def _ask(self, template: Template, given: Mapping[str, str], headers: Mapping[str, str]) -> tuple[int, bytes]:
        url, body = template.filled(given)
        try:
            with httpx.Client(verify=ssl.create_default_context(), trust_env=False, timeout=self.gateway.timeout_s) as client:
                made = client.build_request(template.method, url, headers={**template.headers, **headers, **self._secret_header()}, json=body)
                with closing(client.send(made, stream=True)) as answer:
                    return answer.status_code, _body(answer)
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, OSError) as error:
            raise PhoneUnavailable(detail=f"no answer ({type(error).__name__})") from None

    def _secret_header(self) -> dict[str, str]:
        match self.gateway.auth:
            case "bearer":
                return {"Authorization": f"Bearer {self.secret}"}
            case "basic":
                return {"Authorization": "Basic " + base64.b64encode(self.secret.encode()).decode()}
        return {}


def _body(answer: httpx.Response) -> bytes:
    whole = bytearray()
    for part in answer.iter_bytes():
        whole += part
        if len(whole) > _LARGEST:
            raise PhoneUnavailable(detail="the answer is too large")
    return bytes(whole)


def _at(read: object, path: str, name: str) -> object:
    """What stands at a path such as line.ported_at. What is not there is not known, which is other than null, for never."""
    found: Any = read
    for step in path.split("."):
        if not isinstance(found, Mapping) or step not in found:
            raise PhoneUnavailable(detail=f"the look-up does not tell {name}")
        found = found[step]
    return found


def _moment(told: object) -> datetime | None:
    """A time without an offset is taken as UTC, a day as its end: the later, the longer a line waits."""
    if told is None:
        return None
    try:
        text = str(told)
        moment = datetime.fromisoformat(f"{text}T23:59:59" if len(text) == len("2026-01-31") else text)
    except ValueError:
        raise PhoneUnavailable(detail="the look-up tells a time that is none") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _truth(told: object) -> bool:
    if told is None or isinstance(told, bool):
        return bool(told)
    raise PhoneUnavailable(detail="the look-up tells something that is neither true nor false")
