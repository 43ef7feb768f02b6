"""What a source holds, as values: datasets, collections, fields. Parsing lives in `dsr.mapping`; here is only meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from dsr.domain.company_list import CompanyList
from dsr.domain.conditions import Condition
from dsr.domain.data_kind import DataKind
from dsr.domain.networks import CompanyNetwork
from dsr.domain.parties import About, Choice, Party, Side
from dsr.domain.proof import Sensitivity
from dsr.domain.terms import Erasure, Terms, Words
from dsr.domain.words import Role

Direction = Literal["from", "to"]
Holds = Literal["now", "place"]


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """`dataset.collection`."""

    dataset: str
    collection: str

    def __str__(self) -> str:
        return f"{self.dataset}.{self.collection}"


@dataclass(frozen=True, slots=True)
class Reference:
    """Another field whose values are this field's. `from`: values come from there; `to`: they go there; None: both."""

    to: Address
    field: str
    direction: Direction | None = None


@dataclass(frozen=True, slots=True)
class Also:
    """A further kind of identifier that one column holds."""

    identity: str                      # seeds the search
    kind: str                          # how its values compare
    written: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inside:
    """A value within the JSON text of `column`; `path` names the keys down to it, lists are walked through."""

    column: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A column (or a dotted path into nested data)."""

    name: str
    categories: tuple[str, ...] = ()
    identity: str | None = None        # seeds the search with identities of this kind
    kind: str | None = None            # how values compare: the identity kind, or dsr_meta.kind without seeding
    references: tuple[Reference, ...] = ()
    primary_key: bool = False
    data_type: str | None = None       # string, integer, float, boolean, object_id, object; as declared
    is_array: bool = False
    return_all_elements: bool = False
    length: int | None = None
    read_only: bool = False
    masking_override: Mapping[str, object] | None = None
    label: Words = field(default_factory=dict)
    legend: Mapping[str, Words] = field(default_factory=dict)   # code -> words
    unit: str | None = None            # seconds, bytes, or an ISO 4217 currency
    told: str | None = None            # what a cell that is written for machines is told as (domain.told)
    written: tuple[str, ...] = ()      # spellings of numbers that occur (identity.ALL_WAYS), templates (`PJSIP/{}-*`); () = all
    also: tuple[Also, ...] = ()
    parts: tuple[str, ...] = ()        # columns that together are one telephone number, country code first, or a SIP address
    inside: Inside | None = None       # no column, but a value in the JSON of one: looked up, never disclosed by itself
    only_when: tuple[Condition, ...] = ()  # rows for which these do not all hold are not found by it
    secret: bool = False               # never selected
    secret_when: Condition | None = None
    redact_keys: tuple[str, ...] = ()  # keys of JSON whose values are never shown
    party: Choice[Party] | None = None
    side: Choice[Side] | None = None   # the end of a call that the cell tells of
    about: About | None = None         # what it tells of that end
    withheld: Condition | None = None  # where it holds, that end withheld who it is
    erasure: Erasure | None = None
    is_rectifiable: bool = False
    shared: Condition | None = None    # where it holds, the number is a line of several people
    company: CompanyNetwork | None = None  # which addresses are the company's: many people's
    again: bool = False                # its reference to its own collection is followed, once
    narrows: bool = False              # its references find no rows: of those found otherwise only these values count
    is_optional: bool = False          # not every installation has it; where it is not, nothing is found by it and its cells are empty

    @property
    def seeds(self) -> tuple[tuple[str, str], ...]:
        """Kinds of identities that are looked up here, each with how its values compare."""
        own = ((self.identity, self.kind or self.identity),) if self.identity else ()
        return (*own, *((one.identity, one.kind) for one in self.also))

    @property
    def columns(self) -> tuple[str, ...]:
        """What is read to look something up here."""
        return self.parts or ((self.inside.column,) if self.inside else (self.name,))

    @property
    def marks(self) -> tuple[Condition, ...]:
        """Where one of these holds, what stands here is several people's."""
        return tuple(one for one in (self.shared, self.company.when if self.company else None) if one is not None)

    @property
    def rules(self) -> tuple[Condition, ...]:
        """The conditions that decide what of the cell is shown."""
        single = (one for one in (self.secret_when, self.withheld) if one is not None)
        return (*single, *(self.party.when if self.party else ()), *(self.side.when if self.side else ()))

    def ways(self, kind: str | None) -> tuple[str, ...]:
        """How identifiers of a kind are written here; () for all ways."""
        lists = [self.written] if kind == self.kind or not self.also else []
        lists += [one.written for one in self.also if one.kind == kind]
        return () if not all(lists) else tuple(dict.fromkeys(way for written in lists for way in written))


