"""The files of a part, fifty at a time, and what opens one of them.

Invariant: `page` shows names only after the look is on record; what is counted here is what the answer will count.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dsr.domain.actor import Actor
from dsr.domain.capability import Capability
from dsr.domain.dataset import Source
from dsr.domain.enclosed import NotThere, kind_of
from dsr.domain.errors import NotFound
from dsr.domain.words import Decision, FileKind, LeftOut, NotEnclosed, State
from dsr.models import Enclosure, Part, Staff, Task
from dsr.services import audit, enclosures, load
from dsr.services.keys import key_of
from dsr.services.read import collection
from dsr.services.read.collection import Atlas
from dsr.services.sealing import file_context
from dsr.text import FALLBACK
from dsr.vault import Handle, KeyClass, Vault

PAGE_FILES = 50


@dataclass(frozen=True, slots=True)
class Counts:
    """How many files a part has, and how many of them wait for somebody or are left out; `absent` were found and are not there."""

    all: int
    undecided: int
    left_out: int
    absent: int

    @property
    def is_any(self) -> bool:
        return bool(self.all or self.absent)


@dataclass(frozen=True, slots=True)
class FileLine:
    """`row` counts the rows of its collection as the desk and the answer show them, from 1."""

    number: int
    name: str
    where: str
    row: int | None
    kind: FileKind
    size: int
    decision: Decision
    reason: LeftOut | None
    decided_by: str | None
    may_hold_national: bool


@dataclass(frozen=True, slots=True)
class AbsentLine:
    where: str
    why: NotEnclosed
    count: int


@dataclass(frozen=True, slots=True)
class Page:
    """Page `number` of `pages`. Decisions are taken in review, and by whoever may."""

    files: tuple[FileLine, ...]
    absent: tuple[AbsentLine, ...]
    counts: Counts
    number: int
    pages: int
    can_decide: bool


@dataclass(frozen=True, slots=True)
class SealedFile:
    """What opens a file, under the name it has."""

    name: str
    media_type: str
    size: int
    path: str
    handle: Handle
    context: str


def counts(files: Counter[Decision], tasks: Iterable[Task]) -> Counts:
    """Of a part: what `enclosures.tally` says, and the tasks of its last round."""
    absent = sum(own.counts.total() for task in tasks for own in _absent(task).values())
    return Counts(files.total(), files[Decision.PENDING], files[Decision.LEFT_OUT], absent)


def page(session: Session, reference: str, number: int, wanted: int, *, vault: Vault, by: Actor, now: datetime, sources: Iterable[Source],
         locale: str, fallback: str = FALLBACK) -> Page:
    """Page `wanted` of the files of a part (the last one, if there are fewer); the look is recorded. Raises NotAllowed, NotFound, VaultError."""
    by.must(Capability.RECORDS)
    part = load.part_of(session, reference, number)
    tasks = collection.last_round(session.execute(select(Task).where(Task.part_id == part.id)).scalars())
    counted = counts(enclosures.tally(session, [part.id])[part.id], tasks)
    if not counted.is_any:
        raise NotFound()
    pages = max(1, -(-counted.all // PAGE_FILES))
    shown = min(max(1, wanted), pages)
    rows = enclosures.of_part(session, part.id)[(shown - 1) * PAGE_FILES:shown * PAGE_FILES]
    atlas = Atlas(sources, locale, fallback)
    audit.record(session, part.request_id, "files_listed", {"part": part.number, "page": shown}, by=by, now=now)
    return Page(
        files=_lines(session, part, rows, atlas, vault), counts=counted, number=shown, pages=pages,
        absent=tuple(AbsentLine(atlas.both(address), why, count) for task in tasks for address, own in _absent(task).items()
                     for why, count in own.counts.items()),
        can_decide=part.state is State.REVIEWING and Capability.REVIEW in by.capabilities)


def opened(session: Session, reference: str, number: int, file: int, *, vault: Vault, by: Actor, now: datetime) -> SealedFile:
    """Leave to open one file; the look is recorded. Raises NotAllowed, NotFound, VaultError."""
    part = load.part_of(session, reference, number)
    row = enclosures.look(session, enclosures.numbered(session, part.id, file).id, by=by, now=now)
    evidence = key_of(session, part.request_id, KeyClass.EVIDENCE, vault=vault)
    return SealedFile(enclosures.name_of(row, evidence), row.media_type, row.size, row.path, evidence, file_context(row.path))


def _lines(session: Session, part: Part, rows: list[Enclosure], atlas: Atlas, vault: Vault) -> tuple[FileLine, ...]:
    if not rows:
        return ()
    evidence = key_of(session, part.request_id, KeyClass.EVIDENCE, vault=vault)
    people = dict(session.execute(select(Staff.id, Staff.email).where(Staff.id.in_({row.decided_by for row in rows if row.decided_by}))).all())
    return tuple(FileLine(
        number=row.number, name=enclosures.name_of(row, evidence), where=atlas.both(row.address) if row.address else atlas.source(row.source_key),
        row=None if row.row is None else row.row + 1, kind=_kind(row, atlas), size=row.size, decision=row.decision, reason=row.reason,
        decided_by=people.get(row.decided_by) if row.decided_by else None, may_hold_national=row.may_hold_national) for row in rows)


def _kind(row: Enclosure, atlas: Atlas) -> FileKind:
    mapped = atlas.mapped(row.address)
    content = mapped.terms.content if mapped else None
    return content.kind if content and content.kind else kind_of(row.media_type)


def _absent(task: Task) -> dict[str, NotThere]:
    found = json.loads(task.outcome).get("files", {}) if task.outcome else {}
    return {address: NotThere.load(own) for address, own in found.items()}
