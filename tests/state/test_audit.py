"""The evidence chain: whatever is changed, removed, added or moved shows; and what comes back is what was recorded."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import ColumnElement, delete, insert, select, text, update
from sqlalchemy.orm import Session

from dsr.db import Database
from dsr.domain.actor import SUBJECT, SYSTEM, Actor, ActorKind
from dsr.models import Anchor, Event, Request
from dsr.services import audit
from dsr.services.audit import Break
from tests.factories import NOW, a_request

ALICE = Actor(ActorKind.STAFF, 7)


@pytest.fixture
def chains(each_database: Database) -> Database:
    """Requests 1 and 2 with four links each, anchored, then one more link in the first."""
    with each_database.transaction() as session:
        ids = [a_request(session).id for _ in range(2)]
        for step in range(4):
            for request_id, by in zip(ids, (SYSTEM, ALICE), strict=True):
                audit.record(session, request_id, f"step{step}", {"number": step, "word": "æ"}, by=by, now=NOW + timedelta(seconds=step))
        audit.anchor(session, day=NOW.date(), now=NOW + timedelta(minutes=1))
        audit.record(session, ids[0], "young", {}, by=SUBJECT, now=NOW + timedelta(minutes=2))
    assert ids == [1, 2]
    return each_database


def tamper(database: Database, change: Callable[[Session], object]) -> list[Break]:
    """As somebody who owns the database could: first the triggers go."""
    with database.transaction() as session:
        for table in ("event", "anchor"):
            if database.engine.dialect.name == "sqlite":
                session.execute(text(f"DROP TRIGGER {table}_no_update"))
                session.execute(text(f"DROP TRIGGER {table}_no_delete"))
            else:
                session.execute(text(f"DROP TRIGGER {table}_no_change ON {table}"))
    with database.transaction() as session:
        change(session)
    with database.reading() as session:
        found = audit.verify(session)
        for request_id in session.execute(select(Request.id)).scalars():
            assert audit.verify_one(session, request_id) == [one for one in found if one.is_anchor or one.request_id == request_id]
        return found


def link(request_id: int, seq: int) -> ColumnElement[bool]:
    return (Event.request_id == request_id) & (Event.seq == seq)


def test_a_whole_chain_holds(chains: Database) -> None:
    with chains.reading() as session:
        assert audit.verify(session) == []
        trail = audit.trail(session, 2)
    assert [event.name for event in trail] == ["step0", "step1", "step2", "step3"]
    assert [event.seq for event in trail] == [1, 2, 3, 4]
    assert [event.previous for event in trail] == [audit.START, *(event.digest for event in trail[:-1])]
    assert {(event.actor_kind, event.actor_id) for event in trail} == {("staff", 7)}
    assert json.loads(trail[2].facts) == {"number": 2, "word": "æ"}


def test_facts_are_written_in_one_way(chains: Database) -> None:
    with chains.transaction() as session:
        event = audit.record(session, 1, "x", {"b": 1, "a": [NOW.date(), ActorKind.STAFF]}, by=SYSTEM, now=NOW)
        assert event.facts == '{"a":["2026-11-24","staff"],"b":1}'


CHANGES: dict[str, tuple[Callable[[Session], object], Break]] = {
    "a fact": (lambda s: s.execute(update(Event).where(link(1, 2)).values(facts='{"number":9}')), Break(1, 2)),
    "a time": (lambda s: s.execute(update(Event).where(link(1, 2)).values(at=NOW)), Break(1, 2)),
    "an actor": (lambda s: s.execute(update(Event).where(link(2, 1)).values(actor_id=8)), Break(2, 1)),
    "a name": (lambda s: s.execute(update(Event).where(link(1, 5)).values(name="other")), Break(1, 5)),
    "a link removed": (lambda s: s.execute(delete(Event).where(link(2, 2))), Break(2, 3)),
    "the first link removed": (lambda s: s.execute(delete(Event).where(link(2, 1))), Break(2, 2)),
    "the last anchored link removed": (lambda s: s.execute(delete(Event).where(link(2, 4))), Break(2, 4)),
    "a whole chain removed": (lambda s: s.execute(delete(Event).where(Event.request_id == 2)), Break(2, 4)),
    "a link of another chain": (lambda s: s.execute(update(Event).where(link(2, 4)).values(request_id=1, seq=6)), Break(1, 6)),
    "an anchor": (lambda s: s.execute(update(Anchor).values(heads=1)), Break(None, 1, is_anchor=True)),
    "an anchor's heads": (lambda s: s.execute(update(Anchor).values(moved="no JSON")), Break(None, 1, is_anchor=True)),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_shows(chains: Database, what: str) -> None:
    change, found = CHANGES[what]
    assert found in tamper(chains, change)


def test_a_chain_written_anew_shows_by_the_anchor(chains: Database) -> None:
    def rewrite(session: Session) -> None:
        session.execute(delete(Event).where(Event.request_id == 2))
        for step in range(5):
            audit.record(session, 2, f"step{step}", {"number": 9}, by=ALICE, now=NOW)

    assert tamper(chains, rewrite) == [Break(2, 4)]


def test_a_link_put_between_shows(chains: Database) -> None:
    def put(session: Session) -> None:
        session.execute(update(Event).where(link(2, 4)).values(seq=5))
        session.execute(insert(Event).values(request_id=2, seq=4, at=NOW, actor_kind="system", name="forged", facts="{}", previous="0" * 64,
                                             digest="f" * 64))

    assert {Break(2, 4), Break(2, 5)} <= set(tamper(chains, put))


def test_one_anchor_a_day_that_knows_only_what_is_new(chains: Database) -> None:
    day = NOW.date()
    with chains.transaction() as session:
        first = audit.anchor(session, day=day, now=NOW + timedelta(hours=3))
        assert first.id == session.execute(select(Anchor.id)).scalar_one()
        second = audit.anchor(session, day=day + timedelta(days=1), now=NOW + timedelta(days=1))
        quiet = audit.anchor(session, day=day + timedelta(days=2), now=NOW + timedelta(days=2))
    assert first.previous == audit.START
    assert set(json.loads(first.moved)) == {"1", "2"}
    assert json.loads(second.moved) == {"1": [5, json.loads(second.moved)["1"][1]]}
    assert (second.previous, second.heads) == (first.digest, 2)
    assert (quiet.moved, quiet.previous, quiet.heads) == ("{}", second.digest, 2)
    with chains.reading() as session:
        assert audit.verify(session) == []


def test_an_anchor_in_the_middle_cannot_go(chains: Database) -> None:
    with chains.transaction() as session:
        audit.anchor(session, day=NOW.date() + timedelta(days=1), now=NOW + timedelta(days=1))
    assert tamper(chains, lambda session: session.execute(delete(Anchor).where(Anchor.id == 1))) == [Break(None, 2, is_anchor=True)]


def test_no_request_no_chain(each_database: Database) -> None:
    with each_database.transaction() as session:
        assert audit.verify(session) == []
        assert audit.anchor(session, day=NOW.date(), now=NOW).heads == 0
        assert audit.trail(session, 1) == []


def test_what_belongs_to_no_request_has_a_chain_of_its_own_that_is_anchored_too(each_database: Database) -> None:
    with each_database.transaction() as session:
        for number in range(3):
            audit.record(session, None, "records_viewed", {"n": number}, by=SYSTEM, now=NOW)
        audit.anchor(session, day=NOW.date(), now=NOW)
        assert audit.verify(session) == []
        assert [link.seq for link in audit.trail(session, None)] == [1, 2, 3]
    assert tamper(each_database, lambda session: session.execute(delete(Event).where(Event.seq == 3))) == [Break(None, 3)]
