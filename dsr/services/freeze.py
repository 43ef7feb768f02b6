"""What a source would forget before the answer is collected as soon as the address is confirmed, and joined to what the search finds later. Of
what we hold for a company this is done while it decides: kept under seal, seen by nobody, and gone again where it lets nothing leave.

Invariants: round 0 of a part's tasks is this one and never the answer by itself; a row that both searches found counts once; nothing is
kept of a source that does not say that it forgets.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from types import MappingProxyType

import orjson
from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from dsr.domain import freezing, graph
from dsr.domain import period as periods
from dsr.domain.actor import SYSTEM
from dsr.domain.dataset import Address, Source
from dsr.domain.disclosure import ruled
from dsr.domain.enclosed import Kept, NotThere, nameless
from dsr.domain.masked import Masked
from dsr.domain.parties import Party
from dsr.domain.period import Days
from dsr.domain.policy import Policies
from dsr.domain.values import Wire, WireBatch
from dsr.domain.window import Window
from dsr.domain.words import NotEnclosed, Right, Role, State
from dsr.domain.work import TaskKind, TaskState
from dsr.mapping import SourceBook
from dsr.models import IdentityRow, Part, Request, Task
from dsr.services import audit, content, load, planning, policies, sources
from dsr.services import scope as scopes
from dsr.services.perform import Collected, StageOrder
from dsr.services.planning import Whose
from dsr.services.sealing import Place, Sealed, open_chunk, seal

ROUND = 0
WAITING = (State.TRIAGE, State.REFERRED)
Asked = Callable[[Address, WireBatch], frozenset[int]]  # the rows of a chunk, as it was sealed, that are still wanted


def wanted(session: Session) -> list[int]:
    """Parts that wait for staff, or for the company that decides, and for which nobody has looked yet whether something would be forgotten."""
    ours = and_(Part.role == Role.CONTROLLER, Part.state == State.TRIAGE)
    theirs = and_(Part.role == Role.PROCESSOR, Part.state.in_(WAITING), Part.company_id.is_not(None), Request.pass_on)
    begun = exists().where(Task.part_id == Part.id, Task.kind == TaskKind.COLLECT, Task.round == ROUND)  # for whoever it seemed to be
    found = select(Part.id).join(Request, Request.id == Part.request_id).where(
        or_(ours, theirs), Part.right == Right.ACCESS, Part.freeze_plan.is_(None), ~begun)
    return list(session.execute(found.order_by(Part.id)).scalars())


def begin(session: Session, part_id: int, *, categories: tuple[str, ...], now: datetime, book: SourceBook) -> int:
    """Open the tasks of what cannot wait; returns how many. Safe to call at any time and twice."""
    part = load.part(session, part_id)
    if part.id not in wanted(session):
        return 0
    kinds = frozenset(session.execute(select(IdentityRow.kind).where(
        IdentityRow.request_id == part.request_id, IdentityRow.proven_how.is_not(None))).scalars())
    scope, own = scopes.of(session, part, is_ahead=True), scopes.sources_of(session, part, book.sources, is_ahead=True)
    whole = graph.plan(own, kinds, categories)
    if part.role is Role.PROCESSOR:  # what is another company's, or ours, is not this part's to keep
        whole = scopes.narrowed(whole, own, scope, categories)
    plan = freezing.urgent(whole, freezing.forgetful(own))
    text = planning.dump(plan, now, policies.of_request(session, part.request_id), whose=Whose(scope.tenant, scope.audience))
    part.freeze_plan = orjson.dumps({**orjson.loads(text), "revision": sources.publish(session, book, now=now).id}).decode()
    session.add_all(
        Task(part_id=part.id, kind=TaskKind.COLLECT, round=ROUND, stage=number, needs=json.dumps(stage.needs), source_key=stage.source_key,
             state=TaskState.WAITING if stage.needs else TaskState.READY, due_at=now)
        for number, stage in enumerate(plan.stages))
    if plan.stages:
        audit.record(session, part.request_id, "frozen", {"part": part.number, "stages": len(plan.stages)}, by=SYSTEM, now=now)
    session.flush()
    return len(plan.stages)


def is_of_this_mapping(part: Part) -> bool:
    """Whether what was kept was found by the mapping that is searched with now. What an earlier one found may be somebody else's: perhaps that is
    why it was changed."""
    return part.freeze_plan is not None and orjson.loads(part.freeze_plan).get("revision") == part.mapping_revision_id


def unlike(source: Source, before: Policies, order: StageOrder) -> dict[Address, frozenset[str]]:
    """Of collections that were kept by one policy on other people's data and are searched by another: the fields that it is about."""
    return {one.address: ruled(one) for one in source.collections()
            if one.address in order.uncovered or not before.by_role[one.role].says_the_same(order.policies.by_role[one.role])}


