"""Letters over TLS to a real server, with a certificate that the test makes: only to a server that it vouches for."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword, Session

from config import Settings
from dsr.mail.base import MailUnavailable
from dsr.mail.smtp import SmtpMailer
from tests.mail.test_smtp import LETTER, Box, port, serve
from tests.servers.ldap import write_certificate


def only_letters(server: SMTP, session: Session, envelope: object, mechanism: str, data: object) -> AuthResult:
    good = isinstance(data, LoginPassword) and data.password == b"right"
    return AuthResult(success=good, handled=good, auth_data="letters" if good else None)


@contextmanager
def secured(box: Box, folder: Path, way: str, *, host: str = "127.0.0.1", days: int = 30) -> Iterator[Controller]:
    """A server that speaks TLS from the beginning, or after STARTTLS; its certificate is for that host, and `ca.pem` vouches for it."""
    write_certificate(folder, host, days)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    options: dict[str, Any] = {"ssl_context": context, "auth_require_tls": False} if way == "tls" else {
        "tls_context": context, "require_starttls": True, "auth_required": True}
    controller = serve(box, authenticator=only_letters, **options)
    try:
        yield controller
    finally:
        controller.stop()


def mailer(controller: Controller, folder: Path, way: str, **other: Any) -> SmtpMailer:
    given = {"tls": way, "user": "letters", "password": "right", "ca_file": str(folder / "ca.pem"), **other}
    return SmtpMailer("127.0.0.1", port(controller), **given)


@pytest.mark.parametrize("way", ["starttls", "tls"])
def test_a_server_that_is_vouched_for_gets_the_letter_and_our_password(tmp_path: Path, way: str) -> None:
    with secured(box := Box(), tmp_path, way) as server:
        mailer(server, tmp_path, way).send(LETTER)
        with pytest.raises(MailUnavailable):
            mailer(server, tmp_path, way, password="wrong").send(LETTER)
    assert (len(box.taken), box.users) == (1, ["letters"])


@pytest.mark.parametrize("way", ["starttls", "tls"])
@pytest.mark.parametrize(("wrong", "changed"), [
    ({}, {"ca_file": ""}),            # nobody that the system knows vouches for it
    ({"host": "mail.other.example"}, {}),
    ({"days": -1}, {}),
])
def test_another_certificate_gets_neither(tmp_path: Path, way: str, wrong: dict[str, Any], changed: dict[str, Any]) -> None:
    with secured(box := Box(), tmp_path, way, **wrong) as server, pytest.raises(MailUnavailable):
        mailer(server, tmp_path, way, **changed).send(LETTER)
    assert (box.taken, box.users) == ([], [])


def test_a_server_that_offers_no_tls_gets_nothing(tmp_path: Path) -> None:
    """Nor is the letter thrown away: somebody on the line may have taken the offer out."""
    controller = serve(box := Box())
    write_certificate(tmp_path, "127.0.0.1", 30)
    try:
        with pytest.raises(MailUnavailable):
            mailer(controller, tmp_path, "starttls", user="").send(LETTER)
    finally:
        controller.stop()
    assert box.taken == []


def test_the_settings_name_the_certificates(tmp_path: Path) -> None:
    made = SmtpMailer.from_settings(Settings(smtp_ca_file=str(tmp_path / "ca.pem"), smtp_tls="tls"))
    assert (made.ca_file, made.tls) == (str(tmp_path / "ca.pem"), "tls")


def test_certificates_that_cannot_be_read_are_for_now(tmp_path: Path) -> None:
    with secured(Box(), tmp_path, "tls") as server, pytest.raises(MailUnavailable):
        mailer(server, tmp_path, "tls", ca_file=str(tmp_path / "none.pem")).send(LETTER)
