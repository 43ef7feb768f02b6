"""N02: never let a request go unanswered because the mailbox or the form broke. Otavamedia FI 6097/161/21: a mailbox broken for seven months, and
nobody saw it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Thread

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Visit
from pydantic import SecretStr
from sqlalchemy import select
from werkzeug.serving import make_server

from dsr.app import create_app
from dsr.domain.capability import StaffRole
from dsr.domain.mail_in import Became
from dsr.kit import Kit
from dsr.mail.sink import ListMailer
from dsr.mail.smtp import SmtpMailer
from dsr.models import Heartbeat, IncomingMail, Message, Request
from tests.fakes import FrozenNow
from tests.servers.imap import USER, Imap
from tests.web.browser import words
from tests.web.conftest import sign_in
from workers import heartbeat, inbox, mailbox


class Delivers:
    """A mail server that puts what it is sent into the mailbox."""

    def __init__(self, imap: Imap) -> None:
        self._imap = imap

    async def handle_DATA(self, server: SMTP, visit: Visit, envelope: Envelope) -> str:
        self._imap.add(envelope.content if isinstance(envelope.content, bytes) else b"")
        return "250 OK"


@pytest.fixture
def imap() -> Iterator[Imap]:
    made = Imap()
    yield made
    made.stop()


@pytest.fixture
def smtp(imap: Imap) -> Iterator[SmtpMailer]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = int(free.getsockname()[1])
    controller = Controller(Delivers(imap), hostname="127.0.0.1", port=number)
    controller.start()
    yield SmtpMailer("127.0.0.1", number)
    controller.stop()


@pytest.fixture
def public(make_kit: Callable[..., Kit], imap: Imap) -> Iterator[Kit]:
    """The pages on a real server, and the settings that name it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = int(free.getsockname()[1])
    kit = make_kit(public_url=f"http://127.0.0.1:{number}", heartbeat=True, mailboxes=SecretStr(imap.mailboxes()))
    server = make_server("127.0.0.1", number, create_app(kit), threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield kit
    server.shutdown()
    server.server_close()


def read_all(kit: Kit) -> None:
    mailbox.align(kit)
    while mailbox.read_next(kit) or inbox.place_next(kit):
        pass


def beats(kit: Kit) -> dict[str, bool]:
    """The channels that were tried, and whether the last try arrived."""
    with kit.database.reading() as session:
        return {row.channel: row.seen_at is not None for row in session.execute(select(Heartbeat).order_by(Heartbeat.id)).scalars()}


def test_a_trial_goes_the_way_of_a_request_through_each_channel_and_is_none(public: Kit, smtp: SmtpMailer, now: FrozenNow) -> None:
    kit = replace(public, mailer=smtp)
    heartbeat.beat(kit)
    assert beats(kit) == {"form": True, "mail:privacy": False}
    read_all(kit)
    assert beats(kit) == {"form": True, "mail:privacy": True}
    with kit.database.reading() as session:
        assert session.execute(select(Request.id)).first() is None
        assert session.execute(select(Message.id)).first() is None
        assert session.execute(select(IncomingMail.became)).scalars().all() == [Became.AUTOMATIC]
    now.forward(hours=23)
    heartbeat.beat(kit)
    assert len(beats(kit)) == 2
    now.forward(hours=1)
    heartbeat.beat(kit)
    with kit.database.reading() as session:
        assert len(session.execute(select(Heartbeat.id)).all()) == 4


def test_a_channel_that_is_silent_for_a_day_is_told_to_the_contact_and_at_the_desk_until_it_answers(
        public: Kit, now: FrozenNow, capsys: pytest.CaptureFixture[str]) -> None:
    """The mails go nowhere, and the pages are down."""
    mailer = ListMailer()
    kit = replace(public, mailer=mailer)
    down = replace(kit, settings=kit.settings.model_copy(update={"public_url": "http://127.0.0.1:9"}))
    heartbeat.beat(down)
    assert [letter.recipient for letter in mailer.letters] == [USER]
    now.forward(hours=23)
    heartbeat.beat(down)
    assert [letter.recipient for letter in mailer.letters] == [USER]
    for _ in range(3):
        now.forward(hours=2)
        heartbeat.beat(down)
    told = [letter for letter in mailer.letters if letter.recipient == kit.settings.entity_dpo_contact]
    assert sorted(letter.subject for letter in told) == ["En postkasse til anmodninger er tavs", "Formularen til anmodninger er tavs"]
    assert "channel_silent" in capsys.readouterr().out
    app = create_app(kit)
    alice = sign_in(app, kit, "alice@fjordtel.example", StaffRole.MANAGER)
    page = words(alice.get("/desk/"))
    assert "The trial of the web form" in page
    assert "The trial mail to the mailbox privacy" in page
    heartbeat.beat(kit)  # the pages are back
    page = words(alice.get("/desk/"))
    assert "The trial of the web form" not in page
    assert "The trial mail to the mailbox privacy" in page


def test_an_alarm_that_cannot_leave_is_sent_when_it_can(public: Kit, now: FrozenNow) -> None:
    dead = replace(public, mailer=SmtpMailer("127.0.0.1", 9))
    heartbeat.beat(dead)
    now.forward(hours=25)
    heartbeat.beat(dead)
    mailer = ListMailer()
    heartbeat.beat(replace(public, mailer=mailer))
    assert public.settings.entity_dpo_contact in [letter.recipient for letter in mailer.letters]


def test_nothing_is_tried_unless_the_settings_say_so(kit: Kit) -> None:
    heartbeat.beat(kit)
    assert beats(kit) == {}
    assert kit.mailer.letters == []  # type: ignore[attr-defined]
