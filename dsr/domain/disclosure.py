"""What of a row the person may see: their own cells, and of other people's what the policy lets through.

Invariants: who withheld a number is never shown, and neither is a secret; a row that is shown shows at least what is the person's. A cell by
which the row was found is the person's. What is another's leads nowhere.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from dsr.domain.compare import as_text
from dsr.domain.conditions import is_blank, names_nobody
from dsr.domain.dataset import Collection, Field
from dsr.domain.direction import Direction, tells_direction
from dsr.domain.parties import Party, Side
from dsr.domain.policy import LEAST_DIGITS, STANDARD, Policy, Treatment
from dsr.domain.redaction import redacted
from dsr.domain.stored import joined

Row = tuple[object, ...]
LONGEST_EXTENSION = 6  # digits
LONGEST_NUMBER = 15    # digits, by ITU-T E.164
_NUMBER = re.compile(r"\+?[0-9][0-9 ().\-]*")
_BESIDE = re.compile(r"[@;?]")
_SCHEME = re.compile(r"\A\s*(?:sips?|tel):", re.IGNORECASE)
_CALLER_ID = re.compile(r"\s*\"?(?P<name>.*?)\"?\s*<(?P<number>[^<>]*)>\s*\Z", re.DOTALL)
ALWAYS_MASKED = frozenset({Party.WITHHELD, Party.SECRET})  # whatever a table or a member of staff says
NUMBERS = frozenset({Party.DIALLED, Party.CALLER, Party.COLLEAGUE})
NAMING = NUMBERS | {Party.WITHHELD}
OUTSIDERS = frozenset({Party.CALLER, Party.DIALLED})  # whose numbers name them anywhere; an extension names somebody only within its company


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as it may leave: the cells, and whose each cell is that is not simply the person's, with how it was treated.

    `numbers`, where the policy hides any of them: the cells as they were that are numbers of outsiders, by field; of numbers dialled that are
    shown only those of which it is known that the person dialled them. They are to be known again by, and never to be kept as they are.
    """

    cells: Row
    others: Mapping[str, tuple[Party, Treatment]]
    numbers: Mapping[str, object] = dataclasses.field(default_factory=dict, repr=False)
    direction: Direction | None = None

    @property
    def is_masked(self) -> bool:
        return any(not treatment.is_open for _, treatment in self.others.values())


def columns_needed(collection: Collection) -> tuple[str, ...]:
    """What must be read of a row, so that it can be decided what of it is shown; none where everything is the person's."""
    names: dict[str, None] = {}
    for field in collection.fields:
        conditions = [*([field.secret_when] if field.secret_when else []), *([field.withheld] if field.withheld else [])]
        conditions += [*(field.party.when if field.party else ()), *(field.side.when if field.side else ())]
        names.update(dict.fromkeys(one.column for one in conditions))
        if field.about is not None and field.inside is None and not field.secret:
            names.update(dict.fromkeys((field.name, *field.parts)))
    return tuple(names)


def decides(collection: Collection) -> bool:
    """Whether there is anything to decide."""
    return any(field.party or field.side or field.withheld or field.secret_when or field.redact_keys for field in collection.fields)


def ruled(collection: Collection) -> frozenset[str]:
    """The fields of which a policy decides anything."""
    own = frozenset(field.name for field in collection.fields if _has_rule(field))
    return own | _paths(collection) if own else own