def asked(source: Source, period: Window) -> Asked:
    """Of rows that were kept those of the days that the person asks about by now. Of a collection that tells the time of a row and does not show
    it none are: nobody could tell."""
    collections = {one.address: one for one in source.collections()}

    def is_asked(address: Address, batch: WireBatch) -> frozenset[int]:
        its = collections[address]
        if period.is_always or not periods.columns(its):
            return frozenset(range(len(batch)))
        if not set(periods.columns(its)).issubset(batch.columns):
            return frozenset()
        days = Days(replace(its, time=replace(its.time, written="auto") if its.time else None), source, batch.columns, period)
        return frozenset(number for number, row in enumerate(batch.rows) if days.has(row))
    return is_asked


def complete(given: Collected, kept: Mapping[Address, tuple[Sealed, ...]], counted: Mapping[Address, Masked], files: Iterable[Kept] = (), *,
             place: Place, beat: Callable[[int], None], unlike: Mapping[Address, frozenset[str]] = MappingProxyType({}),
             is_asked: Asked = lambda _address, batch: frozenset(range(len(batch)))) -> None:
    """Add to what a stage gave the rows that were kept in time and that its source has forgotten since, and their files; of rows that are still
    there the files that are gone. Raises NotFound, VaultError.

    `kept` are chunks of the collections that were searched, `counted` what was masked in them. Fields that are treated `unlike` what they
    were tell no rows apart and are masked in those that were kept: what was shown by an earlier policy may be hidden by this one.
    """
    of_row: defaultdict[tuple[str, int | None], list[Kept]] = defaultdict(list)
    others = {str(address) for address, names in unlike.items() if names}
    for file in files:  # its name may tell what is hidden now
        named = replace(file, name=nameless(file.name, file.address)) if file.address in others else file
        of_row[file.address, file.row].append(named)
    for address, chunks in kept.items():
        if address not in given.found:
            continue
        own = [one for one in given.sealed if one.address == address]
        loose = unlike.get(address, frozenset())
        known: defaultdict[bytes, list[int]] = defaultdict(list)  # rows of the later search by what is shown of them
        for one in own:
            for row, mark in enumerate(_marks(open_chunk(one, place.store, place.handle), loose), one.first_row):
                known[mark].append(row)
        masked = given.masked.setdefault(address, Masked())
        seq, first = max((one.seq for one in own), default=-1) + 1, given.found[address] - masked.not_kept
        for chunk in chunks:
            whole = open_chunk(chunk, place.store, place.handle)
            batch, wanted = _blanked(whole, loose), is_asked(address, whole)
            same, unknown = _parted(batch, known, loose)
            places = [row for row in unknown if row in wanted]
            rest = batch.picked(places)
            if len(rest):
                given.sealed.append(seal(rest, address, seq, first, place))
                _count(rest, masked, counted.get(address, Masked()))
            for old, new in zip(places, range(first, first + len(rest)), strict=True):
                _bring(of_row[str(address), chunk.first_row + old], new, given, place, beat)
            for old, new in same.items():
                _bring_back(of_row[str(address), chunk.first_row + old], new, given, address, place, beat)
            seq, first = seq + bool(len(rest)), first + len(rest)
        given.found[address] = first + masked.not_kept


