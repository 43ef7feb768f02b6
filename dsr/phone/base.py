"""What is said to a line, and how it leaves the house.

Invariant: a message holds the code and nothing of the person; a call holds not even the code: that is handed out only when a key was pressed on
the line itself, which no answering machine does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from dsr.domain.errors import DsrError
from dsr.domain.line_checks import LineFacts


class PhoneUnavailable(DsrError):
    """The gateway did not take it, or did not answer, now; try again later. facts: detail (never a number)."""

    code = "phone_unavailable"


class PhoneRefused(DsrError):
    """The gateway will never take it as it is. facts: detail (never a number)."""

    code = "phone_refused"


@dataclass(frozen=True, slots=True)
class TextMessage:
    """An SMS. `message_id` is fixed when the row is written, so that one sent again is known as the same; `to` is in E.164."""

    message_id: str
    to: str = field(repr=False)
    text: str = field(repr=False)
    locale: str


@dataclass(frozen=True, slots=True)
class SpokenCall:
    """A call. `greeting` asks for a key; what to say then is fetched from `callback_url`, which works once."""

    message_id: str
    to: str = field(repr=False)
    greeting: str
    callback_url: str = field(repr=False)
    locale: str


class Phone(Protocol):
    """Speaks to lines. Returning from `send` means: the gateway has taken it."""

    @property
    def can_call(self) -> bool:
        """Whether there are spoken codes."""

    def send(self, what: TextMessage | SpokenCall) -> None:
        """Raises PhoneUnavailable or PhoneRefused."""

    def look_up(self, number: str) -> LineFacts:
        """What the network knows of a line. Raises PhoneUnavailable: what is not known is no permission."""
