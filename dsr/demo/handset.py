"""The telephones of the demo: what a gateway would be given, kept and shown beside the mails; and a key to press in a call.

Invariant: it rings nobody, and what is said after the key is fetched from this machine only.
"""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HOST = "127.0.0.1"
TEMPLATES = {  # as DSR_PHONE_FILE wants them, below the address of the sink
    "message": {"url": "/phone/messages", "body": {"id": "{message_id}", "to": "{to}", "text": "{text}"}},
    "call": {"url": "/phone/calls", "body": {"id": "{message_id}", "to": "{to}", "greeting": "{greeting}", "callback": "{callback_url}"}},
    "lookup": {"url": "/phone/lines", "body": {"to": "{to}"}, "facts": {
        "ported_at": "ported_at", "swapped_at": "swapped_at", "reassigned_at": None, "forwarded": "forwarded", "shared": None}},
}


def gateway_file(path: Path, url: str) -> None:
    """Write how the sink at `url` is spoken to."""
    below = {name: {**block, "url": url + str(block["url"])} for name, block in TEMPLATES.items()}
    path.write_text(json.dumps(below), encoding="utf-8")


@dataclass(slots=True)
class Rung:
    """A message, or a call and what was said in it."""

    id: str
    to: str
    words: str
    callback: str = ""
    said: str = ""


@dataclass(slots=True)
class Handset:
    """All telephones at once. `secret` is what the web wants to see when a key was pressed; `lines` what the network knows of some."""

    secret: Path | None = None
    lines: dict[str, dict[str, object]] = field(default_factory=dict)
    rung: list[Rung] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, path: str, body: bytes) -> tuple[int, bytes]:
        """What the gateway's client posts: status and JSON."""
        try:
            given: dict[str, Any] = json.loads(body)
            if path == "/phone/lines":
                return 200, json.dumps({"ported_at": None, "swapped_at": None, "forwarded": False, **self.lines.get(given["to"], {})}).encode()
            made = Rung(given["id"], given["to"], given["text"] if path == "/phone/messages" else given["greeting"], given.get("callback", ""))
        except (ValueError, KeyError, TypeError):
            return 400, b"{}"
        with self._lock:
            if made.id not in {one.id for one in self.rung}:
                self.rung.append(made)
        return 202, b"{}"

    def press(self, number: int) -> None:
        """Press 1 in a call, and hear what comes."""
        if not 0 <= number < len(self.rung) or urlsplit((one := self.rung[number]).callback).hostname != HOST:
            return
        secret = self.secret.read_text(encoding="utf-8").strip() if self.secret is not None else ""
        asked = urllib.request.Request(one.callback, json.dumps({"key": "1"}).encode(), {  # noqa: S310  # this machine only
            "Content-Type": "application/json", "Authorization": f"Bearer {secret}"})
        try:
            with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310
                one.said = str(json.loads(answer.read())["say"])
        except (urllib.error.URLError, ValueError, KeyError, TimeoutError):
            one.said = one.said or "Nothing is said: the code was heard, replaced or is over."

    def facts(self) -> list[dict[str, str]]:
        """For programs."""
        return [{"id": one.id, "to": one.to, "words": one.words, "callback": one.callback, "said": one.said} for one in self.rung]

    def page(self) -> str:
        """The screen, newest first."""
        rows = "".join(self._shown(number, one) for number, one in reversed(list(enumerate(self.rung))))
        return '<p><a href="/">All mails</a></p><p>Every message and call of the demo. No telephone rang.</p>' + (rows or "<p>Nothing yet.</p>")

    def _shown(self, number: int, one: Rung) -> str:
        kind = "Call" if one.callback else "Message"
        key = (f'<form method="post" action="/phone/press/{number}"><button>Press 1</button></form>' if one.callback and not one.said else "")
        said = f"<pre>{escape(one.said)}</pre>" if one.said else ""
        return f"<h2>{kind} to {escape(one.to)}</h2><pre>{escape(one.words)}</pre>{key}{said}"
