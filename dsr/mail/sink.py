"""Letters into a list, for tests and trials. Invariant: it takes exactly what a server would be given, checked in the same way."""

from __future__ import annotations

from dataclasses import dataclass, field

from dsr.mail.base import Letter, as_message


@dataclass(frozen=True, slots=True)
class ListMailer:
    """Keeps what was sent, in order."""

    letters: list[Letter] = field(default_factory=list)

    def send(self, letter: Letter) -> None:
        as_message(letter)
        self.letters.append(letter)
