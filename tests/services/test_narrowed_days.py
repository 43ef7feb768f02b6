"""Somebody who asks about some days is given what is of them, from our part and from a company's, and nothing else; and is told so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dsr.documents import wording
from dsr.domain.data_kind import DataKind
from dsr.domain.dataset import Address, Collection, Dataset, Field, Reference, Source, TimeColumn
from dsr.domain.instruction import Decision
from dsr.domain.words import Role
from dsr.kit import Kit
from dsr.mapping import SourceBook
from dsr.models import Request
from dsr.services import answer, briefing, drafts
from tests.services.told import told
from tests.services.two_companies import BOOK, MAIL, NORD, Scene, asked

VISITS, FILES, BOXES = Address("site", "visits"), Address("site", "files"), Address("mail", "boxes")
MAYS, JUNES, UNDATED = "2026-05-31T21:59:59Z", "2026-05-31T22:00:00Z", None


def _site() -> Source:
    """Ours. A visit leads to a file, which has no time."""
    visits = Collection(VISITS, (Field("mail", ("user.contact.email",), "email", "email"), Field("page", ("user.behavior",)),
                                 Field("at")), time=TimeColumn("at"), data_kind=DataKind.WEBSITE)
    files = Collection(FILES, (Field("page", references=(Reference(VISITS, "page", "from"),)), Field("name", ("user.behavior",))),
                       data_kind=DataKind.WEBSITE)
    rows: dict[str, list[dict[str, object]]] = {
        "visits": [{"mail": MAIL, "page": "may", "at": MAYS}, {"mail": MAIL, "page": "june", "at": JUNES},
                   {"mail": MAIL, "page": "undated", "at": UNDATED}, {"mail": MAIL, "page": "july", "at": "2026-06-30T22:00:00Z"}],
        "files": [{"page": "may", "name": "of a visit in May"}]}
    return Source("site", "memory", {"tables": rows}, (Dataset("site", (visits, files)),), revision="r1", timezone="UTC")


def _mail() -> Source:
    """Of a company."""
    boxes = Collection(BOXES, (Field("mail", ("user.contact.email",), "email", "email"), Field("firm"), Field("said", ("user.behavior",)),
                               Field("at", ("user.behavior",))), time=TimeColumn("at"), tenant="firm",
                       role=Role.PROCESSOR, data_kind=DataKind.CONTENT)
    rows = {"boxes": [{"mail": MAIL, "firm": NORD, "said": "in May", "at": MAYS}, {"mail": MAIL, "firm": NORD, "said": "in June", "at": JUNES}]}
    return Source("mail", "memory", {"tables": rows}, (Dataset("mail", (boxes,)),), role=Role.PROCESSOR, revision="r1")


@pytest.fixture
def scene(kit: Kit) -> Scene:
    made = asked(kit)
    made.prove()
    made.works_at(NORD, made.nord)
    return replace(made, kit=replace(made.kit, sources=SourceBook((*BOOK.sources, *told((_site(), _mail()))))))


def narrow(scene: Scene, first: date | None, last: date | None) -> None:
    with scene.kit.database.transaction() as session:
        request = session.get_one(Request, scene.request_id)
        request.narrowed_from, request.narrowed_to = first, last


JUNE = date(2026, 6, 1), date(2026, 6, 30)


def test_only_rows_of_the_days_asked_about_are_found_and_those_without_a_time(scene: Scene) -> None:
    narrow(scene, *JUNE)
    haul = scene.collected(None)
    rows = scene.rows(haul)
    assert {cells[1] for cells in rows[str(VISITS)]} == {"june", "undated"}
    assert (haul.found[VISITS], haul.found[BOXES]) == (2, 1)


def test_a_row_of_another_day_still_leads_to_what_has_no_time(scene: Scene) -> None:
    narrow(scene, *JUNE)
    assert scene.rows(scene.collected(None))[str(FILES)] == [("of a visit in May",)]


def test_a_companys_part_is_of_those_days_too(scene: Scene) -> None:
    narrow(scene, *JUNE)
    scene.decide(scene.nord, Decision.ANSWER)
    said = {cell for cells in scene.rows(scene.collected(scene.nord))[str(BOXES)] for cell in cells}
    assert "in June" in said
    assert "in May" not in said


def test_who_did_not_narrow_is_given_all_days(scene: Scene) -> None:
    haul = scene.collected(None)
    assert (haul.found[VISITS], haul.found[BOXES]) == (4, 2)
    assert letter(scene).count("You asked only") == 0


def test_the_answer_says_that_only_these_days_were_asked_about(scene: Scene) -> None:
    narrow(scene, *JUNE)
    scene.collected(None)
    assert "Du har kun spurgt om dagene fra mandag den 1. juni 2026 til og med tirsdag den 30. juni 2026." in letter(scene)


def letter(scene: Scene) -> str:
    with scene.kit.database.transaction() as session:
        draft = drafts.newest(session, scene.part(None).id)
        assert draft is not None
        brief = briefing.writing(session, draft, sources=scene.kit.sources.sources, settings=scene.kit.settings, now=scene.kit.now(),
                                 vault=scene.kit.vault)
    made = answer.assemble(brief.occasion, brief.plan, brief.sources, brief.haul)
    return "\n".join(getattr(line, "words", "") for line in wording.letter(made))
