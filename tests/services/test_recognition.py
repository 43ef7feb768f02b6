"""The name of an electronic identity against the records that the proven identifiers lead to, by the worker that does it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from dsr.domain.dataset import Address, Collection, Dataset, Field, Reference, Source
from dsr.domain.names import Name
from dsr.domain.proof import Control, Doubt, Method, Sensitivity
from dsr.domain.words import Right
from dsr.jobs import Queue
from dsr.kit import Kit
from dsr.mapping import SourceBook
from dsr.models import Event, IdentityRow, Proof
from dsr.services import proofs, recognition, sweep
from dsr.services.briefing import identity_context
from dsr.services.keys import key_of
from dsr.vault import KeyClass
from tests.fakes import FrozenNow
from tests.services.carol import Asked
from tests.services.test_eid import _doubts, _reach, _said, _show, ask
from workers.errands import recognise_next

PEOPLE, LINES, CALLS = Address("crm", "people"), Address("crm", "lines"), Address("pbx", "calls")
ROWS = {"people": [{"id": 1, "email": "carol@havblik.example", "given": "Carol", "family": "Ærø"},
                   {"id": 2, "email": "bob@havblik.example", "given": "Bob", "family": "Lund"}],
        "lines": [{"person_id": 1, "number": "+4578770201"}, {"person_id": 2, "number": "+4578770202"}]}
ALL = frozenset(Sensitivity)


def _crm(**rows: object) -> Source:
    people = Collection(PEOPLE, (
        Field("id", ("user.unique_id",)), Field("email", ("user.contact.email",), "email", "email"), Field("given", ("user.name.first",)),
        Field("family", ("user.name.last",))))
    lines = Collection(LINES, (
        Field("number", ("user.contact.phone_number",), "phone_number", "phone_number"),
        Field("person_id", ("user.unique_id",), references=(Reference(PEOPLE, "id", "to"),))))
    return Source("crm", "memory", {"tables": {**ROWS, **rows}}, (Dataset("crm", (people, lines)),), country="DK", revision="r1")


def _pbx() -> Source:
    calls = Collection(CALLS, (Field("number", ("user.behavior",), "phone_number", "phone_number"), Field("agent", ("user.name",)),
                               Field("place", ("user.location",))))
    return Source("pbx", "memory", {"tables": {"calls": [{"number": "+4578770201", "agent": "Somebody Else", "place": "Aarhus"}]}},
                  (Dataset("pbx", (calls,)),), country="DK", revision="r1")


def _with(kit: Kit, *sources: Source) -> Kit:
    return replace(kit, sources=SourceBook(sources or (_crm(), _pbx())))


def _line(kit: Kit, asked: Asked, number: str, control: Control = Control.EMPLOYER) -> None:
    """A code reached the line."""
    with kit.database.transaction() as session:
        row = IdentityRow(request_id=asked.request_id, kind="phone_number", token=f"token-{number}", claimed_how="code", value=b"",
                          proven_how="line_sms")
        case = key_of(session, asked.request_id, KeyClass.CASE, vault=kit.vault)
        row.value = case.seal(number.encode(), identity_context(row))
        session.add(row)
        session.flush()
        session.add(Proof(request_id=asked.request_id, identity_id=row.id, method=Method.LINE_SMS, control=control, state="proven",
                          asked_at=kit.now(), proven_at=kit.now()))


def test_the_employer_with_an_identity_of_its_own_and_the_mailbox_of_an_employee_gets_nothing(kit: Kit) -> None:
    """The whole attack: the employer writes its own name, reads the employee's mail, and shows its own identity, which fits what it wrote."""
    kit = _with(kit)
    asked = ask(kit, name="Bob Lund", email="carol@havblik.example")
    assert _show(kit, asked, _said(Name("Bob", "Lund")))
    assert _reach(kit, asked) <= {Sensitivity.CONTACT}
    assert recognise_next(kit)
    assert _reach(kit, asked) == frozenset()
    assert _doubts(kit, asked) == [Doubt.NAME_DIFFERS]
    assert not recognise_next(kit)


def test_nor_does_it_with_its_own_mailbox_and_the_line_of_an_employee(kit: Kit) -> None:
    kit = _with(kit)
    asked = ask(kit, name="Bob Lund", email="bob@havblik.example")
    _show(kit, asked, _said(Name("Bob", "Lund")))
    assert recognise_next(kit)
    assert _reach(kit, asked) == ALL
    _line(kit, asked, "+4578770201")
    assert Sensitivity.USAGE not in _reach(kit, asked), "what is proven later is compared first"
    assert recognise_next(kit)
    assert _doubts(kit, asked) == [Doubt.NAME_DIFFERS]
    assert _reach(kit, asked) == frozenset()


