"""One letter for many people, such as from a union: each of them is a request of their own.

Invariant: a line is one person, and what cannot be read as one stops all: nobody is left out in silence.
"""

from __future__ import annotations

from dataclasses import dataclass

from dsr.domain.errors import InvalidInput

MOST = 200
_FIELDS = 5


@dataclass(frozen=True, slots=True)
class Named:
    """One of the people, as the line says: name; email; numbers; company; postal address. Only the name is needed."""

    name: str
    email: str
    numbers: str
    employer: str
    address: str


def read(text: str) -> tuple[Named, ...]:
    """The people of a text, a line each. Raises InvalidInput (required, too_many, line)."""
    found = tuple(_one(line) for line in text.splitlines() if line.strip())
    if not found:
        raise InvalidInput(field="people", problem="required")
    if len(found) > MOST:
        raise InvalidInput(field="people", problem="too_long")
    return found


def _one(line: str) -> Named:
    """An address may be on several lines: a stroke stands between them."""
    parts = [part.strip() for part in line.split(";")]
    if len(parts) > _FIELDS or not parts[0]:
        raise InvalidInput(field="people", problem="line")
    name, email, numbers, employer, address = (*parts, *[""] * (_FIELDS - len(parts)))
    return Named(name, email, numbers, employer, "\n".join(one.strip() for one in address.split("|")))
