"""What a flood costs: thousands of mails lie in a mailbox at once, on a real IMAP server (pymap), and two processes read them
as workers do.

Measured is the time until every mail has its reference, and until every mail has its place: a request of its own, or a machine's that is
counted. Every tenth is there twice, and every eleventh is a machine's. Checked is that none is lost and none kept twice. The figures are of the
machine as it is, the server on the same processors included.

    python bench/mail.py [--mails 5000] [--processes 2] [--database URL]
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import secrets
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from sqlalchemy import func, select

sys.path.insert(0, str(Path(__file__).parents[1]))

import config
from dsr.domain.mail_in import Became, MailState
from dsr.jobs import RecordingDispatcher
from dsr.kit import Kit, make_kit
from dsr.mail.sink import ListMailer
from dsr.migrations import upgrade
from dsr.models import IncomingMail
from tests.servers.imap import Imap
from workers import inbox, mailbox

GOAL_S, GOAL_MAILS = 300.0, 5000
PATIENCE_S = 3600.0
_TEXT = "Dear Sir or Madam,\r\n\r\nunder Article 15 GDPR I ask for access to my data. I am number {number}.\r\n\r\nKind regards\r\n"


def a_mail(number: int) -> bytes:
    """The mail of the person with this number; every eleventh is a machine's."""
    machine = "Auto-Submitted: auto-replied\r\n" if number % 11 == 0 else ""
    return (f"Received: from mx by mail; {number}\r\nFrom: Person {number} <person{number}@havblik.example>\r\nTo: privacy@fjordtel.example\r\n"
            f"Subject: My data\r\nDate: Tue, 24 Nov 2026 09:00:00 +0100\r\nMessage-ID: <{number}@havblik.example>\r\n{machine}"
            f"Content-Type: text/plain; charset=utf-8\r\n\r\n{_TEXT.format(number=number)}").encode()


def flood(mails: int) -> Iterator[bytes]:
    """That many different mails, some of them twice."""
    for number in range(mails):
        yield a_mail(number)
        if number % 10 == 0:
            yield a_mail(number).replace(b"from mx", b"from another")


@contextmanager
def workers(kit: Kit, processes: int) -> Iterator[None]:
    """Processes that read and place until they are stopped."""
    fork = multiprocessing.get_context("fork")
    started = [fork.Process(target=_work, args=(kit,), daemon=True) for _ in range(processes)]
    for one in started:
        one.start()
    try:
        yield
    finally:
        for one in started:
            one.terminate()
            one.join(30)


def until(kit: Kit, wanted: int, *, is_placed: bool, patience_s: float = PATIENCE_S) -> float:
    """Seconds until so many mails are kept, or have their place. Raises SystemExit when that takes longer than `patience_s`."""
    begun = time.monotonic()
    while True:
        query = select(func.count()).select_from(IncomingMail)
        with kit.database.reading() as session:
            found = session.execute(query.where(IncomingMail.state != MailState.NEW) if is_placed else query).scalar_one()
        if found >= wanted:
            return time.monotonic() - begun
        if time.monotonic() - begun > patience_s:
            raise SystemExit(f"only {found} of {wanted} mails after {patience_s:.0f} seconds")
        time.sleep(0.2)


def faults(kit: Kit, server: Imap, mails: int) -> list[str]:
    """What is wrong with what was kept."""
    with kit.database.reading() as session:
        rows = session.execute(select(IncomingMail)).scalars().all()
    machines = len(range(0, mails, 11))
    counts = {"mails kept": (len(rows), mails), "references": (len({row.reference for row in rows}), mails),
              "requests": (len({row.request_id for row in rows if row.became is Became.REQUEST}), mails - machines),
              "machines": (sum(row.became is Became.AUTOMATIC for row in rows), machines), "mails left on the server": (server.lying(), 0)}
    return [f"{name}: {found} instead of {wanted}" for name, (found, wanted) in counts.items() if found != wanted]


def a_kit(folder: Path, server: Imap, database_url: str) -> Kit:
    key = b64encode(secrets.token_bytes(32)).decode()
    settings = config.load({"DSR_DATABASE_URL": database_url, "DSR_STORE_DIR": str(folder / "store"), "DSR_SOURCES_DIR": str(folder / "sources"),
                            "DSR_MASTER_KEY": key, "DSR_SEARCH_KEY": key, "DSR_MAILBOXES": server.mailboxes(), "DSR_MAILBOX_S": "1"})
    upgrade(database_url)
    return make_kit(settings, {}, RecordingDispatcher(), mailer=ListMailer())


def _work(kit: Kit) -> None:
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())  # a line for each mail is not read by anybody here
    mailbox.align(kit)
    while True:
        if not (mailbox.read_next(kit) or inbox.place_next(kit)):
            time.sleep(0.2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mails", type=int, default=GOAL_MAILS)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--database", help="URL of an empty database; default: SQLite in a temporary folder")
    options = parser.parse_args()
    server = Imap()
    try:
        with tempfile.TemporaryDirectory(prefix="dsr-bench-") as name:
            server.add(*flood(options.mails))
            kit = a_kit(Path(name), server, options.database or f"sqlite:///{name}/dsr.sqlite")
            print(f"{options.mails:,} mails at once, {options.processes} processes, {os.cpu_count()} processors", flush=True)
            with workers(kit, options.processes):
                kept = until(kit, options.mails, is_placed=False)
                placed = kept + until(kit, options.mails, is_placed=True)
                time.sleep(2)  # what came twice is taken away, too
            print(f"each has a reference after {kept:.1f} s, {options.mails / kept:.0f} a second; its place after {placed:.1f} s")
            if options.mails == GOAL_MAILS:
                print(f"  goal {'kept' if kept <= GOAL_S else 'MISSED'}: each has a reference within {GOAL_S:.0f} s")
            if wrong := faults(kit, server, options.mails):
                raise SystemExit("WRONG: " + "; ".join(wrong))
            print("none lost, none twice")
    finally:
        server.stop()


if __name__ == "__main__":
    main()
