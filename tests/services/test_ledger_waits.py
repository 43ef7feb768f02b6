"""Whether an electronic identity that was compared waits again when more is said of a line: not for a source, but for a company."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dsr.domain.actor import SYSTEM
from dsr.domain.proof import Control, Method, ProofState, Sensitivity
from dsr.domain.tenancy import Holder, HowKnown
from dsr.domain.words import Right
from dsr.kit import Kit
from dsr.mapping import SourceBook
from dsr.models import Proof, Request
from dsr.services import ledger, proofs
from tests.connectors.shelves import SqliteShelf
from tests.services.carol import alice, ask
from tests.services.proven import sign
from tests.services.recognised import recognise
from tests.services.shared_lines import CAROL, NUMBER, held, put, sources
from tests.services.test_ledger_gate import CALLS, Scene, span


@pytest.fixture
def shelf(tmp_path: Path) -> SqliteShelf:
    return SqliteShelf(tmp_path)


def shows_an_identity(kit: Kit, shelf: SqliteShelf) -> Scene:
    """Carol, by her mailbox and an electronic identity that was compared."""
    own = replace(kit, sources=SourceBook(sources(shelf)))
    scene = Scene(own, ask(own, email="carol@nord.example", is_proven=False), alice(own))
    with own.database.transaction() as session:
        session.add(Proof(request_id=scene.asked.request_id, method=Method.EID, control=Control.PERSON, state=ProofState.PROVEN,
                           asked_at=kit.now(), proven_at=kit.now()))
        session.flush()
        recognise(session, scene.asked.request_id)
        sign(session, session.get_one(Request, scene.asked.request_id).entity_id, now=kit.now())
    return scene


def reached(scene: Scene) -> frozenset[Sensitivity]:
    with scene.kit.database.reading() as session:
        return proofs.reaches(session, scene.asked.request_id, Right.ACCESS)


def test_what_sources_tell_of_lines_makes_no_proof_wait(kit: Kit, shelf: SqliteShelf) -> None:
    put(shelf, calls=CALLS, register=[held(1, CAROL, "2026-01-01")])
    scene = shows_an_identity(kit, shelf)
    scene.searched()
    assert reached(scene) == frozenset(Sensitivity)


@pytest.mark.parametrize(("start", "end"), [("2026-01-01", None), ("2026-01-01", "2026-07-01"), ("2026-02-01", "2026-03-01")])
def test_a_company_that_says_more_than_the_sources_makes_it_wait(kit: Kit, shelf: SqliteShelf, start: str, end: str | None) -> None:
    """Also where both say it of one window: what the company added was proven by nobody else."""
    put(shelf, calls=CALLS, register=[held(1, CAROL, "2026-06-01")])
    scene = shows_an_identity(kit, shelf)
    scene.searched()
    with scene.kit.database.transaction() as session:
        ledger.state(session, scene.asked.request_id, "phone_number", NUMBER, tenant="nord", company_id=None, holder=Holder.SUBJECT,
                     window=span(start, end), how=HowKnown.EMPLOYER, by=SYSTEM, now=kit.now(), vault=kit.vault)
    assert reached(scene) <= {Sensitivity.CONTACT}
