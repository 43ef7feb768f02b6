"""What the columns of one table seem to hold, from their types, names and some cells.

Invariant: a key of the table is nobody's secret and no telephone number only because it is made of digits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dsr.domain.discover_guess import NOTHING, Guess, together
from dsr.domain.discover_names import by_name, names_people, parts
from dsr.domain.discover_shapes import Column, Family, Table
from dsr.domain.discover_values import by_values

Cells = Mapping[str, Sequence[object]]  # column -> cells; a column that could not be read is not in it
_OF_NUMBERS = ("user.financial", "user.location", "user.unique_id", "user.contact.phone_number", "user.contact.fax_number", "user.government_id",
               "user.payment", "user.device.device_id")
_TELLS_PEOPLE = frozenset(("user.name", "user.contact.email", "user.contact.phone_number", "user.account.username", "user.unique_id"))
_KEY_WORDS = frozenset(("id", "uuid", "guid", "key", "cgrid", "sid", "hash", "etag"))  # a digest of these is a name for a row


@dataclass(frozen=True, slots=True)
class Judged:
    """A table and a guess for each of its columns."""

    table: Table
    guesses: Mapping[str, Guess]
    cells: Cells = field(repr=False)
    is_of_people: bool

    def of_kind(self, *kinds: str) -> tuple[str, ...]:
        return tuple(name for name, guess in self.guesses.items() if guess.kind in kinds)

    @property
    def personal(self) -> tuple[str, ...]:
        return tuple(name for name, guess in self.guesses.items() if guess.is_personal)


def judge(table: Table, cells: Cells, country: str | None = None) -> Judged:
    """Look at every column, then at what the columns say together about the table."""
    guesses = {column.name: _judged(column, table, cells.get(column.name, ()), country) for column in table.columns}
    return Judged(table, guesses, cells, _is_of_people(table, guesses.values()))


def _judged(column: Column, table: Table, cells: Sequence[object], country: str | None) -> Guess:
    seen = by_values(column, cells, country)
    named = _possible(column, by_name(column.name, of_people=names_people(table.name), table=table.name))
    if named.category == "user.date_of_birth" and (seen.written or not seen.category):
        return replace(named, written=seen.written)
    if seen.is_secret and not named.is_secret and seen.certainty <= 60 and _is_key(column.name, table):
        seen = NOTHING
    if seen.kind == "phone_number" and seen.certainty <= 70 and named.kind != "phone_number" and _is_key(column.name, table):
        seen = NOTHING
    held = [cell for cell in cells if cell not in (None, "")]
    return together(seen, named, is_empty=len(held) < 5)


def _possible(column: Column, named: Guess) -> Guess:
    """A name is believed only where the type can hold what it promises: `email_sent BOOLEAN` is no address."""
    match column.family:
        case Family.BOOLEAN | Family.CLOCK:
            return NOTHING
        case Family.TIME | Family.DATE:
            return named if named.category == "user.date_of_birth" else NOTHING
        case Family.BYTES:
            return named if named.category in ("user.content", "") else NOTHING
        case Family.INTEGER | Family.NUMBER if named.kind == "username":
            return Guess("user.unique_id", 50, why="name")  # a number that stands for a user
        case Family.INTEGER | Family.NUMBER if named.category not in _OF_NUMBERS and not named.is_secret:
            return NOTHING
        case _:
            return named


def _is_key(name: str, table: Table) -> bool:
    own = parts(name)
    return table.names_one_row(name) or any(True for _ in table.joined(name)) or name in table.primary_key or (
        bool(own) and (own[-1] in _KEY_WORDS or own[-1].endswith("id")))


def _is_of_people(table: Table, guesses: Iterable[Guess]) -> bool:
    found = {guess.category for guess in guesses if guess.certainty >= 50}
    if names_people(table.name) and found & _TELLS_PEOPLE:
        return True
    return "user.name" in found and bool(found & {"user.contact.email", "user.date_of_birth", "user.government_id"})


def usual_country(judged: Iterable[Judged]) -> str | None:
    """The country that most telephone numbers with a country code belong to, if it is clear."""
    seen = Counter(guess.is_number_of for one in judged for guess in one.guesses.values() if guess.is_number_of)
    first = seen.most_common(2)
    if not first or (len(first) > 1 and first[0][1] == first[1][1]):
        return None
    return first[0][0] if first[0][0] != "001" else None  # 001 is the world
