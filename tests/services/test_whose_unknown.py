"""A processor collection whose rows do not say whose they are is given in no company's part, and the rest of the part leaves without it."""

from __future__ import annotations

from dataclasses import replace

from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from dsr.domain.instruction import Decision
from dsr.domain.words import NotReached, Role
from dsr.kit import Kit
from dsr.mapping import SourceBook
from dsr.models import Part
from dsr.services import planning, scope
from tests.services.drafted import approve, seen
from tests.services.told import told
from tests.services.two_companies import BOOK, BOXES, MAIL, NORD, Scene, asked

PAGES = Address("fax", "pages")


def _fax() -> Source:
    pages = Collection(PAGES, (Field("mail", ("user.contact.email",), "email", "email"), Field("note", ("user.name",))), role=Role.PROCESSOR)
    rows = {"pages": [{"mail": MAIL, "note": "of whom nobody knows"}]}
    return Source("fax", "memory", {"tables": rows}, (Dataset("fax", (pages,)),), role=Role.PROCESSOR, revision="r1")


def with_fax(kit: Kit) -> Scene:
    made = asked(kit)
    made = replace(made, kit=replace(made.kit, sources=SourceBook((*BOOK.sources, *told((_fax(),))))))
    made.prove()
    made.works_at(NORD, made.nord)
    made.decide(made.nord, Decision.ANSWER)
    return made


def test_the_part_is_approved_without_it_and_says_so(kit: Kit) -> None:
    scene = with_fax(kit)
    haul = scene.collected(scene.nord)
    assert BOXES in haul.found
    assert PAGES not in haul.found
    part_id = scene.part(scene.nord).id
    with scene.kit.database.reading() as session:
        plan = planning.load(session.get_one(Part, part_id).search_plan or "")
        part = session.get_one(Part, part_id)
        scope.check(session, part, scope.sources_of(session, part, scene.kit.sources.sources))
    assert {gap.address: gap.why for gap in plan.gaps} == {PAGES: NotReached.WHOSE_UNKNOWN}
    assert approve(scene.kit, part_id, seen(scene.kit, part_id), scene.by).approved_at is not None


def test_what_its_rows_say_nobody_of_is_in_no_companys_part(kit: Kit) -> None:
    scene = with_fax(kit)
    rows = scene.rows(scene.collected(scene.nord))
    assert "nobody knows" not in repr(rows)