def test_the_person_of_the_record_is_recognised_and_their_line_too(kit: Kit) -> None:
    kit = _with(kit)
    asked = ask(kit)
    _line(kit, asked, "+45 78 77 02 01")
    _show(kit, asked, _said())
    assert recognise_next(kit)
    assert (_reach(kit, asked), _doubts(kit, asked)) == (ALL, [])
    assert not recognise_next(kit)
    with kit.database.reading() as session:
        assert session.execute(select(Event.facts).where(Event.name == "name_compared")).scalar_one().endswith('"verdict":"fits"}')


def test_where_no_record_has_a_name_staff_decide(kit: Kit) -> None:
    kit = _with(kit, _pbx(), _crm(people=[]))
    asked = ask(kit)
    _show(kit, asked, _said())
    assert recognise_next(kit)
    assert (_reach(kit, asked), _doubts(kit, asked)) == (frozenset(), [Doubt.NAME_DIFFERS])


def test_a_line_of_the_employers_that_no_record_names_is_not_taken_for_theirs(kit: Kit) -> None:
    kit = _with(kit, _crm(lines=[]), _pbx())
    asked = ask(kit)
    _line(kit, asked, "+4578770201")
    _show(kit, asked, _said())
    recognise_next(kit)
    assert _doubts(kit, asked) == [Doubt.NAME_DIFFERS]


def test_names_in_rows_about_use_are_not_asked(kit: Kit) -> None:
    """The agent of a call is no name of the person; and rows about use are not searched for somebody who is not known yet."""
    kit = _with(kit)
    asked = ask(kit)
    _line(kit, asked, "+4578770201")
    _show(kit, asked, _said())
    recognise_next(kit)
    assert _doubts(kit, asked) == []


def test_what_was_looked_at_is_gone_and_no_name_is_kept_in_plain(kit: Kit, tmp_path: Path) -> None:
    kit = _with(kit)
    asked = ask(kit)
    _show(kit, asked, _said())
    recognise_next(kit)
    assert [path for path in tmp_path.joinpath("store").rglob("*") if path.is_file()] == []
    with kit.database.reading() as session:
        row = session.execute(select(Proof).where(Proof.method == Method.EID)).scalar_one()
        assert row.asserted is not None
        assert b"Carol" not in row.asserted


def test_a_source_that_is_down_is_asked_again_later(kit: Kit, now: FrozenNow) -> None:
    down = replace(_crm(), connector="sql", config={"url": "postgresql://nobody@127.0.0.1:1/nothing"})
    broken = _with(kit, down)
    asked = ask(kit)
    _show(kit, asked, _said())
    assert recognise_next(broken)
    assert not recognise_next(_with(kit)), "not at once"
    now.forward(minutes=5)
    assert recognise_next(_with(kit))
    assert _reach(kit, asked) == ALL


def test_the_sweeper_rings_for_what_waits_and_two_workers_do_not_both_take_it(kit: Kit) -> None:
    asked = ask(kit)
    with kit.database.reading() as session:
        assert Queue.WORK not in sweep.due(session, now=kit.now())
    _show(kit, asked, _said())
    with kit.database.reading() as session:
        assert Queue.WORK in sweep.due(session, now=kit.now())
    with kit.database.transaction() as session:
        assert recognition.claim_next(session, now=kit.now(), vault=kit.vault) is not None
    with kit.database.transaction() as session:
        assert recognition.claim_next(session, now=kit.now(), vault=kit.vault) is None


def test_what_is_proven_while_somebody_looks_is_looked_at_anew(kit: Kit, now: FrozenNow) -> None:
    kit = _with(kit)
    asked = ask(kit, name="Bob Lund", email="bob@havblik.example")
    _show(kit, asked, _said(Name("Bob", "Lund")))
    with kit.database.transaction() as session:
        errand = recognition.claim_next(session, now=kit.now(), vault=kit.vault)
    assert errand is not None
    found = recognition.look(errand, kit.sources.sources, store=kit.store, now=kit.now())
    _line(kit, asked, "+4578770201")
    with kit.database.transaction() as session:
        recognition.settle(session, errand, found, now=kit.now(), vault=kit.vault)
    assert Sensitivity.USAGE not in _reach(kit, asked)
    assert recognise_next(kit)
    assert _doubts(kit, asked) == [Doubt.NAME_DIFFERS]


@pytest.mark.parametrize("change", [{"starts_at": timedelta(days=-9)}, {"ends_at": timedelta(days=9)}])
def test_another_time_that_a_line_was_held_is_compared_anew(kit: Kit, change: dict[str, timedelta]) -> None:
    kit = _with(kit)
    asked = ask(kit)
    _line(kit, asked, "+4578770201")
    _show(kit, asked, _said())
    recognise_next(kit)
    with kit.database.transaction() as session:
        row = session.execute(select(IdentityRow).where(IdentityRow.kind == "phone_number")).scalar_one()
        for name, span in change.items():
            setattr(row, name, kit.now() + span)
    with kit.database.reading() as session:
        assert Sensitivity.CONTENT not in proofs.reaches(session, asked.request_id, Right.ACCESS)
