"""A company that decides about something that was found is asked, whatever else is known of where the person works."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import update

from dsr.domain.errors import NotAllowed
from dsr.domain.instruction import Decision
from dsr.kit import Kit
from dsr.mapping import SourceBook
from dsr.models import Request
from tests.services.told import told
from tests.services.two_companies import BOOK, Scene, asked


def only(scene: Scene, *keys: str) -> Scene:
    """With these sources alone."""
    return replace(scene, kit=replace(scene.kit, sources=SourceBook(told(tuple(one for one in BOOK.sources if one.key in keys)))))


@pytest.mark.parametrize("keys", [("crm", "pbx"), ("crm", "hotel")])
def test_rows_that_a_company_decides_about_open_its_part(kit: Kit, keys: tuple[str, str]) -> None:
    """Once where the rows say whose they are, and once in the system of one company alone."""
    scene = only(asked(kit), *keys)
    scene.prove()
    scene.collected(None)
    assert [one.company_id for one in scene.parts()] == [None, scene.nord, scene.hav]
    assert [one.conceals for one in scene.parts()] == [False, False, True]


def test_where_nothing_is_found_that_a_company_decides_about_no_other_is_asked(kit: Kit) -> None:
    scene = only(asked(kit), "crm", "switch")
    scene.prove()
    scene.collected(None)
    assert [one.company_id for one in scene.parts()] == [None, scene.nord]


def test_what_the_person_keeps_from_their_employer_opens_no_part(kit: Kit) -> None:
    scene = only(asked(kit), "crm", "pbx")
    scene.prove()
    with kit.database.transaction() as session:
        session.execute(update(Request).values(pass_on=False))
    before = [one.id for one in scene.parts()]
    scene.collected(None)
    assert [one.id for one in scene.parts()] == before


def test_a_company_decides_nothing_of_what_the_person_keeps_from_it(kit: Kit) -> None:
    """Also not where its part was open before, or was opened again."""
    scene = asked(kit)
    with kit.database.transaction() as session:
        session.execute(update(Request).values(pass_on=False))
    with pytest.raises(NotAllowed):
        scene.decide(scene.nord, Decision.ANSWER)
