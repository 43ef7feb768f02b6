"""Which columns lead from one drafted table to another, and whom the search starts with.

Invariant: no join that is drafted leads from one person to other people. Values flow only from the row that is referred to, not back to it
(an order leads to no employee) unless both are one to one or it only says more about a person (an address), and from there no further;
never within a table, not into a table that knows its people by itself, and neither into nor out of what many people share (a company).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dsr.domain.compare import comparable
from dsr.domain.dataset import is_within
from dsr.domain.discover_columns import Judged
from dsr.domain.discover_names import names_staff, parts
from dsr.domain.discover_shapes import Family

SAMPLE = 200  # rows; a table with fewer is known whole
_WORTH_SAYING = 40  # percent
_SURE_ENOUGH = 60  # percent, below which a join is drafted as a comment
_TOO_COMMON = frozenset(("id", "uuid", "guid", "name", "code", "type", "key", "number", "domain", "status", "state", "date", "value", "label",
                         "title", "description", "enabled", "sort", "position"))
_DETAILS = ("user.contact.address", "user.contact.phone_number", "user.contact.fax_number", "user.payment", "user.location")
_CALLING = frozenset(("caller", "src", "from", "source", "clid", "cli", "ani", "calling", "anumber", "a", "subject", "orig", "originating"))
_ENTRIES = ("email", "account", "username", "phone_number", "extension", "sip_uri", "imsi", "imei", "mac")


@dataclass(frozen=True, slots=True)
class Join:
    """`columns` of `table` hold values of `to_columns`. Values flow to `table`, or if `is_onward` to `to_table`, if
    `is_one_to_one` both ways. `off` says why it is drafted as a comment only; empty if it is not."""

    table: str
    columns: tuple[str, ...]
    to_table: str
    to_columns: tuple[str, ...]
    certainty: int
    is_one_to_one: bool = False
    is_onward: bool = False
    off: str = ""


def joins(judged: Sequence[Judged]) -> list[Join]:
    """What the database declares, then columns that have the name of another table's key."""
    known = {one.table.name: one for one in judged}
    found: list[Join] = []
    for one in judged:
        declared = {name for key in one.table.foreign_keys for name in key.columns}
        found += [Join(one.table.name, key.columns, key.table, key.to_columns, 99, key.columns in one.table.unique)
                  for key in one.table.foreign_keys if key.table in known and len(key.columns) == len(key.to_columns)]
        for column in one.table.columns:
            if column.name not in declared and column.family in (Family.INTEGER, Family.TEXT, Family.OTHER):
                found += _named_alike(one, column.name, judged)
    return list(dict.fromkeys(found))


def _named_alike(child: Judged, name: str, judged: Sequence[Judged]) -> Iterable[Join]:
    column = child.table.column(name)
    candidates = [
        (base + _borne_out(child, name, parent, key.name), parent.table.name, key.name)
        for parent in judged if parent.table.name != child.table.name and not parent.table.is_view
        for key in parent.table.columns if column is not None and key.family is column.family and parent.table.names_one_row(key.name)
        and (base := _alike(name, key.name, parent.table.name, is_key=child.table.names_one_row(name)))]
    certainty, to_table, to_column = max(candidates, default=(0, "", ""))
    if certainty >= _WORTH_SAYING:
        yield Join(child.table.name, (name,), to_table, (to_column,), min(95, certainty))


def _alike(name: str, key: str, table: str, *, is_key: bool) -> int:
    """Percent, 0 for no likeness: customer_id and customers.id, or customer_id and customers.customer_id; less for the key of another table.

    A key is not joined to another key only because it has its name: in some databases the rows of every table are counted as `record_id`.
    """
    stem, last, owner = ("".join(parts(one)) for one in (name, key, table))
    singular = {owner, owner.removesuffix("s"), owner.removesuffix("es"), owner.removesuffix("ies") + "y", owner.removesuffix("er"),
                *(["person"] if owner == "people" else [])}
    if any(stem == one + last for one in singular) or (stem == last and any(stem.startswith(one) for one in singular)):
        return 78
    return 60 if stem == last and stem not in _TOO_COMMON and not is_key else 0


def _borne_out(child: Judged, name: str, parent: Judged, key: str) -> int:
    """What the cells say for or against it: a value that a table known whole does not have speaks against."""
    own = {comparable(cell) for cell in child.cells.get(name, ()) if cell not in (None, "", 0, "0")}
    theirs = {comparable(cell) for cell in parent.cells.get(key, ())}
    if not own or not theirs:
        return -5
    shared = len(own & theirs) / len(own)
    if len(parent.cells.get(key, ())) < SAMPLE:
        return 17 if shared == 1 else -60
    return 10 if shared else -10


@dataclass(frozen=True, slots=True)
class Paths:
    """How the search goes: `identities` by table and column, every join (some only as comments), the tables that are reached so, and those
    that seem to hold personal data and are not."""

    identities: Mapping[tuple[str, str], str]
    joins: tuple[Join, ...]
    reached: frozenset[str]
    unreached: frozenset[str]


def paths(judged: Sequence[Judged]) -> Paths:
    """Start with people by what they know of themselves; where no join leads to a table, with what it knows of its people."""
    identities = {(one.table.name, name): kind for one in judged if one.is_of_people for name, kind in _own_identities(one)}
    started = {table for table, _ in identities}
    all_joins = joins(judged)
    details = _details(all_joins, {one.table.name: one for one in judged}, started)
    shared = _shared(all_joins, started, details)
    drafted = _direct([_directed(join, started, details, shared) for join in all_joins], started)
    reached = _reached(started, drafted)
    for one in judged:
        if one.table.name not in reached and one.personal and (entry := _entry(one)):
            identities[one.table.name, entry] = one.guesses[entry].kind or ""
            reached = _reached(reached | {one.table.name}, drafted)
    unreached = frozenset(one.table.name for one in judged if one.personal and one.table.name not in reached)
    drafted = [replace(join, off=join.off or "one of the two is left out") if {join.table, join.to_table} & unreached else join for join in drafted]
    return Paths(identities, tuple(drafted), frozenset(reached), unreached)


def _own_identities(one: Judged) -> Iterable[tuple[str, str]]:
    joined = {name for key in one.table.foreign_keys for name in key.columns}
    for name, guess in one.guesses.items():
        if guess.certainty >= 50 and (guess.kind in ("email", "username") or (guess.kind == "account" and name not in joined)):
            yield name, guess.kind


def _entry(one: Judged) -> str | None:
    """The column that a person is looked up by where the table can be reached in no other way: of two parties the calling one."""
    for kind in _ENTRIES:
        names = [name for name in one.of_kind(kind) if one.guesses[name].certainty >= 45]
        if names:
            return next((name for name in names if set(parts(name)) & _CALLING), names[0])
    return None


def _details(all_joins: Sequence[Join], known: Mapping[str, Judged], started: set[str]) -> frozenset[str]:
    """Tables that only say more about people who refer to them, such as addresses; a company, which has a name, is none."""
    found: set[str] = set()
    while more := {join.to_table for join in all_joins if join.certainty >= _SURE_ENOUGH and join.table in started | found
                   and join.to_table not in started | found and _is_detail(known[join.to_table])}:
        found |= more
    return frozenset(found)


def _shared(all_joins: Sequence[Join], started: set[str], details: frozenset[str]) -> frozenset[str]:
    """Whatever people, and rows that are tied to them, refer to over any number of joins: a company, its brand, a product. It may refer back
    to one person (the company's main line), and would then lead to everybody in it."""
    sure = [join for join in all_joins if join.certainty >= _SURE_ENOUGH and not join.is_one_to_one and join.table != join.to_table]
    tied = started | {join.table for join in sure if join.to_table in started}
    found: set[str] = set()
    while more := {join.to_table for join in sure if join.table in tied | found} - tied - details - found:
        found |= more
    return frozenset(found)


def _is_detail(one: Judged) -> bool:
    categories = {one.guesses[name].category for name in one.personal}
    return bool(categories) and all(is_within(category, _DETAILS) for category in categories) and not any(
        "".join(parts(column.name)) in ("name", "email") for column in one.table.columns)


def _directed(join: Join, started: set[str], details: frozenset[str], shared: frozenset[str]) -> Join:
    """The join with the way that values flow, or with the reason why it is off."""
    if join.table == join.to_table:
        return replace(join, off="it leads from one row to other people's")
    if join.certainty < _SURE_ENOUGH:
        return replace(join, off="it is not sure enough")
    if join.is_one_to_one:
        return join
    if {join.table, join.to_table} & shared:
        return replace(join, off="many people share what is on one side of it")
    if join.to_table in details:
        return replace(join, is_onward=True) if join.table in started | details else replace(join, off="what it refers to may be shared by others")
    return replace(join, off="it would lead from one person to other people") if join.table in started else join


def _direct(drafted: Sequence[Join], started: set[str]) -> list[Join]:
    """Rows that are tied to people are found by that alone: over a group they would be found for its other members, and an order that names
    a customer and an employee is the customer's."""
    nearest: dict[str, str] = {}
    for join in drafted:
        if not join.off and join.to_table in started:
            nearest[join.table] = min(nearest.get(join.table, join.to_table), join.to_table, key=names_staff)
    return [replace(join, off=join.off or "its rows are tied to people in another way") if nearest.get(join.table, join.to_table) != join.to_table
            else join for join in drafted]


def _reached(started: set[str], drafted: Iterable[Join]) -> set[str]:
    onward: defaultdict[str, set[str]] = defaultdict(set)
    for join in drafted:
        if not join.off and not join.is_onward:
            onward[join.to_table].add(join.table)
        if not join.off and (join.is_onward or join.is_one_to_one):
            onward[join.table].add(join.to_table)
    seen, frontier = set(started), list(started)
    while frontier:
        frontier = [there for here in frontier for there in onward[here] if there not in seen]
        seen.update(frontier)
    return seen
