"""What a letter is, and how it leaves the house. Invariant: a letter has no attachment, no picture and nothing that is fetched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Protocol

from dsr.domain.errors import DsrError


class MailUnavailable(DsrError):
    """The server did not take the letter now; try again later. facts: detail (never an address)."""

    code = "mail_unavailable"


class MailRefused(DsrError):
    """The letter will never be taken as it is. facts: detail (never an address)."""

    code = "mail_refused"


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter in two forms. `message_id` is fixed when the row is written, so that a letter sent again is known as the same."""

    message_id: str
    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    locale: str
    written_at: datetime
    reply_to: str = ""
    in_reply_to: tuple[str, ...] = ()  # Message-IDs of the reader's mails, the one that it answers last


class Mailer(Protocol):
    """Sends letters. Returning means: the server has accepted it."""

    def send(self, letter: Letter) -> None:
        """Raises MailUnavailable or MailRefused."""


def as_message(letter: Letter) -> EmailMessage:
    """The letter as it travels. Raises MailRefused if it could not be one of ours."""
    message = EmailMessage()
    try:
        message["From"] = letter.sender
        message["To"] = letter.recipient
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(letter.written_at)
        message["Message-ID"] = letter.message_id
        if letter.reply_to:
            message["Reply-To"] = letter.reply_to
        if letter.in_reply_to:
            message["In-Reply-To"] = letter.in_reply_to[-1]
            message["References"] = " ".join(letter.in_reply_to)
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        message.set_content(letter.text)
        message.add_alternative(letter.html, subtype="html")
        message["Content-Language"] = letter.locale  # last: making the alternative drops content headers
    except (ValueError, TypeError):
        raise MailRefused(detail="a header holds what no header may hold") from None
    check(message)
    return message


def check(message: EmailMessage) -> None:
    """Refuse what a letter of ours never has: an attachment, another kind of part, or something fetched when it is read."""
    kinds = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    if kinds != ["text/plain", "text/html"] or any(part.get_content_disposition() == "attachment" for part in message.walk()):
        raise MailRefused(detail="a letter has a text and an HTML form and no attachment")
    html = message.get_payload(1).get_content().lower()  # type: ignore[union-attr]
    if any(sign in html for sign in ("<img", "<link", "<script", "src=", "url(", "@import", "background=")):
        raise MailRefused(detail="a letter fetches nothing when it is read")
