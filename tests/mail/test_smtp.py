"""Against a real SMTP server: what is accepted, what is refused for now, what for ever."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from dsr.domain.errors import DsrError
from dsr.mail.base import Letter, MailRefused, MailUnavailable, as_message, check
from dsr.mail.sink import ListMailer
from dsr.mail.smtp import SmtpMailer

LETTER = Letter("<fixed@fjordtel.example>", "svar@fjordtel.example", "carol@nordlys.example", "Dit svar er klar", "Hej Søren\n",
                "<p>Hej Søren</p>", "da", datetime(2026, 11, 3, 12, 0, tzinfo=UTC))


class Box:
    """Takes letters; `reply` is what it says to the data, `sender` and `rcpt` to those two."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.reply = "250 OK"
        self.rcpt = ""
        self.sender = ""
        self.users: list[object] = []

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if self.sender:
            return self.sender
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.reply.startswith("250"):
            self.taken.append(envelope.content if isinstance(envelope.content, bytes) else b"")
            self.users.append(session.auth_data)
        return self.reply


@pytest.fixture
def box() -> Box:
    return Box()


def serve(box: Box, **options: Any) -> Controller:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = int(free.getsockname()[1])
    controller = Controller(box, hostname="127.0.0.1", port=number, **options)
    controller.start()
    return controller


@pytest.fixture
def server(box: Box) -> Iterator[Controller]:
    controller = serve(box)
    yield controller
    controller.stop()


def port(controller: Controller) -> int:
    return int(controller.server.sockets[0].getsockname()[1])


def test_a_letter_arrives_as_it_was_written(box: Box, server: Controller) -> None:
    SmtpMailer("127.0.0.1", port(server)).send(LETTER)
    message = message_from_bytes(box.taken[0], policy=policy.default)
    assert message["Message-ID"] == "<fixed@fjordtel.example>"
    assert message["Subject"] == "Dit svar er klar"
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert "Hej Søren" in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]


@pytest.mark.parametrize(("reply", "rcpt", "kind"), [
    ("451 later", "", MailUnavailable), ("554 no", "", MailRefused), ("250 OK", "550 <carol@nordlys.example> unknown", MailRefused),
    ("250 OK", "450 greylisted", MailUnavailable)])
def test_refusals_are_told_apart_and_quote_nobody(box: Box, server: Controller, reply: str, rcpt: str, kind: type[DsrError]) -> None:
    box.reply, box.rcpt = reply, rcpt
    with pytest.raises(kind) as raised:
        SmtpMailer("127.0.0.1", port(server)).send(LETTER)
    assert "carol" not in str(raised.value)
    assert box.taken == []


@pytest.mark.parametrize(("sender", "kind"), [("550 you may not send here", MailUnavailable), ("552 too large", MailRefused)])
def test_that_we_may_not_send_is_no_fault_of_the_letter(box: Box, server: Controller, sender: str, kind: type[DsrError]) -> None:
    box.sender = sender
    with pytest.raises(kind):
        SmtpMailer("127.0.0.1", port(server)).send(LETTER)


def test_a_letter_that_is_larger_than_the_server_takes_is_refused(box: Box) -> None:
    controller = serve(box, data_size_limit=500)
    try:
        with pytest.raises(MailRefused):
            SmtpMailer("127.0.0.1", port(controller)).send(LETTER)
    finally:
        controller.stop()


def test_a_server_that_lets_nobody_in_is_for_now() -> None:
    """Its 554 is about us, or about every letter: none of them is thrown away for it."""
    class Closed(SMTP):
        async def smtp_EHLO(self, hostname: str) -> None:
            await self.push("554 no service here")

        async def smtp_HELO(self, hostname: str) -> None:
            await self.push("554 no service here")

    box = Box()
    controller = serve(box)
    controller.factory = lambda: Closed(box)  # type: ignore[method-assign]
    try:
        with pytest.raises(MailUnavailable):
            SmtpMailer("127.0.0.1", port(controller), user="letters", password="x").send(LETTER)
    finally:
        controller.stop()


def test_a_letter_stands_beside_the_mail_that_it_answers_and_is_answered_to_the_mailbox(box: Box, server: Controller) -> None:
    mails = tuple(f"<{'a' * 60}{number}@havblik.example>" for number in range(3))
    SmtpMailer("127.0.0.1", port(server)).send(replace(LETTER, reply_to="privacy@fjordtel.example", in_reply_to=mails))
    message = message_from_bytes(box.taken[0], policy=policy.default)
    assert message["Reply-To"] == "privacy@fjordtel.example"
    assert message["In-Reply-To"] == mails[-1]
    assert message["References"].split() == list(mails)
    assert message["Auto-Submitted"] == "auto-generated"


def test_no_server_is_for_now() -> None:
    with pytest.raises(MailUnavailable):
        SmtpMailer("127.0.0.1", 1, timeout_s=2).send(LETTER)


def test_what_was_accepted_stays_accepted_when_the_goodbye_fails(box: Box) -> None:
    class Rude(Box):
        async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
            server.transport.abort()
            return "221 bye"

    rude = Rude()
    controller = serve(rude)
    try:
        SmtpMailer("127.0.0.1", port(controller), timeout_s=5).send(LETTER)
    finally:
        controller.stop()
    assert len(rude.taken) == 1


def test_sign_in_and_its_refusal(box: Box) -> None:
    def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        good = isinstance(data, LoginPassword) and data.password == b"right"
        return AuthResult(success=good, handled=good, auth_data="letters" if good else None)

    controller = serve(box, authenticator=authenticate, auth_require_tls=False)
    try:
        SmtpMailer("127.0.0.1", port(controller), user="letters", password="right").send(LETTER)
        with pytest.raises(MailUnavailable) as raised:
            SmtpMailer("127.0.0.1", port(controller), user="letters", password="wrong").send(LETTER)
    finally:
        controller.stop()
    assert box.users == ["letters"]
    assert "wrong" not in str(raised.value)
    assert "wrong" not in repr(SmtpMailer("h", 1, password="wrong"))


def test_a_letter_with_an_attachment_is_refused() -> None:
    message = as_message(LETTER)
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="response.pdf")
    with pytest.raises(MailRefused):
        check(message)


def test_the_list_takes_what_a_server_would() -> None:
    mailer = ListMailer()
    mailer.send(LETTER)
    with pytest.raises(MailRefused):
        mailer.send(replace(LETTER, html='<img src="x">'))
    assert mailer.letters == [LETTER]
