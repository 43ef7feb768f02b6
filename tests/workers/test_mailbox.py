"""Mailboxes are read from a real IMAP server: nothing is lost and nothing kept twice, whatever the server does."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from dsr.domain.mail_in import MailState
from dsr.jobs import Queue
from dsr.kit import Kit
from dsr.mail import imap as imap_client
from dsr.models import IncomingMail, MailboxRow
from dsr.services import mail_store, sweep
from dsr.vault import Handle
from tests.fakes import FrozenNow
from tests.servers.broken_wire import BrokenWire
from tests.servers.imap import Imap
from workers import mailbox

_folders = itertools.count(1)
At = Callable[..., Kit]


@pytest.fixture(scope="module")
def imap() -> Iterator[Imap]:
    server = Imap()
    yield server
    server.stop()


@pytest.fixture
def folder(imap: Imap) -> str:
    return f"box{next(_folders)}"


@pytest.fixture
def at(kit: Kit, imap: Imap, folder: str) -> At:
    """The kit with a mailbox of its own on the server; what a mailbox of the settings may say can be said."""
    def made(**more: Any) -> Kit:
        with imap.client(folder):
            pass  # makes the folder
        text = imap.mailboxes(**{"folder": folder, **more})
        return replace(kit, settings=kit.settings.model_copy(update={"mailboxes": SecretStr(text)}))

    return made


def a_mail(number: int = 1, *, body: str = "Please tell me what you hold about me.", **headers: str) -> bytes:
    head = {"Received": "from a by b", "From": "Carol <carol@nordlys.example>", "To": "privacy@fjordtel.example", "Subject": f"My data {number}",
            "Date": "Tue, 24 Nov 2026 09:00:00 +0100", "Message-ID": f"<{number}@nordlys.example>"} | {
        name.replace("_", "-"): value for name, value in headers.items()}
    return "".join(f"{name}: {value}\r\n" for name, value in head.items() if value).encode() + b"\r\n" + body.encode() + b"\r\n"


def read(kit: Kit) -> MailboxRow:
    """One turn of each mailbox; how it stands afterwards."""
    mailbox.align(kit)
    while mailbox.read_next(kit):
        pass
    with kit.database.reading() as session:
        return session.execute(select(MailboxRow)).scalar_one()


def kept(kit: Kit) -> list[IncomingMail]:
    with kit.database.reading() as session:
        return list(session.execute(select(IncomingMail).order_by(IncomingMail.id)).scalars())


def raw(kit: Kit, row: IncomingMail) -> bytes:
    assert row.wrapped is not None
    handle = kit.vault.unwrap(row.master_id, row.wrapped, mail_store.context(row.path))
    return kit.store.get(row.path, handle, mail_store.context(row.path))


def test_each_mail_is_sealed_and_has_a_reference_and_then_leaves_the_server(at: At, imap: Imap, folder: str) -> None:
    kit = at()
    imap.add(a_mail(1), a_mail(2), folder=folder)
    row = read(kit)
    rows = kept(kit)
    assert [raw(kit, one) for one in rows] == [a_mail(1), a_mail(2)]
    assert all(one.reference.startswith("MAIL-") and one.state is MailState.NEW for one in rows)
    assert imap.lying(folder) == 0
    assert (row.fault, row.seen_at) == (None, kit.now())
    files = [path.read_bytes() for path in (kit.settings.store_dir / "mail").iterdir()]
    assert len(files) == 2
    assert not any(b"carol" in one for one in files)


def test_what_is_read_goes_to_the_folder_that_the_setting_names(at: At, imap: Imap, folder: str) -> None:
    with imap.client(f"{folder}done"):
        pass
    kit = at(done_folder=f"{folder}done")
    imap.add(a_mail(1), folder=folder)
    read(kit)
    assert (imap.lying(folder), imap.lying(f"{folder}done")) == (0, 1)


def test_a_mail_is_only_removed_once_its_row_is_committed(at: At, imap: Imap, folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kit = at()
    imap.add(a_mail(1), folder=folder)

    def fails(*_: object, **__: object) -> list[mail_store.Put]:
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(mail_store, "keep", fails)
        assert read(kit).fault == "store"
    assert (kept(kit), imap.lying(folder)) == ([], 1)
    kit.now.forward(hours=1)  # type: ignore[attr-defined]
    assert read(kit).fault is None
    assert (len(kept(kit)), imap.lying(folder)) == (1, 0)


def test_what_cannot_be_removed_is_kept_once_and_holds_up_nothing(at: At, imap: Imap, folder: str, monkeypatch: pytest.MonkeyPatch,
                                                                  now: FrozenNow) -> None:
    kit = at()
    imap.add(a_mail(1), folder=folder)

    def refused(self: object, uids: object) -> None:
        raise imap_client.MailboxUnavailable(detail="read-only")

    with monkeypatch.context() as patched:
        patched.setattr(imap_client.Box, "remove", refused)
        assert read(kit).fault == "mail_not_removed"
        imap.add(a_mail(2), folder=folder)
        now.forward(hours=1)
        assert read(kit).fault == "mail_not_removed"
    assert (len(kept(kit)), imap.lying(folder)) == (2, 2)
    now.forward(hours=1)
    assert read(kit).fault is None
    assert (len(kept(kit)), imap.lying(folder)) == (2, 0)


def test_a_server_that_shows_a_mail_again_under_another_number_makes_no_second_one(at: At, imap: Imap, folder: str, now: FrozenNow) -> None:
    kit = at()
    imap.add(a_mail(1), a_mail(1), folder=folder)
    read(kit)
    with imap.client() as client:  # the mailbox is made anew: other numbers, another UIDVALIDITY
        client.delete_folder(folder)
    imap.add(a_mail(1), a_mail(2), folder=folder)
    now.forward(minutes=2)
    read(kit)
    assert [raw(kit, one) for one in kept(kit)] == [a_mail(1), a_mail(2)]
    assert imap.lying(folder) == 0


def test_a_copy_that_came_another_way_is_the_same_mail(at: At, imap: Imap, folder: str) -> None:
    kit = at()
    imap.add(a_mail(1), a_mail(1, Received="from c by d", X_Spam="no"), folder=folder)
    read(kit)
    assert len(kept(kit)) == 1


@pytest.mark.parametrize("other", [
    {"body": "Please erase me."}, {"From": "Dave <dave@nordlys.example>"}, {"Date": "Wed, 25 Nov 2026 09:00:00 +0100"}, {"Subject": "Another"}])
def test_a_message_id_that_is_used_again_hides_no_other_mail(at: At, imap: Imap, folder: str, other: dict[str, str]) -> None:
    kit = at()
    imap.add(a_mail(1), a_mail(1, **other), folder=folder)
    read(kit)
    first, second = kept(kit)
    assert first.message_token == second.message_token


def test_mails_without_a_message_id_are_the_same_only_with_all_that_is_on_them(at: At, imap: Imap, folder: str) -> None:
    kit = at()
    imap.add(a_mail(1, Message_ID=""), a_mail(1, Message_ID="", Received="from c by d"), a_mail(1, Message_ID=""), folder=folder)
    read(kit)
    assert len(kept(kit)) == 2


@pytest.mark.parametrize(("server_at", "counts_from"), [
    (datetime(2026, 11, 20, 22, 30, tzinfo=UTC), datetime(2026, 11, 20, 22, 30, tzinfo=UTC)), (datetime(2026, 12, 1, tzinfo=UTC), None),
    (datetime(1970, 1, 1, tzinfo=UTC), None)])
def test_a_mail_counts_from_when_the_server_took_it_unless_that_cannot_be(at: At, imap: Imap, folder: str, server_at: datetime,
                                                                          counts_from: datetime | None) -> None:
    kit = at()
    imap.add(a_mail(1), folder=folder, at=server_at)
    read(kit)
    assert kept(kit)[0].received_at == (counts_from or kit.now())


@pytest.mark.parametrize("after", [0, 60, 200, 400, 900, 1500, 6000])
def test_a_connection_that_breaks_loses_nothing_and_keeps_nothing_twice(at: At, imap: Imap, folder: str, now: FrozenNow, after: int) -> None:
    imap.add(*(a_mail(number, body="x" * 500) for number in range(12)), folder=folder)
    wire = BrokenWire(imap.port, after=after)
    kit = at(port=wire.port)
    try:
        row = read(kit)
    finally:
        wire.stop()
    assert row.fault in ("mailbox_unavailable", "mail_not_removed")
    assert row.faulty_since == now()
    now.forward(hours=1)
    assert read(at()).fault is None
    assert sorted(raw(kit, one) for one in kept(kit)) == sorted(a_mail(number, body="x" * 500) for number in range(12))
    assert imap.lying(folder) == 0


def test_a_server_that_falls_silent_is_left_and_tried_again(at: At, imap: Imap, folder: str, now: FrozenNow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap_client, "TIMEOUT_S", 0.5)
    imap.add(a_mail(1), folder=folder)
    wire = BrokenWire(imap.port, after=500, is_silent=True)
    try:
        assert read(at(port=wire.port)).fault == "mailbox_unavailable"
    finally:
        wire.stop()
    monkeypatch.undo()
    now.forward(hours=1)
    assert read(at()).fault is None
    assert len(kept(at())) == 1


@pytest.mark.parametrize(("more", "fault"), [
    ({"password": "wrong"}, "mailbox_refused"), ({"folder": "nowhere"}, "mailbox_refused"), ({"port": 9}, "mailbox_unavailable"),
    ({"tls": "starttls"}, "mailbox_unavailable")])
def test_a_mailbox_that_cannot_be_opened_says_so_and_is_tried_again_by_itself(at: At, now: FrozenNow, more: dict[str, Any], fault: str) -> None:
    kit = at(**more)
    first = now()
    assert read(kit).fault == fault
    now.forward(days=2)
    row = read(kit)
    assert (row.fault, row.faulty_since, row.seen_at) == (fault, first, None)
    assert now() + timedelta(minutes=1) <= row.due_at <= now() + timedelta(minutes=15)
    assert not mailbox.read_next(kit)


def test_a_mail_that_is_too_large_stays_on_the_server_and_holds_up_no_other(at: At, imap: Imap, folder: str,
                                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "LARGEST", 2000)
    imap.add(a_mail(1, body="x" * 3000), a_mail(2), folder=folder)
    assert read(at()).fault == "mail_too_large"
    assert ([raw(at(), one) for one in kept(at())], imap.lying(folder)) == ([a_mail(2)], 1)


def test_a_mail_of_25_mb_is_kept_as_it_is(at: At, imap: Imap, folder: str) -> None:
    large = a_mail(1, body="0123456789abcdef" * 64 * 25600)
    imap.add(large, a_mail(2), folder=folder)
    kit = at()
    read(kit)
    assert [raw(kit, one) == sent for one, sent in zip(kept(kit), (large, a_mail(2)), strict=True)] == [True, True]


def test_a_turn_lets_go_when_its_time_is_up_and_the_next_goes_on(at: At, imap: Imap, folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "LONG_ENOUGH_S", 0.0)
    monkeypatch.setattr(mailbox, "_MOST", 2)
    imap.add(*(a_mail(number) for number in range(5)), folder=folder)
    kit = at()
    mailbox.align(kit)
    assert mailbox.read_next(kit)
    assert len(kept(kit)) == 2
    with kit.database.reading() as session:
        assert Queue.INBOX in sweep.due(session, now=kit.now())
    read(kit)
    assert (len(kept(kit)), imap.lying(folder)) == (5, 0)


def test_two_that_read_at_once_keep_each_mail_once(at: At, kit: Kit) -> None:
    """What the second has sealed meanwhile is thrown away again."""
    lying = imap_client.Lying(1, 10, None)
    came = [mail_store.Came(lying, a_mail(1), mail_store.digest_of(a_mail(1), kit.vault))]
    both = [mail_store.put(came, frozenset(), store=kit.store, vault=kit.vault) for _ in range(2)]
    with kit.database.transaction() as session:
        assert mail_store.keep(session, "a", 1, both[0], now=kit.now(), vault=kit.vault) == []
    with kit.database.transaction() as session:
        assert mail_store.keep(session, "b", 1, both[1], now=kit.now(), vault=kit.vault) == both[1]
    assert isinstance(both[1][0].handle, Handle)
    assert len(kept(kit)) == 1


def test_a_mailbox_that_left_the_settings_is_read_no_more(at: At) -> None:
    kit = at()
    read(kit)
    mailbox.align(replace(kit, settings=kit.settings.model_copy(update={"mailboxes": SecretStr("")})))
    with kit.database.reading() as session:
        assert session.execute(select(MailboxRow)).first() is None
