"""Letters to an SMTP server. Invariant: once the server has said 250 to the letter, nothing that follows turns it into a failure."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field

from config import Settings
from dsr.mail.base import Letter, MailRefused, MailUnavailable, as_message

_TOO_LARGE = 552


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """One connection per letter: letters are few, and a connection kept open belongs to nobody after a fork."""

    host: str
    port: int
    tls: str = "none"                  # none, starttls, tls
    user: str = ""
    password: str = field(default="", repr=False)
    timeout_s: float = 20.0
    ca_file: str = ""

    @classmethod
    def from_settings(cls, settings: Settings) -> SmtpMailer:
        return cls(settings.smtp_host, settings.smtp_port, settings.smtp_tls, settings.smtp_user, settings.smtp_password.get_secret_value(),
                   ca_file=settings.smtp_ca_file)

    def send(self, letter: Letter) -> None:
        """Raises MailUnavailable or MailRefused; neither holds an address."""
        message = as_message(letter)
        try:
            server = self._connect()
        except (OSError, smtplib.SMTPException) as error:  # between us and the server: no fault of the letter
            raise MailUnavailable(detail=_why(error)) from None
        try:
            server.send_message(message)
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            raise MailRefused(detail=_why(error)) if _is_final(error) else MailUnavailable(detail=_why(error)) from None
        finally:
            with suppress(OSError, smtplib.SMTPException):  # the goodbye decides nothing
                server.quit()
            server.close()

    def _connect(self) -> smtplib.SMTP:
        if self.tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout_s, context=self._context())
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.timeout_s)
        try:
            if self.tls == "starttls":
                server.starttls(context=self._context())
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.ca_file or None)


def _is_final(error: Exception) -> bool:
    """Whether the letter will never be taken. That we may not send at all is for us to mend, and the letter waits for it."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            return all(code >= 500 for code, _ in error.recipients.values())
        case smtplib.SMTPSenderRefused():
            return error.smtp_code == _TOO_LARGE
        case smtplib.SMTPResponseException():
            return error.smtp_code >= 500
        case smtplib.SMTPNotSupportedError() | UnicodeError():
            return True
    return False


def _why(error: Exception) -> str:
    """The server's words are not repeated: they often quote the address."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            codes = [code for code, _ in error.recipients.values()]
            return f"recipient refused with {codes[0] if codes else 'no code'}"
        case smtplib.SMTPAuthenticationError():
            return f"our sign-in was refused with {error.smtp_code}"
        case smtplib.SMTPResponseException():
            return f"refused with {error.smtp_code}"
        case smtplib.SMTPNotSupportedError() | UnicodeError():
            return "the server cannot take this kind of address or sign-in"
    return f"no answer ({type(error).__name__})"