def _bring(files: list[Kept], row: int, given: Collected, place: Place, beat: Callable[[int], None]) -> None:
    """The files that a row had in time."""
    for one in files:
        given.kept.append(content.again(one, row, place, len(given.kept), beat))


def _bring_back(files: list[Kept], row: int, given: Collected, address: Address, place: Place, beat: Callable[[int], None]) -> None:
    """The same for a row that is still there, if its own file is one of those that are gone."""
    absent = given.not_there.get(address, NotThere())
    if files and absent.counts[NotEnclosed.GONE] and not any(one.address == str(address) and one.row == row for one in given.kept):
        absent.counts[NotEnclosed.GONE] -= 1
        _bring(files, row, given, place, beat)


def by_address(chunks: Iterable[Sealed]) -> dict[Address, tuple[Sealed, ...]]:
    """Chunks by collection, each in its order."""
    found: defaultdict[Address, list[Sealed]] = defaultdict(list)
    for one in chunks:
        found[one.address].append(one)
    return {address: tuple(sorted(some, key=lambda one: one.seq)) for address, some in found.items()}


def _marks(batch: WireBatch, loose: frozenset[str]) -> list[bytes]:
    """What tells rows apart: all that is shown of them, by the name of its column, but for the columns that are treated otherwise now."""
    return [_mark(batch.columns, row, loose) for row in batch.rows]


def _mark(columns: tuple[str, ...], row: tuple[Wire, ...], loose: frozenset[str]) -> bytes:
    named = {name: cell for name, cell in zip(columns, row, strict=True) if name not in loose}
    return blake2b(orjson.dumps(named, option=orjson.OPT_SORT_KEYS), digest_size=16).digest()


def _blanked(batch: WireBatch, names: frozenset[str]) -> WireBatch:
    """Without the cells of these columns."""
    places = {place for place, name in enumerate(batch.columns) if name in names}
    if not places:
        return batch
    full = {place: [row for row, cell in enumerate(batch.cells[place]) if cell is not None] for place in places}
    masked = {place: sorted({*batch.masked.get(place, ()), *full.get(place, ())}) for place in {*batch.masked, *places}}
    cells = tuple((None,) * len(batch) if place in places else column for place, column in enumerate(batch.cells))
    return replace(
        batch, cells=cells, masked={place: rows for place, rows in masked.items() if rows},
        hidden=tuple(one for one in batch.hidden if one.place not in places), dialled=tuple(one for one in batch.dialled if one.place not in places),
        removed={place: rows for place, rows in batch.removed.items() if place not in places})


def _parted(batch: WireBatch, known: Mapping[bytes, list[int]], loose: frozenset[str]) -> tuple[dict[int, int], list[int]]:
    """Rows that the later search found too, with their numbers there; and those that it did not. Each row of it answers for one."""
    same: dict[int, int] = {}
    rest = []
    for place, mark in enumerate(_marks(batch, loose)):
        if known.get(mark):
            same[place] = known[mark].pop(0)
        else:
            rest.append(place)
    return same, rest


def _count(batch: WireBatch, masked: Masked, counted: Masked) -> None:
    """Cells that are not shown: by their own reason where it is noted, else by the one that the first search had for most of the column."""
    masked.rows += len({row for rows in (*batch.masked.values(), *(one.rows for one in batch.hidden)) for row in rows})
    told: defaultdict[int, set[int]] = defaultdict(set)
    for one in batch.hidden:
        masked.fields.setdefault(batch.columns[one.place], Counter())[one.why] += len(one.rows)
        told[one.place].update(one.rows)
    for column, numbers in batch.masked.items():
        reasons = counted.fields.get(batch.columns[column]) or Counter({Party.MIXED.value: 1})
        if rows := [row for row in numbers if row not in told[column]]:
            masked.fields.setdefault(batch.columns[column], Counter())[reasons.most_common(1)[0][0]] += len(rows)
