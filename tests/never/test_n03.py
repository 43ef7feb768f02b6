"""N03: never lose a request sent to the mailbox in a flood. Datatilsynet 2019-31-1713: answered after about five months.

How long 5,000 take, `bench/mail.py` measures; here fewer come, and two processes read them at once over a connection that breaks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from bench import mail as bench
from dsr.domain.mail_in import Became
from dsr.kit import Kit
from dsr.models import IncomingMail, Message, Request
from tests.servers.broken_wire import BrokenWire
from tests.servers.imap import Imap
from workers import mailbox

MAILS = 66


@pytest.fixture
def server() -> Iterator[Imap]:
    made = Imap()
    yield made
    made.stop()


def test_each_mail_of_a_flood_has_its_reference_and_none_is_lost_or_kept_twice(server: Imap, tmp_path: Path) -> None:
    server.add(*bench.flood(MAILS))
    kit = bench.a_kit(tmp_path, server, f"sqlite:///{tmp_path}/dsr.sqlite")
    _break_off(kit, server)
    with bench.workers(kit, 2):
        bench.until(kit, MAILS, is_placed=True, patience_s=120)
    while server.lying():
        mailbox.align(kit)
        mailbox.read_next(kit)
    assert bench.faults(kit, server, MAILS) == []
    with kit.database.reading() as session:
        requests = session.execute(select(Request.id, Request.reference)).all()
        asked = session.execute(select(Message.request_id).where(Message.kind == "confirm_mailed")).scalars().all()
        rows = session.execute(select(IncomingMail).where(IncomingMail.became == Became.REQUEST)).scalars().all()
    assert sorted(one.id for one in requests) == sorted(asked) == sorted(row.request_id or 0 for row in rows)
    kit.database.engine.dispose()


def test_what_is_lost_or_doubled_is_seen(server: Imap, tmp_path: Path) -> None:
    """The check of the one above, and of the bench, can fail."""
    kit = bench.a_kit(tmp_path, server, f"sqlite:///{tmp_path}/dsr.sqlite")
    assert bench.faults(kit, server, 1) == ["mails kept: 0 instead of 1", "references: 0 instead of 1", "machines: 0 instead of 1"]
    kit.database.engine.dispose()


def _break_off(kit: Kit, server: Imap) -> None:
    """A first look whose connection ends in the middle of the mails."""
    wire = BrokenWire(server.port, after=20_000)
    broken = replace(kit, settings=kit.settings.model_copy(update={"mailboxes": SecretStr(server.mailboxes(port=wire.port))}))
    mailbox.align(broken)
    assert mailbox.read_next(broken)
    wire.stop()
