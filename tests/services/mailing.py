"""Mails that come in, without a server: kept as a mailbox keeps them, and given their place as a worker does."""

from __future__ import annotations

import itertools
from datetime import datetime

from sqlalchemy import select, update

from dsr.kit import Kit
from dsr.mail.imap import Lying
from dsr.models import IncomingMail, Message, MessageState, Request
from dsr.services import mail_read, mail_rows, mail_store
from dsr.services.mail_read import Sheet
from dsr.services.mail_store import Came
from workers import inbox, post

_numbers = itertools.count(1)
ASKS = "Dear Sir or Madam,\n\nunder Article 15 GDPR I ask for access to my data.\n\nKind regards\nCarol"
CAROL = "Carol Aero <carol@havblik.example>"


def a_mail(text: str = ASKS, *, sender: str = CAROL, subject: str = "My data", number: int | None = None, **headers: str) -> bytes:
    """Bytes as a server has them; a header that is empty is left out."""
    head = {"From": sender, "To": "privacy@fjordtel.example", "Subject": subject, "Date": "Tue, 24 Nov 2026 09:00:00 +0100",
            "Message-ID": f"<{number or next(_numbers)}@mail.example>", "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=utf-8"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return "".join(f"{name}: {value}\r\n" for name, value in head.items() if value).encode() + b"\r\n" + text.replace("\n", "\r\n").encode()


def a_bounce(message_id: str, *, recipient: str = "carol@havblik.example", action: str = "failed", status: str = "5.1.1") -> bytes:
    """A report as Postfix writes it (RFC 3464)."""
    text = (f"--x\nContent-Type: text/plain\n\nThis is the mail system at host mx.example.\n\n--x\nContent-Type: message/delivery-status\n\n"
            f"Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; {recipient}\nAction: {action}\nStatus: {status}\n\n"
            f"--x\nContent-Type: text/rfc822-headers\n\nMessage-ID: {message_id}\nSubject: Your request\n\n--x--\n")
    return a_mail(text, sender="MAILER-DAEMON@mx.example", subject="Undelivered Mail Returned to Sender", Return_Path="<>",
                  Content_Type='multipart/report; report-type=delivery-status; boundary="x"')


def arrives(kit: Kit, *raws: bytes, at: datetime | None = None) -> list[IncomingMail]:
    """Kept, and given their places; the rows."""
    came = [Came(Lying(next(_numbers), len(raw), at), raw, mail_store.digest_of(raw, kit.vault)) for raw in raws]
    sealed = mail_store.put(came, frozenset(), store=kit.store, vault=kit.vault)
    with kit.database.transaction() as session:
        mail_store.keep(session, "privacy", 1, sealed, now=kit.now(), vault=kit.vault)
    while inbox.place_next(kit):
        pass
    with kit.database.reading() as session:
        rows = {row.digest: row for row in session.execute(select(IncomingMail)).scalars()}
    return [rows[one.digest] for one in came]


def sheet(kit: Kit, row: IncomingMail) -> Sheet:
    assert row.sheet is not None
    return mail_read.opened(row.sheet, mail_rows.key_of(row, kit.vault), row.path)


def letters(kit: Kit) -> list[Message]:
    with kit.database.reading() as session:
        return list(session.execute(select(Message).order_by(Message.id)).scalars())


def requests(kit: Kit) -> list[Request]:
    with kit.database.reading() as session:
        return list(session.execute(select(Request).order_by(Request.id)).scalars())


def all_sent(kit: Kit) -> list[Message]:
    """As after the post has gone."""
    while post.send_next(kit):
        pass
    return letters(kit)


def say_sent(kit: Kit, letter: Message) -> None:
    with kit.database.transaction() as session:
        session.execute(update(Message).where(Message.id == letter.id).values(state=MessageState.SENT, sent_at=kit.now()))
