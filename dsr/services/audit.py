"""The evidence chain: what happened to a request, each link sealed to the one before.

Invariant: facts are ids, counts and words of ours, never a value of the person, so that the chain may outlive the purge.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import orjson
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from dsr.domain.actor import Actor
from dsr.models import Anchor, Event, Request

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain does not hold: that of a request, the one of what belongs to no request, or that of the anchors (`is_anchor`)."""

    request_id: int | None
    seq: int
    is_anchor: bool = False


def record(session: Session, request_id: int | None, name: str, facts: dict[str, object], *, by: Actor, now: datetime) -> Event:
    """Add a link, in the same transaction as the change it tells of. Without a request it goes to the chain of what belongs to none.

    Every verb comes by here, so this is where nobody gets on with a request that is closed to them. Raises NotAllowed.
    """
    session.flush()
    if request_id is not None:
        by.must_open(request_id)
        session.execute(select(Request.id).where(Request.id == request_id).with_for_update())  # two links at once would take the same number
    last = session.execute(select(Event).where(_of(request_id)).order_by(Event.seq.desc()).limit(1)).scalar_one_or_none()
    seq, previous = (last.seq + 1, last.digest) if last else (1, START)
    written = orjson.dumps(facts, option=orjson.OPT_SORT_KEYS).decode()
    event = Event(request_id=request_id, seq=seq, at=now, actor_kind=by.kind.value, actor_id=by.id, name=name, facts=written, previous=previous,
                  digest=_digest(previous, request_id, seq, now, by.kind.value, by.id, name, written))
    session.add(event)
    session.flush()
    return event


def trail(session: Session, request_id: int | None) -> list[Event]:
    """All links of a request, or of what belongs to none, in order."""
    return list(session.execute(select(Event).where(_of(request_id)).order_by(Event.seq)).scalars())


def verify(session: Session) -> list[Break]:
    """Walk every chain; an empty list means that nothing was changed, removed, added or moved.

    What was cut off the end of a chain shows by the last anchor: links younger than that have no witness yet.
    """
    heads, breaks = _anchored(session)
    events = session.execute(select(Event).order_by(Event.request_id, Event.seq).execution_options(yield_per=1000)).scalars()
    return _walk(events, heads, breaks)


def verify_one(session: Session, request_id: int) -> list[Break]:
    """Walk the chain of one request, and the anchors that witness its head."""
    heads, breaks = _anchored(session)
    return _walk(trail(session, request_id), {request_id: heads[request_id]} if request_id in heads else {}, breaks)


def _walk(events: Iterable[Event], heads: dict[int | None, tuple[int, str]], breaks: list[Break]) -> list[Break]:
    """`breaks`, and those of the chains; `heads` are what the anchors saw last."""
    request_id: int | None = 0  # no chain has this one
    previous, seq = START, 0
    for event in events:
        if event.request_id != request_id:
            request_id, previous, seq = event.request_id, START, 0
        seq += 1
        digest = _digest(previous, event.request_id, event.seq, event.at, event.actor_kind, event.actor_id, event.name, event.facts)
        if event.seq != seq or event.previous != previous or event.digest != digest:
            breaks.append(Break(event.request_id, event.seq))
        if heads.get(event.request_id) == (event.seq, event.digest):
            del heads[event.request_id]
        previous, seq = event.digest, event.seq
    missed = [Break(request_id, seq) for request_id, (seq, _) in heads.items()]
    return breaks + [one for one in missed if one not in breaks]


def anchor(session: Session, *, day: date, now: datetime) -> Anchor:
    """Put the heads of all chains under one hash, once a day."""
    found = session.execute(select(Anchor).where(Anchor.day == day)).scalar_one_or_none()
    if found is not None:
        return found
    last = select(Event.request_id, func.max(Event.seq).label("seq")).group_by(Event.request_id).subquery()
    heads = session.execute(
        select(Event.request_id, Event.seq, Event.digest)
        .join(last, Event.request_id.is_not_distinct_from(last.c.request_id) & (Event.seq == last.c.seq)).order_by(Event.request_id))
    newest = {request_id: (seq, head) for request_id, seq, head in heads}
    before, _ = _anchored(session)
    grown = {_name(request_id): head for request_id, head in newest.items() if before.get(request_id) != head}
    moved = orjson.dumps(grown, option=orjson.OPT_SORT_KEYS).decode()
    previous = session.execute(select(Anchor.digest).order_by(Anchor.id.desc()).limit(1)).scalar() or START
    made = Anchor(day=day, heads=len(newest), moved=moved, previous=previous, at=now, digest=_anchor_digest(previous, day, len(newest), now, moved))
    session.add(made)
    session.flush()
    return made


def _of(request_id: int | None) -> ColumnElement[bool]:
    return Event.request_id.is_(None) if request_id is None else Event.request_id == request_id


def _name(request_id: int | None) -> str:
    return "none" if request_id is None else str(request_id)


def _anchored(session: Session) -> tuple[dict[int | None, tuple[int, str]], list[Break]]:
    """The heads that the anchors know, and the anchors that do not hold."""
    heads: dict[int | None, tuple[int, str]] = {}
    breaks: list[Break] = []
    previous = START
    for one in session.execute(select(Anchor).order_by(Anchor.id)).scalars():
        if one.previous != previous or one.digest != _anchor_digest(previous, one.day, one.heads, one.at, one.moved):
            breaks.append(Break(None, one.id, is_anchor=True))
        else:
            moved = orjson.loads(one.moved).items()
            heads.update({None if name == "none" else int(name): (seq, digest) for name, (seq, digest) in moved})
        previous = one.digest
    return heads, breaks


def _anchor_digest(previous: str, day: date, heads: int, at: datetime, moved: str) -> str:
    return hashlib.sha256(orjson.dumps([previous, day.isoformat(), heads, at.astimezone(UTC).isoformat(), moved])).hexdigest()


def _digest(previous: str, request_id: int | None, seq: int, at: datetime, actor_kind: str, actor_id: int | None, name: str, facts: str) -> str:
    content = orjson.dumps([previous, request_id, seq, at.astimezone(UTC).isoformat(), actor_kind, actor_id, name, facts])
    return hashlib.sha256(content).hexdigest()
