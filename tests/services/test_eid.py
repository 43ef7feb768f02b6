"""The verbs of an electronic identity: one browser, once, in time; a name that fits, and one that is shown too often."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from dsr.domain.errors import NotAllowed, NotFound
from dsr.domain.names import Name
from dsr.domain.proof import Control, Doubt, Method, ProofState, Sensitivity
from dsr.domain.words import Right
from dsr.eid import Asserted
from dsr.eid.base import Attempt
from dsr.kit import Kit
from dsr.models import DoubtRow, Event, Proof
from dsr.services import eid, proofs, sessions
from dsr.services.eid import Order
from tests.fakes import FrozenNow
from tests.services import carol
from tests.services.carol import Asked
from tests.services.recognised import recognise

URL = "https://dsr.example/"
CAROL = Name("Carol Maria", "Ærø")


def ask(kit: Kit, **changed: Any) -> Asked:
    """Carol asks, and has shown nothing yet but her mailbox."""
    return carol.ask(kit, is_proven=False, **changed)


def _visit(kit: Kit, asked: Asked) -> str:
    with kit.database.transaction() as session:
        return sessions.begin(session, asked.request_id, delivery_id=None, now=kit.now(), vault=kit.vault, lasting=timedelta(minutes=30))


def _begin(kit: Kit, visit: str) -> Attempt:
    with kit.database.transaction() as session:
        return eid.begin(session, visit, public_url=URL, now=kit.now(), vault=kit.vault)


def _claim(kit: Kit, visit: str, state: str) -> Order:
    with kit.database.transaction() as session:
        return eid.claim(session, visit, state, public_url=URL, now=kit.now(), vault=kit.vault)


def _said(name: Name = CAROL, subject: str = "pseudonym-of-carol") -> Asserted:
    return Asserted("https://id.example", subject, name, "substantial")


def _show(kit: Kit, asked: Asked, said: Asserted) -> bool:
    visit = _visit(kit, asked)
    order = _claim(kit, visit, _begin(kit, visit).state)
    with kit.database.transaction() as session:
        return eid.settle(session, order, said, now=kit.now(), vault=kit.vault)


def _proofs(kit: Kit, asked: Asked) -> list[Proof]:
    with kit.database.reading() as session:
        of_request = select(Proof).where(Proof.request_id == asked.request_id, Proof.method == Method.EID)
        return list(session.execute(of_request.order_by(Proof.id)).scalars())


def _doubts(kit: Kit, asked: Asked) -> list[Doubt]:
    with kit.database.reading() as session:
        return list(session.execute(select(DoubtRow.ground).where(DoubtRow.request_id == asked.request_id)).scalars())


def _reach(kit: Kit, asked: Asked) -> frozenset[Sensitivity]:
    with kit.database.reading() as session:
        return proofs.reaches(session, asked.request_id, Right.ACCESS)


def test_a_name_that_fits_proves_the_person_and_once_found_on_the_record_it_reaches_everything(kit: Kit) -> None:
    asked = ask(kit)
    assert _reach(kit, asked) == {Sensitivity.CONTACT}
    assert _show(kit, asked, _said())
    (row,) = _proofs(kit, asked)
    assert (row.state, row.control, row.issuer, row.identity_id) == (ProofState.PROVEN, Control.PERSON, "https://id.example", None)
    assert _reach(kit, asked) == {Sensitivity.CONTACT}
    with kit.database.transaction() as session:
        recognise(session, asked.request_id)
    assert _reach(kit, asked) == set(Sensitivity)
    assert _doubts(kit, asked) == []


def test_a_namesake_without_mailbox_or_line_gets_nothing_by_it(kit: Kit) -> None:
    asked = ask(kit, is_confirmed=False)
    assert _show(kit, asked, _said())
    assert _reach(kit, asked) == frozenset()


@pytest.mark.parametrize("name", [Name("Dave", "Ærø"), Name("Carol", "Holm")])
def test_another_name_proves_nothing_and_holds_all_until_staff_have_looked(kit: Kit, name: Name) -> None:
    asked = ask(kit)
    assert not _show(kit, asked, _said(name))
    (row,) = _proofs(kit, asked)
    assert row.state is ProofState.FAILED
    assert _doubts(kit, asked) == [Doubt.NAME_DIFFERS]
    assert _reach(kit, asked) == frozenset()


def test_nothing_of_the_identity_is_kept_in_plain(kit: Kit) -> None:
    asked = ask(kit)
    _show(kit, asked, _said())
    (row,) = _proofs(kit, asked)
    kept = " ".join(str(getattr(row, column.key)) for column in Proof.__table__.columns)
    with kit.database.reading() as session:
        kept += " ".join(session.execute(select(Event.facts)).scalars())
    assert "pseudonym" not in kept
    assert "Carol" not in kept
    assert row.channel_token


def test_an_attempt_is_of_one_session(kit: Kit) -> None:
    asked = ask(kit)
    mine, other = _visit(kit, asked), _visit(kit, asked)
    begun = _begin(kit, mine)
    for visit, state in ((other, begun.state), (mine, "another"), (mine, ""), ("never", begun.state)):
        with pytest.raises(NotFound):
            _claim(kit, visit, state)
    assert _claim(kit, mine, begun.state).attempt == begun


def test_an_attempt_is_claimed_once(kit: Kit) -> None:
    asked = ask(kit)
    visit = _visit(kit, asked)
    begun = _begin(kit, visit)
    order = _claim(kit, visit, begun.state)
    with pytest.raises(NotFound):
        _claim(kit, visit, begun.state)
    with kit.database.transaction() as session:
        assert eid.settle(session, order, _said(), now=kit.now(), vault=kit.vault)
    with kit.database.transaction() as session:
        assert not eid.settle(session, order, _said(), now=kit.now(), vault=kit.vault)


def test_an_attempt_lasts_ten_minutes_and_a_newer_one_ends_it(kit: Kit, now: FrozenNow) -> None:
    asked = ask(kit)
    visit = _visit(kit, asked)
    begun = _begin(kit, visit)
    now.forward(minutes=10)
    with pytest.raises(NotFound):
        _claim(kit, visit, begun.state)
    first = _begin(kit, visit)
    second = _begin(kit, visit)
    with pytest.raises(NotFound):
        _claim(kit, visit, first.state)
    assert _claim(kit, visit, second.state)
    assert [row.state for row in _proofs(kit, asked)] == [ProofState.EXPIRED, ProofState.EXPIRED, ProofState.OPEN]


def test_attempts_are_counted_by_request(kit: Kit, now: FrozenNow) -> None:
    asked = ask(kit)
    visit = _visit(kit, asked)
    for _ in range(eid.MOST_A_DAY):
        _begin(kit, visit)
    with pytest.raises(NotAllowed):
        _begin(kit, visit)
    now.forward(days=1)
    assert _begin(kit, _visit(kit, asked))


def test_secrets_differ_by_session_and_state_and_the_verifier_is_long_enough(kit: Kit) -> None:
    asked = ask(kit)
    begun = [_begin(kit, visit) for visit in (_visit(kit, asked), _visit(kit, asked))]
    found = {text for one in begun for text in (one.state, one.nonce, one.verifier)}
    assert len(found) == 6
    assert all(43 <= len(one.verifier) <= 128 for one in begun)  # RFC 7636
    assert {one.back_to for one in begun} == {"https://dsr.example/prove/eid/back"}


def test_what_proves_nothing_is_on_record_with_its_reason_only(kit: Kit) -> None:
    asked = ask(kit)
    visit = _visit(kit, asked)
    order = _claim(kit, visit, _begin(kit, visit).state)
    with kit.database.transaction() as session:
        eid.refuse(session, order, reason="claim_nonce", now=kit.now())
    (row,) = _proofs(kit, asked)
    assert row.state is ProofState.FAILED
    assert _doubts(kit, asked) == []
    with kit.database.reading() as session:
        facts = session.execute(select(Event.facts).where(Event.name == "eid_refused")).scalar_one()
    assert facts == f'{{"proof":{row.id},"reason":"claim_nonce"}}'


def test_one_identity_for_two_other_names_is_flagged_and_for_one_it_is_a_slip(kit: Kit) -> None:
    first, second = (ask(kit, key=f"form:{name}", name=name, email=f"{name[0]}@havblik.example") for name in ("Dave Holm", "Eve Berg"))
    _show(kit, first, _said())
    assert _doubts(kit, first) == [Doubt.NAME_DIFFERS]
    _show(kit, second, _said())
    assert _doubts(kit, second) == [Doubt.NAME_DIFFERS, Doubt.OTHER]
    own = ask(kit, key="form:own")
    assert _show(kit, own, _said()), "their own request is not held for it"
    assert _doubts(kit, own) == []


def test_one_identity_for_many_requests_is_flagged(kit: Kit, now: FrozenNow) -> None:
    asked = [ask(kit, key=f"form:{count}") for count in range(eid.MOST_A_YEAR + 2)]
    assert all(_show(kit, one, _said()) for one in asked[:-1])
    assert [_doubts(kit, one) for one in asked[:-1]] == [[]] * eid.MOST_A_YEAR + [[Doubt.OTHER]]
    now.forward(days=366)
    assert _show(kit, asked[-1], _said())
    assert _doubts(kit, asked[-1]) == []
