"""Numbers of other people that are not shown, or not whole, known again by a token: while rows are sealed, and when they are looked through.

Invariants: of a hidden number nothing is sealed but a keyed hash, under the key that seals the rows; what has no international form has none, for
the same few digits are somebody else's elsewhere; who withheld a number, and a secret, has none at all.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from dsr.domain.answer import Answer, Column, Contacts, Table
from dsr.domain.compare import as_text
from dsr.domain.dataset import Address
from dsr.domain.disclosure import Shown, caller_id
from dsr.domain.free_text import marks
from dsr.domain.identity import normalise
from dsr.domain.parties import Party
from dsr.domain.policy import Treatment
from dsr.domain.values import Dialled, Hidden, WireBatch
from dsr.text import translator
from dsr.vault import Handle

MEMO = 50_000
_E164 = re.compile(r"\+[1-9][0-9]{6,14}\Z")
_UNCOVERED = frozenset({Party.CALLER.value})  # whose number is shown after all where the person dialled it
_NEVER = frozenset({Party.WITHHELD, Party.SECRET})


@dataclass(slots=True)
class Marker:
    """Makes the tokens of one collection's numbers; `country` reads those that are written without theirs."""

    handle: Handle
    country: str | None
    _known: dict[str, tuple[int, int]] = field(default_factory=dict)
    _token: Callable[[str], int] = field(init=False)

    def __post_init__(self) -> None:
        self._token = self.handle.tokens("contact")

    def batch(self) -> Marks:
        """For the rows of one batch."""
        return Marks(self)

    def of(self, cell: object) -> tuple[int, int]:
        """Token and digits of the number that a cell is; zeros where it is none that stands for one line anywhere."""
        text = as_text(cell)
        found = self._known.get(text)
        if found is None:
            if len(self._known) >= MEMO:
                self._known.clear()
            found = self._known[text] = self._made(text)
        return found

    def _made(self, text: str) -> tuple[int, int]:
        number = normalise("phone_number", caller_id(text)[1], self.country)
        return (self._token(number), int(number[1:])) if _E164.match(number) else (0, 0)


@dataclass(slots=True)
class Marks:
    """What is noted of the rows of one batch, by field."""

    _marker: Marker
    _hidden: dict[tuple[str, str], tuple[list[int], list[int]]] = field(default_factory=dict)
    _dialled: dict[str, dict[int, tuple[int, int]]] = field(default_factory=dict)

    def add(self, row: int, shown: Shown) -> None:
        """Note the numbers of a row, and each cell that is cut."""
        for name, (party, treatment) in shown.others.items():
            number = shown.numbers.get(name)
            if treatment.is_open:
                if number is not None and party is Party.DIALLED and (found := self._marker.of(number))[0]:
                    self._dialled.setdefault(name, {}).setdefault(found[0], (row, found[1]))
            elif treatment is Treatment.CUT or number is not None:
                rows, tokens = self._hidden.setdefault((name, party.value), ([], []))
                rows.append(row)
                is_kept_back = number is None or party in _NEVER or treatment is Treatment.STAFF  # what staff decide no number dialled undoes
                tokens.append(0 if is_kept_back else self._marker.of(number)[0])

    def on(self, batch: WireBatch) -> WireBatch:
        """The batch with what was noted."""
        places = {name: place for place, name in enumerate(batch.columns)}
        hidden = tuple(Hidden(places[name], why, *lists) for (name, why), lists in sorted(self._hidden.items()))
        dialled = tuple(Dialled(places[name], [row for row, _ in found.values()], list(found), [number for _, number in found.values()])
                        for name, found in sorted(self._dialled.items()))
        return replace(batch, hidden=hidden, dialled=dialled)


_Cells = defaultdict[tuple[str, str], Counter[int]]


def _cells() -> _Cells:
    return defaultdict(Counter)


