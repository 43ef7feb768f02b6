"""The mail server of the demo, and its telephones: takes every letter and message, keeps it, shows it on a screen. A process of its own.

    python -m dsr.demo.sink --folder DIR --ready FILE

Invariant: it listens on this machine only and sends nothing on.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from aiosmtpd.smtp import SMTP, Envelope, Session

from dsr.demo.handset import Handset

HOST = "127.0.0.1"
PLAIN = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'"
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>
body{{font:17px/1.5 system-ui,sans-serif;max-width:46rem;margin:0 auto;padding:1.5rem 1rem;color:#14242a;background:#f3f6f5}}
a{{color:#0a5566}}table{{width:100%;border-collapse:collapse}}td,th{{text-align:left;padding:.5rem .4rem;border-bottom:1px solid #d2dbd9}}
pre,iframe{{background:#fff;padding:1rem;border:1px solid #d2dbd9;white-space:pre-wrap;overflow-wrap:anywhere;width:100%;box-sizing:border-box}}
iframe{{min-height:36rem;padding:0}}@media(prefers-color-scheme:dark){{body{{background:#0e1618;color:#e6eeed}}a{{color:#74c8d3}}pre{{background:#151f22}}}}
</style></head><body><main><h1>{title}</h1>{body}</main></body></html>"""


class Box:
    """Letters in a folder, numbered as they came: 0001.eml and so on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        number = len(self.names()) + 1
        draft = self.folder / f".{number:04d}.part"
        draft.write_bytes(content)
        os.replace(draft, self.folder / f"{number:04d}.eml")
        return "250 OK"

    def names(self) -> list[str]:
        return sorted(path.stem for path in self.folder.glob("*.eml"))

    def raw(self, name: str) -> bytes | None:
        return (self.folder / f"{name}.eml").read_bytes() if name in self.names() else None

    def message(self, name: str) -> EmailMessage | None:
        raw = self.raw(name)
        return message_from_bytes(raw, policy=policy.default) if raw is not None else None


class Screen(BaseHTTPRequestHandler):
    """GET / lists the letters, /mail/N shows one, /mail/N.html and .eml give its forms, /mails.json is for programs; /phone shows what went to
    telephones, and POST below it is what a gateway takes."""

    box: ClassVar[Box]
    handset: ClassVar[Handset]
    server_version = "sink"

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path == "/":
            return self._page("Mails", self._list())
        if path == "/mails.json":
            return self._send(json.dumps([self._facts(name) for name in self.box.names()]).encode(), "application/json")
        if path == "/phone":
            return self._page("Messages and calls", self.handset.page())
        if path == "/phone.json":
            return self._send(json.dumps(self.handset.facts()).encode(), "application/json")
        name, _, form = path.removeprefix("/mail/").partition(".")
        message = self.box.message(name) if path.startswith("/mail/") else None
        if message is None:
            return self._send(b"not found", "text/plain", 404)
        if form == "eml":
            return self._send(self.box.raw(name) or b"", "message/rfc822")
        if form == "html":
            shown = _part(message, "html").replace("<head>", '<head><base target="_blank">', 1)
            return self._send(shown.encode(), "text/html; charset=utf-8", csp=f"{PLAIN}; sandbox {SANDBOX}")
        return self._page(str(message["Subject"]), self._one(name, message))

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 1 << 16))
        if self.path in ("/phone/messages", "/phone/calls", "/phone/lines"):
            status, answer = self.handset.take(self.path, body)
            return self._send(answer, "application/json", status)
        number = self.path.removeprefix("/phone/press/")
        if not self.path.startswith("/phone/press/") or not number.isdecimal():
            return self._send(b"not found", "text/plain", 404)
        self.handset.press(int(number))
        self.send_response(303)
        for name, value in (("Location", "/phone"), ("Content-Length", "0")):
            self.send_header(name, value)
        self.end_headers()
        return None

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: an address of a letter is nobody's business."""

    def _facts(self, name: str) -> dict[str, str]:
        message = self.box.message(name)
        if message is None:
            return {"name": name}
        return {"name": name, "to": str(message["To"]), "subject": str(message["Subject"]), "date": str(message["Date"]),
                "message_id": str(message["Message-ID"]), "text": _part(message, "plain")}

    def _list(self) -> str:
        rows = "".join(f'<tr><td><a href="/mail/{one["name"]}">{escape(one.get("subject", ""))}</a></td><td>{escape(one.get("to", ""))}</td>'
                       f'<td>{escape(one.get("date", ""))}</td></tr>' for one in map(self._facts, reversed(self.box.names())))
        head = '<p>Every mail that the demo sent. None left this machine. <a href="/phone">Messages and calls</a></p>'
        return head + (f"<table><tr><th>Subject</th><th>To</th><th>Date</th></tr>{rows}</table>" if rows else "<p>No mail yet.</p>")

    def _one(self, name: str, message: EmailMessage) -> str:
        return (f'<p><a href="/">All mails</a> · <a href="/mail/{name}.eml">As a file</a></p>'
                f'<p>To {escape(str(message["To"]))}, {escape(str(message["Date"]))}</p>'
                f'<iframe title="The mail" src="/mail/{name}.html" sandbox="{SANDBOX}"></iframe>'
                f'<h2>As plain text</h2><pre>{escape(_part(message, "plain"))}</pre>')

    def _page(self, title: str, body: str) -> None:
        self._send(PAGE.format(title=escape(title), body=body).encode(), "text/html; charset=utf-8", csp=PLAIN)

    def _send(self, content: bytes, media_type: str, status: int = 200, csp: str = "default-src 'none'") -> None:
        self.send_response(status)
        for name, value in (("Content-Type", media_type), ("Content-Length", str(len(content))), ("Content-Security-Policy", csp),
                            ("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store")):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    return str(body.get_content()) if body is not None else ""


def main(argv: list[str]) -> int:
    """Serve until told to stop; writes its ports and process id into --ready once both doors are open."""
    parser = argparse.ArgumentParser(prog="python -m dsr.demo.sink")
    parser.add_argument("--folder", required=True, type=Path)
    parser.add_argument("--ready", required=True, type=Path)
    parser.add_argument("--http-port", type=int, default=0)
    parser.add_argument("--phone-secret", type=Path, help="file with what the web wants to see when a key was pressed")
    options = parser.parse_args(argv)
    box = Box(options.folder)
    Screen.box, Screen.handset = box, Handset(options.phone_secret)
    screen = ThreadingHTTPServer((HOST, options.http_port), Screen)
    threading.Thread(target=screen.serve_forever, daemon=True).start()

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(lambda: SMTP(box, hostname="sink.example", loop=loop), HOST, 0))
    loop.add_signal_handler(signal.SIGTERM, loop.stop)
    ready = {"pid": os.getpid(), "smtp_port": server.sockets[0].getsockname()[1], "http_port": screen.server_address[1]}
    draft = options.ready.with_suffix(".part")
    draft.write_text(json.dumps(ready), encoding="utf-8")
    os.replace(draft, options.ready)
    loop.run_forever()
    screen.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
