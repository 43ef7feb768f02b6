"""The queue: in which order, in which stretches, and what it costs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dsr.db import Database
from dsr.domain.proof import PauseKind
from dsr.domain.words import Outcome, Right, Role, State
from dsr.models import Clarification, PauseRow
from dsr.services import presence
from dsr.services.read import inbox
from dsr.vault import Handle, Vault
from tests.factories import NOW
from tests.services.customers import a_company
from tests.services.queued import CASES, TODAY, made, queued
from tests.services.read_rows import a_case, a_part_of, staff, statements


def test_dates_decide_what_is_late_and_what_is_due_soon(each_database: Database, vault: Vault) -> None:
    with each_database.transaction() as session:
        by_days = {days: made(session, vault, CASES["confirmed"], TODAY + timedelta(days=days)) for days in (-1, 0, 5, 6)}
        made(session, vault, CASES["closed"], TODAY - timedelta(days=9))
    for name, days in (("overdue", [-1]), ("soon", [0, 5]), ("open", [-1, 0, 5, 6])):
        page = queued(each_database, vault, name)
        assert [(row.reference, row.days_left) for row in page.rows] == [(by_days[one], one) for one in days]
        assert page.counts[name] == len(days)


def test_likeliest_late_comes_first_then_who_has_waited_longest(each_database: Database, vault: Vault) -> None:
    with each_database.transaction() as session:
        for reference, state, due in (("E", State.DELIVERING, 3), ("B", State.REVIEWING, 9), ("C", State.TRIAGE, 20), ("D", State.TRIAGE, 20),
                                      ("A", State.DELIVERING, -1)):
            a_part_of(session, a_case(session, vault, reference=reference), state, due_on=TODAY + timedelta(days=due))
    assert [row.reference for row in queued(each_database, vault).rows] == ["A", "E", "B", "C", "D"]


def test_a_clock_that_stands_stands_behind_all_that_run(each_database: Database, vault: Vault) -> None:
    with each_database.transaction() as session:
        for reference in ("paused", "runs"):
            request = a_case(session, vault, reference=reference)
            a_part_of(session, request, due_on=TODAY + timedelta(days=4))
            ended = None if reference == "paused" else TODAY
            session.add(PauseRow(request_id=request.id, kind=PauseKind.IDENTITY, started_on=TODAY - timedelta(days=2), ended_on=ended))
    assert [(row.reference, row.is_paused) for row in queued(each_database, vault).rows] == [("runs", False), ("paused", True)]


def test_a_question_stops_the_clock_of_its_own_part_only(each_database: Database, vault: Vault) -> None:
    with each_database.transaction() as session:
        request = a_case(session, vault, reference="R")
        asked = a_part_of(session, request)
        a_part_of(session, request, number=2)
        question = Clarification(part_id=asked.id, staff_id=staff(session).id, question=b"sealed", asked_at=NOW)
        session.add(question)
        session.flush()
        session.add(PauseRow(request_id=request.id, kind=PauseKind.CLARIFICATION, started_on=TODAY, clarification_id=question.id))
    assert [(row.number, row.is_paused) for row in queued(each_database, vault).rows] == [(2, False), (1, True)]


def test_a_view_is_narrowed_by_right_state_company_and_keeper(each_database: Database, vault: Vault) -> None:
    with each_database.transaction() as session:
        alice, company = staff(session).id, a_company(session, "Nordlys A/S", domain="nordlys.example").id
        for reference, values in (("R", {"right": Right.ERASURE}), ("S", {"state": State.COLLECTING}), ("K", {"keeper_id": alice}),
                                  ("C", {"role": Role.PROCESSOR, "company_id": company})):
            part = a_part_of(session, a_case(session, vault, reference=reference))
            for name, value in values.items():
                setattr(part, name, value)
    for narrowed, expected in (
            ({"right": Right.ERASURE}, "R"), ({"state": State.COLLECTING}, "S"), ({"keeper": alice}, "K"), ({"company": company}, "C"),
            ({"keeper": 0}, "CRS"), ({"keeper": alice, "company": company}, ""), ({"state": State.VERIFYING}, "")):
        rows = queued(each_database, vault, **narrowed).rows
        assert "".join(sorted(row.reference for row in rows)) == expected, narrowed
    assert [(row.company, row.role) for row in queued(each_database, vault, company=company).rows] == [("Nordlys A/S", Role.PROCESSOR)]


def test_a_row_says_who_else_has_the_request_open(each_database: Database, vault: Vault) -> None:
    with each_database.transaction() as session:
        alice, bob = (staff(session, email=f"{name}@fjordtel.example").id or 0 for name in ("alice", "bob"))
        for reference in ("A", "B"):
            a_part_of(session, a_case(session, vault, reference=reference))
        presence.note(session, "A", staff_id=alice, now=NOW - timedelta(minutes=6))
        presence.note(session, "A", staff_id=bob, now=NOW - timedelta(minutes=4))
        presence.note(session, "B", staff_id=alice, now=NOW - timedelta(minutes=4))
        presence.note(session, "B", staff_id=alice, now=NOW)
    with each_database.reading() as session:
        rows = inbox.queue(session, filter="open", today=TODAY, vault=vault, mine=alice, now=NOW).rows
        assert not presence.is_due(session, "B", staff_id=alice, now=NOW)
        assert presence.is_due(session, "A", staff_id=alice, now=NOW)
    assert {row.reference: row.inside for row in rows} == {"A": ("bob@fjordtel.example",), "B": ()}


def test_the_newest_closed_comes_first(each_database: Database, vault: Vault) -> None:
    with each_database.transaction() as session:
        for reference, days in (("old", 3), ("new", 1), ("middle", 2)):
            part = a_part_of(session, a_case(session, vault, reference=reference), State.CLOSED, outcome=Outcome.REFUSED)
            part.closed_at = NOW - timedelta(days=days)
    rows = queued(each_database, vault, "closed").rows
    assert [row.reference for row in rows] == ["new", "middle", "old"]
    assert {row.outcome for row in rows} == {Outcome.REFUSED}


def test_many_requests_cost_no_more_statements_and_open_only_the_page(each_database: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "PAGE_ROWS", 20)
    with each_database.transaction() as session:
        made(session, vault, CASES["confirmed"])
    with statements(each_database) as few:
        queued(each_database, vault)
    with each_database.transaction() as session:
        for _ in range(44):
            made(session, vault, CASES["a source failed"])
    opened: list[str] = []

    class CountingVault(Vault):
        def unwrap(self, master_id: str, wrapped: bytes, context: str) -> Handle:
            opened.append(context)
            return vault.unwrap(master_id, wrapped, context)

    counting = CountingVault(vault.masters, vault.current, vault.search_key)
    with statements(each_database) as many:
        first = queued(each_database, counting)
        opened.clear()
        page = queued(each_database, counting, after=queued(each_database, vault, after=first.next).next)
    assert 3 * len(few) == len(many)
    assert len(few) <= 8  # three count, one looks for other requests of the same people, two for who works here and who is away
    assert (len(page.rows), page.next, page.counts["open"]) == (5, "", 45)
    assert len(opened) == 5


@pytest.mark.parametrize("name", ["open", "closed", "waiting_us", "unconfirmed"])
def test_stretch_after_stretch_shows_every_part_once_in_one_order(each_database: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch,
                                                                  name: str) -> None:
    """Many on one day, so that a day is cut in the middle; and all kinds of waiting mixed."""
    with each_database.transaction() as session:
        for number, case in enumerate([one for one in CASES.values() if one.state is not State.CLOSED or name == "closed"]):
            made(session, vault, case, TODAY + timedelta(days=(number % 4) * 3 - 3))
            if name == "closed":
                made(session, vault, CASES["closed"])
    monkeypatch.setattr(inbox, "PAGE_ROWS", 500)
    every = queued(each_database, vault, name)
    monkeypatch.setattr(inbox, "PAGE_ROWS", 3)
    rows, after = list[inbox.Row](), ""
    while True:
        page = queued(each_database, vault, name, after)
        rows.extend(page.rows)
        if not (after := page.next):
            break
    assert [(row.reference, row.number) for row in rows] == [(row.reference, row.number) for row in every.rows]
    assert len(rows) > 3


@pytest.mark.parametrize("after", ["x", "9", "1.2026-99-01.4", "'", "1." + "9" * 60, "9" * 30 + ".1"])
def test_a_spot_that_is_none_is_the_beginning_or_the_end(each_database: Database, vault: Vault, after: str) -> None:
    with each_database.transaction() as session:
        made(session, vault, CASES["confirmed"])
    assert len(queued(each_database, vault, after=after).rows) == 1
    assert queued(each_database, vault, "closed", after).rows == ()


def test_a_view_that_is_none_is_refused(database: Database, vault: Vault) -> None:
    with pytest.raises(KeyError):
        queued(database, vault, "nonsense")


def test_an_empty_queue_has_one_empty_stretch(each_database: Database, vault: Vault) -> None:
    page = queued(each_database, vault)
    assert (page.rows, page.next) == ((), "")
    assert set(page.counts.values()) == {0}
