"""Letters to an SMTP server. Invariant: once the server has said 250 to the letter, nothing that follows turns it into a failure."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field

from config import Settings
from dsr.mail.base import Letter, MailRefused, MailUnavailable, as_message


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """One connection per letter: letters are few, and a connection kept open belongs to nobody after a fork."""

    host: str
    port: int
    tls: str = "none"                  # none, starttls, tls
    user: str = ""
    password: str = field(default="", repr=False)
    timeout_s: float = 20.0

    @classmethod
    def from_settings(cls, settings: Settings) -> SmtpMailer:
        return cls(settings.smtp_host, settings.smtp_port, settings.smtp_tls, settings.smtp_user, settings.smtp_password.get_secret_value())

    def send(self, letter: Letter) -> None:
        """Raises MailUnavailable or MailRefused; neither holds an address."""
        message = as_message(letter)
        try:
            server = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise _failure(error) from None
        try:
            server.send_message(message)
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            raise _failure(error) from None
        finally:
            with suppress(OSError, smtplib.SMTPException):  # the goodbye decides nothing
                server.quit()
            server.close()

    def _connect(self) -> smtplib.SMTP:
        if self.tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout_s, context=ssl.create_default_context())
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.timeout_s)
        try:
            if self.tls == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


def _failure(error: Exception) -> MailUnavailable | MailRefused:
    """Which of the two it is. The server's words are not repeated: they often quote the address."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            codes = [code for code, _ in error.recipients.values()]
            is_final, detail = all(code >= 500 for code in codes), f"recipient refused with {codes[0] if codes else 'no code'}"
        case smtplib.SMTPAuthenticationError():
            is_final, detail = False, f"our sign-in was refused with {error.smtp_code}"
        case smtplib.SMTPResponseException():
            is_final, detail = error.smtp_code >= 500, f"refused with {error.smtp_code}"
        case smtplib.SMTPNotSupportedError() | UnicodeError():
            is_final, detail = True, "the server cannot take this kind of address or sign-in"
        case _:
            is_final, detail = False, f"no answer ({type(error).__name__})"
    return MailRefused(detail=detail) if is_final else MailUnavailable(detail=detail)
