"""A scan is sealed in the store and in its title, belongs to one request, and each look at it is an event."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import select

from dsr.domain.capability import StaffRole
from dsr.domain.errors import NotAllowed, NotFound, VaultError
from dsr.domain.uploads import Upload
from dsr.kit import Kit
from dsr.models import Event, Paper
from dsr.services import papers
from tests.services.carol import Asked, alice
from tests.services.paper_scene import enter

SCAN = b"%PDF-1.7 a letter from Carol"


def keep(kit: Kit, asked: Asked, by: object) -> int:
    with kit.database.transaction() as session:
        shelf = papers.shelf(session, asked.receipt.reference, by=by, now=kit.now(), vault=kit.vault)  # type: ignore[arg-type]
        with kit.store.create(shelf.path, shelf.handle, shelf.context) as file:
            file.write(SCAN)
        return papers.keep(session, asked.receipt.reference, Upload("Carol.pdf", "application/pdf"), path=shelf.path, size=len(SCAN),
                           digest=hashlib.sha256(SCAN).hexdigest(), by=by, now=kit.now(), vault=kit.vault).id  # type: ignore[arg-type]


def test_it_is_sealed_and_opens_again(kit: Kit) -> None:
    by = alice(kit)
    asked = enter(kit, by)
    paper = keep(kit, asked, by)
    with kit.database.transaction() as session:
        row = session.get_one(Paper, paper)
        assert b"Carol" not in row.title
        scan = papers.opened(session, asked.receipt.reference, paper, by=by, now=kit.now(), vault=kit.vault)
        assert (scan.title, scan.media_type) == ("Carol.pdf", "application/pdf")
        assert b"".join(kit.store.read(scan.path, scan.handle, scan.context)) == SCAN
        with pytest.raises(VaultError):
            kit.store.get(scan.path, scan.handle, "paper:elsewhere")
    with kit.database.reading() as session:
        assert list(session.execute(select(Event.name).order_by(Event.id)).scalars())[-2:] == ["paper_kept", "paper_viewed"]


def test_it_opens_from_its_own_request_only_and_for_who_may_look_at_records(kit: Kit) -> None:
    by = alice(kit)
    asked, other = enter(kit, by), enter(kit, by, key="desk:two")
    paper = keep(kit, asked, by)
    with kit.database.transaction() as session:
        with pytest.raises(NotFound):
            papers.opened(session, other.receipt.reference, paper, by=by, now=kit.now(), vault=kit.vault)
        assert papers.of(session, other.request_id, vault=kit.vault) == ()
    with pytest.raises(NotAllowed):
        keep(kit, asked, alice(kit, StaffRole.DPO))
