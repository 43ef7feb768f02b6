"""Two changes of one request at the same moment, on a real Postgres: both happen, none is an error."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from dsr.domain.actor import SYSTEM
from dsr.kit import Kit
from dsr.models import Task
from dsr.services import audit, collect, load, review, tasks
from tests.conftest import Opener
from tests.services.carol import BOOK, PEOPLE, Asked, alice, ask

LEASE = timedelta(seconds=60)


@pytest.fixture
def shared(kit: Kit, open_fresh: Opener) -> Iterator[Kit]:
    """The kit on Postgres, whatever the other tests run on."""
    with open_fresh("postgres") as database:
        yield replace(kit, database=database)


def _both(*deeds: Callable[[], object]) -> list[BaseException]:
    """Run them at once; what they raised."""
    raised: list[BaseException] = []
    gate = threading.Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> None:
        gate.wait(10)
        try:
            deed()
        except Exception as error:  # told to the test by the list
            raised.append(error)

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


def test_events_of_one_request_written_at_once_are_one_chain(shared: Kit) -> None:
    asked = ask(shared)

    def write() -> None:
        for _ in range(20):
            with shared.database.transaction() as session:
                audit.record(session, asked.request_id, "note_added", {"note": 1}, by=SYSTEM, now=shared.now())

    assert _both(write, write, write) == []
    with shared.database.reading() as session:
        assert audit.verify(session) == []
        assert [event.name for event in audit.trail(session, asked.request_id)].count("note_added") == 60


def _settle(kit: Kit, order: tasks.Order) -> None:
    """As a worker does it."""
    with kit.database.transaction() as session:
        load.part(session, order.part_id)
        if tasks.settle(session, order, tasks.Done({PEOPLE: 1}), now=kit.now()):
            collect.settle_if_done(session, order.part_id, now=kit.now())


def _withdraw(kit: Kit, asked: Asked, by: object) -> None:
    with kit.database.transaction() as session:
        review.withdraw(session, asked.part_id, reason="Her wish.", by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)  # type: ignore[arg-type]


def test_a_worker_that_settles_and_staff_who_withdraw_do_not_block_each_other(shared: Kit) -> None:
    by = alice(shared)
    for number in range(8):
        asked = ask(shared, key=f"form:{number}")
        with shared.database.transaction() as session:
            collect.start(session, asked.part_id, by=by, now=shared.now(), book=BOOK)
        with shared.database.transaction() as session:
            order = tasks.claim_next(session, now=shared.now(), lease=LEASE, parallel=9)
        assert order is not None
        assert _both(lambda order=order: _settle(shared, order), lambda asked=asked: _withdraw(shared, asked, by)) == []  # type: ignore[misc]
        with shared.database.reading() as session:
            left = set(session.execute(select(Task.state).where(Task.part_id == asked.part_id)).scalars())
        assert {state.value for state in left} <= {"done", "skipped"}
