"""Everything an answer says, as data. PDF, HTML and machine files render the same `Answer` and hence cannot disagree.

Rows are not in it: they are streamed beside it, one collection after the other, in the order of `tables`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dsr.domain.choices import ChoiceReason
from dsr.domain.dataset import Address
from dsr.domain.earlier import Earlier
from dsr.domain.enclosed import ContentCount, Enclosed
from dsr.domain.searched import Searched
from dsr.domain.tally import Tally
from dsr.domain.words import NotReached, Right, Role, Withheld


@dataclass(frozen=True, slots=True)
class EntityFacts:
    """Our own legal entity that answers."""

    name: str
    address: str
    country: str
    timezone: str
    dpo_contact: str
    authority_name: str
    authority_site: str
    fallback: str = "en"                 # language of words that the mapping lacks in the reader's


@dataclass(frozen=True, slots=True)
class Column:
    """A disclosed column. `label` and `legend` are already in the reader's language (or the best there is)."""

    name: str
    label: str
    category: str
    unit: str | None = None
    legend: Mapping[str, str] = field(default_factory=dict)
    note: str = ""                       # what must be known of its cells, in the reader's language
    masked: Mapping[str, int] = field(default_factory=dict)  # cells that are not shown, or not whole, by reason (a word of Party)
    removed: int = 0                     # national numbers that were taken out of its texts


@dataclass(frozen=True, slots=True)
class Why:
    """What GDPR Art. 15(1)(a) to (h) and (2) ask about the data of a table, in the reader's words; empty where the mapping says nothing."""

    purpose: str = ""
    legal_basis: str = ""
    recipients: tuple[str, ...] = ()
    names_unknown: str = ""              # why they are kinds and not names (CJEU C-154/21)
    retention: str = ""
    origin: str = ""
    transfers: tuple[str, ...] = ()
    automated: str = ""


