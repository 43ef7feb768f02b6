"""How a case is told to an authority: in one language, with the desk's words for each code, by the clock of the entity.

Invariant: nothing is told by its code; what has no words is made readable by whoever hands the words over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from dsr.documents.lines import Line, Listing, Piece
from dsr.domain.actor import ActorKind
from dsr.text import translator
from dsr.text.dates import instant, long_date
from dsr.text.forms import form

Data = dict[str, Any]
Word = Callable[[str, str], str]  # which table of the desk, and a code of it


@dataclass(frozen=True, slots=True)
class Tongue:
    """`locale` is one that the desk speaks."""

    locale: str
    zone: ZoneInfo
    word: Word

    def say(self, key: str, **facts: object) -> str:
        """A sentence of the overview."""
        return translator(self.locale)(f"case.{key}", **facts)

    def of(self, table: str, code: str | None) -> str:
        """Words that person, company and desk read alike; none for none."""
        return translator(self.locale)(f"words.{table}.{code}") if code else ""

    def stamp(self, moment: datetime | None) -> str:
        return instant(moment, self.zone, self.locale) if moment is not None else ""

    def day(self, day: date | None) -> str:
        return long_date(day, self.locale) if day is not None else ""

    def listed(self, *parts: str) -> str:
        """Those that are not empty, in one line."""
        return form(self.locale).listed(filter(None, parts))

    def pair(self, head: str, words: str) -> str:
        return form(self.locale).pair(head, words) if words else head

    def by(self, kind: str, staff: int | None) -> str:
        """Who did it: of staff the number only."""
        if staff is not None:
            return self.say("staff", number=staff)
        return self.say("program") if kind == ActorKind.SYSTEM else self.of("actorkind", kind)

    def pairs(self, *facts: tuple[str, str]) -> list[Piece]:
        """A line for each fact that there is, under its name."""
        return [Line("pair", words, self.say(name)) for name, words in facts if words]

    def table(self, name: str, widths: Sequence[int], rows: Iterable[Sequence[str]], *numbers: int) -> list[Piece]:
        """A table below its heading; nothing where it has no rows."""
        found = tuple(map(tuple, rows))
        return [Line("sub", self.say(f"{name}_title")), self.listing(name, widths, found, *numbers)] if found else []

    def listing(self, name: str, widths: Sequence[int], rows: tuple[tuple[str, ...], ...], *numbers: int) -> Listing:
        return Listing(tuple(self.say(f"{name}_head").split("|")), tuple(widths), rows, numbers)