@dataclass(frozen=True, slots=True)
class TimeColumn:
    """The column that windows apply to, and how it is written."""

    column: str
    written: str = "auto"              # auto, local, utc, epoch_s, epoch_ms, epoch_us, epoch_ns


@dataclass(frozen=True, slots=True)
class Same:
    """Rows of `collection` say that who is called `key` is the one called `person`: one human under two numbers."""

    collection: str
    key: str                           # field
    person: str                        # field


@dataclass(frozen=True, slots=True)
class Holders:
    """The rows say who holds which line: two people may hold one at the same time."""

    line: str                          # field
    person: str                        # field
    here: bool = False                 # a list of what people say their number is: it decides of its own source, not of others
    same: Same | None = None           # two whom it names may be one person


@dataclass(frozen=True, slots=True)
class Collection:
    """A table, a set of files, or an endpoint."""

    address: Address
    fields: tuple[Field, ...]
    categories: tuple[str, ...] = ()
    after: tuple[Address, ...] = ()
    erase_after: tuple[Address, ...] = ()
    skip_processing: bool = False
    namespace: Mapping[str, str] = field(default_factory=dict)  # database schema and the like
    label: Words = field(default_factory=dict)
    role: Role = Role.CONTROLLER
    tenant: str | None = None          # column that names the customer company
    time: TimeColumn | None = None
    valid: tuple[str | None, str | None] | None = None  # columns from, to: values that leave this row hold for that span
    composite: tuple[tuple[str, ...], ...] = ()         # fields whose references must match the same upstream row
    location: Mapping[str, object] = field(default_factory=dict)  # per connector: path of files, endpoint, ...
    table: str | None = None           # its name in the source, where that is not the collection's
    where: tuple[Condition, ...] = ()  # rows for which these do not all hold are none of this collection
    holds: Holds | None = None         # a row says who holds it now, or is a place that outlives its holders
    holders: Holders | None = None     # tells who else holds a line
    terms: Terms = field(default_factory=Terms)
    is_restricted: bool = False        # held for a legal obligation only: never searched, never counted
    is_optional: bool = False          # not every installation has it; where it is not, there is nothing to find
    forgets: str | None = None         # ISO 8601: rows are purged this long after their time
    left_out: tuple[str, ...] = ()     # columns that are deliberately not shown
    only_leads: bool = False           # what it finds is told in other collections; the answer does not list it
    sensitivity: Sensitivity | None = None  # how much proof it takes to give it, where the mapping says so
    data_kind: DataKind | None = None  # which row of the routing table it falls under, where the mapping says so

    @property
    def stored_as(self) -> str:
        """The name of its table in the source."""
        return self.table or self.address.collection

    def field(self, name: str) -> Field:
        for each in self.fields:
            if each.name == name:
                return each
        raise KeyError(name)

    @property
    def lines(self) -> tuple[Field, ...]:
        """Fields that name a line of which the rows tell whether several people hold it."""
        return tuple(one for one in self.fields if one.shared is not None or (self.holders is not None and one.name == self.holders.line))

    @property
    def passes_lines_on(self) -> bool:
        """Whether what a line of several people finds here leads on, so that what lies behind is counted: a place, or a mere stepping stone.
        Who holds the line is never led to."""
        tells = any(one.shared or one.company for one in self.fields)
        return self.holders is None and (self.holds == "place" or not (tells or self.columns_in(("user",))))

    @property
    def key_fields(self) -> tuple[str, ...]:
        return tuple(f.name for f in self.fields if f.primary_key)

    def columns_in(self, categories: tuple[str, ...]) -> tuple[Field, ...]:
        """Columns of the asked categories or below them; a category on the collection brings all its columns. Never among them: secrets,
        what is deliberately left out, and the column whose cells are files."""
        is_whole = any(is_within(own, categories) for own in self.categories)
        return tuple(f for f in self.fields if not f.secret and f.inside is None and f.name not in self.left_out and not self.is_content(f.name)
                     and (is_whole or any(is_within(own, categories) for own in f.categories)))

    @property
    def deciding(self) -> frozenset[str]:
        """Columns by which rows are narrowed or cells decided: without one of them, what is found would be something else."""
        scope = (self.tenant, self.time.column if self.time else None, *(self.valid or ()))
        rules = [*self.where, *(rule for field in self.fields for rule in (*field.rules, *field.only_when, *field.marks))]
        scope += (self.holders.line, self.holders.person) if self.holders else ()
        narrowing = (field.name for field in self.fields if field.narrows)
        return frozenset({*(name for name in scope if name), *narrowing, *(rule.column for rule in rules),
                          *(name for field in self.fields for name in field.columns if name != field.name)})

    def is_content(self, name: str) -> bool:
        """Whether the cells of this column are files: they are enclosed, never printed."""
        return self.terms.content is not None and self.terms.content.column == name

    def gives_content(self, categories: tuple[str, ...]) -> bool:
        """Whether files go along when these categories are asked: with all of a person's data always, else as the columns that tell them."""
        if self.terms.content is None or not self.columns_in(categories):
            return False
        told = [field.categories or self.categories for field in self.fields if field.name in self.terms.content.columns]
        return "user" in categories or any(is_within(own, categories) for names in told for own in names)

    def ways(self, name: str, kind: str | None) -> tuple[str, ...]:
        """How identifiers of a kind are written in a field; () for all ways, and for what is no field."""
        return next((field.ways(kind) for field in self.fields if field.name == name), ())

    def composed(self, name: str) -> Field | None:
        """The field, where reading it takes more than its own column."""
        return next((field for field in self.fields if field.name == name and (field.parts or field.inside)), None)