class Disclosure:
    """Decides for rows whose cells come in the order of `columns`, of which the first `width` would be shown. Of the fields `uncovered` staff
    have decided that they are shown."""

    def __init__(self, collection: Collection, columns: tuple[str, ...], width: int, policy: Policy = STANDARD,
                 uncovered: frozenset[str] = frozenset()) -> None:
        self._places = {name: place for place, name in enumerate(columns)}
        self._fields = [field for field in collection.fields if field.inside is None]
        self._sided = [field for field in collection.fields if field.side is not None]
        self._whole = {name: field for field in collection.fields for name in field.parts}  # a part -> the field that is its whole number
        self._shown = [(place, field) for field in self._fields if (place := self._places.get(field.name, width)) < width and _has_rule(field)]
        self._ruled = [(self._places[field.name], field) for field in self._fields
                       if field.name in self._places and (field.party or field.about or field.withheld or field.secret_when)]
        self._of_files = [(place, field) for field in self._fields
                          if field.name in _paths(collection) and (place := self._places.get(field.name, width)) < width]
        self._width, self._policy, self._uncovered = width, policy, uncovered
        self.tells_direction = tells_direction(collection)
        self.hides_numbers = any(policy.treatments[party] is not Treatment.SHOWN for party in (*OUTSIDERS, Party.COLLEAGUE))

    def shown(self, row: Row, finders: Iterable[str]) -> Shown:
        """What is shown of a row that was found by these fields."""
        look = _Look(row, self._places, frozenset(finders), self._sided, self._whole)
        cells = list(row[: self._width])
        others: dict[str, tuple[Party, Treatment]] = {}
        numbers: dict[str, object] = {}
        for place, field in self._shown:
            party = look.party(field)
            if party is not Party.SUBJECT:
                treatment = self._treatment(party, field)
                others[field.name] = (party, treatment)
                if self.hides_numbers and party in OUTSIDERS and (field.about is None or _is_number(field, party)):
                    is_sure = party is Party.CALLER or field.party is not None or Side.CALLER in look.own
                    numbers |= {field.name: cells[place]} if is_sure or not treatment.is_open else {}
                if not treatment.is_open:
                    cells[place] = cut(cells[place], self._policy.digits) if treatment is Treatment.CUT else None
            if field.redact_keys and cells[place] is not None:
                cells[place], is_hidden = redacted(cells[place], field.redact_keys)
                if is_hidden:
                    others[field.name] = (Party.SECRET, Treatment.MASKED)
        if self._of_files:
            self._hide_paths(cells, others)
        return Shown(tuple(cells), others, numbers, Direction.of(look.own) if self.tells_direction else None)

    def _hide_paths(self, cells: list[object], others: dict[str, tuple[Party, Treatment]]) -> None:
        """Recordings are called by the numbers of the call: where one is not shown, or not whole, the name of the file is not shown either."""
        whose = next((party for party, treatment in others.values() if party in NAMING and not treatment.is_open), None)
        for place, field in self._of_files if whose is not None else ():
            if whose is not None and field.name not in others and not is_blank(cells[place]):
                treatment = self._treatment(whose, field)
                others[field.name] = (whose, treatment)
                cells[place] = cells[place] if treatment.is_open else None

    def is_open(self, row: Row, finders: Iterable[str], name: str) -> bool:
        """Whether the cell of a column that is not among the shown ones would be shown as it is."""
        look = _Look(row, self._places, frozenset(finders), self._sided, self._whole)
        return all(self._treatment(party, field).is_open for _, field in self._ruled
                   if field.name == name and (party := look.party(field)) is not Party.SUBJECT)

    def leading(self, row: Row, finders: Iterable[str]) -> Row:
        """The row without the cells that are another person's: whoever called is not looked up as if it were the person."""
        look = _Look(row, self._places, frozenset(finders), self._sided, self._whole)
        foreign = {place for place, field in self._ruled if look.party(field) is not Party.SUBJECT}
        return tuple(None if place in foreign else cell for place, cell in enumerate(row)) if foreign else row

    def _treatment(self, party: Party, field: Field) -> Treatment:
        return treatment(party, field, self._policy, is_uncovered=field.name in self._uncovered)


def treatment(party: Party, field: Field, policy: Policy, *, is_uncovered: bool = False) -> Treatment:
    """What becomes of a cell of the field that is this party's."""
    if party in ALWAYS_MASKED:
        return Treatment.MASKED
    is_beside = party in NUMBERS and field.about is not None and not _is_number(field, party)  # of the other end only its number is shown
    by_rule = Treatment.MASKED if is_beside else policy.treatments[party]
    return Treatment.UNCOVERED if is_uncovered and by_rule is not Treatment.SHOWN else by_rule


def _paths(collection: Collection) -> frozenset[str]:
    """The columns that name the files of its rows."""
    content = collection.terms.content
    return frozenset(content.columns) if content is not None and not content.column else frozenset()


def _has_rule(field: Field) -> bool:
    return bool(field.party or field.about or field.withheld or field.secret_when or field.redact_keys)


def _is_number(field: Field, party: Party) -> bool:
    return field.about == "number" or (field.about == "caller_id" and party is not Party.COLLEAGUE)


