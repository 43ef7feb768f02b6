"""Read mailboxes: claim one, look, keep what lies there, and only then take it away there; settle.

Invariant: a mail leaves the server after it is sealed in the store and its row is committed, never before.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import structlog

from config import Mailbox
from dsr.jobs import Queue
from dsr.kit import Kit
from dsr.mail.imap import Box, Lying, MailboxRefused, MailboxUnavailable
from dsr.services import mail_store, mailboxes
from dsr.services.mail_store import Came

LONG_ENOUGH_S = 20.0     # then the row is let go, and the next turn goes on
LARGEST = 100 * 1024**2  # a mail that is larger stays on the server, and the desk is told so
_MOST, _MOST_BYTES = 50, 16 * 1024**2  # fetched at once
_REMOVED_AT_ONCE = 500

_log = structlog.get_logger("mailbox")


def align(kit: Kit) -> None:
    """See that each mailbox of the settings has its row, and ring for those that are due."""
    with kit.database.transaction() as session:
        mailboxes.align(session, [one.name for one in kit.settings.read_mailboxes()], now=kit.now())
    with kit.database.reading() as session:
        is_due = mailboxes.is_due(session, now=kit.now())
    if is_due:
        kit.dispatcher.ring(Queue.INBOX)


def read_next(kit: Kit) -> bool:
    """Read the next mailbox that is due; False if there is none."""
    with kit.database.transaction() as session:
        turn = mailboxes.claim_next(session, now=kit.now())
    if turn is None:
        return False
    mailbox = next((one for one in kit.settings.read_mailboxes() if one.name == turn.name), None)
    look = _Look(kit, mailbox) if mailbox else None
    fault, is_done = "mailbox_unknown", False  # another version's, whose settings have it
    if look is not None:
        try:
            is_done = look.run()
            fault = look.fault
        except (MailboxUnavailable, MailboxRefused) as error:
            fault = error.code
            _log.warning("mailbox_not_read", mailbox=turn.name, why=str(error))
        except OSError as error:
            fault = "store"
            _log.error("mailbox_not_read", mailbox=turn.name, why=type(error).__name__)
    with kit.database.transaction() as session:
        mailboxes.settle(session, turn, is_done=is_done, fault=fault or None, now=kit.now(), every=timedelta(seconds=kit.settings.mailbox_s))
    if look is not None and (look.kept or fault):
        _log.info("mailbox_read", mailbox=turn.name, kept=look.kept, known=look.known, is_done=is_done, fault=fault)
    return True


class _Look:
    """One turn. `fault` is what went wrong without ending it: mails that stay on the server although they are kept, or that it does not give."""

    def __init__(self, kit: Kit, mailbox: Mailbox) -> None:
        self._kit, self._mailbox = kit, mailbox
        self.kept = self.known = 0
        self.fault = ""

    def run(self) -> bool:
        """Whether all was read that lay there. Raises MailboxUnavailable, MailboxRefused, OSError."""
        until = time.monotonic() + LONG_ENOUGH_S
        with Box(self._mailbox) as box:
            new, old = self._parted(box)
            for batch in _batches(new):
                self._take(box, batch)
                if time.monotonic() > until:
                    return False
            for first in range(0, len(old), _REMOVED_AT_ONCE):
                self._remove(box, old[first:first + _REMOVED_AT_ONCE])
        return True

    def _parted(self, box: Box) -> tuple[list[Lying], list[int]]:
        """What is new, and the numbers of what was kept before and could not be taken away."""
        lying = list(box.lying())
        old: set[int] = set()
        with self._kit.database.reading() as session:
            for first in range(0, len(lying), _REMOVED_AT_ONCE):
                old |= mail_store.known_places(session, self._mailbox.name, box.validity, lying[first:first + _REMOVED_AT_ONCE])
        if any(one.size > LARGEST for one in lying):
            self.fault = "mail_too_large"
        return [one for one in lying if one.uid not in old and one.size <= LARGEST], [one.uid for one in lying if one.uid in old]

    def _take(self, box: Box, batch: list[Lying]) -> None:
        raws = box.fetch([one.uid for one in batch])
        kit = self._kit
        came = [Came(one, raws[one.uid], mail_store.digest_of(raws[one.uid], kit.vault)) for one in batch if one.uid in raws]
        with kit.database.reading() as session:
            known = mail_store.known_digests(session, came)
        sealed = mail_store.put(came, known, store=kit.store, vault=kit.vault)
        with kit.database.transaction() as session:
            outrun = mail_store.keep(session, self._mailbox.name, box.validity, sealed, now=kit.now(), vault=kit.vault)
        for one in outrun:
            kit.store.delete(one.path)
        self.kept += len(sealed) - len(outrun)
        self.known += len(came) - len(sealed) + len(outrun)
        if len(came) < len(batch):
            self.fault = "mail_not_given"
        self._remove(box, [one.lying.uid for one in came])

    def _remove(self, box: Box, uids: list[int]) -> None:
        """What is kept and stays there all the same is known next time; it must not keep us from reading the rest."""
        if not uids or self.fault == "mail_not_removed":
            return
        try:
            box.remove(uids)
        except MailboxUnavailable:
            self.fault = "mail_not_removed"


def _batches(lying: list[Lying]) -> Iterator[list[Lying]]:
    batch: list[Lying] = []
    for one in lying:
        if batch and (len(batch) >= _MOST or sum(other.size for other in batch) + one.size > _MOST_BYTES):
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch
