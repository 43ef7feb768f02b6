"""Rows that were collected, fifty at a time.

Invariants: `look` writes the event, in a transaction; only what it returned opens rows, after that and outside of it. Rows of the
last round count, as in the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dsr.documents.national import in_words
from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.choices import Act, Choice, ChoiceReason, Target
from dsr.domain.dataset import Source
from dsr.domain.errors import NotFound
from dsr.domain.values import Wire
from dsr.domain.words import Role, State
from dsr.mapping.build import address as parsed
from dsr.models import Chunk, Task
from dsr.services import audit, load, scope
from dsr.services.choices import CATEGORIES, in_force, notes, owing
from dsr.services.keys import key_of
from dsr.services.perform import Sealed, open_chunk
from dsr.services.read import collection
from dsr.services.read.collection import Atlas, FoundLine
from dsr.store import Store
from dsr.text import FALLBACK
from dsr.vault import Handle, KeyClass, Vault

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class Look:
    """Leave to open rows `first` to `first + PAGE_ROWS` of a collection: the chunks that hold them, and what opens those."""

    found: FoundLine
    first: int
    total: int
    chunks: tuple[Sealed, ...]
    handle: Handle
    atlas: Atlas
    choices: tuple[Choice, ...] = ()     # what staff have decided about the collection
    notes: Mapping[Target, str] = field(default_factory=dict)  # and what they wrote of it
    fields: tuple[str, ...] = ()         # the columns that can be decided about
    can_decide: bool = False
    waits: bool = False                  # what was decided is not in the rows yet


@dataclass(frozen=True, slots=True)
class Decided:
    """A choice that counts: about which column (in words), or which row (from 1), or, with neither, the whole collection."""

    act: Act
    reason: ChoiceReason
    field: str
    column: str
    row: int | None
    note: str


@dataclass(frozen=True, slots=True)
class Page:
    """Page `number` of `pages`. `withheld` of the collection's rows are the company's to show; `shared` more were found by a line of several
    people only, `unproven` by one that is not proven to have been the person's, and not kept."""

    label: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Wire, ...], ...]
    number: int
    pages: int
    total: int
    withheld: int
    shared: int = 0
    unproven: int = 0
    first: int = 0                             # rows before this page
    decided: tuple[Decided, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()   # columns that can be decided about: name and words
    can_decide: bool = False
    waits: bool = False                        # what was decided is not in the rows yet

    @property
    def left_out(self) -> frozenset[int]:
        """Numbers of rows, from 1, that are left out by themselves."""
        return frozenset(one.row for one in self.decided if one.row is not None)


def look(session: Session, reference: str, number: int, address: str, wanted: int, *, vault: Vault, by: Actor, now: datetime,
         sources: Iterable[Source], locale: str, fallback: str = FALLBACK) -> Look:
    """Record that somebody looks at page `wanted` (the last one, if there are fewer). Raises NotAllowed, NotFound, VaultError."""
    by.must(Capability.RECORDS)
    part = load.part_of(session, reference, number)
    every = scope.sources_of(session, part, sources)
    tasks = collection.last_round(session.execute(select(Task).where(Task.part_id == part.id)).scalars())
    atlas = Atlas(every, locale, fallback)
    found = next((line for task in tasks if (line := collection.line_of(task, address, atlas)) is not None), None)
    if found is None:
        raise NotFound()
    of_collection = Chunk.task_id.in_([task.id for task in tasks]), Chunk.address == address
    total = session.execute(select(func.coalesce(func.sum(Chunk.rows), 0)).where(*of_collection)).scalar_one()
    if found.found and not total:  # a stepping stone of the search, or a line of several people: its rows were counted and not kept
        raise NotFound()
    shown = min(max(1, wanted), _pages(total))
    first = (shown - 1) * PAGE_ROWS
    rows = session.execute(select(Chunk).where(
        *of_collection, Chunk.first_row < first + PAGE_ROWS, Chunk.first_row + Chunk.rows > first).order_by(Chunk.seq)).scalars()
    chunks = tuple(Sealed(parsed(row.address), row.seq, row.first_row, row.rows, row.digest, row.path) for row in rows)
    handle = key_of(session, part.request_id, KeyClass.EVIDENCE, vault=vault)
    audit.record(session, part.request_id, "records_viewed", {"part": part.number, "address": address, "page": shown}, by=by, now=now)
    mapped = atlas.mapped(address)
    can_decide = (part.state is State.REVIEWING and Capability.REVIEW in by.capabilities and mapped is not None
                  and mapped.role is Role.CONTROLLER and total > 0)
    waits = can_decide and any(name.rpartition(".")[0] == address for name in owing(session, part, every)[1])
    decided = tuple(one for one in in_force(session, part.id) if one.target.address == address)
    return Look(found, first, total, chunks, handle, atlas, decided, notes(session, part, vault) if decided else {},
                tuple(field.name for field in mapped.columns_in(CATEGORIES)) if mapped else (), can_decide, waits)


def page(looked: Look, *, store: Store) -> Page:
    """The rows that were recorded as looked at. Raises NotFound, VaultError."""
    columns: tuple[str, ...] = ()
    rows: list[tuple[Wire, ...]] = []
    for chunk in looked.chunks:
        batch = in_words(open_chunk(chunk, store, looked.handle), looked.atlas.locale)
        columns = batch.columns
        inside = slice(max(0, looked.first - chunk.first_row), max(0, looked.first + PAGE_ROWS - chunk.first_row))
        rows.extend(batch.rows[inside])
    return Page(
        label=looked.found.label, columns=looked.atlas.columns(looked.found.address, columns), rows=tuple(rows),
        number=looked.first // PAGE_ROWS + 1, pages=_pages(looked.total), total=looked.total,
        withheld=looked.found.otherwise, shared=looked.found.shared, unproven=looked.found.unproven, first=looked.first,
        can_decide=looked.can_decide, waits=looked.waits,
        decided=tuple(_decided(one, looked) for one in looked.choices if one.reason is not None),
        fields=tuple(zip(looked.fields, looked.atlas.columns(looked.found.address, looked.fields), strict=True)))


def _decided(one: Choice, looked: Look) -> Decided:
    assert one.reason is not None
    (column,) = looked.atlas.columns(looked.found.address, [one.target.field]) if one.target.field else ("",)
    return Decided(one.act, one.reason, one.target.field, column, None if one.target.row is None else one.target.row + 1,
                   looked.notes.get(one.target, ""))


def _pages(total: int) -> int:
    return max(1, -(-total // PAGE_ROWS))