@dataclass(frozen=True, slots=True)
class Tenants:
    """Where a dataset says what its customer companies are called: `key` is what tenant columns hold, `name` what people say."""

    collection: str
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Dataset:
    key: str
    collections: tuple[Collection, ...]
    after: tuple[str, ...] = ()
    name: str = ""
    tenants: Tenants | None = None
    companies: CompanyList | None = None
    company_networks: tuple[str, ...] = ()  # of all its addresses
    left_out: tuple[str, ...] = ()     # tables that are deliberately not searched


@dataclass(frozen=True, slots=True)
class Source:
    """One connected system: how to reach it, and what it holds."""

    key: str
    connector: str
    config: Mapping[str, object]
    datasets: tuple[Dataset, ...]
    label: Words = field(default_factory=dict)
    role: Role = Role.CONTROLLER
    timezone: str = "UTC"
    country: str | None = None         # of numbers without a country code, ISO 3166 alpha-2
    revision: str = ""                 # hash of the mapping, no secrets in it
    tenant: str | None = None          # the one customer company whose system it is, where rows do not say it

    def collections(self) -> Iterator[Collection]:
        for dataset in self.datasets:
            yield from dataset.collections


def is_within(category: str, targets: tuple[str, ...]) -> bool:
    """Whether a dotted category is one of `targets` or below one."""
    return any(category == t or category.startswith(t + ".") for t in targets)
