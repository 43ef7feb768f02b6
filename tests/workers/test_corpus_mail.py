"""Every mail of the corpus, sent to a real mail server, read from a real mailbox: none is lost, none comes into another's thread."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Visit
from imapclient import IMAPClient
from pydantic import SecretStr

from dsr.kit import Kit
from dsr.models import IncomingMail
from tests.inbound import replies
from tests.servers.imap import Imap, Server, free_port
from tests.services.mailing import arrives
from tests.workers.corpus_mail import Sent, read_all, written, wrong


@pytest.fixture(scope="module")
def imap() -> Iterator[Server]:
    server = Imap()
    yield server
    server.stop()


class _Delivers:
    """Puts what it is sent into the mailbox, as it came."""

    def __init__(self, client: IMAPClient) -> None:
        self._client = client

    async def handle_DATA(self, server: SMTP, visit: Visit, envelope: Envelope) -> str:
        self._client.append("INBOX", envelope.original_content or b"")
        return "250 OK"


class _AnyLine(SMTP):
    """Takes lines of any length, as many servers do."""

    line_length_limit = 1 << 24


class _Server(Controller):
    def factory(self) -> SMTP:
        return _AnyLine(self.handler)


def test_no_mail_of_the_corpus_is_lost_or_in_a_wrong_thread(kit: Kit, imap: Server) -> None:
    kit = replace(kit, settings=kit.settings.model_copy(update={"mailboxes": SecretStr(imap.mailboxes())}))
    sent = written(kit)
    _deliver(imap, sent)
    read_all(kit)
    assert wrong(kit, sent) == []
    assert imap.lying() == 0


def test_what_is_lost_or_in_a_wrong_thread_is_seen(kit: Kit) -> None:
    """The check of the one above can fail."""
    reply, other = written(kit, replies.CASES[:2])
    (row,) = arrives(kit, reply.raw)
    assert wrong(kit, [reply]) == []
    with kit.database.transaction() as session:
        session.get_one(IncomingMail, row.id).request_id = other.request_id
    assert wrong(kit, [reply, other]) == [f"{reply.case.name}: in another's thread", f"{other.case.name}: lost"]
    assert wrong(kit, []) == [f"{row.reference}: nobody's"]


def _deliver(imap: Server, sent: list[Sent]) -> None:
    with imap.client() as client:
        controller = _Server(_Delivers(client), hostname="127.0.0.1", port=free_port())
        controller.start()
        try:
            with smtplib.SMTP(controller.hostname, controller.port, timeout=60) as smtp:
                for one in sent:
                    smtp.sendmail("somebody@kunde.example", ["privacy@fjordtel.example"], one.raw)
        finally:
            controller.stop()
