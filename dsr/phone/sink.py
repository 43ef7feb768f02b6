"""Messages and calls into a list, for tests and trials. Invariant: it takes exactly what a gateway would be given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dsr.domain.line_checks import LineFacts
from dsr.phone.base import SpokenCall, TextMessage


@dataclass(frozen=True, slots=True)
class ListPhone:
    """Keeps what was sent, in order, one message-id once; `lines` is what its network knows."""

    sent: list[TextMessage | SpokenCall] = field(default_factory=list)
    lines: Mapping[str, LineFacts] = field(default_factory=dict)
    can_call: bool = True

    def send(self, what: TextMessage | SpokenCall) -> None:
        if what.message_id not in {one.message_id for one in self.sent}:
            self.sent.append(what)

    def look_up(self, number: str) -> LineFacts:
        return self.lines.get(number, LineFacts())
