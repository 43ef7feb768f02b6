"""A real HTTP server on loopback, answered by a function; with TLS where a certificate is given. Stops only what it started."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Asked:
    """A request as it arrived; `path` is still encoded."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: Mapping[str, str]
    body: bytes

    def get(self, name: str) -> str | None:
        """The last value of a parameter."""
        return dict(self.query).get(name)


@dataclass(frozen=True)
class Reply:
    """`length` is what the head says of the body; the connection ends after a reply that is not as long."""

    body: bytes | Iterable[bytes] = b"{}"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None


class HttpServer:
    """Started by making one; `asked` has every request. What goes wrong in `answer` is raised by `stop`."""

    def __init__(self, answer: Callable[[Asked], Reply], certificate: Path | None = None, *, now: datetime | None = None) -> None:
        """`now` is what its clock says (the head `Date`), in place of this machine's."""
        self.asked: list[Asked] = []
        self.answer = answer
        self.failed: Exception | None = None
        self.now = now
        self._server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"owner": self}))
        self.port = self._server.server_port
        self.url = f"{'http' if certificate is None else 'https'}://127.0.0.1:{self.port}"
        if certificate is not None:
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(certificate)
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        if self.failed is not None:
            raise self.failed


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are written apart; without it the second waits for the client's word about the first
    owner: ClassVar[HttpServer]

    def _reply(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = Asked(self.command, parts.path, parse_qsl(parts.query, keep_blank_values=True), dict(self.headers), body)
        self.owner.asked.append(asked)
        try:
            reply = self.owner.answer(asked)
        except Exception as error:
            self.owner.failed = error
            raise
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        whole = isinstance(reply.body, bytes)
        length = reply.length if reply.length is not None else len(reply.body) if isinstance(reply.body, bytes) else None
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        for part in [reply.body] if isinstance(reply.body, bytes) else reply.body:
            self.wfile.write(part)
            self.wfile.flush()
        self.close_connection = self.close_connection or not whole or length != len(reply.body)  # type: ignore[arg-type]  # whole is bytes

    do_GET = do_POST = _reply

    def date_time_string(self, timestamp: float | None = None) -> str:
        return format_datetime(self.owner.now, usegmt=True) if self.owner.now else super().date_time_string(timestamp)  # type: ignore[arg-type]

    def log_message(self, *_: Any) -> None:
        """Tests read `asked`."""


def certificate(path: Path, *names: str) -> Path:
    """A certificate with its key, signed by itself, good for these names and addresses."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    known = [x509.IPAddress(ip_address(name)) if name[0].isdigit() else x509.DNSName(name) for name in names]
    made = (x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName(known), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256()))
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path