@dataclass(frozen=True, slots=True)
class Removed:
    """A column that staff left out."""

    name: str
    label: str
    why: ChoiceReason


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A column of which `cells` are shown that the policy hides, because staff decided so."""

    name: str
    label: str
    why: ChoiceReason | None
    cells: int


@dataclass(frozen=True, slots=True)
class Table:
    """One collection that was searched. found = shown + withheld; a row with masked fields is shown."""

    source: str
    source_label: str
    address: Address
    label: str
    role: Role
    columns: tuple[Column, ...]          # disclosed, in the order of printing; their cells come in this order
    found: int
    shown: int
    masked: int = 0
    withheld: Mapping[Withheld | ChoiceReason, int] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()       # columns that are no personal data (or not of the asked categories)
    removed: tuple[Removed, ...] = ()
    uncovered: tuple[Uncovered, ...] = ()
    why: Why = Why()
    time: str = ""                       # the column that says when a row was, "" if the mapping names none
    tally: Tally | None = None           # what the rows come to, once somebody has looked

    @property
    def left_by_staff(self) -> int:
        """Rows that staff left out."""
        return sum(count for why, count in self.withheld.items() if isinstance(why, ChoiceReason))

    @property
    def printed(self) -> tuple[Column, ...]:
        """Columns with a value in some row, all of them if none has one; what is empty throughout is named and takes no room."""
        full = tuple(column for column in self.columns if self.tally is None or column.name not in self.tally.empty)
        return full or self.columns


@dataclass(frozen=True, slots=True)
class Gap:
    """A source or collection that was not searched, or not to the end."""

    source: str
    source_label: str
    address: str                         # `dataset.collection`, or "" for a whole source
    why: NotReached
    label: str = ""                      # of the collection, in the reader's words

    @property
    def name(self) -> str:
        """What a person reads of it."""
        return ", ".join(filter(None, (self.label or self.address, self.source_label)))

    @property
    def makes_incomplete(self) -> bool:
        return self.why is not NotReached.IDENTITY_NOT_GIVEN


@dataclass(frozen=True, slots=True)
class Contacts:
    """Other people whose number is not shown, or not whole: by the token of the number, which of them it is, counted from 1 throughout the answer;
    and the numbers (digits of E.164) that are shown all the same, because the person dialled them: an alias would give them away."""

    numbers: Mapping[int, int] = field(default_factory=dict)
    dialled: Mapping[int, int] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """The content of one response. Instants are aware; dates are dates of the entity."""

    reference: str                       # of the request, or "" for a run without one
    right: Right
    locale: str                          # the reader's; one of dsr.text.ANSWERS
    entity: EntityFacts
    generated_at: datetime
    person_name: str                     # as typed in the form; "" if unknown
    received_on: date | None
    due_on: date | None
    identities: tuple[Searched, ...]
    tables: tuple[Table, ...]
    gaps: tuple[Gap, ...] = ()
    enclosed: tuple[Enclosed, ...] = ()  # files that go along, by number
    contents: tuple[ContentCount, ...] = ()   # what became of the files that were found, by collection
    unknown_kinds: tuple[str, ...] = ()  # identity kinds given that no mapping knows
    print_rows: int | None = 5000        # rows of one collection printed in the PDF; None: all
    tag_rows: int = 20_000               # with more rows printed in all, the PDF has no tags for screen readers
    categories: tuple[str, ...] = ("user",)
    borrowed: tuple[str, ...] = ()       # languages of words of the mapping that it lacks in the reader's
    is_restricted: bool = False          # some source has a store that is held for a legal obligation only; nobody learns whether they are in it
    contacts: Contacts = field(default_factory=Contacts, repr=False)  # once somebody has looked through the rows
    gaps_in_words: tuple[str, ...] = ()  # without words: "dataset.collection.column"; owed and said nowhere: "dataset.collection (purpose)"
    earlier: Earlier | None = None       # the answer that this one replaces
    on_behalf: str = ""                  # the company that decides about all that is shown, as the reader may know it; "" where we do
    not_passed_on: bool = False          # the person did not want a company to be asked about its part
    decided_by: tuple[str, ...] = ()     # companies that decide about a part of the request of its own, as the reader may know them
    left_to_us: tuple[str, ...] = ()     # companies in whose place named staff decide, because nobody is left there
    is_on_paper: bool = False            # it is printed for the person, who has none of the files
    narrowed: tuple[date | None, date | None] = (None, None)  # the days asked about, both included; all the rest was left out

    @property
    def variant(self) -> str:
        """What ends the keys of words that are others on paper, where nobody has the files."""
        return "_paper" if self.is_on_paper else ""

    @property
    def is_tagged(self) -> bool:
        """Whether the PDF is tagged for screen readers."""
        limit = self.print_rows
        return sum(table.shown for table in self.tables if limit is None or table.shown <= limit) <= self.tag_rows

    @property
    def without_words(self) -> tuple[str, ...]:
        """What has no words in any language, codes that occur in rows included: these are counted and not named, for a value may be anything."""
        codes = (f"{table.address}.{column} ({count} codes)" for table in self.tables if table.tally for column, count in table.tally.unknown.items())
        return (*self.gaps_in_words, *codes)

    @property
    def is_complete(self) -> bool:
        return self.is_searched and not self.has_unread_files

    @property
    def is_searched(self) -> bool:
        """Whether every system was searched to the end, and with all that was given."""
        return not self.unknown_kinds and not self.has_unreached

    @property
    def has_unreached(self) -> bool:
        """Whether a system that should have been searched was not, or not to the end."""
        return any(gap.makes_incomplete for gap in self.gaps)

    @property
    def has_unread_files(self) -> bool:
        """Whether a file may well be held and could not be given."""
        return any(count and why.makes_incomplete for one in self.contents for why, count in one.not_there.items())

    @property
    def supplement_on(self) -> date | None:
        """The last day for what is missing and may still be found; None where nothing more is to come, or the day it is due has passed."""
        today = self.generated_at.astimezone(ZoneInfo(self.entity.timezone)).date()
        more = self.has_unread_files or any(gap.why.may_heal for gap in self.gaps)
        return self.due_on if more and self.due_on is not None and today <= self.due_on else None

    @property
    def holds_nothing(self) -> bool:
        return self.is_complete and not any(table.found for table in self.tables) and not any(one.found for one in self.contents)
