"""A mailbox on an IMAP server. Invariant: looking changes nothing there; what is removed was named by its number in this very mailbox."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType

from imapclient import DELETED, IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from config import Mailbox
from dsr.domain.errors import DsrError

TIMEOUT_S = 30.0   # of one answer of the server; a mail of 25 MB comes in many
_PAGE = 500        # numbers asked for at once: the answer to a search for all would be one line, which the library cuts off at a megabyte


class MailboxUnavailable(DsrError):
    """The server did not answer as it should; try again later. facts: detail (never an address)."""

    code = "mailbox_unavailable"


class MailboxRefused(DsrError):
    """The server does not let us in, or not into the folder. facts: detail (never an address)."""

    code = "mailbox_refused"


@dataclass(frozen=True, slots=True)
class Lying:
    """A mail in the mailbox: its number there, how long it is, and when the server says it took it."""

    uid: int
    size: int
    server_at: datetime | None


class Box:
    """One mailbox, opened, as a context. Whatever the server does wrong raises MailboxUnavailable or MailboxRefused."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self.validity = 0
        self._count = 0

    def __enter__(self) -> Box:
        try:
            self._client = _connected(self._mailbox)
        except (OSError, IMAPClientError, ValueError) as error:
            raise _failure(error) from None
        try:
            told = self._client.select_folder(self._mailbox.folder)
            self.validity, self._count = int(told[b"UIDVALIDITY"]), int(told[b"EXISTS"])
        except IMAPClientError as error:
            self._client.shutdown()
            raise (_failure(error) if isinstance(error, IMAPClient.AbortError) else MailboxRefused(detail="the folder cannot be opened")) from None
        except (OSError, ValueError, KeyError) as error:
            self._client.shutdown()
            raise _failure(error) from None
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._client.__exit__(kind, error, trace)  # says goodbye, and raises nothing

    def lying(self) -> Iterator[Lying]:
        """All that lies there, the oldest first."""
        for first in range(1, self._count + 1, _PAGE):
            try:
                self._client.use_uid = False
                told = self._client.fetch(range(first, min(first + _PAGE, self._count + 1)), ["UID", "RFC822.SIZE", "INTERNALDATE"])
                found = [Lying(int(one[b"UID"]), int(one[b"RFC822.SIZE"]), _instant(one.get(b"INTERNALDATE"))) for one in told.values()]
            except (OSError, IMAPClientError, ValueError, KeyError) as error:
                raise _failure(error) from None
            finally:
                self._client.use_uid = True
            yield from found

    def fetch(self, uids: Sequence[int]) -> dict[int, bytes]:
        """The whole mails, unread as before. What is gone meanwhile, or what the server cannot give, is left out and holds up none of the others."""
        try:
            told = self._client.fetch(uids, ["BODY.PEEK[]"])
        except (IMAPClient.AbortError, OSError) as error:
            raise _failure(error) from None
        except (IMAPClientError, ValueError):
            return {} if len(uids) < 2 else {uid: raw for one in uids for uid, raw in self.fetch([one]).items()}
        return {uid: one[b"BODY[]"] for uid, one in told.items() if isinstance(one.get(b"BODY[]"), bytes)}

    def remove(self, uids: Sequence[int]) -> None:
        """Away from the folder: into the other one if there is one, else for good.

        A server that cannot delete by number (RFC 4315) is only told which may go: to make it tidy up would take along what others have marked.
        """
        try:
            if self._mailbox.done_folder:
                self._move(uids, self._mailbox.done_folder)
            else:
                self._delete(uids)
        except (OSError, IMAPClientError, ValueError) as error:
            raise _failure(error) from None

    def _move(self, uids: Sequence[int], folder: str) -> None:
        if self._client.has_capability("MOVE"):
            self._client.move(uids, folder)
            return
        self._client.copy(uids, folder)
        self._delete(uids)

    def _delete(self, uids: Sequence[int]) -> None:
        self._client.add_flags(uids, [DELETED], silent=True)
        if self._client.has_capability("UIDPLUS"):
            self._client.uid_expunge(uids)


def _connected(mailbox: Mailbox) -> IMAPClient:
    context = None if mailbox.tls == "none" else ssl.create_default_context()
    is_tls = mailbox.tls == "tls"
    client = IMAPClient(mailbox.host, port=mailbox.port or (993 if is_tls else 143), ssl=is_tls, ssl_context=context if is_tls else None,
                        timeout=TIMEOUT_S)
    try:
        client.normalise_times = False  # instants with their zone
        if mailbox.tls == "starttls":
            client.starttls(context)
        client.login(mailbox.user, mailbox.password.get_secret_value())
    except BaseException:
        client.shutdown()
        raise
    return client


def _instant(told: object) -> datetime | None:
    if not isinstance(told, datetime):
        return None
    try:
        return told.astimezone(UTC)
    except (OverflowError, ValueError):  # at the ends of time
        return None


def _failure(error: Exception) -> MailboxUnavailable | MailboxRefused:
    """Which of the two it is. The server's words are not repeated: they often quote the account."""
    if isinstance(error, LoginError) and not isinstance(error.__context__, IMAPClient.AbortError):  # else it went away before it could say no
        return MailboxRefused(detail="our sign-in was refused")
    if isinstance(error, ssl.SSLError):
        return MailboxRefused(detail="the connection is not secure")
    return MailboxUnavailable(detail=f"no answer ({type(error).__name__})")