class Roll:
    """Who is who throughout an answer, while its rows are looked through: `watch` them, table by table, then ask for what it came to."""

    def __init__(self) -> None:
        self._seen: dict[int, None] = {}                     # tokens in the order in which they are first met
        self._tokens, self._numbers = array("Q"), array("Q")  # of what the person dialled, side by side: eight bytes each
        # how many cells of a column are hidden for a reason, by token: where nothing else of the row is, and where something is
        self._alone: defaultdict[Address, _Cells] = defaultdict(_cells)
        self._beside: defaultdict[Address, _Cells] = defaultdict(_cells)
        self._rows: defaultdict[Address, Counter[tuple[int, ...]]] = defaultdict(Counter)  # rows of which several numbers and no more are hidden

        self._removed: defaultdict[Address, Counter[str]] = defaultdict(Counter)  # national numbers that were taken out, by column

    def watch(self, table: Table, batches: Iterable[WireBatch]) -> Iterator[WireBatch]:
        """The same batches, each looked at on its way."""
        for batch in batches:
            for one in batch.dialled:
                self._tokens.extend(one.tokens)
                self._numbers.extend(one.numbers)
            if batch.hidden:
                self._add(table, batch)
            for place, rows in batch.removed.items():
                self._removed[table.address][batch.columns[place]] += sum(marks(batch.cells[place][row]) for row in rows)
            yield batch

    def _add(self, table: Table, batch: WireBatch) -> None:
        alone, beside, barred = self._alone[table.address], self._beside[table.address], _barred(batch)
        if len(batch.hidden) == 1 and barred.isdisjoint(batch.hidden[0].rows):  # the common case, without a step for each row
            (one,) = batch.hidden
            self._seen.update(dict.fromkeys(one.tokens))
            alone[batch.columns[one.place], one.why].update(one.tokens)
            return
        of_row: dict[int, tuple[tuple[str, str, int], ...]] = {}
        for row, place, why, token in sorted(
                (row, one.place, one.why, token) for one in batch.hidden for row, token in zip(one.rows, one.tokens, strict=True)):
            self._seen.setdefault(token)
            of_row[row] = (*of_row.get(row, ()), (batch.columns[place], why, token))
        for row, cells in of_row.items():
            counts = alone if len(cells) == 1 and row not in barred else beside
            for column, why, token in cells:
                counts[column, why][token] += 1
            if counts is beside and row not in barred and all(why in _UNCOVERED for _, why, _ in cells):
                self._rows[table.address][tuple(token for _, _, token in cells)] += 1

    def contacts(self) -> Contacts:
        """Everybody's number in the answer, and the numbers that need not be hidden because the person dialled them."""
        dialled = {token: number for token, number in zip(self._tokens, self._numbers, strict=True) if token in self._seen}
        return Contacts({token: place for place, token in enumerate((one for one in self._seen if one and one not in dialled), 1)}, dialled)

    def told(self, answer: Answer) -> Answer:
        """The answer with its contacts, with what is hidden counted without what is not, and with what was taken out of texts."""
        if self._removed:
            answer = replace(answer, tables=tuple(replace(table, columns=tuple(
                replace(column, removed=self._removed[table.address][column.name]) for column in table.columns)) for table in answer.tables))
        if not self._alone:
            return answer
        contacts = self.contacts()
        tables = tuple(self._counted(table, contacts, answer.locale) if table.address in self._alone else table for table in answer.tables)
        return replace(answer, tables=tables, contacts=contacts)

    def _counted(self, table: Table, contacts: Contacts, locale: str) -> Table:
        freed = sum(_dialled(counts, contacts) for (_, why), counts in self._alone[table.address].items() if why in _UNCOVERED)
        freed += sum(rows for tokens, rows in self._rows[table.address].items() if all(token in contacts.dialled for token in tokens))
        columns = tuple(self._column(column, table.address, contacts, locale) for column in table.columns)
        return replace(table, columns=columns, masked=table.masked - freed)

    def _column(self, column: Column, address: Address, contacts: Contacts, locale: str) -> Column:
        say, masked, notes = translator(locale), Counter(column.masked), [column.note] if column.note else []
        both = (*self._alone[address].items(), *self._beside[address].items())
        own = [(why, counts) for (name, why), counts in both if name == column.name]
        freed = sum(_dialled(counts, contacts) for why, counts in own if why in _UNCOVERED)
        if freed:
            masked[Party.CALLER.value] -= freed
            notes.append(say("letter.contact_dialled"))
        if any(token in contacts.numbers for _, counts in own for token in counts):
            notes.append(say("letter.contact_note"))
        return replace(column, masked={why: cells for why, cells in masked.items() if cells}, note=" ".join(notes))


def _barred(batch: WireBatch) -> set[int]:
    """Rows of which something is not shown that is no number with a token."""
    noted: dict[int, set[int]] = {}
    for one in batch.hidden:
        noted.setdefault(one.place, set()).update(one.rows)
    return set[int]().union(*(set(rows) - noted.get(place, set()) for place, rows in batch.masked.items()))


def _dialled(counts: Counter[int], contacts: Contacts) -> int:
    """How many of the cells are shown after all."""
    return sum(cells for token, cells in counts.items() if token in contacts.dialled)