class _Look:
    """One row, looked at from the side of the person."""

    def __init__(self, row: Row, places: Mapping[str, int], finders: frozenset[str], sided: list[Field],
                 whole: Mapping[str, Field]) -> None:
        self._row, self._places, self._finders, self._sided, self._whole = row, places, finders, sided, whole
        self._own: frozenset[Side] | None = None
        self._hidden: frozenset[Side] | None = None

    def party(self, field: Field) -> Party:
        """Whose the cell of this field is."""
        cell = self._cell(field.name)
        if is_blank(cell):
            return Party.SUBJECT
        if field.secret_when is not None and field.secret_when.holds(self._cell(field.secret_when.column)):
            return Party.SECRET
        if field.name in self._finders and (field.party is None or field.party.unless_found):
            return Party.SUBJECT
        side = self._side(field)
        is_own = side is not None and side in self.own
        if not is_own and self._is_withheld(field) and not names_nobody(cell):
            return Party.WITHHELD
        fixed = field.party.of(self._cell) if field.party else None
        if fixed is not None and fixed is not Party.SUBJECT:
            return Party.WITHHELD if fixed is Party.MIXED and self.hidden else fixed
        if is_own or side is None or names_nobody(cell):
            return Party.SUBJECT
        return Party.WITHHELD if side in self.hidden else self._of_other(field, side, cell)

    @property
    def own(self) -> frozenset[Side]:
        """The person's sides. A side that only an account led to is not theirs where the numbers on it are somebody else's."""
        if self._own is None:
            found = {field.name: side for field in self._sided if field.name in self._finders and (side := self._side(field)) is not None}
            sides = frozenset(found.values())
            if len(sides) > 1:
                by_number = {side for name, side in found.items() if self._about(name) in ("number", "caller_id")}
                sides = frozenset(side for side in sides if side in by_number or not self._numbers(side)) or sides
            self._own = sides
        return self._own

    @property
    def hidden(self) -> frozenset[Side]:
        """Sides that are not the person's and withheld who they are."""
        if self._hidden is None:
            sides = ((field, self._side(field)) for field in self._sided if field.withheld is not None)
            self._hidden = frozenset(side for field, side in sides if side is not None and side not in self.own and self._is_withheld(field))
        return self._hidden

    def _of_other(self, field: Field, side: Side, cell: object) -> Party:
        number = Party.DIALLED if side is Side.CALLEE else Party.CALLER
        match field.about:
            case None:
                return Party.SUBJECT
            case "number":
                return Party.COLLEAGUE if is_extension(self._number(field)) else number
            case "caller_id":
                name, written = caller_id(as_text(cell))
                inside = is_extension(written)
                return Party.COLLEAGUE if inside else number if names_nobody(name) else Party.NAME
            case "name":
                return Party.COLLEAGUE if self._is_inside(side) else Party.NAME
            case "content":
                return Party.CONTENT
            case "device" | "account":
                return Party.COLLEAGUE if self._is_inside(side) else number

    def _is_inside(self, side: Side) -> bool:
        """Whether the numbers of a side are extensions."""
        numbers = self._numbers(side)
        return bool(numbers) and all(is_extension(one) for one in numbers)

    def _numbers(self, side: Side) -> list[object]:
        cells = [self._number(field) for field in self._sided if field.about in ("number", "caller_id") and self._side(field) is side]
        return [cell for cell in cells if not names_nobody(cell)]

    def _number(self, field: Field) -> object:
        """The number that a cell is, or is a part of."""
        whole = self._whole.get(field.name)
        return joined([self._cell(name) for name in whole.parts], whole.kind) if whole else self._cell(field.name)

    def _is_withheld(self, field: Field) -> bool:
        return field.withheld is not None and field.withheld.holds(self._cell(field.withheld.column))

    def _side(self, field: Field) -> Side | None:
        return field.side.of(self._cell) if field.side else None

    def _about(self, name: str) -> str | None:
        return next((field.about for field in self._sided if field.name == name), None)

    def _cell(self, name: str) -> object:
        place = self._places.get(name)
        return None if place is None else self._row[place]


def is_extension(cell: object) -> bool:
    """Whether what is written is a number of a few digits: within a company, or a short code that is no person's."""
    return _is_short(as_text(cell))


@lru_cache(maxsize=50_000)
def _is_short(text: str) -> bool:
    number = max(_NUMBER.findall(caller_id(text)[1].partition("@")[0]), key=len, default="")
    digits = sum(sign.isdecimal() for sign in number)
    return 0 < digits <= LONGEST_EXTENSION and not number.startswith("+")


def caller_id(text: str) -> tuple[str, str]:
    """Name and number of `"Name" <number>`; what is not written so is a number."""
    found = _CALLER_ID.match(text)
    return (found["name"].replace('""', '"').strip('" '), found["number"]) if found else ("", text)


def cut(cell: object, digits: int = LEAST_DIGITS) -> object:
    """A number without its last digits, and nothing else: a name, a host or a parameter beside it may say the digits again. None where the
    cell is not one number: which digits to hide is then a guess."""
    if is_blank(cell):
        return None
    number = _BESIDE.split(caller_id(as_text(cell))[1], maxsplit=1)[0]
    number = _SCHEME.sub("", number).strip()
    is_number = _NUMBER.fullmatch(number) is not None and sum(sign.isdecimal() for sign in number) <= LONGEST_NUMBER
    return _last(digits).sub("x", number) if is_number else None


@cache
def _last(digits: int) -> re.Pattern[str]:
    """Each of the last digits."""
    return re.compile(rf"[0-9](?=(?:[^0-9]*[0-9]){{0,{digits - 1}}}[^0-9]*\Z)")
