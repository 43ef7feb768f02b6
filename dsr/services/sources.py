"""The folder of source files as the rest of the house sees it: tried against its sources, and published as a revision.

Invariants: a check asks for nobody, in the way a search asks. A revision holds hashes only; the same folder has one row, for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import orjson
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dsr.connectors.base import Connector, Query
from dsr.connectors.registry import BY_HAND, catalogue, connect
from dsr.domain.dataset import Address, Collection, Source
from dsr.domain.errors import SourceError, SourceMisconfigured, SourceRefused
from dsr.domain.graph import Plan, Step, plan
from dsr.domain.holders import flags
from dsr.domain.keys import Key, Lookup
from dsr.domain.words import NotReached
from dsr.mapping import SourceBook
from dsr.models import MappingRevision
from dsr.services import content
from dsr.services.check_findings import Finding, Topic, findings

_NOBODY = "nobody-4f6e2a"  # an identifier that finds nothing; where a column holds numbers it is not even asked for


@dataclass(frozen=True, slots=True)
class Fault:
    """What a search would stumble over. `detail` names tables and columns, never values; `address` is empty for a whole source."""

    source: str
    address: str
    why: NotReached
    detail: str


@dataclass(frozen=True, slots=True)
class Check:
    """How the sources and their mapping fit, and the search plan of somebody who gives every identity that is known.

    Faults are what a search would fail on; findings are warnings.
    """

    faults: tuple[Fault, ...]
    plan: Plan
    findings: tuple[Finding, ...] = ()
    by_hand: frozenset[str] = frozenset()  # sources that a person searches: nobody is asked for a check


def check(book: SourceBook) -> Check:
    """Ask every source for every mapped table and column, then what it shows of itself beside them."""
    kinds = frozenset(kind for source in book.sources for one in source.collections() for field in one.fields for kind, _ in field.seeds)
    made = plan(book.sources, kinds, ("user",))
    faults = [Fault(gap.source_key, str(gap.address), gap.why, "no identity and no join leads to it") for gap in made.gaps]
    steps = {step.address: step for stage in made.stages for step in stage.steps}
    found: list[Finding] = []
    by_hand = frozenset(source.key for source in book.sources if source.connector in BY_HAND)
    for source in book.sources:
        if source.key in by_hand:
            continue
        own = list(_misfits(source, steps))
        faults += own
        if all(fault.address for fault in own):  # one that does not answer would not answer again
            found += _shown(source, steps)
    return Check(tuple(faults), made, tuple(found), by_hand)


def _shown(source: Source, steps: dict[Address, Step]) -> Iterator[Finding]:
    try:
        told = catalogue(source)
        if told is not None:
            with closing(told):
                yield from findings(source, steps, told)
    except SourceError as error:
        yield Finding(source.key, Topic.UNSEEN, source.key, f"its tables were not shown ({_why(error).value})")


def _misfits(source: Source, steps: dict[Address, Step]) -> Iterator[Fault]:
    try:
        with closing(connect(source)) as connector:
            connector.probe()
            for collection in source.collections():
                if not collection.skip_processing and not collection.is_restricted:
                    yield from _misfits_of(collection, source, connector, steps.get(collection.address))
                    yield from _files_of(collection, source)
    except SourceError as error:
        yield Fault(source.key, "", _why(error), str(error.facts.get("detail", "")))


def _files_of(collection: Collection, source: Source) -> Iterator[Fault]:
    """Whether the files that its rows stand for can be had."""
    try:
        content.reach(collection, source)
    except SourceError as error:
        yield Fault(source.key, str(collection.address), _why(error), str(error.facts.get("detail", "")))


def _misfits_of(collection: Collection, source: Source, connector: Connector, step: Step | None) -> Iterator[Fault]:
    """Columns are left out one by one as the source says that it has them not, so that all of them are told."""
    searched = [] if step is None else [*(seed.field for seed in step.seeds), *(edge.to_field for edge in step.inputs),
                                        *(edge.to_field for group in step.groups for edge in group)]
    others = [collection.tenant, collection.time.column if collection.time else None, *(collection.valid or ()),
              *(one.column for one in collection.where), *(field.secret_when.column for field in collection.fields if field.secret_when),
              *flags(collection)]
    own = [name for field in collection.fields for name in (*field.columns, *(() if field.inside else (field.name,)))]
    names = list(dict.fromkeys([*own, *(name for name in others if name)]))
    while names:
        asked = [name for name in searched if name in names] or names[:1]
        lookups = tuple(Lookup((name,), frozenset({Key(_NOBODY)})) for name in dict.fromkeys(asked))
        try:
            for _ in connector.collect(Query(collection, tuple(names), lookups)):
                pass
            return
        except SourceError as error:
            detail = str(error.facts.get("detail", ""))
            yield Fault(source.key, str(collection.address), _why(error), detail)
            missing = next((name for name in names if f"'{name}'" in detail.partition(";")[0]), None)
            if missing is None or not isinstance(error, SourceMisconfigured):
                return
            names.remove(missing)


def _why(error: SourceError) -> NotReached:
    match error:
        case SourceMisconfigured():
            return NotReached.MISCONFIGURED
        case SourceRefused():
            return NotReached.REFUSED
        case _:
            return NotReached.UNAVAILABLE


def publish(session: Session, book: SourceBook, *, now: datetime) -> MappingRevision:
    """The row of the book's revision; made when this content is seen for the first time."""
    revisions = orjson.dumps({source.key: source.revision for source in book.sources}, option=orjson.OPT_SORT_KEYS)
    digest = sha256(revisions).hexdigest()
    wanted = select(MappingRevision).where(MappingRevision.digest == digest)
    row = session.execute(wanted).scalar_one_or_none()
    if row is not None:
        return row
    try:
        with session.begin_nested():
            row = MappingRevision(digest=digest, sources=revisions.decode(), published_at=now)
            session.add(row)
        return row
    except IntegrityError:  # another process published the same a moment earlier
        return session.execute(wanted).scalar_one()
