"""Who lives in the demo's world: two customer companies, their people, and who held which number when. All are invented.

Invariant: the same day gives the same people. One number changed hands: what was called with it before `handover` is Mette's, not
Søren's; and there are two people of nearly one name with the same extension in different companies.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID, uuid5

_SPACE = UUID("6f1c0f0e-7d1b-4a51-9a53-0a2f6cf0d5a1")


@dataclass(frozen=True, slots=True)
class Company:
    id: int
    name: str
    city: str
    domain: str

    @property
    def uuid(self) -> str:
        """Its tenant in the telephone system."""
        return str(uuid5(_SPACE, self.domain))


@dataclass(frozen=True, slots=True)
class Held:
    """A number and the time it was held: from (included) to (excluded)."""

    number: str
    start: date
    end: date | None = None
    plan: str = "M"


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    company: Company
    name: str
    email: str
    title: str
    extension: str
    numbers: tuple[Held, ...]
    language: str = "da"
    note: str = ""

    @property
    def user_uuid(self) -> str:
        return str(uuid5(_SPACE, f"user:{self.id}"))

    @property
    def extension_uuid(self) -> str:
        return str(uuid5(_SPACE, f"extension:{self.id}"))

    def holds(self, number: str, day: date) -> bool:
        return any(held.number == number and held.start <= day and (held.end is None or day < held.end) for held in self.numbers)


@dataclass(frozen=True, slots=True)
class World:
    """Everyone, and the days between which they call."""

    people: tuple[Person, ...]
    first: date
    today: date
    handover: date

    @property
    def sample(self) -> Person:
        """The person whose request the demo carries."""
        return self.people[0]

    def months(self) -> list[date]:
        """The first days of the months of the archive, oldest first."""
        return [date(month // 12, month % 12 + 1, 1) for month in range(_month(self.first), _month(self.today) + 1)]


NORDLYS = Company(1, "Nordlys A/S", "Aarhus", "nordlys.fjordtel.example")
HAVBLIK = Company(2, "Havblik ApS", "Helsingør", "havblik.fjordtel.example")
OLD_NUMBER, NEW_NUMBER = "+4578770217", "+4578770202"


def people_on(today: date) -> World:
    """The world as of a day: three years of calls; the number changed hands on 1 July of last year."""
    handover = date(today.year - 1, 7, 1)
    first = date(today.year - 3, today.month, 1)
    since = date(today.year - 4, 3, 1)
    people = (
        Person(1, NORDLYS, "Søren Ærø O'Brien", "Soren.OBrien@nordlys.example", "Driftsleder", "201",
               (Held(OLD_NUMBER, since, plan="F"), Held(NEW_NUMBER, handover)), note="Ringer helst efter kl. 14. <b>Ikke</b> mandag."),
        Person(2, HAVBLIK, "Mette Kjær", "mette.kjaer@havblik.example", "Indehaver", "202",
               (Held(NEW_NUMBER, since, handover), Held("+4578770304", handover))),
        Person(3, HAVBLIK, "Søren O'Brien", "soren.obrien@havblik.example", "Skipper", "201", (Held("+4578770303", since),), language="en"),
        Person(4, NORDLYS, "Jens Hansen", "jens.hansen@nordlys.example", "Montør", "202", (Held("+4578770218", since),)),
        Person(5, NORDLYS, "Łucja Öztürk-Møller", "lucja@nordlys.example", "Projektleder", "203", (Held("+4578770219", since),)),
        Person(6, HAVBLIK, "Bjørn Ågård", "bjorn@havblik.example", "Kok", "203", (Held("+4578770305", since),)),
    )
    return World(people, first, today, handover)


def midnight(day: date) -> str:
    """The start of a day as the systems write it: local time without a zone."""
    return datetime.combine(day, time()).isoformat(sep=" ")


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1
