"""Who asks in a simulated year, and what each of them does. Invented, and the same each time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from dsr.domain.words import Channel, Right

# How a request goes, by its number; each comes round again.
WAYS = (
    "plain", "plain", "unclicked", "proof", "plain", "company", "question", "plain", "bounced", "hard", "plain", "unproven", "plain", "refused",
    "plain", "withdrawn", "unfetched", "forgotten", "silence", "lost", "plain", "company", "plain", "paper",
)
_CHANNELS = (Channel.PORTAL, Channel.MAIL, Channel.PORTAL, Channel.PHONE, Channel.API, Channel.MAIL, Channel.PORTAL)
_RIGHTS = (Right.ACCESS, Right.ACCESS, Right.ERASURE, Right.ACCESS, Right.RECTIFICATION, Right.ACCESS)
_ANY_RIGHT = ("refused", "forgotten", "bounced", "unclicked", "withdrawn")  # what is about the answer itself is about access


@dataclass(slots=True)
class Person:
    """`confirms` and `fetches` are days after the letter; None: never. `done` is what has happened once."""

    number: int
    way: str
    arrives: date
    channel: Channel
    right: Right
    confirms: int | None
    fetches: int | None
    request_id: int = 0
    done: set[str] = field(default_factory=set)

    @property
    def email(self) -> str:
        house = "nordlys.example" if self.way == "company" else "folk.example"
        return "" if self.channel is Channel.LETTER else f"person{self.number}@{house}"


def people(count: int, first: date, last: date) -> list[Person]:
    """So many, spread over the days from `first` to `last`."""
    days, found = (last - first).days, []
    for number in range(1, count + 1):
        way = WAYS[number % len(WAYS)]
        is_any = way in _ANY_RIGHT or (way == "plain" and number % 3 == 0)
        right = Right.ERASURE if way == "paper" else _RIGHTS[number % len(_RIGHTS)] if is_any else Right.ACCESS
        found.append(Person(
            number, way, first + timedelta(days=days * (number - 1) // max(1, count - 1)),
            Channel.LETTER if way == "paper" else _CHANNELS[number % len(_CHANNELS)], right,
            confirms=None if way in ("unclicked", "bounced") else number * 7 % 5, fetches=None if way == "unfetched" else 1 + number * 11 % 9))
    return found
